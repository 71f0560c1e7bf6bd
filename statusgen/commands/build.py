"""`build`: files and history become the page."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.commands.pipeline import Built, build, choose_output
from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.model.times import format_moment
from statusgen.publishing.folder import Published
from statusgen.reading.settings import NAMES
from statusgen.versioning.earlier import bring_back
from statusgen.versioning.repositories import Repository, repository

_PEOPLES = (*NAMES, "incidents", "reports", "templates")
"""What git is asked for. Evidence has its own times, wherever it is kept."""


def run(session: Session, *, output: Path | None, now: datetime | None, as_of: datetime | None) -> int:
    """Build the page for an instant, the present unless told. Returns the exit code.

    `as_of`: from people's files as git had them then, too.
    """
    target = choose_output(session.root, output)
    if as_of is None:
        return _told(session, target, *build(session, target, now or session.now()))
    if as_of > session.now():
        raise UsageError("that time is still to come (build --now makes the page of a time to come)")
    with TemporaryDirectory() as folder:
        commit = bring_back(_repository(session), session.root, _PEOPLES, as_of, Path(folder))
        session.tell(f"files of the commit {commit[:9]}")
        return _told(session, target, *build(session, target, as_of, files=Path(folder)))


def _repository(session: Session) -> Repository:
    found = repository(session.root, session.environ)
    if found is None:
        raise UsageError("the folder is in no git repository, which alone knows its past (build --now)")
    return found


def _told(session: Session, target: Path, built: Built, published: Published) -> int:
    for problem in built.warnings:
        session.tell(str(problem))
    headline = built.snapshot.headline
    session.say(f"{headline.text} (as of {format_moment(built.snapshot.taken_at)})")
    session.say(
        f"{target}: {published.written} written, {published.kept} unchanged, {published.removed} removed"
    )
    session.data(
        {
            "headline": {"status": headline.status, "text": headline.text},
            "taken_at": format_moment(built.snapshot.taken_at),
            "output": str(target),
            "files": {
                "written": published.written,
                "unchanged": published.kept,
                "removed": published.removed,
            },
            "warnings": [str(problem) for problem in built.warnings],
        }
    )
    return 0
