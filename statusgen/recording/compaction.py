"""Old rounds become tallies, and go only when the settings say so and their tally was read back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from statusgen.model.errors import HostError
from statusgen.model.keeping import Keeping
from statusgen.model.tallies import DAY, HOUR, Slot, Tally
from statusgen.recording.journal import Found, read_tallies, slot_of
from statusgen.recording.lines import VERSION, round_of, version_of
from statusgen.recording.stores import Kept, Store
from statusgen.recording.tally_lines import document_of, tally_of_document
from statusgen.recording.tallying import by_day, identity, rounds_of, tally_of, with_rounds


class Deed(StrEnum):
    """What was done to a slot."""

    TALLIED = "tallied"
    DROPPED = "dropped"
    """Its rounds were removed: they are in its tally."""
    JOINED = "joined"
    """Its latencies by the hour became those of the day."""
    LEFT = "left"
    """It holds lines that might not be counted rightly: of a newer version, or of another day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One deed, safe when it is told."""

    slot: Slot
    deed: Deed
    damaged: int = 0
    """Lines that could not be read."""


class _Lines:
    """A slot's lines and what they say."""

    def __init__(self, slot: Slot, mark: str, lines: Sequence[bytes]) -> None:
        self.slot, self.mark = slot, mark
        read = [(line, round_of(line, slot.vantage)) for line in lines]
        self.damaged = [line for line, round_ in read if round_ is None]
        self.rounds = [round_ for _, round_ in read if round_]
        is_newer = any((version_of(line) or 0) > VERSION for line in lines)
        self.is_odd = is_newer or any(slot_of(round_) != slot for round_ in self.rounds)

    def tally(self, found: Found | None) -> Tally:
        """Of its rounds, and of those that only a tally has."""
        mine = {identity(round_) for round_ in self.rounds}
        if found is None or all(identity(round_) in mine for round_ in rounds_of(found.tally)):
            return tally_of(self.slot, self.rounds, damaged_lines=len(self.damaged), covers=self.mark)
        return with_rounds(found.tally, self.rounds, damaged_lines=len(self.damaged), covers=self.mark)


def compact(store: Store, keeping: Keeping, now: datetime) -> Iterator[Step]:
    """Tally every finished day that has no tally of all its rounds, then keep what the settings say.

    It may be killed at any moment and begun anew: each step is whole. HostError when a tally does not come
    back as it was written; its rounds stay.
    """
    kept = store.slots(date.min, now.date() - DAY)
    for slot, what in kept.items():
        yield from _compact(store, slot, what, _Limits(slot, keeping, now))


@dataclass(frozen=True, slots=True)
class _Limits:
    """Whether a slot is older than what is to be kept of it."""

    slot: Slot
    keeping: Keeping
    now: datetime

    def is_over(self, length: timedelta | None) -> bool:
        return length is not None and self.slot.starts_at + DAY + length <= self.now


def _compact(store: Store, slot: Slot, what: Kept, limits: _Limits) -> Iterator[Step]:
    tallies, _ = read_tallies(store, [slot] if what.has_tally else [])
    found = tallies.get(slot)
    is_covered = found is not None and found.covers(what)
    is_over = limits.is_over(limits.keeping.keep_rounds)
    if what.rounds is not None and (is_over or not is_covered):
        lines = _Lines(slot, what.rounds, [line for _, line in store.lines([slot])])
        if lines.is_odd:
            yield Step(slot, Deed.LEFT)
            return
        if not is_covered:
            found = Found(_write(store, lines.tally(found)), 0)
            yield Step(slot, Deed.TALLIED, len(lines.damaged))
        if is_over and store.drop_rounds(slot, what.rounds, lines.damaged):
            yield Step(slot, Deed.DROPPED, len(lines.damaged))
    if found and found.tally.resolution == HOUR and limits.is_over(limits.keeping.keep_hours):
        _write(store, by_day(found.tally))
        yield Step(slot, Deed.JOINED)


def _write(store: Store, tally: Tally) -> Tally:
    document = document_of(tally)
    store.keep_tally(tally.slot, document)
    back = dict(store.tallies([tally.slot])).get(tally.slot, b"")
    if back != document or tally_of_document(back, tally.slot) != (tally, 0):
        what = f"{store.name}: the tally of {tally.slot.vantage} on {tally.slot.day} does not read as written"
        raise HostError(f"{what} (nothing was removed; try again, and look at the disk)")
    return tally
