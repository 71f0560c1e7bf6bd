"""A folder of people's files becomes a Reading, or every fault in all of them at once."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from statusgen.model.codes import Code
from statusgen.model.digests import digest
from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.evidence import Report
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.nodes import Source
from statusgen.model.project import Project, Settings
from statusgen.model.store import Store
from statusgen.reading.ahead import ReadAhead
from statusgen.reading.entries import AnyEntry, Written, read_entry
from statusgen.reading.files import list_files, list_lost_files, printable, reader_of
from statusgen.reading.kept import PLACELESS, Kept, Origin, ReadBefore, Sources
from statusgen.reading.pictures import Shelf
from statusgen.reading.references import resolve, todays_ids, unknown_names
from statusgen.reading.reports import REPORT_ENDINGS, newest_lines, read_reports
from statusgen.reading.settings import read_settings
from statusgen.reading.text_files import MAX_YAML, NOTHING, Edited
from statusgen.reading.theme import with_theme

ENTRIES = "incidents"
REPORTS = "reports"
YAML_ENDINGS = (".yaml", ".yml")

T = TypeVar("T")
E = TypeVar("E", Incident, Maintenance, Announcement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A project that was read, and where everything in it stands."""

    project: Project
    warnings: tuple[Problem, ...]
    """By place; nothing in them stops a build."""
    settings_source: Source
    sources: Mapping[str, Source]
    """By entry id, drafts too; `updates` in the order of the Project."""
    files: Mapping[str, str]
    """By entry id, drafts too: the file's path as the disk has it."""
    drafts: tuple[AnyEntry, ...]
    """By id; valid, and left out of the Project."""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """By entry id: of incidents that come from a store of what was read, or went there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What could be read of a project, and what is wrong with the rest."""

    reading: Reading | None
    """Of the files that are whole; None when the settings are not."""
    problems: tuple[Problem, ...]


def load(root: Path, store: Store | None = None, before: ReadBefore | None = None) -> Reading:
    """Read `statusgen.yaml`, `incidents/` and `reports/`; InputError carries every problem of every file.

    `store`: what was read before is taken from there; places of entries are then found when they are asked.
    `before`: what this process read the last time, with a store; it becomes what is read now.
    """
    found = survey(root, store=store, before=before)
    if found.reading is None or found.problems:
        raise InputError(found.problems)
    return found.reading


def survey(
    root: Path,
    edited: Edited = NOTHING,
    *,
    store: Store | None = None,
    before: ReadBefore | None = None,
) -> Survey:
    """Read what can be read, `edited` files as they would be; nothing wrong in one file hides another."""
    desk = _Desk(edited, store, before or ReadBefore())
    first = desk.collect(partial(read_settings, root, edited))
    settings = first[0] if first else None
    written = list(_read_entries(root, settings, desk))
    reports = list(_read_reports(root, settings, desk))
    if first is None:
        return Survey(reading=None, problems=InputError(desk.problems).problems)
    desk.warnings += first[2]
    # Evidence is gathered and kept whatever a logo lacks; so only who reads everything reads these.
    themed = desk.collect(partial(with_theme, root, first[0], first[1])) or first[0]
    reading = _reading(themed, first[1], written, reports, desk.warnings)
    if desk.kept is not None:
        desk.kept.remember()
        reading = replace(reading, origins=desk.kept.origins, sources=_sources(root, reading))
    return Survey(reading=reading, problems=InputError(desk.problems).problems)


def read_one(root: Path, settings: Settings, file: str, data: bytes) -> Written:
    """A file of `incidents/` as it would be read with these bytes; InputError with what is wrong in it."""
    ids = todays_ids(settings)
    return _read_entry(file, settings.page.timezones, ids, {file: data}, Shelf(root))


