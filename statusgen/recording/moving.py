"""What one store holds is brought into another, line by line; begun anew, it goes on where it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from statusgen.model.errors import HostError
from statusgen.model.tallies import Slot
from statusgen.recording.stores import Kept, Store
from statusgen.recording.tally_lines import document_of, tally_of_document

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
    not hold what it was given.
    """
    there = target.slots(date.min, date.max)
    for slot, what in source.slots(date.min, date.max).items():
        before = there.get(slot, Kept(None, has_tally=False))
        lines = _bring_aside(source, target, slot, before)
        lines += _bring_lines(source, target, slot)
        yield Moved(slot, lines, _bring_tally(source, target, slot, what))


def _bring_aside(source: Store, target: Store, slot: Slot, before: Kept) -> int:
    """A store sets lines aside when it drops them; so they go in as lines, before there are others."""
    aside = [line for _, line in source.set_aside([slot])]
    missing = _missing(aside, [line for _, line in target.set_aside([slot])])
    if missing and before.rounds is not None:
        missing = _missing(missing, _lines(target, slot))
        _append(target, slot, missing)
    elif missing:
        _append(target, slot, missing)
        mark = target.slots(slot.day, slot.day)[slot].rounds
        if mark is None or not target.drop_rounds(slot, mark, missing):
            raise HostError(f"{target.name} changes meanwhile (stop what writes there, and try again)")
    return len(missing)


def _bring_lines(source: Store, target: Store, slot: Slot) -> int:
    missing = _missing(_lines(source, slot), _lines(target, slot))
    _append(target, slot, missing)
    if _missing(missing, _lines(target, slot)):
        raise _not_held(target)
    return len(missing)


def _bring_tally(source: Store, target: Store, slot: Slot, what: Kept) -> bool:
    for _, document in source.tallies([slot]):
        wanted = _for_target(document, target, slot, what)
        if [one for _, one in target.tallies([slot])] == [wanted]:
            return False
        target.keep_tally(slot, wanted)
        if [one for _, one in target.tallies([slot])] != [wanted]:
            raise _not_held(target)
        return True
    return False


def _for_target(document: bytes, target: Store, slot: Slot, what: Kept) -> bytes:
    """A tally says which lines it was made from; these have another mark in the target."""
    tally, damaged = tally_of_document(document, slot)
    if tally is None or damaged:
        return document
    kept = target.slots(slot.day, slot.day).get(slot)
    is_whole = what.rounds is not None and tally.covers == what.rounds
    return document_of(replace(tally, covers=kept.rounds if kept and is_whole else None))


def _not_held(target: Store) -> HostError:
    return HostError(f"{target.name} does not hold what it was given (nothing was removed; try again)")


def _append(target: Store, slot: Slot, lines: Sequence[bytes]) -> None:
    rest = iter(lines)
    while some := list(islice(rest, _AT_ONCE)):
        target.append(slot, [line + b"\n" for line in some])


def _lines(store: Store, slot: Slot) -> list[bytes]:
    return [line for _, line in store.lines([slot])]


def _missing(wanted: Sequence[bytes], there: Sequence[bytes]) -> list[bytes]:
    known = {line.rstrip(b"\n") for line in there}
    return [bare for line in wanted if (bare := line.rstrip(b"\n")) not in known]
