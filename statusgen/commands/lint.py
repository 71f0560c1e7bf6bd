"""`lint`: people's files become complaints, and nothing is written."""

from statusgen.commands.documents import row_of
from statusgen.commands.pipeline import snapshot_of
from statusgen.commands.session import Session
from statusgen.linting.rules import lint
from statusgen.model.errors import InputError, Problem
from statusgen.reading.load import load


def run(session: Session, *, strict: bool) -> int:
    """Print every complaint. Returns the exit code: 1 for errors, and under `strict` for warnings."""
    try:
        reading = load(session.root)
    except InputError as error:
        return _report(session, error.problems, strict=strict)
    now = session.now()
    snapshot = snapshot_of(session.root, reading.project, now)
    places = {name: source.place for name, source in reading.sources.items()}
    found = (*reading.warnings, *lint(reading.project, snapshot, places))
    return _report(session, found, strict=strict)


def _report(session: Session, problems: tuple[Problem, ...], *, strict: bool) -> int:
    problems = tuple(sorted(problems, key=lambda p: (p.where, p.code, p.what)))
    for problem in problems:
        session.answer(f"{problem}" if problem.is_error else f"{problem} (warning)")
    errors = sum(problem.is_error for problem in problems)
    session.say(f"{errors} errors, {len(problems) - errors} warnings" if problems else "no complaints")
    session.data({"problems": [row_of(problem) for problem in problems]})
    return 1 if errors or (strict and problems) else 0
