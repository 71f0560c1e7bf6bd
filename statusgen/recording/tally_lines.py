"""A tally becomes a document of lines, and a document becomes a tally.

The first line holds what is true of all rounds of the day, each further one a check. Every line ends with a
checksum of itself, since nothing else tells of a digit that was lost when the rounds are gone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from sys import intern
from zlib import crc32

from statusgen.model.evidence import Circumstances
from statusgen.model.latencies import LAST_BUCKET, Latencies
from statusgen.model.tallies import DAY, HOUR, Run, Slot, Tally
from statusgen.recording.lines import (
    DAMAGE,
    DamagedError,
    circumstances_data,
    circumstances_of,
    compact_json,
    result_of,
    whole,
    without_tail,
)

VERSION = 1
"""Of the documents written here."""

_MILLISECOND = timedelta(milliseconds=1)
_SEAL = b',"crc":'


def document_of(tally: Tally) -> bytes:
    """The tally as lines; equal tallies give equal bytes."""
    return b"".join(_sealed(line) for line in (_head(tally), *_checks(tally)))


def tally_of_document(
    document: bytes, slot: Slot, *, latencies_by: timedelta | None = HOUR
) -> tuple[Tally | None, int]:
    """The tally, without the checks whose lines are damaged, and how many lines are.

    None where the first line is damaged, is of another day, or is not there. Where latencies
    are wanted `latencies_by` the day only, or not at all, they take less memory.
    """
    first, *rest = document.splitlines() or [b""]
    try:
        head = _opened(first)
        tally = _empty(head, slot)
        expected = whole(head["checks"])
    except DAMAGE:
        return None, 1 + len(rest)
    runs: dict[str, tuple[Run, ...]] = {}
    latencies: dict[str, Mapping[int, Latencies]] = {}
    for line in rest:
        try:
            data = _opened(line)
            key = intern(_text(data["check"]))
            column = tuple(_runs(data["runs"], len(tally.moments)))
            sizes = _sizes(data.get("ms", {}), latencies_by)
        except DAMAGE:
            continue
        runs[key] = column
        if sizes:
            latencies[key] = sizes
    damaged = max(expected, len(rest)) - len(runs)
    resolution = DAY if latencies_by == DAY else tally.resolution
    return replace(tally, runs=runs, latencies=latencies, resolution=resolution), damaged


def version_of_document(document: bytes) -> int | None:
    """The version of a document; None when its first line is damaged."""
    try:
        return whole(_opened(document.partition(b"\n")[0])["v"], least=1)
    except DAMAGE:
        return None


def _sealed(data: Mapping[str, object]) -> bytes:
    body = compact_json(data)[:-1]
    return b"%s%s%d}\n" % (body, _SEAL, crc32(body))


def _opened(line: bytes) -> Mapping[str, object]:
    body, _, seal = line.rpartition(_SEAL)
    if int(seal[:-1]) != crc32(body):
        raise DamagedError("checksum")
    data = json.loads(body + b"}")
    if not isinstance(data, dict):
        raise DamagedError("not an object")
    return data


def _head(tally: Tally) -> Mapping[str, object]:
    starts = [(at - tally.slot.starts_at) // _MILLISECOND for at in tally.moments]
    return {
        "v": VERSION,
        "day": tally.slot.day.isoformat(),
        "resolution": "hour" if tally.resolution == HOUR else "day",
        **({"damaged": tally.damaged_lines} if tally.damaged_lines else {}),
        **({"covers": tally.covers} if tally.covers is not None else {}),
        "checks": len(tally.runs),
        "moments": [after - before for before, after in pairwise([0, *starts])],
        "rounds": [[count, circumstances_data(kind)] for count, kind in tally.circumstances],
    }


def _checks(tally: Tally) -> Iterator[Mapping[str, object]]:
    for key in sorted(tally.runs):
        data: dict[str, object] = {"check": key, "runs": [_run_fields(run) for run in tally.runs[key]]}
        hours = tally.latencies.get(key, {})
        if hours:
            data["ms"] = {str(hour): _size_fields(hours[hour]) for hour in sorted(hours)}
        yield data


def _run_fields(run: Run) -> list[str | int | None]:
    if run.result is None:
        return [run.rounds]
    return without_tail([run.rounds, run.result.outcome.value, run.result.failed_at, run.result.reason])


def _size_fields(latencies: Latencies) -> list[int]:
    """Bucket and count in turns, each bucket as its distance from the one before."""
    buckets = sorted(latencies.counts)
    pairs = ((after - before, latencies.counts[after]) for before, after in pairwise([0, *buckets]))
    return [number for pair in pairs for number in pair]


def _empty(head: Mapping[str, object], slot: Slot) -> Tally:
    whole(head["v"], least=1)
    if head["day"] != slot.day.isoformat():
        raise DamagedError("another day")
    moments = tuple(_moments(_list(head["moments"]), slot))
    circumstances = tuple(_circumstances(_list(head["rounds"])))
    if sum(count for count, _ in circumstances) != len(moments):
        raise DamagedError("rounds")
    covers = head.get("covers")
    return Tally(
        slot=slot,
        moments=moments,
        circumstances=circumstances,
        runs={},
        latencies={},
        resolution={"hour": HOUR, "day": DAY}[_text(head["resolution"])],
        damaged_lines=whole(head.get("damaged", 0)),
        covers=None if covers is None else _text(covers),
    )


def _moments(steps: Sequence[object], slot: Slot) -> Iterator[datetime]:
    for milliseconds in accumulate(whole(step) for step in steps):
        if milliseconds >= DAY // _MILLISECOND:
            raise DamagedError("not in that day")
        yield slot.starts_at + milliseconds * _MILLISECOND


def _circumstances(fields: Sequence[object]) -> Iterator[tuple[int, Circumstances]]:
    for field in fields:
        count, data = _list(field)
        if not isinstance(data, dict):
            raise DamagedError("circumstances")
        yield whole(count, least=1), circumstances_of(data)


def _runs(fields: object, rounds: int) -> Iterator[Run]:
    for field in _list(fields):
        first, *result = _list(field)
        count = whole(first, least=1)
        rounds -= count
        if not result:
            yield Run(count, None)
            continue
        outcome, layer, reason, *_ = (*result, None, None)
        yield Run(count, result_of(outcome, None, layer, reason))
    if rounds:
        raise DamagedError("runs")


def _sizes(data: object, latencies_by: timedelta | None) -> Mapping[int, Latencies]:
    if not isinstance(data, dict):
        raise DamagedError("latencies")
    if latencies_by is None:
        return {}
    hours = {whole(int(hour)): _latencies(_list(fields)) for hour, fields in data.items()}
    return {0: Latencies.together(hours.values())} if hours and latencies_by == DAY else hours


def _latencies(fields: Sequence[object]) -> Latencies:
    counts = {}
    buckets = accumulate(whole(step) for step in fields[::2])
    for bucket, count in zip(buckets, fields[1::2], strict=True):
        if bucket > LAST_BUCKET:
            raise DamagedError("latency")
        counts[bucket] = whole(count, least=1)
    return Latencies(counts)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise DamagedError("not a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise DamagedError("not a text")
    return value