@dataclass(slots=True)
class _Desk:
    """Where complaints of all files lie until all are read."""

    edited: Edited
    store: Store | None
    before: ReadBefore
    kept: Kept | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def collect(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InputError as error:
            self.problems += error.problems
            return None


def _read_entries(root: Path, settings: Settings | None, desk: _Desk) -> Iterator[Written]:
    zones = settings.page.timezones if settings else ()
    on_disk = desk.collect(partial(list_files, root, ENTRIES, YAML_ENDINGS)) or []
    files = sorted({*on_disk, *(name for name in desk.edited if name.startswith(f"{ENTRIES}/"))})
    desk.problems += _twins(files)
    desk.warnings += _lost(root)
    owners: dict[str, str] = {}
    ids = todays_ids(settings) if settings else None
    shelf = Shelf(root)
    if desk.store is not None and ids is not None:
        desk.kept = Kept(desk.store, digest("entry", zones, ids), desk.before)
    ahead = ReadAhead(
        files, desk.kept, root, lambda file: _read_entry(file, zones, ids, NOTHING, Shelf(root))
    )
    with reader_of(root, ENTRIES) as take:
        for file in files:
            ahead.reach(file)
            read = partial(_read_entry, file, zones, ids, desk.edited, shelf)
            written = desk.collect(partial(_read_through, desk.kept, take, file, read))
            if written is None:
                continue
            desk.warnings += written.warnings
            taken = _taken(read() if written.is_kept and written.entry.id in owners else written, owners)
            if desk.kept is not None and not written.is_kept:
                written = replace(written, source=PLACELESS)
            desk.problems += taken
            if not taken:
                yield written


def _read_through(
    kept: Kept | None, take: Callable[[str, int], bytes], file: str, read: Callable[[], Written]
) -> Written:
    return kept.read(file, take(file, MAX_YAML), read) if kept else read()


def _sources(root: Path, reading: Reading) -> Sources:
    """Parsed again when somebody asks, which a build does not."""
    ids = todays_ids(reading.project.settings)
    zones = reading.project.settings.page.timezones

    def parse(name: str) -> Source:
        return _read_entry(reading.files[name], zones, ids, NOTHING, Shelf(root)).source

    return Sources(tuple(reading.sources), parse)


def _read_entry(
    file: str, zones: tuple[str, ...], ids: Mapping[str, str] | None, edited: Edited, shelf: Shelf
) -> Written:
    if ids is None:
        return read_entry(shelf.root, file, zones, edited=edited, shelf=shelf)
    return resolve(read_entry(shelf.root, file, zones, partial(unknown_names, ids=ids), edited, shelf), ids)


def _twins(files: Iterable[str]) -> Iterator[Problem]:
    """Names that some disks hold for the same: one of the files would vanish on a checkout there."""
    seen: dict[str, str] = {}
    for file in files:
        folded = unicodedata.normalize("NFC", file).casefold()
        if folded in seen:
            what = f"the name differs from '{printable(seen[folded])}' only in case or accents"
            yield Problem(Place(printable(file)), what, "rename one of the files", Code.TAKEN_ID)
        seen.setdefault(folded, file)


def _lost(root: Path) -> Iterator[Problem]:
    for file in list_lost_files(root, ENTRIES, YAML_ENDINGS):
        what = f"folders inside {ENTRIES}/ are not read"
        hint = f"move the file to {ENTRIES}/"
        yield Problem(Place(printable(file)), what, hint, Code.LOST_FILE, is_error=False)


def _taken(written: Written, owners: dict[str, str]) -> list[Problem]:
    name = written.entry.id
    if name in owners:
        what = f"id '{name}' is taken by {printable(owners[name])}"
        hint = "rename the file, or write another id"
        return [written.source.problem(("id",), what, hint, code=Code.TAKEN_ID)]
    owners[name] = written.file
    return []


def _read_reports(root: Path, settings: Settings | None, desk: _Desk) -> Iterator[Report]:
    ids = todays_ids(settings) if settings else None
    for file in desk.collect(partial(list_files, root, REPORTS, REPORT_ENDINGS)) or []:
        yield from desk.collect(partial(read_reports, root, file, ids)) or []


def _reading(
    settings: Settings,
    source: Source,
    written: list[Written],
    reports: list[Report],
    warnings: list[Problem],
) -> Reading:
    entries = sorted((one.entry for one in written), key=lambda entry: entry.id)
    project = Project(
        settings=settings,
        incidents=_published(entries, Incident),
        maintenances=_published(entries, Maintenance),
        announcements=_published(entries, Announcement),
        reports=newest_lines(reports),
    )
    return Reading(
        project=project,
        warnings=tuple(sorted((w for w in warnings if not w.is_error), key=lambda w: (w.where, w.what))),
        settings_source=source,
        sources={one.entry.id: one.source for one in written},
        files={one.entry.id: one.file for one in written},
        drafts=tuple(entry for entry in entries if entry.draft),
    )


def _published(entries: list[AnyEntry], kind: type[E]) -> tuple[E, ...]:
    return tuple(entry for entry in entries if isinstance(entry, kind) and not entry.draft)
