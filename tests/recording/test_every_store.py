"""What every kind of store does: what is acknowledged is there once, damage costs itself only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context

import pytest

from statusgen.model.errors import HostError
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import History, Slot
from statusgen.model.words import Outcome
from statusgen.recording import journal
from statusgen.recording.journal import slot_of
from statusgen.recording.lines import line_of
from statusgen.recording.stores import Store
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import tally_of
from tests.recording.make import START, a_round
from tests.recording.places import Place, append, opened, read
from tests.scorecard import IS_PROOF

APPENDS = 1_000 if IS_PROOF else 100
SLOT = Slot("local", START.date())
OLD = START - timedelta(days=40)
OLD_SLOT = Slot("local", OLD.date())
ODD = (b"\xff\xfe not UTF-8\n", b"a\0NUL\n", b"<<<<<<< HEAD\n", b"torn", b'"' * (3 << 20) + b"\n")
"""Lines that a damaged file holds, and that moving them must not stumble over."""


def kept(store: Store, slot: Slot) -> str | None:
    """The mark of a slot's lines."""
    found = store.slots(slot.day, slot.day).get(slot)
    return found.rounds if found else None


def tally(*numbers: int) -> bytes:
    """Of rounds of an old day, made from what the store holds."""
    rounds = [a_round(number, at=OLD + timedelta(seconds=number)) for number in numbers]
    return document_of(tally_of(OLD_SLOT, rounds, covers="1:1"))


def test_rounds_come_back_by_time_then_vantage(place: Place) -> None:
    rounds = [a_round(2, vantage="b"), a_round(1, vantage="b"), a_round(1, vantage="a"), a_round(100_000)]
    for round_ in rounds:
        append(place, round_)
    assert read(place).rounds == (rounds[2], rounds[1], rounds[0], rounds[3])


def test_only_rounds_of_the_span_are_read_both_ends_included(place: Place) -> None:
    for number in range(5):
        append(place, a_round(number))
    history = read(place, START + timedelta(seconds=1), START + timedelta(seconds=3))
    assert [round_.at.second for round_ in history.rounds] == [4, 5, 6]


def test_what_was_never_written_to_is_empty(place: Place) -> None:
    assert read(place) == History()
    with opened(place) as store:
        assert not store.slots(date.min, date.max)
        assert list(store.lines([SLOT])) == list(store.tallies([SLOT])) == list(store.set_aside([SLOT])) == []


def test_nothing_is_asked_of_no_slots(place: Place) -> None:
    append(place, a_round())
    with opened(place) as store:
        assert list(store.lines([])) == list(store.tallies([])) == list(store.set_aside([])) == []


def test_of_a_round_written_twice_the_last_wins(place: Place) -> None:
    append(place, a_round())
    second = Round(at=START, vantage="local", results={"web": ProbeResult(Outcome.SLOW, 900)})
    append(place, second)
    assert read(place).rounds == (second,)


def test_times_are_utc_when_read(place: Place) -> None:
    append(place, a_round(at=datetime.fromisoformat("2025-03-10T14:46:03+05:00")))
    (round_,) = read(place).rounds
    assert round_.at.tzinfo is UTC


def test_lines_come_back_in_order_byte_for_byte(place: Place) -> None:
    slots = [Slot(vantage, SLOT.day + timedelta(days=day)) for vantage in ("b", "a") for day in range(3)]
    written = {
        slot: [b"%s %d %d\n" % (slot.vantage.encode(), slot.day.day, n) for n in range(250)] for slot in slots
    }
    with opened(place) as store:
        for part in range(5):
            for slot in slots:
                store.append(slot, written[slot][part * 50 : part * 50 + 50])
        found: dict[Slot, list[bytes]] = {}
        for slot, line in store.lines(slots[1:]):
            found.setdefault(slot, []).append(line)
        assert found == {slot: written[slot] for slot in slots[1:]}


def test_damaged_lines_are_counted_and_blank_ones_are_not(place: Place) -> None:
    with opened(place) as store:
        store.append(SLOT, [line_of(a_round(0)), b"\n", b"\r\n", *ODD[:4]])
        store.append(SLOT, [line_of(a_round(1)), ODD[4]])
    history = read(place)
    assert (len(history.rounds), history.damaged_lines) == (2, 5)


