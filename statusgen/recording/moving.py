"""What one store holds is brought into another, line by line; begun anew, it goes on where it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from statusgen.model.errors import HostError
from statusgen.model.tallies import Slot, Tally
from statusgen.recording.journal import found_in
from statusgen.recording.lines import round_of
from statusgen.recording.stores import Kept, Store
from statusgen.recording.tally_lines import VERSION, document_of, version_of_document
from statusgen.recording.tallying import identities_of, is_holding, together

_AT_ONCE = 500
"""Lines in one append: a slot of a day has a few hundred."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was brought of one slot."""

    slot: Slot
    lines: int
    has_tally: bool
    """Its tally was brought."""


def copy(source: Store, target: Store) -> Iterator[Moved]:
    """Bring what the target lacks, slot by slot, and read it back. Nothing is removed anywhere.

    Rounds that come into the source meanwhile are brought by the next run. HostError when the target does
    not hold what it was given, LockedError while it is compacted.
    """
    with target.alone():
        for slot, what in source.slots(date.min, date.max).items():
            lines = _bring_aside(source, target, slot)
            lines += _bring_lines(target, slot, _lines(source, slot))
            yield Moved(slot, lines, _bring_tally(source, target, slot, what))


def _bring_aside(source: Store, target: Store, slot: Slot) -> int:
    """A store sets lines aside when it drops them; so they go in as lines.

    Where there are rounds as well they stay among these, until those are dropped.
    """
    missing = _missing(_aside(source, slot), _aside(target, slot))
    count = _bring_lines(target, slot, missing)
    kept = target.slots(slot.day, slot.day).get(slot)
    if missing and kept and kept.rounds is not None and not _missing(_lines(target, slot), missing):
        target.drop_rounds(slot, kept.rounds, missing)
    return count


def _bring_lines(target: Store, slot: Slot, lines: Sequence[bytes]) -> int:
    missing = _missing(lines, [*_lines(target, slot), *_aside(target, slot)])
    if _is_tallied(target, slot, missing):
        missing = [line for line in missing if round_of(line, slot.vantage) is None]
    rest = iter(missing)
    while some := list(islice(rest, _AT_ONCE)):
        target.append(slot, [line + b"\n" for line in some])
    if missing and _missing(missing, _lines(target, slot)):
        raise _not_held(target)
    return len(missing)


def _is_tallied(target: Store, slot: Slot, lines: Iterable[bytes]) -> bool:
    """The target had these rounds, and dropped them."""
    found = found_in(dict(target.tallies([slot])).get(slot, b""), slot)
    rounds = [round_ for line in lines if (round_ := round_of(line, slot.vantage))]
    return found is not None and not found.damaged and is_holding(found.tally, rounds)


def _bring_tally(source: Store, target: Store, slot: Slot, what: Kept) -> bool:
    documents = dict(source.tallies([slot]))
    if slot not in documents:
        return False
    there = dict(target.tallies([slot])).get(slot)
    wanted = _wanted(documents[slot], there, target, slot, what)
    if wanted == there:
        return False
    target.keep_tally(slot, wanted)
    if dict(target.tallies([slot])).get(slot) != wanted:
        raise _not_held(target)
    return True


def _wanted(document: bytes, there: bytes | None, target: Store, slot: Slot, what: Kept) -> bytes:
    """What the target should have; what it has already is never less."""
    mine, theirs = found_in(document, slot), found_in(there or b"", slot)
    if mine is None or mine.damaged or (version_of_document(document) or 0) > VERSION:
        return document if there is None else there
    if there is None or theirs is None or theirs.damaged:
        return document_of(_covering(mine.tally, target, slot, what))
    has, brings = set(identities_of(theirs.tally)), set(identities_of(mine.tally))
    if brings <= has or (version_of_document(there) or 0) > VERSION:
        return there
    tally = mine.tally if has <= brings else together(theirs.tally, mine.tally)
    return document_of(_covering(tally, target, slot, what))


def _covering(tally: Tally, target: Store, slot: Slot, what: Kept) -> Tally:
    """A tally says which lines it was made from; these have another mark in the target.

    Where that is not sure it says nothing, and compaction makes it anew.
    """
    kept = target.slots(slot.day, slot.day).get(slot)
    lines = _lines(target, slot)
    rounds = [round_ for line in lines if (round_ := round_of(line, slot.vantage))]
    is_whole = what.rounds is not None and tally.covers == what.rounds
    is_so = is_whole and tally.damaged_lines == len(lines) - len(rounds) and is_holding(tally, rounds)
    return replace(tally, covers=kept.rounds if kept and is_so else None)


def _not_held(target: Store) -> HostError:
    return HostError(f"{target.name} does not hold what it was given (nothing was removed; try again)")


def _lines(store: Store, slot: Slot) -> list[bytes]:
    return [line for _, line in store.lines([slot])]


def _aside(store: Store, slot: Slot) -> list[bytes]:
    return [line for _, line in store.set_aside([slot])]


def _missing(wanted: Iterable[bytes], there: Iterable[bytes]) -> list[bytes]:
    known = {line.rstrip(b"\n") for line in there}
    return [bare for line in wanted if (bare := line.rstrip(b"\n")) not in known]
