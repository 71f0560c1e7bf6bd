"""Evidence goes from one store into another, and nothing of it is lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError
from statusgen.model.evidence import Round
from statusgen.model.keeping import Keeping
from statusgen.recording.files import Files
from statusgen.recording.journal import read_tallies
from statusgen.recording.lines import line_of
from statusgen.recording.moving import copy
from statusgen.recording.stores import Store
from statusgen.recording.tally_lines import document_of, tally_of_document
from statusgen.recording.tallying import tally_of
from statusgen.recording.verification import verify
from tests.recording.make import (
    DROPPING,
    LATER,
    NEXT_DAY,
    SLOT,
    START,
    a_round,
    deeds,
    everything,
    files,
    fill,
    many_rounds,
    plain_rounds,
    whole,
)
from tests.recording.test_stores import NEWER, damaged

FAR = START + timedelta(days=20)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """One with a bit of everything, and an empty one."""
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, many_rounds(40))
    source.append(SLOT, [b"damaged\n", b"\xff\n"])
    deeds(source, DROPPING)
    fill(source, many_rounds(20, 2, vantage="other"))
    source.append(SLOT._replace(vantage="other"), [b"damaged\n"])
    deeds(source)
    fill(
        source, [a_round(5, vantage="other"), *many_rounds(30, 3, day=FAR), *many_rounds(30, 4, day=NEXT_DAY)]
    )
    source.append(SLOT._replace(day=FAR.date()), [NEWER])
    deeds(source, Keeping(keep_hours=timedelta(days=3)), NEXT_DAY)
    yield source, target
    source.close()
    target.close()


def moved(source: Store, target: Store) -> tuple[int, int]:
    """Lines and tallies that were brought."""
    all_ = list(copy(source, target))
    return sum(one.lines for one in all_), sum(one.has_tally for one in all_)


def test_both_hold_the_same_then_and_moving_again_brings_nothing(stores: tuple[Store, Store]) -> None:
    source, target = stores
    before = everything(source)
    lines, tallies = moved(source, target)
    assert lines == 2 + 20 + 1 + 1 + 30 + 30 + 1
    assert tallies == 2
    assert everything(source) == before
    assert everything(target) == _with_covers_of(before, target)
    assert whole(target).damaged_lines == whole(source).damaged_lines
    assert plain_rounds(target) == plain_rounds(source)
    assert verify(target, LATER).findings == verify(source, LATER).findings
    assert moved(source, target) == (0, 0)


def _with_covers_of(before: dict, target: Store) -> dict:
    """A tally that does not hold all rounds beside it claims none in the other store."""
    there = everything(target)
    for key in before:
        if key[1] == "tally":
            mine, theirs = (tally_of_document(one[key][0], key[0])[0] for one in (before, there))
            assert mine is not None
            assert theirs is not None
            assert replace(mine, covers=None) == replace(theirs, covers=None)
    return {**before, **{key: data for key, data in there.items() if key[1] == "tally"}}


def test_there_and_back_again_is_what_it_was(stores: tuple[Store, Store], tmp_path: Path) -> None:
    source, target = stores
    moved(source, target)
    back = files(tmp_path / "back")
    moved(target, back)
    assert everything(back) == everything(target)
    assert plain_rounds(back) == plain_rounds(source)
    assert moved(back, source) == (0, 0)


def test_a_tally_of_all_its_rounds_covers_them_there_too(tmp_path: Path) -> None:
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, many_rounds(30))
    source.append(SLOT, [b"damaged\n"])
    deeds(source)
    moved(source, target)
    assert everything(target) == everything(source)
    assert deeds(target) == []


def test_rounds_that_the_target_has_beside_them_are_covered_by_no_tally(tmp_path: Path) -> None:
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, many_rounds(30))
    deeds(source)
    fill(target, [a_round(7)])
    moved(source, target)
    deeds(target, DROPPING)
    assert a_round(7).at in {one.at for one in plain_rounds(target)}
    assert len(plain_rounds(target)) == len(plain_rounds(source)) + 1
    assert verify(target, LATER).findings == ()


def test_what_the_target_tallied_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, many_rounds(30))
    deeds(source, DROPPING)
    moved(source, target)
    fill(target, [a_round(7)])
    deeds(target, Keeping(keep_rounds=timedelta(days=3), keep_hours=timedelta(days=3)))
    before = everything(target)
    assert moved(source, target) == (0, 0)
    assert everything(target) == before


def test_two_tallies_of_one_day_become_one_with_the_rounds_of_both(tmp_path: Path) -> None:
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, [a_round(1), a_round(2)])
    fill(target, [a_round(8), a_round(9)])
    for store in (source, target):
        deeds(store, DROPPING)
    assert moved(source, target) == (0, 1)
    tally = read_tallies(target, [SLOT])[0][SLOT].tally
    assert replace(tally, covers=None) == tally_of(SLOT, [a_round(number) for number in (1, 2, 8, 9)])
    assert moved(source, target) == (0, 0)


def test_rounds_that_the_target_dropped_are_not_brought_again(tmp_path: Path) -> None:
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, many_rounds(30))
    source.append(SLOT, [b"damaged\n"])
    moved(source, target)
    deeds(target, DROPPING)
    assert moved(source, target) == (0, 0)
    fill(source, [a_round(7)])
    assert moved(source, target)[0] > 0
    deeds(target, DROPPING)
    assert plain_rounds(target) == plain_rounds(source)


@pytest.mark.parametrize("line", [0, 1])
def test_a_damaged_tally_is_brought_and_a_good_one_is_not_written_over_by_it(
    tmp_path: Path, line: int
) -> None:
    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    fill(source, many_rounds(30))
    deeds(source, DROPPING)
    good = dict(source.tallies([SLOT]))[SLOT]
    with source.alone():
        source.keep_tally(SLOT, damaged(good, line))
    assert moved(source, target) == (0, 1)
    assert dict(target.tallies([SLOT])) == {SLOT: damaged(good, line)}
    with target.alone():
        target.keep_tally(SLOT, good)
    assert moved(source, target) == (0, 0)
    assert dict(target.tallies([SLOT])) == {SLOT: good}
    assert moved(target, source)[1] == 1
    assert tally_of_document(dict(source.tallies([SLOT]))[SLOT], SLOT)[1] == 0
    assert plain_rounds(source) == plain_rounds(target)


def test_a_tally_of_a_newer_version_is_brought_as_it_is(tmp_path: Path) -> None:
    from tests.recording.test_tally_lines import CHECK, HEAD, sealed

    source, target = files(tmp_path / "source"), files(tmp_path / "target")
    newer = sealed({**HEAD, "v": 2, "mood": "good"}) + sealed(CHECK)
    with source.alone():
        source.keep_tally(SLOT, newer)
    assert moved(source, target) == (0, 1)
    assert dict(target.tallies([SLOT])) == {SLOT: newer}


def test_nobody_moves_into_a_store_that_is_compacted(stores: tuple[Store, Store]) -> None:
    source, target = stores
    with target.alone(), pytest.raises(LockedError):
        moved(source, target)


class Failing(Files):
    """A store that fails, as one with a broken connection, before or after its n-th deed."""

    def __init__(self, root: Path, left: int, *, is_done: bool) -> None:
        super().__init__(root / "history", root)
        self.left, self.is_done = left, is_done

    def _deed(self, deed, *arguments):
        self.left -= 1
        done = deed(*arguments) if self.left or self.is_done else None
        if not self.left:
            raise HostError("the line is dead")
        return done

    def append(self, slot, lines):
        return self._deed(super().append, slot, lines)

    def keep_tally(self, slot, document):
        return self._deed(super().keep_tally, slot, document)

    def drop_rounds(self, slot, mark, damaged):
        return self._deed(super().drop_rounds, slot, mark, damaged)


@pytest.mark.proof("S3")
@pytest.mark.parametrize("is_done", [False, True])
def test_a_move_that_fails_at_any_step_goes_on_where_it_was(
    stores: tuple[Store, Store], tmp_path: Path, is_done: bool, record_property
) -> None:
    source, target = stores
    moved(source, target)
    for number in range(1, 100):
        root = tmp_path / str(number)
        broken = Failing(root, number, is_done=is_done)
        try:
            moved(source, broken)
        except HostError:
            moved(source, files(root))
            assert everything(files(root)) == everything(target)
        else:
            break
    assert number > 7
    record_property(
        "S3", f"{number - 1} of {number - 1} moves that failed at a step went on and lost nothing"
    )


def test_a_store_that_does_not_keep_what_it_was_given_is_noticed(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    class Forgetful(Files):
        def append(self, slot, lines):
            return super().append(slot, lines[:-1]) if lines[:-1] else ""

    with pytest.raises(HostError, match="does not hold what it was given"):
        moved(stores[0], Forgetful(tmp_path / "forgetful" / "history", tmp_path / "forgetful"))


def test_a_round_that_comes_in_while_lines_are_set_aside_stays(tmp_path: Path) -> None:
    source = files(tmp_path / "source")
    source.append(SLOT, [b"damaged\n"])
    deeds(source, DROPPING)
    late: Round = a_round(3)

    class Busy(Files):
        def append(self, slot, lines):
            told = super().append(slot, lines)
            super().append(slot, [line_of(late)])
            return told

    target = Busy(tmp_path / "target" / "history", tmp_path / "target")
    moved(source, target)
    assert [one.at for one in plain_rounds(target)] == [late.at]
    assert whole(target).damaged_lines >= 1


def test_documents_of_equal_tallies_are_equal(tmp_path: Path) -> None:
    rounds = many_rounds(50)
    assert document_of(tally_of(SLOT, rounds)) == document_of(tally_of(SLOT, rounds[::-1][::-1]))
