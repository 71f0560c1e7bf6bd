"""Old rounds become tallies, and go only when the settings say so and their tally was read back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from statusgen.model.errors import HostError
from statusgen.model.keeping import Keeping
from statusgen.model.tallies import DAY, HOUR, Slot, Tally
from statusgen.recording.journal import Found, found_in, slot_of
from statusgen.recording.lines import VERSION, round_of, version_of
from statusgen.recording.stores import Kept, Store
from statusgen.recording.tally_lines import VERSION as TALLY_VERSION
from statusgen.recording.tally_lines import document_of, tally_of_document, version_of_document
from statusgen.recording.tallying import by_day, is_holding, tally_of, with_rounds


class Deed(StrEnum):
    """What was done to a slot."""

    TALLIED = "tallied"
    DROPPED = "dropped"
    """Its rounds were removed: they are in its tally."""
    JOINED = "joined"
    """Its latencies by the hour became those of the day."""
    LEFT = "left"
    """What is there might not be counted rightly: lines of a newer version or of another day, a tally that is
    damaged while its rounds are gone, or one that says something else than its rounds."""


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

    def can_go_into(self, found: Found | None, what: Kept) -> bool:
        """Its rounds would be counted rightly, and nothing that a person could mend is written over."""
        if self.is_odd:
            return False
        if found and found.covers(what):
            return is_holding(found.tally, self.rounds)
        return not (found and found.damaged) or found.is_within(self.rounds)

    def tally(self, found: Found | None) -> Tally:
        """Of its rounds, and of those that only a tally has."""
        if found is None or found.is_within(self.rounds):
            return tally_of(self.slot, self.rounds, damaged_lines=len(self.damaged), covers=self.mark)
        return with_rounds(found.tally, self.rounds, damaged_lines=len(self.damaged), covers=self.mark)


def compact(
    store: Store, keeping: Keeping, now: datetime, is_wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[Step]:
    """Tally every finished day that has no tally of all its rounds, then keep what the settings say.

    `is_wanted`: of which vantages. It may be killed at any moment and begun anew: each step is whole.
    LockedError when another process compacts. HostError when a tally does not come back as it was written;
    its rounds stay.
    """
    with store.alone():
        for slot, what in store.slots(date.min, now.date() - DAY).items():
            if is_wanted(slot.vantage):
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
    document = dict(store.tallies([slot] if what.has_tally else [])).get(slot, b"")
    if (version_of_document(document) or 0) > TALLY_VERSION:
        yield Step(slot, Deed.LEFT)
        return
    found = found_in(document, slot)
    is_over = limits.is_over(limits.keeping.keep_rounds)
    if what.rounds is not None and (is_over or found is None or not found.covers(what)):
        lines = _Lines(slot, what.rounds, [line for _, line in store.lines([slot])])
        if not lines.can_go_into(found, what):
            yield Step(slot, Deed.LEFT)
            return
        if found is None or not found.covers(what):
            found = Found(_write(store, lines.tally(found)), 0)
            yield Step(slot, Deed.TALLIED, len(lines.damaged))
        if is_over and store.drop_rounds(slot, what.rounds, lines.damaged):
            yield Step(slot, Deed.DROPPED, len(lines.damaged))
    if found and found.tally.resolution == HOUR and limits.is_over(limits.keeping.keep_hours):
        yield _joined(store, found)


def _joined(store: Store, found: Found) -> Step:
    if found.damaged:
        return Step(found.tally.slot, Deed.LEFT)
    _write(store, by_day(found.tally))
    return Step(found.tally.slot, Deed.JOINED)


def _write(store: Store, tally: Tally) -> Tally:
    document = document_of(tally)
    store.keep_tally(tally.slot, document)
    back = dict(store.tallies([tally.slot])).get(tally.slot, b"")
    if back != document or tally_of_document(back, tally.slot) != (tally, 0):
        what = f"{store.name}: the tally of {tally.slot.vantage} on {tally.slot.day} does not read as written"
        raise HostError(f"{what} (nothing was removed; try again, and look at the disk)")
    return tally
