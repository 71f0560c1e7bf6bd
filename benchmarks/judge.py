"""How long a build's evidence takes: 50 components, 90 days, a round every five minutes, one vantage.

Prints user CPU seconds of a bare JSON parse of the lines, of reading them as history, and of judging.
"""

import json
import random
import resource
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from statusgen.judging.judge import judge
from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Component, Page, Project, Settings
from statusgen.model.words import Layer, Outcome
from statusgen.recording.files import Files
from statusgen.recording.journal import read
from statusgen.recording.lines import line_of

T = TypeVar("T")

COMPONENTS, DAYS, STEP = 50, 90, timedelta(minutes=5)
NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
FAILED = ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status")
LOSS = 0.002


def main() -> None:
    """Print seconds of user CPU and ratios to the bare parse."""
    names = [f"component-{n}" for n in range(COMPONENTS)]
    checked = tuple(Component(id=n, name=n, check=Check(url=f"https://{n}.example/")) for n in names)
    project = Project(settings=Settings(page=Page(name="Chirp"), components=checked))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, names)
        lines = [line for path in sorted(root.rglob("*.jsonl")) for line in path.read_bytes().splitlines()]
        bare, _ = _timed(lambda: [json.loads(line) for line in lines])
        reading, history = _timed(
            lambda: read(Files(root / "history", root), since=NOW - timedelta(days=DAYS + 2), until=NOW)
        )
        judging, _ = _timed(lambda: judge(project, history, NOW))
    print(f"{len(lines)} rounds, {len(lines) * COMPONENTS} results")
    print(f"json.loads   {bare:6.2f} s")
    for name, seconds in (("read", reading), ("judge", judging)):
        print(f"{name:<12} {seconds:6.2f} s  {seconds / bare:5.1f} times the bare parse")


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
