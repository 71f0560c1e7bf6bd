"""A store is read from end to end, and everything in it that cannot be right is told with its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from statusgen.model.tallies import Slot
from statusgen.recording.journal import Found, read_tallies, slot_of
from statusgen.recording.lines import VERSION, round_of, version_of
from statusgen.recording.stores import Kept, Store
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
    fault: Fault
    line: int | None = None
    """Counted from 1 among the slot's lines; None for its tally."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found in a whole store."""

    slots: int
    rounds: int
    """Lines of rounds that can be read."""
    tallies: int
    findings: tuple[Finding, ...]


def verify(store: Store, now: datetime) -> Verified:
    """Read everything. Nothing is changed."""
    kept = store.slots(date.min, date.max)
    tallies, lost = read_tallies(store, [slot for slot, what in kept.items() if what.has_tally])
    findings = [Finding(slot, Fault.DAMAGED) for slot in lost]
    rounds = 0
    for slot, what in kept.items():
        lines = [line for _, line in store.lines([slot])]
        found = list(_in_lines(slot, lines, now))
        rounds += len(lines) - sum(one.fault is Fault.DAMAGED for one in found)
        findings += [*found, *_in_tally(slot, what, tallies.get(slot), lines)]
    findings += _aside(store, kept)
    return Verified(
        slots=len(kept), rounds=rounds, tallies=len(tallies), findings=tuple(sorted(findings, key=_order))
    )


def _in_lines(slot: Slot, lines: Iterable[bytes], now: datetime) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        round_ = round_of(line, slot.vantage)
        if round_ is None:
            yield Finding(slot, Fault.DAMAGED, number)
        elif (version_of(line) or 0) > VERSION:
            yield Finding(slot, Fault.NEWER, number)
        elif slot_of(round_) != slot:
            yield Finding(slot, Fault.OTHER_DAY, number)
        elif round_.at > now + _AHEAD:
            yield Finding(slot, Fault.FUTURE, number)


def _in_tally(slot: Slot, what: Kept, found: Found | None, lines: Iterable[bytes]) -> Iterator[Finding]:
    if found is None:
        return
    if found.damaged:
        yield Finding(slot, Fault.DAMAGED)
    elif what.rounds is not None and found.tally.covers == what.rounds:
        rounds = [round_ for line in lines if (round_ := round_of(line, slot.vantage))]
        if not is_holding(found.tally, rounds):
            yield Finding(slot, Fault.DIFFERENT)


def _aside(store: Store, kept: Iterable[Slot]) -> Iterator[Finding]:
    for number, (slot, _) in enumerate(store.set_aside(list(kept)), 1):
        yield Finding(slot, Fault.SET_ASIDE, number)


def _order(finding: Finding) -> tuple[Slot, int, str]:
    return finding.slot, finding.line or 0, finding.fault
