"""Findings become lines for people, and annotations for GitHub."""

from collections.abc import Iterable, Iterator

from statusgen.linting.findings import Finding, Level

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_OF_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_OF_PROPERTIES = _OF_DATA | {":": "%3A", ",": "%2C"}
"""What GitHub's runner reads as its own signs."""


def line(finding: Finding) -> str:
    """`file:line:column: what is wrong (what to write instead) [SG012] (warning)`."""
    text = f"{finding.where}: {finding.message} [{finding.code}]"
    if finding.level is not Level.ERROR:
        text += f" ({finding.level})"
    return f"{text} (suppressed: {finding.reason})" if finding.is_suppressed else text


def annotations(findings: Iterable[Finding], prefix: str) -> Iterator[str]:
    """Commands that GitHub shows beside the lines of a change; what is suppressed is left out.

    `prefix` leads from the repository's root, which GitHub counts from, to the project.
    """
    for finding in findings:
        if not finding.is_suppressed:
            options = ",".join(
                f"{key}={_escaped(value, _OF_PROPERTIES)}" for key, value in _options(finding, prefix)
            )
            yield f"::{_COMMANDS[finding.level]} {options}::{_escaped(finding.message, _OF_DATA)}"


def _options(finding: Finding, prefix: str) -> Iterator[tuple[str, str]]:
    where, ends = finding.where, finding.ends
    yield "file", prefix + where.file
    yield "line", str(where.line)
    if ends is not None and ends.line > where.line:
        # Columns are taken for those of one line.
        yield "endLine", str(ends.line)
    else:
        yield "col", str(where.column)
        if ends is not None and ends.column > where.column:
            yield "endColumn", str(ends.column)
    yield "title", finding.code


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(c, c) for c in text)


def tally(findings: Iterable[Finding]) -> str:
    """`1 error, 2 warnings, 1 note; 3 suppressed`; of what there is none nothing is said."""
    found = list(findings)
    told = [f for f in found if not f.is_suppressed]
    counts = ((level, sum(f.level is level for f in told)) for level in Level)
    said = ", ".join(f"{count} {level}{'s' if count > 1 else ''}" for level, count in counts if count)
    hidden = len(found) - len(told)
    return (said or "no complaints") + (f"; {hidden} suppressed" if hidden else "")
