"""The newest story's constants become the demo's evidence: `history/` and `reports/`.

`python -m tests.stories.evidence`, typed at the repository's root, writes the files again.
Nothing is drawn at random: noise is a checksum of place, check and time.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from statusgen.model.words import Outcome
from statusgen.simulating.evidence import noise, result
from statusgen.simulating.happened import CONTROLS, LATENCY_MS
from tests.stories.happened import (
    BUCKET,
    COUNTRY_PEAKS,
    GAPS,
    INTERVALS,
    LAST_DAY,
    OFFLINE,
    PROMISED,
    REPORT_COLUMNS,
    SHARES,
    TROUBLES,
    USUAL,
    USUAL_MONDAYS,
    VANTAGES,
    on_the_day,
)

ROOT = Path(__file__).resolve().parents[2]


def files() -> dict[str, bytes]:
    """Every file of the demo's evidence: path below the repository to bytes."""
    texts: dict[str, str] = {}
    for vantage in VANTAGES:
        for day in _days(vantage):
            lines = [_line(vantage, at, every) for at, every in _rounds(vantage, day)]
            if lines:
                texts[f"history/{vantage}/{day:%Y-%m-%d}.jsonl"] = "".join(lines)
    for day in (*USUAL_MONDAYS, LAST_DAY):
        texts[f"reports/{day:%Y-%m-%d}.csv"] = "\n".join((REPORT_COLUMNS, *_report_rows(day), ""))
    return {path: text.encode() for path, text in sorted(texts.items())}


def _days(vantage: str) -> Iterator[datetime]:
    day = VANTAGES[vantage][1]
    while day <= LAST_DAY:
        yield day
        day += timedelta(days=1)


def _rounds(vantage: str, day: datetime) -> Iterator[tuple[datetime, int]]:
    """When rounds began on a day, and how many minutes apart they were."""
    every = [minutes for start, minutes in INTERVALS if start <= day][-1]
    for minute in range(0, 24 * 60, every):
        at = day + timedelta(minutes=minute, seconds=VANTAGES[vantage][0])
        if not any(place in (None, vantage) and start <= at < end for place, start, end in GAPS):
            yield at, every


def _line(vantage: str, at: datetime, every: int) -> str:
    offline = any(place == vantage and start <= at < end for place, start, end in OFFLINE)
    line: dict[str, object] = {"v": 1, "at": _stamp(at)}
    if every != PROMISED:
        line["every"] = every * 60
    line["controls"] = [0 if offline else CONTROLS, CONTROLS]
    line["results"] = {
        key: ["unknown", None, "local", "prober_offline"] if offline else _result(vantage, at, key)
        for key in LATENCY_MS
    }
    return json.dumps(line, separators=(",", ":")) + "\n"


def _result(vantage: str, at: datetime, key: str) -> list[object]:
    seen = result(vantage, at, key, TROUBLES)
    if seen.outcome is Outcome.FAILED:
        return [seen.outcome, None, seen.failed_at, seen.reason]
    return [seen.outcome, seen.latency_ms]


def _report_rows(day: datetime) -> Iterator[str]:
    for minute in range(0, 24 * 60, BUCKET):
        at = day + timedelta(minutes=minute)
        for country in SHARES:
            total = _usual(country, at) if day != LAST_DAY else _reported(country, at)
            yield from _split(country, at, total)


def _reported(country: str, at: datetime) -> int:
    points = [(_at(clock), count) for clock, count in COUNTRY_PEAKS[country].items()]
    for (start, low), (end, high) in pairwise(points):
        if start <= at <= end:
            return low + (high - low) * ((at - start) // timedelta(minutes=1)) // (
                (end - start) // timedelta(minutes=1)
            )
    return _usual(country, at)


def _at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return on_the_day(int(hour), int(minute))


def _usual(country: str, at: datetime) -> int:
    usual = USUAL[country]
    return usual + noise("usual", country, at) % (usual // 2 + 1) - usual // 4


def _split(country: str, at: datetime, total: int) -> Iterator[str]:
    left = total
    *first, last = SHARES[country]
    counts = [total * parts // 100 for *_, parts in first]
    left -= sum(counts)
    for (city, component, problem, _), count in zip((*first, last), (*counts, left), strict=True):
        if count:
            yield f"{_stamp(at)},{BUCKET},{country},{city},{component},{problem},{count},tracker"


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Write every file, and take away those that are no longer made."""
    made = files()
    for folder in ("history", "reports"):
        for old in (ROOT / folder).rglob("*"):
            if old.is_file() and old.relative_to(ROOT).as_posix() not in made:
                old.unlink()
    for path, data in made.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    print(f"{len(made)} files, {sum(map(len, made.values())):,} bytes")


if __name__ == "__main__":
    main()
