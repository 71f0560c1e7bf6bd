"""`doctor`: everything that a status page needs is looked at, and what is wrong is told with its remedy."""

from statusgen.commands.examinations import Level, examine
from statusgen.commands.session import Session
from statusgen.model.errors import InputError

_SIGNS = {Level.WELL: "ok   ", Level.ODD: "odd  ", Level.WRONG: "wrong"}


def run(session: Session) -> int:
    """Look at all and tell it. Returns the exit code: 1 when something is wrong."""
    found = list(examine(session))
    for name, note in found:
        remedy = f" ({note.remedy})" if note.remedy else ""
        session.answer(f"{_SIGNS[note.level]} {name}: {note.text}{remedy}")
    session.data(
        {
            "notes": [
                {"about": name, "level": note.level, "text": note.text, "remedy": note.remedy}
                for name, note in found
            ]
        }
    )
    return InputError.exit_code if any(note.level is Level.WRONG for _, note in found) else 0
