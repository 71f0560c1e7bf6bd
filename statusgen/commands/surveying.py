"""A folder becomes every finding in it: what reading says, what the rules say, and what comments silence."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import PurePosixPath

from statusgen.commands.pipeline import snapshot_of, theme_of
from statusgen.commands.session import Session
from statusgen.judging.judge import judge
from statusgen.linting.findings import Finding
from statusgen.linting.material import Material
from statusgen.linting.rules import RULES, findings_of, lint, turned_off
from statusgen.linting.secrets import leaks_of, unreadable
from statusgen.linting.silencing import silenced, unknown_codes
from statusgen.model.codes import Code
from statusgen.model.errors import HostError, Place, Problem
from statusgen.model.layout import TEMPLATES
from statusgen.model.project import Project
from statusgen.model.sheets import Sheet
from statusgen.model.snapshot import Snapshot
from statusgen.model.tallies import History
from statusgen.reading.load import Reading, survey
from statusgen.reading.sheets import sheet_of
from statusgen.rendering.copies import copies
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.site import render


def look(session: Session, now: datetime) -> tuple[tuple[Finding, ...], Reading | None]:
    """Every finding of the project, suppressed ones too; of what could be read when something could not."""
    found = survey(session.root)
    reading = found.reading
    if reading is None:
        return tuple(map(unreadable, findings_of(found.problems, {}))), None
    sheets = {name: sheet_of(source) for name, source in reading.sources.items()}
    settings = sheet_of(reading.settings_source)
    broken = frozenset(PurePosixPath(problem.where.file).stem for problem in found.problems)
    material = _material(session, reading, sheets, settings, now, broken)
    files = {sheet.file: sheet for sheet in (settings, *sheets.values())}
    told = (*found.problems, *reading.warnings, *_old_copies(session))
    findings = (*turned_off(material, findings_of(told, files)), *lint(material))
    marked = silenced(findings, tuple(files.values()), RULES, is_whole=not broken)
    off = unknown_codes(settings, material.limits.off, RULES)
    return tuple(map(unreadable, (*marked, *off))), reading


def _material(
    session: Session,
    reading: Reading,
    sheets: Mapping[str, Sheet],
    settings: Sheet,
    now: datetime,
    broken: frozenset[str],
) -> Material:
    snapshot = _snapshot(session, reading.project, now)

    @cache
    def pages() -> frozenset[str]:
        return frozenset(render(snapshot, overrides=theme_of(session.root)))

    return Material(
        project=reading.project,
        snapshot=snapshot,
        settings=settings,
        sheets=sheets,
        broken=broken,
        leaks=leaks_of(settings, sheets),
        drafts=frozenset(draft.id for draft in reading.drafts),
        pages=pages,
    )


def _old_copies(session: Session) -> Iterator[Problem]:
    """A theme's files that keep the page from what newer versions of ours do."""
    for copy in copies(templates_folder(), session.root / TEMPLATES):
        if copy.is_old:
            where = Place(f"{TEMPLATES}/{copy.original.name}", 1, 1)
            what = f"is a copy from statusgen {copy.version}, and ours has changed since"
            hint = f"statusgen theme diff {copy.original.name} shows what yours lacks"
            yield Problem(where, what, hint, Code.OLD_COPY, is_error=False)


def _snapshot(session: Session, project: Project, now: datetime) -> Snapshot:
    """People's files can be mended where the evidence cannot be reached."""
    try:
        return snapshot_of(session, project, now)
    except HostError as error:
        session.tell(f"{error}; the files are looked at without evidence")
        return judge(project, History(), now)
