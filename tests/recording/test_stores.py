"""What holds for every store: compaction, verification and reading are the same whatever keeps the lines."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from statusgen.model.errors import HostError, LockedError
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.keeping import Keeping
from statusgen.model.tallies import DAY, HOUR, Slot
from statusgen.model.words import Outcome
from statusgen.recording.compaction import Deed, compact
from statusgen.recording.journal import read_tallies
from statusgen.recording.lines import line_of
from statusgen.recording.stores import Kept, Store
from statusgen.recording.tally_lines import document_of, tally_of_document
from statusgen.recording.tallying import by_day, identities_of, identity, tally_of, unique
from statusgen.recording.verification import Fault, verify
from tests.recording.make import (
    DROPPING,
    LATER,
    NEXT_DAY,
    SLOT,
    START,
    a_round,
    deeds,
    everything,
    fill,
    many_rounds,
    plain_rounds,
    whole,
)
from tests.recording.places import Place, opened
from tests.scorecard import IS_PROOF

ORDERS = 150 if IS_PROOF else 20
KEEPINGS = [
    Keeping(),
    DROPPING,
    Keeping(keep_hours=timedelta(days=3)),
    Keeping(keep_rounds=timedelta(days=3), keep_hours=timedelta(days=3)),
]
NEWER = line_of(a_round(1)).replace(b'"v":1', b'"v":2')


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty one of each kind."""
    with opened(place) as found:
        yield found


def faults(store: Store) -> list[Fault]:
    return [finding.fault for finding in verify(store, LATER).findings]


# Lines and documents


def test_an_empty_store_holds_nothing(store: Store) -> None:
    assert store.slots(date.min, date.max) == {}
    assert list(store.lines([SLOT])) == list(store.tallies([SLOT])) == list(store.set_aside([SLOT])) == []
    with store.alone():
        assert not store.drop_rounds(SLOT, "0-00000000", [])


def test_lines_come_back_in_the_order_in_which_they_were_added(store: Store) -> None:
    lines = [line_of(a_round(number)) for number in (3, 1, 2)]
    store.append(SLOT, lines[:2])
    store.append(SLOT, lines[2:])
    assert [line for _, line in store.lines([SLOT])] == lines


def test_another_line_is_another_mark(store: Store) -> None:
    marks = set()
    for number in range(20):
        store.append(SLOT, [line_of(a_round(number))])
        marks.add(store.slots(SLOT.day, SLOT.day)[SLOT].rounds)
    assert len(marks) == 20


def test_only_lines_of_the_mark_are_dropped(store: Store) -> None:
    store.append(SLOT, [line_of(a_round(1))])
    mark = store.slots(SLOT.day, SLOT.day)[SLOT].rounds or ""
    store.append(SLOT, [line_of(a_round(2))])
    with store.alone():
        assert not store.drop_rounds(SLOT, mark, [])
        assert len(list(store.lines([SLOT]))) == 2
        assert store.drop_rounds(SLOT, store.slots(SLOT.day, SLOT.day)[SLOT].rounds or "", [])
    assert store.slots(date.min, date.max) == {}


def test_what_is_set_aside_is_there_once_and_something_is_there(store: Store) -> None:
    for number in range(2):
        store.append(SLOT, [b"damaged\n", b"%d\n" % number])
        mark = store.slots(SLOT.day, SLOT.day)[SLOT].rounds or ""
        with store.alone():
            assert store.drop_rounds(SLOT, mark, [b"damaged\n", b"%d\n" % number])
    assert [line.strip() for _, line in store.set_aside([SLOT])] == [b"damaged", b"0", b"1"]
    assert store.slots(date.min, date.max) == {SLOT: Kept(None, has_tally=False)}


def test_only_one_is_alone(store: Store) -> None:
    with store.alone():
        with pytest.raises(LockedError, match="another process compacts"), store.alone():
            pytest.fail("two are alone")
        store.append(SLOT, [line_of(a_round())])
        assert len(list(store.lines([SLOT]))) == 1
    with store.alone():
        pass


def test_a_tally_takes_the_place_of_the_one_before_but_not_of_a_newer_one(store: Store) -> None:
    first, second = document_of(tally_of(SLOT, [a_round()])), document_of(tally_of(SLOT, many_rounds(5)))
    newer = _newer_tally()
    with store.alone():
        for document in (first, second, newer):
            store.keep_tally(SLOT, document)
            assert list(store.tallies([SLOT])) == [(SLOT, document)]
        with pytest.raises(HostError, match="written by a newer statusgen"):
            store.keep_tally(SLOT, first)
    assert list(store.tallies([SLOT])) == [(SLOT, newer)]


