"""Findings become rows of the document that `--json` prints."""

from typing import Any

from statusgen.linting.findings import Finding


def row_of(finding: Finding) -> dict[str, Any]:
    """A finding by its parts."""
    ends = finding.ends
    return {
        "file": finding.where.file,
        "line": finding.where.line,
        "column": finding.where.column,
        "end_line": ends.line if ends else None,
        "end_column": ends.column if ends else None,
        "code": finding.code,
        "severity": finding.level,
        "what": finding.what,
        "hint": finding.hint,
        "suppressed": finding.reason,
        "is_fixable": finding.fix is not None,
    }
