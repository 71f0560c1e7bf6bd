"""`lint`: people's files become complaints; only `--fix` writes."""

import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from statusgen import __version__
from statusgen.commands import mending
from statusgen.commands.session import Session
from statusgen.commands.surveying import look
from statusgen.linting.documents import row_of
from statusgen.linting.explaining import all_pages, page_of
from statusgen.linting.findings import Finding, Level
from statusgen.linting.lines import annotations, line, tally
from statusgen.linting.rules import RULES
from statusgen.linting.sarif import document
from statusgen.model.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for."""

    strict: bool = False
    fix: bool = False
    verbose: bool = False
    form: str = "text"
    paths: tuple[Path, ...] = ()
    """Absolute; what lies elsewhere is not reported. Empty: everything is."""
    now: datetime | None = None


def run(session: Session, asked: Asked) -> int:
    """Print every complaint. Returns the exit code: 1 for errors, and under `strict` for warnings."""
    now = asked.now or session.now()
    findings, reading = look(session, now)
    done: tuple[str, ...] = ()
    wanted = [f for f in _of(asked.paths, findings, session.root) if f.fix and not f.is_suppressed]
    if asked.fix and wanted and reading is not None:
        done = mending.mend(session, reading, wanted)
        findings, _ = look(session, now)
    told = sorted(_of(asked.paths, findings, session.root), key=lambda f: (f.where, f.code, f.what))
    _FORMS[asked.form](session, asked, told, done)
    bad = (Level.ERROR, Level.WARNING) if asked.strict else (Level.ERROR,)
    return 1 if any(f.level in bad and not f.is_suppressed for f in told) else 0


def explain(session: Session, code: str) -> int:
    """Print the page of one rule, or of `all` a line each."""
    if code.lower() == "all":
        for rule in RULES.values():
            session.answer(f"{rule.code} {rule.name} ({rule.level}): {rule.title}")
        session.data({"rules": [_row_of_rule(code) for code in RULES]})
        return 0
    found = next((rule for rule in RULES.values() if code.upper() == rule.code or code == rule.name), None)
    if found is None:
        close = difflib.get_close_matches(code.upper(), RULES, n=1, cutoff=0.6)
        hint = f"did you mean {close[0]}?" if close else "all of them: --explain all"
        raise UsageError(f"there is no rule '{code}' ({hint})")
    for text in page_of(found.code).text(found).split("\n"):
        session.answer(text)
    session.data(_row_of_rule(found.code))
    return 0


def _row_of_rule(code: str) -> dict[str, str]:
    rule, page = RULES[code], page_of(code)
    row = {"code": code, "name": rule.name, "severity": str(rule.level), "title": rule.title}
    return row | {"why": page.why, "bad": page.bad, "good": page.good}


def _of(paths: Sequence[Path], findings: Sequence[Finding], root: Path) -> Sequence[Finding]:
    """Those in the files and folders asked for; and what kept the settings from being read, always."""
    if not paths:
        return findings
    asked = tuple(Path(os.path.realpath(path)) for path in paths)
    kept: dict[str, bool] = {}
    for finding in findings:
        file = finding.where.file
        if file not in kept:
            real = Path(os.path.realpath(root / file))
            kept[file] = any(real.is_relative_to(path) for path in asked)
    return [f for f in findings if kept[f.where.file] or _stops_all(f)]


def _stops_all(finding: Finding) -> bool:
    is_of_reading = RULES[finding.code].find is None and finding.level is Level.ERROR
    return is_of_reading and finding.where.file.startswith("statusgen.y")


def _prefix(root: Path) -> str:
    """From the repository's root to the project, since others count from there; empty without one."""
    real = Path(os.path.realpath(root))
    for folder in (real, *real.parents):
        if os.path.lexists(folder / ".git"):
            way = real.relative_to(folder).as_posix()
            return "" if way == "." else f"{way}/"
    return ""


def _as_text(session: Session, asked: Asked, told: Sequence[Finding], done: Sequence[str]) -> None:
    for text in done:
        session.answer(text)
    for finding in told:
        if asked.verbose or not finding.is_suppressed:
            session.answer(line(finding))
    session.say(tally(told))


def _as_json(session: Session, asked: Asked, told: Sequence[Finding], done: Sequence[str]) -> None:
    made: dict[str, object] = {"problems": [row_of(finding) for finding in told]}
    session.data(made | ({"fixed": list(done)} if asked.fix else {}))


def _as_sarif(session: Session, _asked: Asked, told: Sequence[Finding], _done: Sequence[str]) -> None:
    session.data(document(told, RULES, all_pages(RULES), _prefix(session.root), __version__))


def _as_annotations(session: Session, _asked: Asked, told: Sequence[Finding], done: Sequence[str]) -> None:
    for text in (*done, *annotations(told, _prefix(session.root))):
        session.answer(text)
    session.say(tally(told))


_FORMS: Mapping[str, Callable[[Session, Asked, Sequence[Finding], Sequence[str]], None]] = {
    "text": _as_text,
    "json": _as_json,
    "sarif": _as_sarif,
    "github": _as_annotations,
}
