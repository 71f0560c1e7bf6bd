"""What two places know of one slot becomes what both should know: three-way, by lines. Pure.

Lines are facts, so everything that anybody has is kept. The one exception is compaction: lines that both
sides had go when one of them has put a tally in their place.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from statusgen.model.tallies import Slot
from statusgen.recording.files import DAMAGED, ROUNDS, TALLY
from statusgen.recording.tally_lines import document_of, tally_of_document
from statusgen.recording.tallying import rounds_of, with_rounds

Side: TypeAlias = Mapping[str, bytes]
"""The files of a slot in one place, by their ending; without those that are not there."""
ENDINGS = (TALLY, DAMAGED, ROUNDS)
"""In the order in which they are written: rounds go last, when what stands for them is there."""


def joined(slot: Slot, base: Side, ours: Side, theirs: Side) -> Side:
    """What both sides should hold, when `base` is what both held last. Doing it again changes nothing."""
    found = {
        ROUNDS: _rounds(base, ours, theirs),
        DAMAGED: _text(dict.fromkeys([*_lines(theirs, DAMAGED), *_lines(ours, DAMAGED)])),
        TALLY: _tally(slot, base.get(TALLY), ours.get(TALLY), theirs.get(TALLY)),
    }
    return {ending: data for ending, data in found.items() if data}


def _rounds(base: Side, ours: Side, theirs: Side) -> bytes:
    # Where lines vanish and no tally stands for them, a folder was removed or a branch was put back:
    # whoever still has them brings them back.
    known = dict.fromkeys(_lines(base, ROUNDS))
    gone = {
        line
        for side in (ours, theirs)
        if TALLY in side
        for line in known.keys() - frozenset(_lines(side, ROUNDS))
    }
    everything = dict.fromkeys([*_lines(theirs, ROUNDS), *_lines(ours, ROUNDS), *known])
    return _text({line: None for line in everything if line not in gone})


def _lines(side: Side, ending: str) -> Iterator[bytes]:
    # Not splitlines: a lone CR is a part of a damaged line.
    return (line for line in side.get(ending, b"").split(b"\n") if line and not line.isspace())


def _text(lines: Mapping[bytes, None]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _tally(slot: Slot, base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
    if theirs is None:
        return ours if ours is not None else base
    if ours is None or ours in {base, theirs}:
        return theirs
    return ours if theirs == base else _both(slot, ours, theirs)


def _both(slot: Slot, ours: bytes, theirs: bytes) -> bytes:
    """Two tallies that were made apart: every round of either is in the result."""
    one, damaged = tally_of_document(ours, slot)
    other, their_damaged = tally_of_document(theirs, slot)
    if one is None or other is None or damaged or their_damaged:
        return theirs if one is None or (other is not None and their_damaged <= damaged) else ours
    both = with_rounds(other, rounds_of(one))
    if both.moments == other.moments:
        return theirs
    return ours if both.moments == one.moments else document_of(both)
