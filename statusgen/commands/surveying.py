"""A folder becomes every finding in it: what reading says, what the rules say, and what comments silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from statusgen.commands.pipeline import snapshot_of
from statusgen.linting.findings import Finding
from statusgen.linting.material import Material
from statusgen.linting.rules import RULES, findings_of, lint, turned_off
from statusgen.linting.secrets import unreadable
from statusgen.linting.silencing import silenced, unknown_codes
from statusgen.model.errors import InputError, Problem
from statusgen.model.sheets import Sheet
from statusgen.reading.load import Reading, load
from statusgen.reading.sheets import sheet_of
from statusgen.rendering.site import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What could be read, and what is wrong with the rest."""

    reading: Reading | None
    problems: tuple[Problem, ...]


def look(root: Path, now: datetime) -> tuple[tuple[Finding, ...], Reading | None]:
    """Every finding of the project, suppressed ones too."""
    survey = _survey(root)
    reading = survey.reading
    if reading is None:
        return tuple(map(unreadable, findings_of(survey.problems, {}))), None
    sheets = {name: sheet_of(source) for name, source in reading.sources.items()}
    settings = sheet_of(reading.settings_source)
    material = _material(root, reading, sheets, settings, now)
    files = {sheet.file: sheet for sheet in (settings, *sheets.values())}
    found = (*turned_off(material, findings_of(survey.problems, files)), *lint(material))
    off = unknown_codes(settings, material.limits.off, RULES)
    told = (*silenced(found, tuple(files.values()), RULES), *off)
    return tuple(unreadable(finding) for finding in told), reading


def _survey(root: Path) -> Survey:
    """The one place that decides what becomes of a project that can be read in part."""
    try:
        reading = load(root)
    except InputError as error:
        return Survey(reading=None, problems=error.problems)
    return Survey(reading=reading, problems=reading.warnings)


def _material(
    root: Path, reading: Reading, sheets: Mapping[str, Sheet], settings: Sheet, now: datetime
) -> Material:
    snapshot = snapshot_of(root, reading.project, now)

    @cache
    def pages() -> frozenset[str]:
        overrides = root / "templates"
        return frozenset(render(snapshot, overrides=overrides if overrides.is_dir() else None))

    return Material(
        project=reading.project,
        snapshot=snapshot,
        settings=settings,
        sheets=sheets,
        drafts=frozenset(draft.id for draft in reading.drafts),
        pages=pages,
    )