def _newer_tally() -> bytes:
    from tests.recording.test_tally_lines import CHECK, HEAD, sealed

    return sealed({**HEAD, "v": 2}) + sealed(CHECK)


# Compaction


def test_a_finished_day_becomes_a_tally_and_today_does_not(store: Store) -> None:
    yesterday, today = many_rounds(30), many_rounds(30, 2, day=NEXT_DAY)
    fill(store, [*yesterday, *today])
    assert deeds(store, now=NEXT_DAY) == [Deed.TALLIED]
    assert deeds(store, now=NEXT_DAY) == []
    kept = store.slots(date.min, date.max)
    assert [slot.day for slot, what in kept.items() if what.has_tally] == [START.date()]
    assert all(what.rounds for what in kept.values())


def test_without_a_setting_no_line_ever_goes(store: Store) -> None:
    fill(store, many_rounds(30))
    store.append(SLOT, [b"damaged\n"])
    before = everything(store)[SLOT, "rounds"]
    assert deeds(store, now=START + timedelta(days=36_500)) == [Deed.TALLIED]
    assert everything(store)[SLOT, "rounds"] == before


@pytest.mark.parametrize(("seconds", "is_dropped"), [(-1, False), (0, True)])
def test_rounds_go_when_all_of_their_day_is_old_enough_and_not_before(
    store: Store, seconds: int, is_dropped: bool
) -> None:
    fill(store, many_rounds(30))
    border = SLOT.starts_at + DAY + timedelta(days=3) + timedelta(seconds=seconds)
    assert (Deed.DROPPED in deeds(store, DROPPING, border)) == is_dropped
    assert (store.slots(date.min, date.max)[SLOT].rounds is None) == is_dropped


@pytest.mark.parametrize(("seconds", "resolution"), [(-1, HOUR), (0, DAY)])
def test_hours_are_joined_when_their_day_is_old_enough_and_not_before(
    store: Store, seconds: int, resolution: timedelta
) -> None:
    rounds = many_rounds(100)
    fill(store, rounds)
    border = SLOT.starts_at + DAY + timedelta(days=9) + timedelta(seconds=seconds)
    deeds(store, Keeping(keep_rounds=timedelta(days=3), keep_hours=timedelta(days=9)), border)
    tally = read_tallies(store, [SLOT])[0][SLOT].tally
    assert tally.resolution == resolution
    assert tally.latency("web") == tally_of(SLOT, rounds).latency("web")


def test_what_was_seen_is_the_same_before_and_after(store: Store) -> None:
    rounds = [*many_rounds(300), *many_rounds(300, 2, vantage="other"), *many_rounds(300, 3, day=NEXT_DAY)]
    fill(store, rounds)
    before = plain_rounds(store)
    assert len(before) > 500
    for keeping in (Keeping(), DROPPING, Keeping(keep_hours=timedelta(days=3))):
        deeds(store, keeping)
        assert plain_rounds(store) == before
        assert faults(store) == []


def test_a_component_that_nobody_knows_any_more_keeps_its_past(store: Store) -> None:
    fill(store, [Round(at=START, vantage="gone", results={"long-gone/7": ProbeResult(Outcome.SLOW, 900)})])
    deeds(store, DROPPING)
    (tally,) = whole(store).tallies
    assert tally.slot.vantage == "gone"
    assert tally.counts("long-gone/7") == {Outcome.SLOW: 1}


def test_only_the_vantages_that_were_asked_for_are_compacted(store: Store) -> None:
    fill(store, [a_round(vantage="a"), a_round(vantage="b")])
    assert [step.slot.vantage for step in compact(store, Keeping(), LATER, lambda name: name == "b")] == ["b"]


@pytest.mark.parametrize("keeping", [Keeping(), DROPPING], ids=["kept", "dropped"])
def test_rounds_that_come_late_are_counted_once_and_at_once(store: Store, keeping: Keeping) -> None:
    rounds = many_rounds(40)
    exact = [round_.at for round_ in unique(rounds)]
    fill(store, rounds[:30])
    deeds(store, keeping)
    for round_ in rounds[30:]:
        fill(store, [round_])
        fill(store, [round_])
    assert [one.at for one in plain_rounds(store)] == exact
    assert Deed.TALLIED in deeds(store, keeping)
    assert [one.at for one in plain_rounds(store)] == exact
    history = whole(store)
    assert history.rounds == ()
    assert deeds(store, keeping) == []


