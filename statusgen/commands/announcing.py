"""What is new of a vantage becomes tallies in the project's folder, and words for their commit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import Slot
from statusgen.model.words import Outcome
from statusgen.recording.journal import all_rounds, read, read_rounds, read_tallies, slot_of
from statusgen.recording.stores import Store
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import by_day, tally_of

_WEEK = timedelta(days=7)
"""Days that ended while nobody was there to say so are told that long."""
_DAY = timedelta(days=1)
_WORDS = {Outcome.OK: "up", Outcome.FAILED: "down", Outcome.SLOW: "slow", Outcome.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What people's branch should learn."""

    slots: tuple[Slot, ...]
    """Whose tallies were written."""
    subject: str
    """What it means, in a line."""


def news(store: Store, own: Store, round_: Round) -> News:
    """Write the tallies that are due: of today when a check changed, and of each day that has ended."""
    changes = _changes(store, round_)
    today = slot_of(round_)
    slots = [today] if changes else []
    slots += _ended(store, own, today)
    for slot in slots:
        own.keep_tally(slot, _document(store, slot))
    return News(slots=tuple(slots), subject=_subject(changes, slots or [today]))


def _changes(store: Store, round_: Round) -> Mapping[str, ProbeResult]:
    """The checks that came out otherwise than the time before."""
    earlier = read(store, since=round_.at - _DAY, until=round_.at)
    last: dict[str, ProbeResult] = {}
    for one in sorted(all_rounds(earlier), key=lambda one: one.at):
        if one.vantage == round_.vantage and one.at < round_.at:
            last |= one.results
    return {
        key: result
        for key, result in round_.results.items()
        if key in last and last[key].outcome is not result.outcome
    }


def _ended(store: Store, own: Store, today: Slot) -> Iterator[Slot]:
    """The days before today whose tally is not there, or lacks rounds."""
    kept = store.slots(today.day - _WEEK, today.day - _DAY)
    rounds = {
        slot: what.rounds for slot, what in kept.items() if slot.vantage == today.vantage and what.rounds
    }
    found, _ = read_tallies(own, list(rounds))
    for slot, mark in rounds.items():
        if slot not in found or found[slot].tally.covers != mark:
            yield slot


def _document(store: Store, slot: Slot) -> bytes:
    kept = store.slots(slot.day, slot.day)[slot]
    written = [round_ for _, rounds in read_rounds(store, [slot]) for round_ in rounds]
    tally = tally_of(slot, [round_ for round_ in written if round_], covers=kept.rounds)
    return document_of(by_day(replace(tally, damaged_lines=written.count(None))))


def _subject(changes: Mapping[str, ProbeResult], slots: Sequence[Slot]) -> str:
    slot = slots[0]
    if not changes:
        return f"Evidence of {slot.vantage} on {slots[-1].day.isoformat()}"
    if len(changes) > 1:
        return f"{slot.vantage}: {len(changes)} checks changed"
    (key, result), *_ = changes.items()
    why = ", ".join(part for part in (result.failed_at, result.reason) if part)
    return f"{key} {_WORDS[result.outcome]} from {slot.vantage}" + (f" ({why})" if why else "")
