"""How long a build's evidence takes: 50 components, 90 days, a round every five minutes, one vantage.

Prints user CPU seconds of a bare JSON parse of the lines, of reading them as history, and of judging: all
rounds, tallies of all days but the last, and tallies of a large installation where nothing or little fails.
"""

import json
import random
import resource
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from statusgen.commands.pipeline import undisturbed
from statusgen.judging.judge import judge
from statusgen.judging.windows import first_day
from statusgen.model.checks import Check
from statusgen.model.evidence import Circumstances, ProbeResult, Round
from statusgen.model.latencies import Latencies
from statusgen.model.project import Component, Page, Project, Settings, Vantage
from statusgen.model.snapshot import Snapshot
from statusgen.model.tallies import History, Run, Slot, Tally
from statusgen.model.words import Layer, Outcome
from statusgen.recording.files import Files
from statusgen.recording.journal import read
from statusgen.recording.lines import line_of
from statusgen.recording.tallying import tally_of

T = TypeVar("T")

COMPONENTS, DAYS, STEP = 50, 90, timedelta(minutes=5)
NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
FAILED = ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status")
FINE = ProbeResult(Outcome.OK)
LOSS = 0.002
LARGE, VANTAGES, LARGE_DAYS = 1000, {"a": "DE", "b": "PK", "c": "US"}, 92


def main() -> None:
    """Print seconds of user CPU and ratios to the bare parse."""
    for loss, days in ((0, LARGE_DAYS), (LOSS, LARGE_DAYS), (0, 4 * LARGE_DAYS)):
        _large(loss, days)
    names = _names(COMPONENTS)
    project = Project(settings=Settings(page=Page(name="Chirp"), components=_checked(names)))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, names)
        lines = [line for path in sorted(root.rglob("*.jsonl")) for line in path.read_bytes().splitlines()]
        bare, _ = _timed(lambda: [json.loads(line) for line in lines])
        reading, history = _timed(
            lambda: read(Files(root / "history", root), since=NOW - timedelta(days=DAYS + 2), until=NOW)
        )
        judging, _ = _timed(lambda: _judge(project, history))
    kept = _kept(history)
    judging_tallies, _ = _timed(lambda: _judge(project, kept))
    print(f"{len(lines)} rounds, {len(lines) * COMPONENTS} results")
    print(f"json.loads   {bare:6.2f} s")
    for name, seconds in (("read", reading), ("judge", judging), ("tallies", judging_tallies)):
        print(f"{name:<12} {seconds:6.2f} s  {seconds / bare:5.1f} times the bare parse")


def _judge(project: Project, history: History) -> Snapshot:
    """As a build does."""
    with undisturbed():
        return judge(project, history, NOW)


def _large(loss: float, days: int) -> None:
    """Each vantage in a country of its own, and latencies of each day."""
    names = _names(LARGE)
    settings = Settings(
        page=Page(name="Chirp"),
        components=_checked(names),
        vantages={n: Vantage(country=c) for n, c in VANTAGES.items()},
    )
    tallies = tuple(_day(Slot(name, day), names, loss) for name in VANTAGES for day in _days(days))
    seconds, _ = _timed(lambda: _judge(Project(settings=settings), History(tallies=tallies)))
    size = f"{LARGE} checks x {len(VANTAGES)} vantages x {days} days"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{size} of tallies, {loss:.1%} failed: judge {seconds:.2f} s, at most {memory} MiB so far")


def _names(count: int) -> list[str]:
    return [f"component-{n}" for n in range(count)]


def _checked(names: Sequence[str]) -> tuple[Component, ...]:
    return tuple(Component(id=n, name=n, check=Check(url=f"https://{n}.example/")) for n in names)


def _kept(history: History) -> History:
    """All days but the last as tallies."""
    days: dict[date, list[Round]] = {}
    for round_ in history.rounds:
        days.setdefault(round_.at.date(), []).append(round_)
    last = days.pop(max(days))
    tallies = (tally_of(Slot("local", day), rounds) for day, rounds in days.items())
    return History(rounds=tuple(last), tallies=tuple(tallies))


def _days(count: int) -> Iterator[date]:
    yield from (NOW.date() - timedelta(days=n) for n in range(count, 0, -1))


def _day(slot: Slot, names: Sequence[str], loss: float) -> Tally:
    """A day on which every check was asked in every round."""
    dice, count = random.Random(str(slot)), timedelta(days=1) // STEP
    return Tally(
        slot=slot,
        moments=tuple(slot.starts_at + n * STEP for n in range(count)),
        circumstances=((count, Circumstances(2, 2)),),
        runs={name: tuple(_runs(dice, count, loss)) for name in names},
        latencies=_sizes(slot.day, names),
        resolution=timedelta(days=1),
    )


def _sizes(day: date, names: Sequence[str]) -> Mapping[str, Mapping[int, Latencies]]:
    """Of the days that are told: older ones are read without."""
    if day < first_day(NOW).date():
        return {}
    return {name: {0: Latencies.of(range(100 + n % 50, 250, 6))} for n, name in enumerate(names)}


def _runs(dice: random.Random, count: int, loss: float) -> Iterator[Run]:
    while loss and (good := int(dice.expovariate(loss))) < count:
        yield from (Run(good, FINE), Run(1, FAILED)) if good else (Run(1, FAILED),)
        count -= good + 1
    if count:
        yield Run(count, FINE)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    result = work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before, result


def _write(root: Path, names: list[str]) -> None:
    dice = random.Random(1)
    days: dict[str, list[bytes]] = {}
    for index in range(timedelta(days=DAYS) // STEP):
        at = NOW - index * STEP
        results = {
            name: FAILED if dice.random() < LOSS else ProbeResult(Outcome.OK, dice.randrange(40, 400))
            for name in names
        }
        days.setdefault(f"{at:%Y-%m-%d}", []).append(line_of(Round(at=at, vantage="local", results=results)))
    folder = root / "history" / "local"
    folder.mkdir(parents=True)
    for day, lines in days.items():
        (folder / f"{day}.jsonl").write_bytes(b"".join(reversed(lines)))


if __name__ == "__main__":
    main()
