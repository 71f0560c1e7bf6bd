"""`doctor`: everything that a status page needs is looked at, and what is wrong is told with its remedy."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statusgen.commands.examinations import Level, Note, Patient, examine, meet, program
from statusgen.commands.session import Session
from statusgen.model.errors import InputError

if TYPE_CHECKING:
    from statusgen.probing.network import Network

_SIGNS = {Level.WELL: "ok   ", Level.ODD: "odd  ", Level.WRONG: "wrong"}
_ALONE = Note(
    Level.WELL,
    "nobody else was asked for the time, or where page and product stand",
    "statusgen doctor --online does",
)


def run(session: Session, *, is_online: bool = False, network: "Network | None" = None) -> int:
    """Look at all and tell it. Returns the exit code: 1 when something is wrong."""
    found = list(_look(session, is_online=is_online, network=network))
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


def _look(session: Session, *, is_online: bool, network: "Network | None") -> Iterator[tuple[str, Note]]:
    yield from (("program", note) for note in program())
    patient = meet(session)
    if isinstance(patient, Note):
        yield "files", patient
        return
    yield from examine(patient)
    yield from _outside(patient, network) if is_online else [("others", _ALONE)]


def _outside(patient: Patient, network: "Network | None") -> list[tuple[str, Note]]:
    from statusgen.commands.outside import examine_outside  # noqa: PLC0415 (only who asks others pays for it)
    from statusgen.probing.network import Network  # noqa: PLC0415 (as above)

    async def look() -> list[tuple[str, Note]]:
        return list(await examine_outside(patient, network or Network()))

    return asyncio.run(look())
