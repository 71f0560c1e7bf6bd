"""How much a year of evidence adds to people's branch, and to a branch of its own.

`python -m benchmarks.git_growth`: 50 components, one vantage, rounds of five minutes, one outage a day.
"""

import random
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import Slot
from statusgen.model.words import Layer, Outcome
from statusgen.recording.lines import line_of
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import by_day, tally_of

COMPONENTS, ROUNDS, DAYS, KEPT, OUTAGES = 50, 288, 365, 30, 1
FIRST = date(2025, 1, 1)
_FAILED = ProbeResult(Outcome.FAILED, None, Layer.TCP, "refused")


def main() -> None:
    with TemporaryDirectory() as folder:
        _report(Path(folder))


def _report(folder: Path) -> None:
    chance = random.Random(1)
    people, apart = folder / "people", folder / "apart"
    days = [(day, _rounds(day, chance)) for day in (FIRST + timedelta(n) for n in range(DAYS))]
    commits = _imported(people, (files for day, rounds in days for files in _told(day, rounds)))
    _imported(apart, [{_name(day, ".jsonl"): _lines(rounds) for day, rounds in days[-KEPT:]}])
    tree = sum(file.stat().st_size for file in people.rglob("*.jsonl"))
    print(f"{OUTAGES} outage a day: people's branch, {commits} commits, {_mb(tree)} of files, ", end="")
    print(f"{_mb(_packed(people))} of .git; a clone of the last commit alone {_mb(_clone(people))}; ", end="")
    print(f"the branch of its own with the last {KEPT} days {_mb(_packed(apart))}")


def _rounds(day: date, chance: random.Random) -> list[Round]:
    down = {chance.randrange(COMPONENTS): chance.randrange(ROUNDS - 3) for _ in range(OUTAGES)}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)

    def result(number: int, component: int) -> ProbeResult:
        begins = down.get(component, -9)
        is_down = begins <= number < begins + 3
        return _FAILED if is_down else ProbeResult(Outcome.OK, int(chance.lognormvariate(4.5, 0.4)))

    return [
        Round(
            at=start + timedelta(minutes=5 * number, milliseconds=chance.randrange(900)),
            vantage="eu-west",
            results={f"component-{one:02}": result(number, one) for one in range(COMPONENTS)},
            controls_passed=2,
            controls_all=2,
        )
        for number in range(ROUNDS)
    ]


def _told(day: date, rounds: list[Round]) -> Iterator[dict[str, bytes]]:
    """What each commit of a day writes: at a change of status at once, and the whole day."""
    for number in range(1, ROUNDS):
        before, now = rounds[number - 1].results, rounds[number].results
        if any(before[key].outcome is not now[key].outcome for key in now):
            yield {_name(day, ".tally.jsonl"): _tally(day, rounds[: number + 1])}
    yield {_name(day, ".tally.jsonl"): _tally(day, rounds)}


def _tally(day: date, rounds: list[Round]) -> bytes:
    return document_of(by_day(tally_of(Slot("eu-west", day), rounds)))


def _name(day: date, ending: str) -> str:
    return f"history/eu-west/{day.isoformat()}{ending}"


def _lines(rounds: list[Round]) -> bytes:
    return b"".join(line_of(round_) for round_ in rounds)


def _imported(folder: Path, commits: "Iterator[dict[str, bytes]] | list[dict[str, bytes]]") -> int:
    _git(folder.parent, "init", "--quiet", "--initial-branch=main", str(folder))
    stream, count = bytearray(), 0
    for count, files in enumerate(commits, 1):
        message = b"web down from eu-west (tcp, refused)"
        stream += b"commit refs/heads/main\ncommitter Ada <ada@chirp.example> %d +0000\n" % (
            1735689600 + count
        )
        stream += b"data %d\n%s\n" % (len(message), message)
        for name, data in files.items():
            stream += b"M 644 inline %s\ndata %d\n%s\n" % (name.encode(), len(data), data)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=bytes(stream), check=True)
    _git(folder, "checkout", "--quiet", "main")
    return count


def _packed(folder: Path) -> int:
    _git(folder, "gc", "--quiet", "--prune=now")
    return sum(file.stat().st_size for file in (folder / ".git/objects/pack").iterdir())


def _clone(folder: Path) -> int:
    target = folder.parent / "clone"
    _git(folder.parent, "clone", "--quiet", "--depth=1", folder.as_uri(), str(target))
    return sum(file.stat().st_size for file in (target / ".git/objects/pack").iterdir())


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
