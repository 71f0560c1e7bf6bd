"""A tally and the document that it becomes: whole, damaged, and of other writers."""

import json
import random
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import Slot, Tally
from statusgen.model.words import Layer, Outcome
from statusgen.recording.lines import line_of, round_of
from statusgen.recording.tally_lines import document_of, tally_of_document, version_of_document
from statusgen.recording.tallying import by_day, rounds_of, tally_of
from tests.recording.make import SLOT, START, a_round, many_rounds
from tests.recording.test_lines import results
from tests.scorecard import IS_PROOF

GOLDEN = Path(__file__).parent / "golden" / "v1.tally.jsonl"
MUTATIONS = 10_000 if IS_PROOF else 1_000


def golden_rounds() -> list[Round]:
    """A day with one of everything that a tally can say."""
    return [
        *(a_round(number * 300) for number in range(4)),
        Round(at=START + timedelta(milliseconds=1), vantage="local", results={}, is_partial=True, skipped=3),
        Round(
            at=START + timedelta(hours=5),
            vantage="local",
            results={
                "web": ProbeResult(Outcome.SLOW, 1840),
                "überwachung": ProbeResult(Outcome.FAILED, 7, Layer.HTTP, "status_503"),
                "sign-in/1": ProbeResult(Outcome.UNKNOWN, None, Layer.LOCAL, "offline"),
            },
            every=timedelta(milliseconds=1500),
            seen_at=START + timedelta(days=2),
            source="Überwachung",
        ),
        a_round(70_000 - 35_163 - 3),
    ]


def golden_tallies() -> list[Tally]:
    """By the hour with the mark of its rounds, and by the day without."""
    tally = tally_of(SLOT, golden_rounds(), damaged_lines=2, covers="1234-00c0ffee")
    return [tally, by_day(tally_of(SLOT, golden_rounds()))]


def golden_documents() -> list[bytes]:
    """The documents in the golden file stand one behind the other; each begins with its `v`."""
    first, *rest = GOLDEN.read_bytes().split(b'{"v":')
    assert first == b""
    return [b'{"v":' + document for document in rest]


@pytest.mark.proof("S22", "versions of the tally written and read byte for byte")
def test_the_golden_tallies_are_written_byte_for_byte() -> None:
    assert [document_of(tally) for tally in golden_tallies()] == golden_documents()


@pytest.mark.proof("S22", "versions of the tally written and read byte for byte")
def test_the_golden_tallies_mean_what_they_always_meant() -> None:
    assert [tally_of_document(one, SLOT) for one in golden_documents()] == [
        (tally, 0) for tally in golden_tallies()
    ]


moments = st.integers(0, 86_399_999).map(
    lambda number: START.replace(hour=0, minute=0, second=0) + timedelta(milliseconds=number)
)
rounds_of_a_day = st.builds(
    Round,
    at=moments | st.just(START),
    vantage=st.just("local"),
    results=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=9), results, max_size=4
    ),
    controls_passed=st.integers(0, 3),
    controls_all=st.integers(3, 5),
    every=st.none()
    | st.sampled_from([timedelta(seconds=1), timedelta(microseconds=1), timedelta(days=3660)]),
    seen_at=st.none() | moments,
    source=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    is_partial=st.booleans(),
    skipped=st.integers(0, 9),
)


@settings(max_examples=1000 if IS_PROOF else 100, deadline=None)
@given(st.lists(rounds_of_a_day, max_size=12), st.booleans(), st.integers(0, 9))
def test_any_day_comes_back_as_it_was(rounds: list[Round], is_joined: bool, damaged: int) -> None:
    tally = tally_of(SLOT, rounds, damaged_lines=damaged, covers="9-ff")
    tally = by_day(tally) if is_joined else tally
    document = document_of(tally)
    assert tally_of_document(document, SLOT) == (tally, 0)
    assert document_of(tally_of_document(document, SLOT)[0] or tally) == document
    assert tally_of_document(document.replace(b"\n", b"\r\n"), SLOT) == (tally, 0)


