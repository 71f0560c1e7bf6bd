"""Rounds go into a store, and what is there of a span of time comes back as a History.

A round is acknowledged when `append` returns: it is safe then.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from statusgen.model.errors import HostError
from statusgen.model.evidence import Round
from statusgen.model.tallies import DAY, HOUR, History, Slot, Tally
from statusgen.recording.lines import MAX_LINE, line_of, round_of
from statusgen.recording.stores import Kept, Store
from statusgen.recording.tally_lines import tally_of_document
from statusgen.recording.tallying import identities_of, identity, rounds_of, unique, with_rounds

EXACT = timedelta(days=2)
"""So long before its end a history consists of rounds, as far as they are kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """A tally as it could be read."""

    tally: Tally
    damaged: int
    """Checks whose lines are damaged; the tally lacks them."""

    def covers(self, kept: Kept) -> bool:
        """All rounds of its slot are in it."""
        return kept.rounds is None or (not self.damaged and self.tally.covers == kept.rounds)

    def is_within(self, rounds: Iterable[Round]) -> bool:
        """All that it was made from is there, and says more."""
        if self.damaged:  # then what a round chose is not known
            return set(self.tally.moments) <= {round_.at for round_ in rounds}
        return set(identities_of(self.tally)) <= {identity(round_) for round_ in rounds}


def append(store: Store, round_: Round) -> str:
    """Keep a round with those of its vantage and UTC day. Returns where; it is safe then."""
    line = line_of(round_)
    if len(line) > MAX_LINE:
        where = f"{store.name}, {round_.vantage}"
        raise HostError(f"{where}: a round of {len(line)} bytes does not fit into a line of {MAX_LINE}")
    return store.append(slot_of(round_), [line])


def slot_of(round_: Round) -> Slot:
    """Where a round is kept."""
    return Slot(round_.vantage, _day(round_.at))


def read(store: Store, *, since: datetime, until: datetime, tallies_since: datetime | None = None) -> History:
    """All vantages' evidence from `since` to `until`, both included: tallies, then the last days' rounds.

    A tally holds its whole day, also what lies before `since` or after `until`. Days from `tallies_since`
    to `since` are read only where they are kept as tallies, with the rounds beside those.
    """
    first = min(since, tallies_since or since)
    kept = {
        slot: what
        for slot, what in store.slots(_day(first), _day(until)).items()
        if what.has_tally or slot.day >= _day(since)
    }
    recent = _day(until - EXACT)
    older = [
        slot for slot, what in kept.items() if what.rounds is None or (what.has_tally and slot.day < recent)
    ]
    tallies, lost = read_tallies(store, [slot for slot in older if slot.day >= recent])
    for days, by in (
        ([slot for slot in older if _day(since) <= slot.day < recent], DAY),
        ([slot for slot in older if slot.day < _day(since)], None),
    ):
        more, unreadable = read_tallies(store, days, latencies_by=by)
        tallies |= more
        lost |= unreadable
    damaged = sum(count for slot, count in lost.items() if kept[slot].rounds is None)
    loose = [slot for slot, what in kept.items() if not (slot in tallies and tallies[slot].covers(what))]
    written = dict(read_rounds(store, loose))
    # Rounds first: compaction writes a tally, then removes them.
    beside, _ = read_tallies(store, loose)
    rounds: list[Round] = []
    for slot in loose:
        lines = written.get(slot, [])
        damaged += lines.count(None)
        whole = [round_ for round_ in lines if round_]
        tallies.pop(slot, None)
        found = beside.get(slot)
        if found and found.is_within(whole):
            found = None
        if found:
            tallies[slot] = _up_to_date(found, whole)
        rounds += [one for one in _beside(found, whole) if first <= one.at <= until]
    damaged += sum(found.damaged + found.tally.damaged_lines for found in tallies.values())
    return History(
        rounds=tuple(sorted(rounds, key=lambda round_: (round_.at, round_.vantage))),
        tallies=tuple(tallies[slot].tally for slot in sorted(tallies)),
        damaged_lines=damaged,
    )


def all_rounds(history: History) -> Iterator[Round]:
    """Those of the tallies too; they have no latencies, and they are whole days."""
    for tally in history.tallies:
        yield from rounds_of(tally)
    yield from history.rounds


def read_tallies(
    store: Store, slots: Collection[Slot], *, latencies_by: timedelta | None = HOUR
) -> tuple[dict[Slot, Found], dict[Slot, int]]:
    """The tallies that can be read; of those that cannot, how many lines they have."""
    found, lost = {}, {}
    for slot, document in store.tallies(slots):
        one = found_in(document, slot, latencies_by=latencies_by)
        if one is None:
            lost[slot] = len(document.splitlines()) or 1
        else:
            found[slot] = one
    return found, lost


def found_in(document: bytes, slot: Slot, *, latencies_by: timedelta | None = HOUR) -> Found | None:
    """The tally of a document; None where its first line cannot be read."""
    tally, damaged = tally_of_document(document, slot, latencies_by=latencies_by)
    return None if tally is None else Found(tally, damaged)


def read_rounds(store: Store, slots: Collection[Slot]) -> Iterator[tuple[Slot, list[Round | None]]]:
    """What was written, slot by slot; None for a line that is damaged."""
    for slot, lines in groupby(store.lines(slots), key=lambda pair: pair[0]):
        yield slot, [round_of(line, slot.vantage) for _, line in lines]


def _beside(found: Found | None, rounds: Iterable[Round]) -> list[Round]:
    """Each round once, without those that the tally holds."""
    known = set(identities_of(found.tally)) if found else set()
    return [round_ for round_ in unique(rounds) if identity(round_) not in known]


def _up_to_date(found: Found, rounds: Iterable[Round]) -> Found:
    """With those of its rounds that were written once more."""
    known = set(identities_of(found.tally))
    again = [round_ for round_ in rounds if identity(round_) in known]
    return replace(found, tally=with_rounds(found.tally, again)) if again and not found.damaged else found


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
