"""Three-way by lines: nothing that anybody has is lost, unless a tally stands for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.tallies import Slot
from statusgen.recording.files import DAMAGED, ROUNDS, TALLY
from statusgen.recording.joining import joined
from statusgen.recording.tally_lines import document_of, tally_of_document
from statusgen.recording.tallying import tally_of
from tests.recording.make import START, a_round

SLOT = Slot("local", START.date())
T = b"a tally"


def text(lines: str) -> bytes:
    return b"".join(f"{line}\n".encode() for line in lines)


def side(lines: str, tally: bytes | None = None) -> dict[str, bytes]:
    return {**({ROUNDS: text(lines)} if lines else {}), **({TALLY: tally} if tally else {})}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        (side(""), side("ab"), side(""), side("ab")),
        (side(""), side(""), side("ab"), side("ab")),
        (side("a"), side("ab"), side("ac"), side("acb")),
        (side("a"), side("ab"), side("ab"), side("ab")),
        # compacted there, here, and while a line came
        (side("ab"), side("ab"), side("", T), side("", T)),
        (side("ab"), side("", T), side("ab"), side("", T)),
        (side("ab"), side("", T), side("abc"), side("c", T)),
        (side("ab"), side("abc"), side("", T), side("c", T)),
        # a tally that was made while its rounds stay takes nothing away
        (side("ab"), side("ab", T), side("abc"), side("abc", T)),
        # vanished without a tally: put back, removed or forgotten
        (side("ab"), side(""), side("ab"), side("ab")),
        (side("ab"), side("ab"), side("a"), side("ab")),
        (side("ab"), side(""), side(""), side("ab")),
        (side("ab", T), side("ab", T), side(""), side("ab", T)),
    ],
)
def test_lines_meet(base, ours, theirs, result):
    assert joined(SLOT, base, ours, theirs) == result


def test_a_torn_line_is_closed_and_blank_ones_go():
    assert joined(SLOT, {}, {ROUNDS: b"a\n\ntor"}, {ROUNDS: b"b\n"}) == {ROUNDS: b"b\na\ntor\n"}


def test_a_damaged_line_with_a_carriage_return_stays_one_line():
    assert joined(SLOT, {}, {ROUNDS: b"a\rb\n"}, {}) == {ROUNDS: b"a\rb\n"}


def test_set_aside_lines_of_both_stay():
    assert joined(SLOT, {DAMAGED: b"x\n"}, {DAMAGED: b"x\ny\n"}, {DAMAGED: b"z\n"}) == {DAMAGED: b"z\nx\ny\n"}


def test_the_tally_of_who_changed_it_counts():
    assert joined(SLOT, side("", b"1"), side("", b"2"), side("", b"1"))[TALLY] == b"2"
    assert joined(SLOT, side("", b"1"), side("", b"1"), side("", b"2"))[TALLY] == b"2"


def test_of_two_tallies_that_were_made_apart_no_round_is_lost():
    rounds = [a_round(number) for number in range(6)]
    ours, theirs = document_of(tally_of(SLOT, rounds[:4])), document_of(tally_of(SLOT, rounds[2:]))
    both, damaged = tally_of_document(joined(SLOT, {}, side("", ours), side("", theirs))[TALLY], SLOT)
    assert both is not None
    assert (len(both.moments), damaged) == (6, 0)
    whole = document_of(tally_of(SLOT, rounds))
    assert joined(SLOT, {}, side("", whole), side("", theirs))[TALLY] == whole
    assert joined(SLOT, {}, side("", ours), side("", whole))[TALLY] == whole
    assert joined(SLOT, {}, side("", b"damaged"), side("", theirs))[TALLY] == theirs
    assert joined(SLOT, {}, side("", ours), side("", b"damaged"))[TALLY] == ours


LINES = st.lists(st.sampled_from("abcdef"), unique=True).map("".join)
SIDES = st.builds(side, LINES, st.sampled_from([None, T]))


def lines(one: dict[str, bytes]) -> set[bytes]:
    return set(one.get(ROUNDS, b"").split())


@given(SIDES, SIDES, SIDES)
def test_laws(base, ours, theirs):
    result = joined(SLOT, base, ours, theirs)
    # What only one side has is kept, and what goes has a tally in its place.
    assert (lines(ours) | lines(theirs)) - lines(base) <= lines(result)
    assert TALLY in result or lines(base) <= lines(result)
    # Both sides come to the same lines, and a second meeting changes nothing.
    assert lines(joined(SLOT, base, theirs, ours)) == lines(result)
    assert joined(SLOT, result, result, result) == result


def test_the_day_is_that_of_the_slot():
    assert joined(Slot("local", date(2025, 1, 1)), {}, {}, {}) == {}