def test_odd_bytes_stay_as_they_are(place: Place) -> None:
    with opened(place) as store:
        store.append(SLOT, ODD[:4])
        assert [line.rstrip(b"\n") for _, line in store.lines([SLOT])] == [
            line.rstrip(b"\n") for line in ODD[:4]
        ]


def test_a_round_that_would_not_be_read_back_is_not_acknowledged(place: Place) -> None:
    results = {f"component-{number}": ProbeResult(Outcome.OK, 1) for number in range(50_000)}
    with pytest.raises(HostError, match="does not fit"):
        append(place, Round(at=START, vantage="local", results=results))
    assert read(place) == History()


def test_lines_of_a_newer_version_are_read_and_nothing_is_added(place: Place) -> None:
    with opened(place) as store:
        newer = line_of(a_round(1)).replace(b'"v":1', b'"v":2')
        store.append(SLOT, [line_of(a_round(0)), newer, b'{"v":2,"at":"torn'])
        before = list(store.lines([SLOT]))
        with pytest.raises(HostError, match="written by a newer statusgen"):
            store.append(SLOT, [line_of(a_round(2))])
        assert list(store.lines([SLOT])) == before
    assert len(read(place).rounds) == 2


def test_a_mark_changes_with_every_line_and_says_when_there_are_none(place: Place) -> None:
    with opened(place) as store:
        marks = [kept(store, SLOT)]
        for number in range(3):
            store.append(SLOT, [line_of(a_round(number))])
            marks.append(kept(store, SLOT))
        assert store.drop_rounds(SLOT, marks[-1] or "", [])
        marks.append(kept(store, SLOT))
        for number in range(3):
            store.append(SLOT, [line_of(a_round(number + 10))])
            marks.append(kept(store, SLOT))
    assert [at for at, mark in enumerate(marks) if mark is None] == [0, 4]
    assert len({mark for mark in marks if mark}) == 6


def test_a_tally_takes_the_place_of_the_one_before(place: Place) -> None:
    with opened(place) as store:
        for document in (tally(1), tally(1, 2)):
            store.keep_tally(OLD_SLOT, document)
            assert list(store.tallies([SLOT, OLD_SLOT])) == [(OLD_SLOT, document)]
        (what,) = store.slots(OLD_SLOT.day, OLD_SLOT.day).values()
    assert (what.rounds, what.has_tally) == (None, True)


def test_a_tally_of_a_newer_version_is_left_alone(place: Place) -> None:
    from statusgen.recording import tally_lines

    head, rest = tally(1).split(b"\n", 1)
    newer = tally_lines._sealed(dict(tally_lines._opened(head)) | {"v": 2}) + rest
    with opened(place) as store:
        store.keep_tally(OLD_SLOT, newer)
        with pytest.raises(HostError, match="written by a newer statusgen"):
            store.keep_tally(OLD_SLOT, tally(1))
        assert list(store.tallies([OLD_SLOT])) == [(OLD_SLOT, newer)]


def test_rounds_go_when_they_are_what_was_seen(place: Place) -> None:
    for number in (1, 2):
        append(place, a_round(number, at=OLD + timedelta(seconds=number)))
    append(place, a_round())
    with opened(place) as store:
        assert store.drop_rounds(OLD_SLOT, kept(store, OLD_SLOT) or "", [])
        assert kept(store, OLD_SLOT) is None
    assert read(place).rounds == (a_round(),)


def test_rounds_stay_when_another_came_meanwhile(place: Place) -> None:
    append(place, a_round(1))
    with opened(place) as store:
        mark = kept(store, SLOT) or ""
        append(place, a_round(2))
        assert not store.drop_rounds(SLOT, mark, [b"damaged\n"])
        assert list(store.set_aside([SLOT])) == []
    assert len(read(place).rounds) == 2


def test_damaged_lines_are_set_aside_once(place: Place) -> None:
    with opened(place) as store:
        for round_ in (a_round(0), a_round(1)):
            store.append(SLOT, [*ODD[:2], line_of(round_)])
            assert store.drop_rounds(SLOT, kept(store, SLOT) or "", ODD[:2])
        assert sorted(store.set_aside([SLOT])) == sorted((SLOT, line) for line in ODD[:2])


