"""Comments silence findings, each with its reason: `# statusgen: ignore[SG012] because ...`."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from statusgen.linting.findings import Finding, Level
from statusgen.linting.material import Rule
from statusgen.model.errors import Place
from statusgen.model.sheets import Comment, Sheet

_FORM = re.compile(r"#\s*statusgen\s*:\s*(?P<rest>\S.*)", re.IGNORECASE)
_IGNORE = re.compile(r"ignore\s*(?:\[(?P<codes>[^\]]*)\])?[\s:,-]*(?P<reason>.*)", re.IGNORECASE)
_WORDS = re.compile(r"\w\W*\w")
NO_REASON, UNUSED, UNKNOWN = "SG090", "SG091", "SG092"
RULES = (
    Rule(
        NO_REASON,
        "suppression-without-reason",
        Level.WARNING,
        "A suppression that gives no reason or no code",
    ),
    Rule(UNUSED, "unused-suppression", Level.NOTE, "A suppression that suppresses nothing"),
    Rule(UNKNOWN, "unknown-code", Level.WARNING, "A code that does not exist, or that cannot be suppressed"),
)


@dataclass(frozen=True, slots=True)
class _Silence:
    """One comment that silences."""

    sheet: Sheet
    comment: Comment
    codes: tuple[str, ...]
    reason: str
    lines: frozenset[int] | None
    """Where it holds; None for the whole file."""

    def holds_for(self, finding: Finding) -> bool:
        return (
            finding.where.file == self.sheet.file
            and finding.code in self.codes
            and bool(self.reason)
            and (self.lines is None or not self.lines.isdisjoint(finding.lines))
        )

    def finding(self, code: str, what: str, hint: str) -> Finding:
        """A complaint about the comment itself."""
        where = self.sheet.place(self.comment.start)
        return _complaint(self.sheet, where, len(self.comment.text), code, what, hint)


def silenced(
    findings: Iterable[Finding],
    sheets: Collection[Sheet],
    rules: Mapping[str, Rule],
    *,
    is_whole: bool = True,
) -> tuple[Finding, ...]:
    """The findings, those with a comment for them marked; and what is wrong with the comments.

    `is_whole`: every rule was asked, so that a comment without a finding is one too many.
    """
    silences = [silence for sheet in sheets for silence in _silences(sheet)]
    by_file: dict[str, list[_Silence]] = {}
    for silence in silences:
        by_file.setdefault(silence.sheet.file, []).append(silence)
    used: set[tuple[int, str]] = set()
    out: list[Finding] = []
    for finding in findings:
        holding = [
            s for s in by_file.get(finding.where.file, ()) if _can_be(rules, finding) and s.holds_for(finding)
        ]
        used |= {(id(silence), finding.code) for silence in holding}
        out.append(replace(finding, reason=holding[0].reason) if holding else finding)
    for silence in silences:
        out += _faults(
            silence, rules, [c for c in silence.codes if is_whole and (id(silence), c) not in used]
        )
    return tuple(out)


def unknown_codes(sheet: Sheet, codes: Sequence[str], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """What is wrong with `lint: {off: [...]}` in the settings."""
    for index, code in enumerate(codes):
        fault = _code_fault(code, rules)
        if fault:
            extent = sheet.find(("lint", "off", index))
            where = sheet.place(extent.start)
            yield _complaint(sheet, where, extent.end - extent.start, UNKNOWN, *fault)


def _silences(sheet: Sheet) -> Iterator[_Silence]:
    alone = {comment.line for comment in sheet.comments if comment.is_alone}
    first = next((n for n, _ in enumerate(sheet.starts, 1) if _is_content(sheet, n, alone)), 0)
    for comment in sheet.comments:
        found = _FORM.match(comment.text)
        if not found:
            continue
        ignore = _IGNORE.fullmatch(found["rest"].strip())
        codes = tuple(re.findall(r"[^\s,]+", ignore["codes"] or "")) if ignore else ()
        reason = ignore["reason"].strip() if ignore else ""
        reason = reason if _WORDS.search(reason) else ""
        yield _Silence(sheet, comment, tuple(c.upper() for c in codes), reason, _reach(comment, alone, first))


def _is_content(sheet: Sheet, line: int, alone: Collection[int]) -> bool:
    text = sheet.text_of(line).strip()
    return bool(text) and text != "---" and line not in alone


def _reach(comment: Comment, alone: Collection[int], first: int) -> frozenset[int] | None:
    """Its own line; of one that stands alone the next line that is none; before the first key, all."""
    if not comment.is_alone:
        return frozenset({comment.line})
    if comment.line < first:
        return None
    below = comment.line + 1
    while below in alone:
        below += 1
    return frozenset({below})


def _faults(silence: _Silence, rules: Mapping[str, Rule], unused: Sequence[str]) -> Iterator[Finding]:
    if not silence.codes:
        what = "the comment names no code, so it suppresses nothing"
        yield silence.finding(NO_REASON, what, "write # statusgen: ignore[SG012] and the reason")
    elif not silence.reason:
        what = "the comment gives no reason, so it suppresses nothing"
        yield silence.finding(NO_REASON, what, "write why behind the bracket")
    for code in silence.codes:
        fault = _code_fault(code, rules)
        if fault:
            yield silence.finding(UNKNOWN, *fault)
        elif code in unused and silence.reason:
            yield silence.finding(UNUSED, f"there is no {code} here to suppress", "remove the comment")


def _code_fault(code: str, rules: Mapping[str, Rule]) -> tuple[str, str] | None:
    if code not in rules:
        close = difflib.get_close_matches(code, rules, n=1, cutoff=0.6)
        return (
            f"there is no rule '{code}'",
            f"did you mean {close[0]}?" if close else "see lint --explain all",
        )
    if not _is_silent(rules[code]):
        return f"{code} cannot be suppressed", "mend what it complains of"
    return None


def _can_be(rules: Mapping[str, Rule], finding: Finding) -> bool:
    is_of_reading = rules[finding.code].find is None and finding.level is Level.ERROR
    return not is_of_reading


def _is_silent(rule: Rule) -> bool:
    """Errors of reading stop a build, and complaints about suppressions are not suppressed."""
    return rule not in RULES and not (rule.find is None and rule.level is Level.ERROR)


def _complaint(sheet: Sheet, where: Place, length: int, code: str, what: str, hint: str) -> Finding:
    return Finding(
        code=code,
        level=next(rule.level for rule in RULES if rule.code == code),
        where=where,
        ends=replace(where, column=where.column + length),
        what=what,
        hint=hint,
        lines=frozenset({where.line}),
        print=sheet.text_of(where.line),
    )
