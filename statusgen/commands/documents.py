"""What went wrong becomes the document that `--json` prints."""

from typing import Any

from statusgen.model.errors import InputError, Problem, StatusgenError


def document_of(error: Exception) -> dict[str, Any]:
    """The problems in people's files, one by one; of anything else the line that is told."""
    if isinstance(error, InputError):
        return {"problems": [row_of(problem) for problem in error.problems]}
    details = error.details if isinstance(error, StatusgenError) else {}
    return {"error": str(error), **details}


def row_of(problem: Problem) -> dict[str, Any]:
    """A problem by its parts."""
    return {
        "file": problem.where.file,
        "line": problem.where.line,
        "column": problem.where.column,
        "code": problem.code,
        "severity": "error" if problem.is_error else "warning",
        "what": problem.what,
        "hint": problem.hint,
    }