def test_late_rounds_stand_beside_their_days_tally(place: Place) -> None:
    known, late = (a_round(number, at=OLD + timedelta(seconds=number)) for number in (1, 2))
    append(place, known)
    with opened(place) as store:
        mark = kept(store, OLD_SLOT)
        store.keep_tally(OLD_SLOT, document_of(tally_of(OLD_SLOT, [known], covers=mark)))
        assert read(place).rounds == ()
        assert store.drop_rounds(OLD_SLOT, mark or "", [])
        store.append(OLD_SLOT, [line_of(late)])
    history = read(place)
    assert history.rounds == (late,)
    assert [tally.moments for tally in history.tallies] == [(known.at,)]


def test_a_reader_that_writes_sees_what_it_wrote(place: Place) -> None:
    with opened(place) as store:
        slots = [Slot("local", OLD.date() + timedelta(days=day)) for day in range(3)]
        for slot in slots:
            store.append(slot, [line_of(a_round(at=slot.starts_at))])
        for slot, _ in store.lines(slots):
            store.keep_tally(slot, document_of(tally_of(slot, [])))
            assert store.drop_rounds(slot, store.slots(slot.day, slot.day)[slot].rounds or "", [])
        assert [slot for slot, _ in store.tallies(slots)] == slots
        assert list(store.lines(slots)) == []


DAYS = 12


def test_a_long_history_is_tallies_of_old_days_and_rounds_of_the_last_ones(place: Place) -> None:
    first = START - timedelta(days=DAYS)
    kept_whole = START.date() - timedelta(days=7)
    rounds = {
        Slot(vantage, (first + timedelta(days=day)).date()): [
            a_round(number, vantage=vantage, at=first + timedelta(days=day, minutes=5 * number))
            for number in range(20)
        ]
        for vantage in ("a", "b", "c")
        for day in range(DAYS + 1)
    }
    with opened(place) as store:
        for slot, some in rounds.items():
            store.append(slot, [line_of(round_) for round_ in some])
            if slot.day < START.date():
                mark = kept(store, slot)
                store.keep_tally(slot, document_of(tally_of(slot, some, covers=mark)))
                if slot.day < kept_whole:
                    assert store.drop_rounds(slot, mark or "", [])
        history = journal.read(store, since=START - timedelta(days=10), until=START + timedelta(hours=2))
    recent = START.date() - timedelta(days=2)
    assert {tally.slot: tally.moments for tally in history.tallies} == {
        slot: tuple(round_.at for round_ in some)
        for slot, some in rounds.items()
        if START.date() - timedelta(days=10) <= slot.day < recent
    }
    assert {tally.latency("web").total for tally in history.tallies} == {20}
    assert history.rounds == tuple(
        sorted(
            (round_ for slot, some in rounds.items() if slot.day >= recent for round_ in some),
            key=lambda round_: (round_.at, round_.vantage),
        )
    )
    assert len(history.tallies) == 3 * 8
    assert not history.damaged_lines


def _append_many(place: Place, first: int) -> None:
    with opened(place) as store:
        for number in range(first, first + APPENDS):
            round_ = a_round(number, at=START + timedelta(milliseconds=number))
            store.append(slot_of(round_), [line_of(round_)])


@pytest.mark.slow
@pytest.mark.proof("S6")
def test_eight_processes_lose_and_mangle_nothing(
    place: Place, record_property: Callable[[str, object], None]
) -> None:
    context = get_context("spawn")
    writers = [context.Process(target=_append_many, args=(place, n * APPENDS)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=300)
    assert [writer.exitcode for writer in writers] == [0] * 8
    history = read(place)
    lost = 8 * APPENDS - len(history.rounds)
    where = type(place).__name__.lower()
    record_property("S6", f"{lost} lost, {history.damaged_lines} mangled of 8 x {APPENDS:,} rounds ({where})")
    assert history.damaged_lines == 0
    assert [round_.results["web"].latency_ms for round_ in history.rounds] == [
        212 + number for number in range(8 * APPENDS)
    ]
