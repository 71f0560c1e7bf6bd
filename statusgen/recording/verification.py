"""A store is read from end to end, and everything in it that cannot be right is told with its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from statusgen.model.tallies import Slot
from statusgen.recording.journal import found_in, slot_of
from statusgen.recording.lines import VERSION, round_of, version_of
from statusgen.recording.stores import Kept, Part, Store
from statusgen.recording.tally_lines import VERSION as TALLY_VERSION
from statusgen.recording.tally_lines import version_of_document
from statusgen.recording.tallying import is_holding

_AHEAD = timedelta(minutes=2)
"""Clocks differ; rounds further ahead are not believed."""


class Fault(StrEnum):
    """What can be wrong with a line or a tally."""

    DAMAGED = "damaged"
    """It cannot be read."""
    SET_ASIDE = "set aside"
    """It could not be read when its day was compacted, and was kept for a person to look at."""
    NEWER = "newer"
    """A newer version wrote it; what is known of it is used."""
    OTHER_DAY = "of another day"
    """It lies with a day that it is not of."""
    FUTURE = "in the future"
    """A clock was wrong, or is."""
    DIFFERENT = "different"
    """A tally says something else than the rounds that it was made from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and its place."""

    slot: Slot
    part: Part
    fault: Fault
    line: int | None = None
    """Counted from 1 among those of its part; None for a tally."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found in a whole store."""

    slots: int
    rounds: int
    """Lines of rounds that can be read."""
    tallies: int
    """Those that can be read at least in part."""
    findings: tuple[Finding, ...]


def verify(store: Store, now: datetime) -> Verified:
    """Read everything. Nothing is changed."""
    kept = store.slots(date.min, date.max)
    findings: list[Finding] = []
    rounds = tallies = 0
    for slot, what in kept.items():
        document = dict(store.tallies([slot])).get(slot)
        lines = [line for _, line in store.lines([slot])]
        found = list(_in_lines(slot, lines, now))
        in_tally = [] if document is None else list(_in_tally(store, slot, what, document, lines))
        rounds += len(lines) - sum(one.fault is Fault.DAMAGED for one in found)
        tallies += document is not None and found_in(document, slot) is not None
        findings += [*found, *in_tally, *_aside(store, slot)]
    return Verified(slots=len(kept), rounds=rounds, tallies=tallies, findings=tuple(findings))


def _in_lines(slot: Slot, lines: Iterable[bytes], now: datetime) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        round_ = round_of(line, slot.vantage)
        if round_ is None:
            yield Finding(slot, Part.ROUNDS, Fault.DAMAGED, number)
        elif (version_of(line) or 0) > VERSION:
            yield Finding(slot, Part.ROUNDS, Fault.NEWER, number)
        elif slot_of(round_) != slot:
            yield Finding(slot, Part.ROUNDS, Fault.OTHER_DAY, number)
        elif round_.at > now + _AHEAD:
            yield Finding(slot, Part.ROUNDS, Fault.FUTURE, number)


def _in_tally(
    store: Store, slot: Slot, what: Kept, document: bytes, lines: Iterable[bytes]
) -> Iterator[Finding]:
    found = found_in(document, slot)
    if found is None or found.damaged:
        yield Finding(slot, Part.TALLY, Fault.DAMAGED)
    elif (version_of_document(document) or 0) > TALLY_VERSION:
        yield Finding(slot, Part.TALLY, Fault.NEWER)
    elif found.tally.covers == what.rounds is not None:
        rounds = [round_ for line in lines if (round_ := round_of(line, slot.vantage))]
        # Lines that came since its mark was taken are no fault.
        if not is_holding(found.tally, rounds) and store.slots(slot.day, slot.day).get(slot) == what:
            yield Finding(slot, Part.TALLY, Fault.DIFFERENT)


def _aside(store: Store, slot: Slot) -> Iterator[Finding]:
    for number, _ in enumerate(store.set_aside([slot]), 1):
        yield Finding(slot, Part.ASIDE, Fault.SET_ASIDE, number)
