"""Projects in clones that keep rounds and send them, each in a process of its own.

`python -m tests.commands.clones FOLDER VANTAGE FIRST ROUNDS` keeps so many rounds as a loop does, and says
each time when one is safe.
"""

import asyncio
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from statusgen.commands.carrying import carry
from statusgen.commands.delivering import Delivery
from statusgen.commands.keeping import history_of
from statusgen.commands.rounds import Wish
from statusgen.commands.session import Session
from statusgen.model.errors import StatusgenError
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.words import Layer, Outcome
from statusgen.reading.load import load
from statusgen.recording.journal import append
from tests.commands.make import World as Clock
from tests.versioning.make import World, write

START = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)
SETTINGS = """
page: {{name: Chirp}}
history: {history}
vantages: {{{vantages}}}
components:
  - {{id: web, name: Web, check: {{url: "tcp://127.0.0.1:1", attempts: 1}}}}
"""
VANTAGES = [f"v{number}" for number in range(4)]
BRANCH = "status-data"


def a_project(world: World, remote: Path | None, *, history: str = f"git-branch:{BRANCH}") -> Path:
    """A project with four vantages, pushed where there is a remote."""
    root = world.folder / "status"
    root.mkdir()
    names = ", ".join(f"{name}: {{country: DE}}" for name in VANTAGES)
    write(root / "statusgen.yaml", SETTINGS.format(history=history, vantages=names))
    write(root / ".gitignore", ".statusgen/\nsite/\n")
    world.git(world.folder, "init", "--quiet", "--initial-branch=main", str(root))
    world.git(root, "add", ".")
    world.git(root, "commit", "--quiet", "-m", "Begin")
    if remote:
        world.git(root, "remote", "add", "origin", remote.as_uri())
        world.git(root, "push", "--quiet", "-u", "origin", "main")
    return root


def a_round(number: int, vantage: str = "v0", *, is_down: bool = False, start: datetime = START) -> Round:
    result = (
        ProbeResult(Outcome.FAILED, None, Layer.TCP, "refused") if is_down else ProbeResult(Outcome.OK, 5)
    )
    return Round(at=start + timedelta(seconds=number), vantage=vantage, results={"web": result})


def session(
    root: Path, environ: dict[str, str], now: datetime = START, said: list[str] | None = None
) -> Session:
    """The world at an instant; what is said and told goes to the list, and time really passes in waits."""
    hear = (said if said is not None else []).append
    return replace(
        Clock().session(root, hear),
        now=lambda: now,
        environ=environ,
        sleep=asyncio.sleep,
        tell=hear,
        complain=lambda error: hear(str(error)),
    )


def keep(here: Session, round_: Round) -> None:
    """The round is safe when this returns."""
    with history_of(here, load(here.root).project.settings.history) as store:
        append(store, round_)


def send(here: Session, round_: Round, *, is_pushed: bool = True) -> dict[str, object]:
    """As the beat of a loop does it."""
    settings = load(here.root).project.settings
    delivery = Delivery(is_committed=True, is_pushed=is_pushed)
    return asyncio.run(carry(here, settings, round_, delivery, Wish(every=timedelta(minutes=1))))


def kept(here: Session, *, days: int = 40) -> list[Round]:
    """All rounds that a project reads."""
    from statusgen.recording.journal import read

    with history_of(here, load(here.root).project.settings.history) as store:
        history = read(store, since=START - timedelta(days=days), until=START + timedelta(days=days))
    assert history.damaged_lines == 0
    return list(history.rounds)


def lines_of(world: World, repository: Path, branch: str = BRANCH) -> list[str]:
    """Every line of every file of rounds that a branch holds."""
    names = world.git(repository, "ls-tree", "-r", "--name-only", branch).split()
    files = [name for name in names if name.endswith(".jsonl") and ".tally" not in name and "/v" in name]
    return [line for name in files for line in world.git(repository, "show", f"{branch}:{name}").splitlines()]


def _main(root: Path, vantage: str, first: int, rounds: int) -> None:
    failed = 0
    for number in range(first, first + rounds):
        round_ = a_round(number, vantage)
        here = session(root, dict(os.environ), round_.at)
        keep(here, round_)
        print(json.dumps([vantage, number]), flush=True)
        try:
            send(here, round_)
        except StatusgenError as error:
            failed += 1  # the next one carries it
            print(error, file=sys.stderr, flush=True)
    for _ in range(20 if failed else 0):
        try:
            send(here, round_)
            return
        except StatusgenError as error:
            print(error, file=sys.stderr, flush=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
