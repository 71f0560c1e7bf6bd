"""`schema`: the settings become JSON Schemas by which editors complete and check people's files."""

import json
import os
from pathlib import Path

from statusgen.commands.pipeline import inside
from statusgen.commands.session import Session
from statusgen.model.errors import InputError
from statusgen.reading.schema_files import schema_files, schema_text, stale
from statusgen.reading.schema_names import Names, names_of
from statusgen.reading.settings import NAMES, read_settings
from statusgen.writing import disk


def show(session: Session, which: str) -> int:
    """Print one schema; outside of a project the one that holds for all. Returns the exit code."""
    is_project = any(os.path.lexists(session.root / name) for name in NAMES)
    text = schema_text(which, _names(session) if is_project and which == "incident" else None)
    for line in text.splitlines():
        session.answer(line)
    session.data(json.loads(text))
    return 0


def check(session: Session) -> int:
    """Say whether the project's schemas are those that would be written. Returns the exit code."""
    problems = tuple(stale(session.root, _names(session)))
    if problems:
        raise InputError(problems)
    session.say("the schemas fit the settings")
    session.data({"problems": []})
    return 0


def write(session: Session) -> int:
    """Write the project's schemas where they are not so yet. Returns the exit code."""
    written: list[str] = []
    unchanged: list[str] = []
    for file, text in schema_files(_names(session)).items():
        (written if _put(inside(session.root, file), text.encode()) else unchanged).append(file)
    for file in written:
        session.say(f"wrote {file}")
    for file in unchanged:
        session.say(f"{file} is unchanged")
    session.data({"written": written, "unchanged": unchanged})
    return 0


def _names(session: Session) -> Names:
    settings, _source, _warnings = read_settings(session.root)
    return names_of(settings)


def _put(path: Path, new: bytes) -> bool:
    if not disk.is_there(path):
        disk.create(path, new)
        return True
    old = disk.read(path)
    if old != new:
        disk.replace(path, old, new)
    return old != new
