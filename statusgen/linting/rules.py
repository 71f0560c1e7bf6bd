"""A project and what is true of it become findings: the table RULES."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from statusgen.linting import (
    families,
    languages,
    links,
    outages,
    planning,
    privacy,
    promises,
    secrets,
    setup,
    silencing,
    telling,
    tidiness,
    wording,
)
from statusgen.linting.findings import Finding, Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.model.codes import Code
from statusgen.model.edits import Fix
from statusgen.model.errors import Problem
from statusgen.model.sheets import Extent, Sheet

_TOPICS = (
    *(promises, outages, telling, tidiness, planning, wording, secrets, privacy, links, languages, setup),
    *(silencing, families),
)
RULES: Mapping[str, Rule] = {
    rule.code: rule for rule in sorted((r for topic in _TOPICS for r in topic.RULES), key=lambda r: r.code)
}
"""By code. SG0xx look at what was read, SG09x at suppressions, SG1xx are what reading itself finds."""


def lint(material: Material) -> Iterator[Finding]:
    """What every rule says that is not turned off."""
    off = material.limits.off
    for rule in RULES.values():
        if rule.find and rule.code not in off:
            yield from (_placed(rule, complaint, material) for complaint in rule.find(material))


def findings_of(problems: Iterable[Problem], sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """What reading found, as lint tells it; `sheets` by file name, as far as they could be read."""
    for problem in problems:
        code = str(problem.code or Code.FILE)
        sheet = sheets.get(problem.where.file)
        line = sheet.text_of(problem.where.line) if sheet else ""
        yield Finding(
            code=code,
            level=Level.ERROR if problem.is_error else Level.WARNING,
            where=problem.where,
            what=problem.what,
            hint=problem.hint,
            lines=frozenset({problem.where.line}),
            print=line or problem.what,
            fix=_FIXES[code](problem, sheet) if sheet and code in _FIXES else None,
        )


def turned_off(material: Material, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of reading without warnings that the settings turn off; errors stay."""
    off = material.limits.off
    return tuple(f for f in findings if f.code not in off or f.level is Level.ERROR)


def _placed(rule: Rule, complaint: Complaint, material: Material) -> Finding:
    sheet = material.sheet(complaint.entry)
    whole = sheet.find(complaint.path)
    extent = complaint.part or whole
    marks = (
        (extent.start, whole.start, whole.key, extent.key) if complaint.path else (extent.start, extent.key)
    )
    where = sheet.place(extent.start)
    return Finding(
        code=rule.code,
        level=rule.level,
        where=where,
        ends=sheet.place(extent.end),
        what=complaint.what,
        hint=complaint.hint,
        lines=frozenset(sheet.line(mark) for mark in marks if mark is not None),
        print=sheet.text_of(where.line) if complaint.print is None else complaint.print,
        fix=complaint.fix,
    )


def _whole_title(problem: Problem, sheet: Sheet) -> Fix | None:
    """The title with what `#` cut off, in quotes; only of titles, and only where no space follows the `#`."""
    title: Extent = sheet.find(("title",))
    if not title.is_written or title.value is None or sheet.place(title.start) != problem.where:
        return None
    if sheet.line(title.start) != sheet.line(title.end):
        return None
    end = sheet.text.find("\n", title.start)
    whole = sheet.text[title.start : end if end >= 0 else len(sheet.text)].rstrip()
    return tidiness.quoted(sheet, title, whole)


_FIXES: Mapping[str, Callable[[Problem, Sheet], Fix | None]] = {Code.CUT_VALUE: _whole_title}
"""What may be mended of what reading finds."""
