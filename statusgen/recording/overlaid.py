"""The store of a branch of its own: rounds in its folder, and behind them the project's own folder.

That one, `history/`, has tallies of days that the branch has no more or never had, and rounds of the
time before there was a branch.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from statusgen.model.tallies import Slot
from statusgen.recording.files import Files
from statusgen.recording.mirror import alone
from statusgen.recording.stores import Kept, Part

_AND = "+"


class Overlaid:
    """Two folders that read as one; everything is written to the first."""

    def __init__(self, data: Files, own: Files) -> None:
        self._data = data
        self._own = own

    @property
    def name(self) -> str:
        """The folder that is written to."""
        return self._data.name

    def where(self, slot: Slot, part: Part) -> str:
        """In the folder that is read for it."""
        is_there = slot in self._data.slots(slot.day, slot.day)
        return (self._data if is_there else self._own).where(slot, part)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """As `Store` has it, in both folders."""
        with self._own.alone(), self._data.alone():
            yield

    def slots(self, first: date, last: date) -> Mapping[Slot, Kept]:
        """As `Store` has it."""
        data, own = self._data.slots(first, last), self._own.slots(first, last)
        return {slot: _together(data.get(slot), own.get(slot)) for slot in sorted({*data, *own})}

    def append(self, slot: Slot, lines: Sequence[bytes]) -> str:
        """As `Store` has it."""
        return self._data.append(slot, lines)

    def lines(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it; a round that is in both comes twice."""
        for slot in slots:
            yield from self._own.lines([slot])
            yield from self._data.lines([slot])

    def tallies(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        days = [slot.day for slot in slots]
        data = self._data.slots(min(days), max(days)) if days else {}
        for slot in slots:
            # A tally of the project's own stands for days; beside rounds it would only be in the way.
            yield from (self._data if slot in data else self._own).tallies([slot])

    def keep_tally(self, slot: Slot, document: bytes) -> None:
        """As `Store` has it; never while the branch's version is being brought in."""
        with alone(self._data.path(slot)):
            self._data.keep_tally(slot, document)

    def drop_rounds(self, slot: Slot, mark: str, damaged: Sequence[bytes]) -> bool:
        """As `Store` has it: from both folders, or from none that changed."""
        data, _, own = mark.partition(_AND)
        kept = all(not part or part == _mark(files, slot) for files, part in self._parts(data, own))
        return kept and all(
            files.drop_rounds(slot, part, damaged) for files, part in self._parts(data, own) if part
        )

    def set_aside(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        for slot in slots:
            yield from self._own.set_aside([slot])
            yield from self._data.set_aside([slot])

    def close(self) -> None:
        """Nothing is held."""

    def _parts(self, data: str, own: str) -> tuple[tuple[Files, str], ...]:
        return (self._data, data), (self._own, own)


def _together(data: Kept | None, own: Kept | None) -> Kept:
    mark = data.rounds if data else None
    if own and own.rounds is not None:
        mark = f"{mark or ''}{_AND}{own.rounds}"
    told = data or own
    return Kept(mark, has_tally=bool(told and told.has_tally))


def _mark(files: Files, slot: Slot) -> str | None:
    kept = files.slots(slot.day, slot.day).get(slot)
    return kept.rounds if kept else None
