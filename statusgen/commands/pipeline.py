"""The stages in a row, as several commands need them: read, probe, record, judge, render, publish."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen.commands.session import Session
from statusgen.judging.judge import history_needed, judge
from statusgen.model.errors import InputError, Place, Problem, UsageError
from statusgen.model.evidence import Round
from statusgen.model.layout import SCHEMA_FOLDER
from statusgen.model.project import Project, Settings
from statusgen.model.snapshot import Snapshot
from statusgen.model.words import Outcome, Status
from statusgen.publishing.folder import Published
from statusgen.publishing.targets import TARGETS
from statusgen.reading.load import Reading, load
from statusgen.recording.journal import append, read
from statusgen.rendering.site import render

if TYPE_CHECKING:
    from statusgen.probing.due import Due

STATE = ".statusgen"
"""The folder of a project's own working files; safe to delete."""
SITE = "site"
_NOT_TO_PUBLISH_INTO = ("incidents", "reports", "history", "templates", SCHEMA_FOLDER, STATE, ".git")
"""What people and machines wrote; pages among it would be read as if they had."""
FAIL_ON = {
    "never": None,
    "degraded": Status.DEGRADED_PERFORMANCE,
    "down": Status.PARTIAL_OUTAGE,
}
"""What `--fail-on` takes, to the least bad status that breaches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A page that was built."""

    snapshot: Snapshot
    files: Mapping[str, bytes]
    warnings: tuple[Problem, ...]


def snapshot_of(root: Path, project: Project, now: datetime) -> Snapshot:
    """What is true at an instant, from the project and its history on disk."""
    history = read(root, since=history_needed(now), until=now + timedelta(minutes=2))
    return judge(project, history, now)


def compose(session: Session, now: datetime) -> Built:
    """The whole page in memory. InputError when people's files need mending."""
    reading = load(session.root)
    snapshot = snapshot_of(session.root, reading.project, now)
    overrides = session.root / "templates"
    files = render(snapshot, overrides=overrides if overrides.is_dir() else None)
    return Built(snapshot=snapshot, files=files, warnings=reading.warnings)


def build(session: Session, target: Path, now: datetime) -> tuple[Built, Published]:
    """The page, in its folder, whole."""
    built = compose(session, now)
    publish = TARGETS["folder"]
    return built, publish(built.files, target, lock=working_folder(session.root) / "build.lock")


def working_folder(root: Path) -> Path:
    """The folder of the project's own working files."""
    return inside(root, STATE)


def choose_output(root: Path, asked: Path | None) -> Path:
    """The folder to build into: the one asked for, else the project's `site/`."""
    target = asked if asked is not None else inside(root, SITE)
    real = Path(os.path.realpath(target))
    for name in _NOT_TO_PUBLISH_INTO:
        if real.is_relative_to(os.path.realpath(root / name)):
            raise UsageError(f"'{target}' lies in the project's {name}/ (name a folder of its own with -o)")
    return target


def inside(root: Path, name: str) -> Path:
    """A folder that we write to unasked. InputError when a link leads it out of the project."""
    path = root / name
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        hint = "remove it, or name the folder with -o" if name == SITE else "remove it"
        raise InputError([Problem(Place(name), "is a link that leads out of the project", hint)])
    return path


def choose_vantage(settings: Settings, asked: str | None) -> str:
    """The vantage to probe as: the one asked for, or the only one there is."""
    names = sorted(settings.vantages)
    if asked is None and len(names) == 1:
        return names[0]
    if asked in settings.vantages:
        return str(asked)
    said = f"there is no vantage '{asked}'" if asked else "the settings have several vantages"
    raise UsageError(f"{said} (say which one probes: --vantage {' or '.join(names)})")


async def probe(session: Session, reading: Reading, vantage: str, *, every: timedelta | None = None) -> Round:
    """Put every check once and record the round: when this returns, it is on disk."""
    from statusgen.probing.sweep import sweep  # noqa: PLC0415 (only probing commands pay for the client)

    settings = reading.project.settings
    count = sum(len(c.all_checks) for _, c in settings.all_components() if c.retired is None)
    with session.progress(f"Probing from {vantage}", count) as step:
        round_ = await sweep(
            settings,
            vantage,
            environ=session.environ,
            clock=session,
            root=session.root,
            every=every,
            due=_due(session, settings, vantage, every),
            on_result=lambda _key, _result: step(),
        )
    append(session.root, round_)
    return round_


def _due(session: Session, settings: Settings, vantage: str, every: timedelta | None) -> "Due | None":
    """Which checks are to be put now; None for all."""
    from statusgen.probing.due import due_at, longest_interval  # noqa: PLC0415 (as above)

    longest = longest_interval(settings)
    if longest is None:
        return None
    now = session.now()
    rounds = [r for r in read(session.root, since=now - longest, until=now).rounds if r.vantage == vantage]
    return due_at(rounds, now, every or settings.interval(vantage))


def describe_round(round_: Round) -> str:
    """One line: how many checks came out how."""
    outcomes = [result.outcome for result in round_.results.values()]
    counts = ", ".join(f"{outcomes.count(o)} {o}" for o in Outcome if outcomes.count(o))
    controls = f"; controls {round_.controls_passed} of {round_.controls_all}" if round_.controls_all else ""
    return f"{round_.vantage}: {counts or 'nothing to probe'}{controls}"


def breaches(snapshot: Snapshot, fail_on: str) -> bool:
    """Whether the page is as bad as `--fail-on` says; what is merely unknown breaches nothing."""
    limit = FAIL_ON[fail_on]
    return limit is not None and any(s.status.badness >= limit.badness for s in snapshot.components)