def test_a_round_that_is_written_anew_after_its_line_went_takes_the_old_one_s_place(store: Store) -> None:
    fill(store, [a_round(0), a_round(5)])
    deeds(store, DROPPING)
    corrected = Round(at=START, vantage="local", results={"web": ProbeResult(Outcome.SLOW, 900)})
    fill(store, [corrected])
    for _ in range(2):
        first, second = plain_rounds(store)
        assert first.results["web"].outcome is Outcome.SLOW
        assert second.results["web"].outcome is Outcome.OK
        deeds(store, DROPPING)
    assert whole(store).tallies[0].latency("web").total == 2
    assert store.slots(date.min, date.max)[SLOT].rounds is None


@pytest.mark.parametrize("line", [NEWER, line_of(a_round(at=NEXT_DAY))], ids=["newer", "of another day"])
def test_a_day_with_lines_that_might_be_miscounted_is_left_as_it_is(store: Store, line: bytes) -> None:
    fill(store, [a_round(0), a_round(at=START - DAY)])
    store.append(SLOT, [line])
    before = everything(store)
    assert deeds(store, DROPPING) == [Deed.TALLIED, Deed.DROPPED, Deed.LEFT]
    assert everything(store)[SLOT, "rounds"] == before[SLOT, "rounds"]
    assert (SLOT, "tally") not in everything(store)
    assert len(plain_rounds(store)) == 3


def test_a_tally_of_a_newer_version_is_left_and_holds_up_nothing(store: Store) -> None:
    fill(store, [a_round(), a_round(at=NEXT_DAY)])
    with store.alone():
        store.keep_tally(SLOT, _newer_tally())
    keeping = Keeping(keep_rounds=timedelta(days=3), keep_hours=timedelta(days=3))
    assert deeds(store, keeping) == [Deed.LEFT, Deed.TALLIED, Deed.DROPPED, Deed.JOINED]
    assert dict(store.tallies([SLOT])) == {SLOT: _newer_tally()}
    assert faults(store) == [Fault.NEWER]


def test_damaged_lines_are_counted_and_set_aside_when_their_day_goes(store: Store) -> None:
    fill(store, [a_round(0)])
    store.append(SLOT, [b"damaged\n", b"\xff\xfe\n", b"damaged\n"])
    fill(store, [a_round(1)])
    for now in (NEXT_DAY, LATER):
        deeds(store, DROPPING, now)
        assert whole(store).damaged_lines == 3
    assert [line.strip() for _, line in store.set_aside([SLOT])] == [b"damaged", b"\xff\xfe", b"damaged"]
    assert faults(store) == [Fault.SET_ASIDE] * 3
    assert len(plain_rounds(store)) == 2


def test_a_day_of_nothing_but_damage_becomes_an_empty_tally_and_is_not_forgotten(store: Store) -> None:
    store.append(SLOT, [b"damaged\n"])
    deeds(store, DROPPING)
    assert whole(store).damaged_lines == 1
    assert len(list(store.set_aside([SLOT]))) == 1


def damaged(document: bytes, line: int) -> bytes:
    lines = document.splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"', b"'", 1)
    return b"".join(lines)


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_damaged_tally_costs_nothing_while_its_rounds_are_there(store: Store, line: int) -> None:
    fill(store, many_rounds(50))
    before = plain_rounds(store)
    deeds(store)
    good = dict(store.tallies([SLOT]))[SLOT]
    with store.alone():
        store.keep_tally(SLOT, damaged(good, line))
    assert plain_rounds(store) == before
    assert faults(store) == [Fault.DAMAGED]
    assert deeds(store) == [Deed.TALLIED]
    assert dict(store.tallies([SLOT])) == {SLOT: good}
    assert plain_rounds(store) == before


def test_a_damaged_tally_with_a_late_round_beside_its_rounds_costs_nothing(store: Store) -> None:
    rounds = many_rounds(50)
    fill(store, rounds[:-1])
    deeds(store)
    with store.alone():
        store.keep_tally(SLOT, damaged(dict(store.tallies([SLOT]))[SLOT], 1))
    fill(store, rounds[-1:])
    expected = [one.at for one in unique(rounds)]
    assert [one.at for one in plain_rounds(store)] == expected
    assert sum("web" in one.results for one in plain_rounds(store)) == sum(
        "web" in one.results for one in unique(rounds)
    )


def test_a_check_of_a_damaged_tally_costs_that_check_when_the_rounds_are_gone_and_stays_for_a_person(
    store: Store,
) -> None:
    fill(store, many_rounds(50))
    deeds(store, DROPPING)
    good = dict(store.tallies([SLOT]))[SLOT]
    with store.alone():
        store.keep_tally(SLOT, damaged(good, 1))
    history = whole(store)
    assert history.damaged_lines == 1
    assert (
        len(history.tallies[0].runs) == len((tally_of_document(good, SLOT)[0] or history.tallies[0]).runs) - 1
    )
    fill(store, [a_round(7)])
    keeping = Keeping(keep_rounds=timedelta(days=3), keep_hours=timedelta(days=3))
    assert deeds(store, keeping) == [Deed.LEFT]
    assert dict(store.tallies([SLOT])) == {SLOT: damaged(good, 1)}
    assert START + timedelta(seconds=7) in {one.at for one in plain_rounds(store)}
    with store.alone():
        store.keep_tally(SLOT, good)  # a person brings it back from a copy
    deeds(store, keeping)
    assert faults(store) == []