@settings(max_examples=1000 if IS_PROOF else 100, deadline=None)
@given(st.lists(rounds_of_a_day, min_size=1, max_size=12), st.randoms())
def test_counts_and_order_are_exact_whatever_the_order_of_lines(
    rounds: list[Round], chance: random.Random
) -> None:
    rounds = list({(r.at, tuple(sorted(r.results)) if r.is_partial else ()): r for r in rounds}.values())
    tally = tally_of(SLOT, rounds)
    mixed = rounds.copy()
    chance.shuffle(mixed)
    assert tally_of(SLOT, mixed) == tally
    assert len(tally.moments) == len(rounds)
    for key in {key for round_ in rounds for key in round_.results}:
        seen = [round_.results[key] for round_ in rounds if key in round_.results]
        assert sum(tally.counts(key).values()) == len(seen)
        for outcome in Outcome:
            assert tally.counts(key).get(outcome, 0) == sum(one.outcome is outcome for one in seen)
        assert tally.latency(key).total == sum(one.latency_ms is not None for one in seen)


def test_each_damaged_line_of_a_check_costs_that_check_only() -> None:
    tally = tally_of(SLOT, many_rounds(200))
    lines = document_of(tally).splitlines(keepends=True)
    assert len(lines) > 3
    for number in range(1, len(lines)):
        key = json.loads(lines[number])["check"]
        torn = [*lines[:number], lines[number].replace(b"ok", b"0k", 1), *lines[number + 1 :]]
        for broken in (torn, [*lines[:number], *lines[number + 1 :]]):
            read, damaged = tally_of_document(b"".join(broken), SLOT)
            assert damaged == 1
            assert read is not None
            assert read.moments == tally.moments
            assert read.runs == {one: runs for one, runs in tally.runs.items() if one != key}
            assert read.latencies == {one: sizes for one, sizes in tally.latencies.items() if one != key}


def test_a_damaged_first_line_costs_the_tally_and_says_how_many_lines() -> None:
    document = document_of(tally_of(SLOT, many_rounds(20)))
    lines = document.count(b"\n")
    assert tally_of_document(b"x" + document, SLOT) == (None, lines)
    assert tally_of_document(document, Slot("local", date(2025, 3, 11))) == (None, lines)
    assert tally_of_document(b"", SLOT) == (None, 1)
    assert version_of_document(b"x" + document) is None
    assert version_of_document(b"") is None


def sealed(data: object) -> bytes:
    """A line as a careful writer of another program would write it."""
    body = json.dumps(data, separators=(",", ":")).encode()[:-1]
    return b'%s,"crc":%d}\n' % (body, crc32(body))


HEAD = {
    "v": 1,
    "day": "2025-03-10",
    "resolution": "hour",
    "moments": [5, 7],
    "rounds": [[2, {}]],
    "checks": 1,
}
CHECK = {"check": "web", "runs": [[2, "ok"]], "ms": {"0": [3, 2]}}
BAD_HEADS = {
    "no version": {"v": None},
    "version 0": {"v": 0},
    "no object in rounds": {"rounds": [[2, []]]},
    "more rounds than moments": {"rounds": [[3, {}]]},
    "fewer rounds than moments": {"rounds": [[1, {}]]},
    "a moment of the next day": {"moments": [86_400_000, 0]},
    "a moment before midnight": {"moments": [-1, 0]},
    "an unknown resolution": {"resolution": "week"},
    "a resolution that is a list": {"resolution": []},
    "controls that cannot be": {"rounds": [[2, {"controls": [3, 2]}]]},
    "covers a number": {"covers": 7},
    "damaged a word": {"damaged": "7"},
    "checks a word": {"checks": "1"},
    "half a surrogate pair": {"rounds": [[2, {"source": "\ud800"}]]},
}
BAD_CHECKS = {
    "no check": {"check": None},
    "too few rounds": {"runs": [[1, "ok"]]},
    "too many rounds": {"runs": [[2, "ok"], [1]]},
    "a run of nothing": {"runs": [[]]},
    "a negative run": {"runs": [[3, "ok"], [-1]]},
    "runs that are no list": {"runs": "ok"},
    "an outcome that is a number": {"runs": [[2, 7]]},
    "half a surrogate pair": {"check": "\udfff"},
}

BAD_LATENCIES = {
    "an hour that is a word": {"ms": {"noon": [3, 2]}},
    "half a pair of latencies": {"ms": {"0": [3]}},
    "a latency beyond all": {"ms": {"0": [10**8, 1]}},
    "no latency at all": {"ms": {"0": [3, 0]}},
    "latencies that are a list": {"ms": [3]},
}


def test_what_the_bad_ones_are_made_from_is_good() -> None:
    tally, damaged = tally_of_document(sealed(HEAD) + sealed(CHECK), SLOT)
    assert damaged == 0
    assert tally is not None
    assert tally.counts("web") == {Outcome.OK: 2}


