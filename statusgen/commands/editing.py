"""What should be said becomes a file, read back before it is written."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeAlias

from statusgen.commands.pipeline import inside, working_folder
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, Problem
from statusgen.model.incidents import Announcement, Incident, Maintenance, Update
from statusgen.reading.load import Reading, read_one, survey
from statusgen.writing import disk
from statusgen.writing.entries import update_lines, with_update

AnyEntry: TypeAlias = Incident | Maintenance | Announcement
Finish: TypeAlias = Callable[[bytes, bytes], bytes]
"""A file's old bytes and its new ones become what is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A file that was written."""

    file: str
    """Relative to the project, as the disk has it."""
    entry: AnyEntry
    """What it says now."""


def look(session: Session) -> Reading:
    """All that can be read; what is wrong in other files is told and hinders nothing.

    InputError when the settings cannot be read.
    """
    found = survey(session.root)
    if found.reading is None:
        raise InputError(found.problems)
    for problem in found.problems:
        session.tell(f"{problem}")
    if found.problems:
        session.tell("no page can be built before that is mended")
    return found.reading


def faults_of(session: Session, name: str) -> tuple[Problem, ...]:
    """What is wrong in the file of that name, which therefore could not be read."""
    problems = survey(session.root).problems
    return tuple(problem for problem in problems if PurePosixPath(problem.where.file).stem == name)


def everything(reading: Reading) -> tuple[AnyEntry, ...]:
    """All entries, drafts too, by id."""
    project = reading.project
    entries = (*project.incidents, *project.maintenances, *project.announcements, *reading.drafts)
    return tuple(sorted(entries, key=lambda entry: entry.id))


def create(session: Session, reading: Reading, name: str, write: Callable[[str], bytes]) -> Edit:
    """Make the file of a new entry, under that name or the next that is free.

    `write` gives the bytes for an id. InputError with what would be wrong in them.
    """
    with _alone(session):
        folder = inside(session.root, "incidents")
        taken = {entry.id for entry in everything(reading)}
        for free in _names(name):
            file = f"incidents/{free}.yaml"
            if free not in taken and not disk.is_there(folder / f"{free}.yaml"):
                break
        data = write(free)
        written = read_one(session.root, reading.project.settings, file, data)
        disk.create(session.root / file, data)
    return Edit(file=file, entry=written.entry)


def add_update(
    session: Session,
    reading: Reading,
    entry_id: str,
    say: Callable[[AnyEntry], Update],
    finish: Finish = lambda _old, new: new,
) -> Edit:
    """Add the update that `say` makes for the entry as it stands; `finish` has the last word on the bytes.

    InputError when the file would not be whole, or would not say what was meant.
    """
    settings, file = reading.project.settings, reading.files[entry_id]
    with _alone(session):
        old = disk.read(session.root / file)
        before = read_one(session.root, settings, file, old)
        update = say(before.entry)
        new = finish(old, with_update(old, before.source, update))
        meant = replace(before.entry, updates=_in_order(*before.entry.updates, update))
        if read_one(session.root, settings, file, new).entry != meant:
            for line in update_lines(update):
                session.tell(line)
            what = "the file is written in a way that cannot be edited safely"
            raise InputError([before.source.problem(("updates",), what, "add the lines above by hand")])
        disk.replace(session.root / file, old, new)
    return Edit(file=file, entry=meant)


def _in_order(*updates: Update) -> tuple[Update, ...]:
    return tuple(sorted(updates, key=lambda update: update.at))


def _alone(session: Session) -> AbstractContextManager[None]:
    return disk.edits_alone(working_folder(session.root) / "edit.lock")


def _names(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 1000):
        yield f"{name}-{number}"