def test_a_tally_without_its_first_line_is_set_aside_by_a_new_one(store: Store) -> None:
    fill(store, many_rounds(50))
    deeds(store, DROPPING)
    broken = damaged(dict(store.tallies([SLOT]))[SLOT], 0)
    with store.alone():
        store.keep_tally(SLOT, broken)
    fill(store, [a_round(7)])
    deeds(store, DROPPING)
    assert [line.strip() for _, line in store.set_aside([SLOT])] == broken.splitlines()
    assert len(plain_rounds(store)) == 1


def test_rounds_that_their_tally_contradicts_are_not_dropped(store: Store) -> None:
    fill(store, [a_round(0)])
    deeds(store)
    mark = store.slots(date.min, date.max)[SLOT].rounds
    with store.alone():
        store.keep_tally(SLOT, document_of(tally_of(SLOT, [a_round(9)], covers=mark)))
    assert faults(store) == [Fault.DIFFERENT]
    assert deeds(store, DROPPING) == [Deed.LEFT]
    assert len(list(store.lines([SLOT]))) == 1


def test_in_any_order_and_any_number_of_times_it_comes_to_the_same(store: Store) -> None:
    for number in range(ORDERS):
        chance = random.Random(number)
        slot = Slot(f"vantage-{number}", START.date())
        rounds = many_rounds(25, number, vantage=slot.vantage)
        rest = rounds.copy()
        chance.shuffle(rest)
        while rest:
            some, rest = rest[:5], rest[5:]
            fill(store, some)
            for keeping in chance.sample(KEEPINGS, chance.randrange(3)):
                list(compact(store, keeping, LATER, slot.vantage.__eq__))
        for _ in range(2):
            list(compact(store, KEEPINGS[-1], LATER, slot.vantage.__eq__))
        (found,) = (tally for tally in whole(store).tallies if tally.slot == slot)
        identities = {identity(round_) for round_ in rounds}
        assert set(identities_of(found)) == identities
        if len(identities) == len(rounds):  # else the order of the lines says which one counts
            assert replace(found, covers=None) == by_day(tally_of(slot, rounds))
    assert faults(store) == []


# Verification


def test_each_fault_is_found_with_its_place(store: Store) -> None:
    now = START + timedelta(hours=1)
    fill(store, [a_round(0)])
    store.append(SLOT, [b"damaged\n", line_of(a_round(at=NEXT_DAY))])
    fill(store, [a_round(at=now + timedelta(minutes=3))])
    store.append(SLOT, [NEWER])
    found = verify(store, now)
    assert [(finding.slot, finding.line, finding.fault) for finding in found.findings] == [
        (SLOT, 2, Fault.DAMAGED),
        (SLOT, 3, Fault.OTHER_DAY),
        (SLOT, 4, Fault.FUTURE),
        (SLOT, 5, Fault.NEWER),
    ]
    assert (found.slots, found.rounds, found.tallies) == (1, 4, 0)


def test_a_clock_that_is_two_minutes_ahead_is_no_fault(store: Store) -> None:
    fill(store, [a_round(120)])
    assert verify(store, START).findings == ()


def test_a_tally_with_a_mark_of_other_rounds_is_checked_and_one_that_is_only_stale_is_not(
    store: Store,
) -> None:
    fill(store, many_rounds(20))
    deeds(store)
    assert faults(store) == []
    fill(store, [a_round(3)])
    assert faults(store) == []
    tally = tally_of(SLOT, many_rounds(21), covers=store.slots(date.min, date.max)[SLOT].rounds)
    with store.alone():
        store.keep_tally(SLOT, document_of(tally))
    assert [(one.part.value, one.line, one.fault) for one in verify(store, LATER).findings] == [
        ("tally", None, Fault.DIFFERENT)
    ]


def test_lines_set_aside_are_numbered_by_slot(store: Store) -> None:
    for vantage in ("a", "b"):
        slot = Slot(vantage, START.date())
        store.append(slot, [b"1\n", b"2\n"])
    deeds(store, DROPPING)
    assert [(one.slot.vantage, one.line) for one in verify(store, LATER).findings] == [
        ("a", 1),
        ("a", 2),
        ("b", 1),
        ("b", 2),
    ]