@pytest.mark.proof("S16", "kinds of damaged tally recognised")
@pytest.mark.parametrize("change", BAD_HEADS.values(), ids=BAD_HEADS)
def test_a_first_line_that_no_writer_writes_is_damage(change: dict[str, object]) -> None:
    assert tally_of_document(sealed({**HEAD, **change}) + sealed(CHECK), SLOT) == (None, 2)


@pytest.mark.proof("S16", "kinds of damaged tally recognised")
@pytest.mark.parametrize("change", BAD_CHECKS.values(), ids=BAD_CHECKS)
def test_a_line_of_a_check_that_no_writer_writes_is_damage(change: dict[str, object]) -> None:
    tally, damaged = tally_of_document(sealed(HEAD) + sealed({**CHECK, **change}), SLOT)
    assert tally is not None
    assert (tally.runs, tally.latencies, damaged) == ({}, {}, 1)


@pytest.mark.proof("S16", "kinds of damaged tally recognised")
@pytest.mark.parametrize("change", BAD_LATENCIES.values(), ids=BAD_LATENCIES)
def test_latencies_that_no_writer_writes_cost_themselves_only(change: dict[str, object]) -> None:
    tally, damaged = tally_of_document(sealed(HEAD) + sealed({**CHECK, **change}), SLOT)
    assert tally is not None
    assert (tally.counts("web"), damaged) == ({Outcome.OK: 2}, 0)
    assert tally.latency("web").total == 0


@pytest.mark.proof("S16", "kinds of damaged tally recognised")
def test_a_check_that_stands_twice_is_damage_once() -> None:
    tally, damaged = tally_of_document(sealed(HEAD) + sealed(CHECK) * 2, SLOT)
    assert tally is not None
    assert damaged == 1


def test_a_newer_document_is_read_for_what_is_known_and_tells_its_version() -> None:
    newer = sealed({**HEAD, "v": 2, "mood": "good"}) + sealed({**CHECK, "mood": "good"})
    tally, damaged = tally_of_document(newer, SLOT)
    assert (version_of_document(newer), version_of_document(newer.replace(b"\n", b"\r\n"))) == (2, 2)
    assert damaged == 0
    assert tally is not None
    assert tally.counts("web") == {Outcome.OK: 2}


def test_times_of_other_writers_finer_than_a_millisecond_are_cut_alike() -> None:
    line = line_of(a_round()).replace(b"09:46:03Z", b"09:46:03.987654Z")
    round_ = round_of(line, "local")
    assert round_ is not None
    (back,) = rounds_of(tally_of_document(document_of(tally_of(SLOT, [round_])), SLOT)[0])  # type: ignore[arg-type]
    assert back.at == round_.at == START + timedelta(milliseconds=987)


def test_an_instant_with_an_offset_belongs_to_its_utc_day() -> None:
    at = datetime(2025, 3, 11, 4, 0, tzinfo=timezone(timedelta(hours=5)))
    round_ = round_of(line_of(a_round(at=at)), "local")
    assert round_ is not None
    assert tally_of(SLOT, [round_]).moments == (at,)


@pytest.mark.slow
@pytest.mark.proof("S16")
def test_mutations_cost_no_line_they_did_not_touch(record_property) -> None:
    chance = random.Random(5)
    tally = tally_of(SLOT, many_rounds(60))
    document = document_of(tally)
    first, *checks = document.splitlines()
    for _ in range(MUTATIONS):
        mutated = bytearray(document)
        for _ in range(chance.randint(1, 3)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        if chance.random() < 0.2:
            del mutated[chance.randrange(len(mutated)) :]
        read, damaged = tally_of_document(bytes(mutated), SLOT)
        lines = bytes(mutated).splitlines()
        if lines[:1] == [first]:
            assert read is not None
            kept = {json.loads(line)["check"] for line in checks if line in lines}
            assert kept <= read.runs.keys()
            # What is there is what was written: a wrong digit never counts.
            assert all(read.runs[key] == tally.runs[key] for key in read.runs)
            assert damaged >= len(checks) - len(read.runs)
    record_property("S16", f"0 of {MUTATIONS:,} damaged tallies lost a line that was not touched")


def test_lines_that_git_left_when_it_could_not_merge_cost_themselves_only() -> None:
    tally = tally_of(SLOT, many_rounds(20))
    document = document_of(tally)
    both = (
        b"<<<<<<< HEAD\n"
        + document
        + b"=======\n"
        + document_of(tally_of(SLOT, [a_round()]))
        + b">>>>>>> main\n"
    )
    read, damaged = tally_of_document(both, SLOT)
    assert read == tally
    assert damaged > 3
    assert version_of_document(both) == 1
