"""`build`: files and history become the page."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from statusgen.commands.pipeline import Built, build, choose_output, compose, not_among_sources, undisturbed
from statusgen.commands.session import Session
from statusgen.disk import put
from statusgen.model.errors import UsageError
from statusgen.model.layout import TEMPLATES
from statusgen.model.times import format_moment
from statusgen.publishing.folder import Published
from statusgen.reading.settings import NAMES
from statusgen.versioning.earlier import bring_back
from statusgen.versioning.repositories import Repository, repository

_PEOPLES = (*NAMES, "incidents", "reports", TEMPLATES)
"""What git is asked for. Evidence has its own times, wherever it is kept."""
_Make: TypeAlias = Callable[[datetime, Path | None], int]
"""Builds for an instant, from the files of a folder where one is given."""


def run(
    session: Session,
    *,
    output: Path | None,
    now: datetime | None,
    as_of: datetime | None,
    single: Path | None = None,
) -> int:
    """Build the page for an instant, the present unless told. Returns the exit code.

    `as_of`: from people's files as git had them then, too. `single`: the file that shall hold the home page
    and all that it needs, in place of a folder.
    """
    # Nothing else comes after it that would be worth a search for cycles.
    with undisturbed():
        return _run(session, output, now, as_of, single)


def _run(
    session: Session, output: Path | None, now: datetime | None, as_of: datetime | None, single: Path | None
) -> int:
    make = _into_folder(session, output) if single is None else _into_file(session, single)
    if as_of is None:
        return make(now or session.now(), None)
    if as_of > session.now():
        raise UsageError("that time is still to come (build --now makes the page of a time to come)")
    with TemporaryDirectory() as folder:
        commit = bring_back(_repository(session), session.root, _PEOPLES, as_of, Path(folder))
        session.tell(f"files of the commit {commit[:9]}")
        return make(as_of, Path(folder))


def _into_folder(session: Session, output: Path | None) -> _Make:
    target = choose_output(session.root, output)

    def make(now: datetime, files: Path | None) -> int:
        return _told(session, target, *build(session, target, now, files=files))

    return make


def _into_file(session: Session, file: Path) -> _Make:
    if file.suffix != ".html":
        raise UsageError(f"'{file}' is to be a page (name it like status.html)")
    target = not_among_sources(session.root, file, "name a file elsewhere")

    def make(now: datetime, files: Path | None) -> int:
        built = compose(session, now, files=files, is_single=True)
        (data,) = built.files.values()
        is_new = not target.is_file() or target.read_bytes() != data
        if is_new:
            put(target, data)
        return _told(session, target, built, Published(written=int(is_new), kept=int(not is_new), removed=0))

    return make


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
