"""A file of `incidents/` becomes an incident, a maintenance or an announcement."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from statusgen.model.codes import Code, coded
from statusgen.model.errors import InputError, Problem
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.nodes import Plain, Source, plain, reordered
from statusgen.model.scalars import ID
from statusgen.model.words import Kind
from statusgen.reading.attachments import attach
from statusgen.reading.entry_rules import faults
from statusgen.reading.pictures import Shelf
from statusgen.reading.text_files import NOTHING, Edited, read_yaml
from statusgen.reading.validate import validate

AnyEntry: TypeAlias = Incident | Maintenance | Announcement
TYPES: dict[str, type[Incident] | type[Maintenance] | type[Announcement]] = {
    Kind.INCIDENT: Incident,
    Kind.MAINTENANCE: Maintenance,
    Kind.ANNOUNCEMENT: Announcement,
}


@dataclass(frozen=True, slots=True)
class Written:
    """An entry and where everything in it stands."""

    file: str
    """Its path as the disk has it, relative to the project."""
    entry: AnyEntry
    source: Source
    """Its updates in the entry's order."""
    warnings: tuple[Problem, ...] = ()
    is_kept: bool = False
    """It was not parsed now, and its source knows no places."""


def _nothing(_source: Source) -> Iterable[Problem]:
    return ()


def read_entry(
    root: Path,
    file: str,
    zones: Sequence[str] = (),
    look: Callable[[Source], Iterable[Problem]] = _nothing,
    edited: Edited = NOTHING,
    shelf: Shelf | None = None,
) -> Written:
    """One file; InputError with everything that is wrong in it.

    `look` finds what only other files can tell; it is asked though the file is wrong in itself.
    `shelf` holds the pictures of all files that are read in one go.
    """
    source, found = read_yaml(root, file, edited)
    data = plain(source.root)
    assert isinstance(data, dict)  # noqa: S101 (the root of a source is a mapping)
    stem = PurePosixPath(source.file).stem
    if "id" not in data:
        found = (*found, *_stem_fault(source, stem))
        data["id"] = stem if ID.fullmatch(stem) else "unnamed"
    attached = attach(data, source, file, shelf or Shelf(root))
    elsewhere = (*look(source), *coded(attached.problems, Code.FILE))
    try:
        entry = validate(_type(data), data, source, zones, found)
    except InputError as error:
        raise InputError((*error.problems, *elsewhere)) from None
    written = _by_time(file, entry, source, tuple(found))
    problems = (*faults(written.entry, written.source), *elsewhere)
    if problems:
        raise InputError(problems)
    return replace(written, entry=attached.illustrated(written.entry))


def _stem_fault(source: Source, stem: str) -> list[Problem]:
    if ID.fullmatch(stem):
        return []
    proposed = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:64]
    hint = f"rename the file to {proposed}.yaml, or write id: {proposed}" if proposed else "write id: ..."
    return [source.problem((), f"the file's name '{stem}' is not an id", hint, code=Code.FILE)]


def _type(data: dict[str, Plain]) -> type[AnyEntry]:
    """By the kind written; a wrong one is complained of later, as the kind that its keys tell of."""
    kind = data.get("kind")
    if isinstance(kind, str) and kind.strip().lower() in TYPES:
        return TYPES[kind.strip().lower()]
    return Maintenance if kind is not None and "starts_at" in data else Incident


def _by_time(file: str, entry: AnyEntry, source: Source, warnings: tuple[Problem, ...]) -> Written:
    order = sorted(range(len(entry.updates)), key=lambda index: entry.updates[index].at)
    updates = tuple(entry.updates[index] for index in order)
    return Written(file, replace(entry, updates=updates), reordered(source, "updates", order), warnings)
