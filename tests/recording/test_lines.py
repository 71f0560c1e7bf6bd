"""A line of history and the round that it means."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.words import Layer, Outcome
from statusgen.recording.lines import DAMAGE, MAX_LINE, _round, line_of, round_of, version_of
from tests.recording.make import START, a_round
from tests.scorecard import IS_PROOF

GOLDEN = Path(__file__).parent / "golden" / "v1.jsonl"
MUTATIONS = 10_000 if IS_PROOF else 2_000
RESULTS = {
    "web": ProbeResult(Outcome.OK, 212),
    "sign-in/1": ProbeResult(Outcome.FAILED, None, Layer.TLS, "reset"),
    "sign-in/2": ProbeResult(Outcome.SLOW, 1840),
}
AT = datetime(2025, 3, 10, 9, 46, 3, tzinfo=UTC)

# What each line of the golden file means, in its order. Lines are added, never changed.
MEANT = (
    Round(at=AT, vantage="x", results=RESULTS, controls_passed=2, controls_all=2),
    Round(at=AT, vantage="x", results={"web": ProbeResult(Outcome.OK, 0)}),
    Round(at=AT, vantage="x", results={}, controls_passed=0, controls_all=3),
    Round(at=AT, vantage="x", results={}, every=timedelta(hours=1)),
    Round(at=AT, vantage="x", results={}, every=timedelta(milliseconds=500)),
    Round(at=AT, vantage="x", results={}, seen_at=AT + timedelta(days=1), source="Überwachung"),
    Round(at=AT + timedelta(milliseconds=120), vantage="x", results={"web": ProbeResult(Outcome.UNKNOWN)}),
    Round(
        at=AT,
        vantage="x",
        results={
            layer.value: ProbeResult(Outcome.FAILED, 7, layer, f"reason_of_{layer.value}") for layer in Layer
        },
    ),
    Round(at=AT, vantage="x", results={"web": ProbeResult(Outcome.OK, 5)}, is_partial=True, skipped=3),
    # From here on: lines of other writers, which are read but not written so.
    Round(at=AT, vantage="x", results=RESULTS, controls_passed=2, controls_all=2),
    Round(at=AT, vantage="x", results={"web": ProbeResult(Outcome.OK, 5)}),
    Round(at=AT, vantage="x", results={"web": ProbeResult(Outcome.FAILED, None, None, "a_newer_code")}),
)
CANONICAL = 9


@pytest.mark.proof("S22", "released formats of history mean what they meant")
def test_the_golden_file_of_version_1_means_what_it_always_meant() -> None:
    lines = GOLDEN.read_bytes().splitlines()
    assert [round_of(line, "x") for line in lines] == list(MEANT)


@pytest.mark.proof("S22", "released formats of history written byte for byte")
def test_the_golden_file_is_written_byte_for_byte() -> None:
    lines = GOLDEN.read_bytes().splitlines(keepends=True)
    assert [line_of(round_) for round_ in MEANT[:CANONICAL]] == lines[:CANONICAL]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1), timezones=st.sampled_from([UTC])).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
results = st.builds(
    ProbeResult,
    st.sampled_from(Outcome),
    st.none() | st.integers(0, 10**6),
    st.none() | st.sampled_from(Layer),
    st.none() | st.text("abc_", min_size=1).map("r{}".format),
)
rounds = st.builds(
    lambda passed, failed, **rest: Round(controls_passed=passed, controls_all=passed + failed, **rest),
    st.integers(0, 9),
    st.integers(0, 9),
    at=moments,
    vantage=st.just("x"),
    results=st.dictionaries(texts, results, max_size=5),
    every=st.none() | st.integers(1, 10**9).map(lambda ms: timedelta(milliseconds=ms)),
    seen_at=st.none() | moments,
    source=st.none() | texts,
    is_partial=st.booleans(),
    skipped=st.integers(0, 10**6),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # its tables take a second to make
@given(rounds)
def test_a_round_survives_being_written_and_read(round_: Round) -> None:
    line = line_of(round_)
    assert line.count(b"\n") == 1
    assert round_of(line, "x") == round_


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rounds,
    st.randoms(use_true_random=False),
    st.sampled_from(['],"', '":[', ',"results":{"', "]}}", '"', "\\", " "]),
)
def test_what_is_read_quickly_is_what_json_says(round_: Round, chance: random.Random, piece: str) -> None:
    line = line_of(round_).decode()
    where = chance.randrange(len(line))
    for written in (line, line[:where] + piece + line[where:], line[:where] + line[where + 1 :]):
        try:
            meant = _round(written.encode(), "x")
        except DAMAGE:
            meant = None
        assert round_of(written.encode(), "x") == meant


GOOD = '{"v":1,"at":"2025-03-10T09:46:03Z","results":{"web":["ok",1]}}'
DAMAGED = {
    "nothing": "",
    "half a line": GOOD[:30],
    "a tail of NULs": GOOD[:30] + "\0" * 40,
    "a mark of a merge conflict": "<<<<<<< HEAD",
    "a list": "[1]",
    "a number": "1",
    "no version": GOOD.replace('"v":1,', ""),
    "a version that is a text": GOOD.replace('"v":1', '"v":"1"'),
    "a version that is true": GOOD.replace('"v":1', '"v":true'),
    "version 0": GOOD.replace('"v":1', '"v":0'),
    "no time": GOOD.replace('"at"', '"then"'),
    "a time without zone": GOOD.replace("03Z", "03"),
    "an impossible time": GOOD.replace("03-10", "02-30"),
    "a time before the calendar": GOOD.replace("2025-03-10T09:46:03Z", "0001-01-01T00:00:00+05:00"),
    "a time that is a number": GOOD.replace('"2025-03-10T09:46:03Z"', "1741600000"),
    "no results": GOOD.replace('"results"', '"result"'),
    "results that are a list": '{"v":1,"at":"2025-03-10T09:46:03Z","results":[]}',
    "a result that is a word": GOOD.replace('["ok",1]', '"ok"'),
    "a result of nothing": GOOD.replace('["ok",1]', "[]"),
    "an outcome that is a number": GOOD.replace('"ok"', "1"),
    "an outcome that is a list": GOOD.replace('"ok"', "[]"),
    "a latency that is a text": GOOD.replace(",1]", ',"1"]'),
    "a latency that is true": GOOD.replace(",1]", ",true]"),
    "a latency with a fraction": GOOD.replace(",1]", ",1.0]"),
    "a latency below zero": GOOD.replace(",1]", ",-1]"),
    "a latency of 5,000 digits": GOOD.replace(",1]", "," + "9" * 5000 + "]"),
    "not a number": GOOD.replace('"v":1', '"v":1,"every":NaN'),
    "an endless interval": GOOD.replace('"v":1', '"v":1,"every":1e999'),
    "an interval of 400 digits": GOOD.replace('"v":1', '"v":1,"every":' + "9" * 400),
    "an interval of zero": GOOD.replace('"v":1', '"v":1,"every":0'),
    "three controls": GOOD.replace('"v":1', '"v":1,"controls":[1,2,3]'),
    "more controls passed than there are": GOOD.replace('"v":1', '"v":1,"controls":[3,2]'),
    "a source that is a number": GOOD.replace('"v":1', '"v":1,"source":7'),
    "beats skipped that are no number": GOOD.replace('"v":1', '"v":1,"skipped":"7"'),
    "half a surrogate pair": GOOD.replace('"v":1', '"v":1,"source":"\\ud800"'),
    "too deep": "[" * 100_000,
    "too long": GOOD + " " * MAX_LINE,
}


@pytest.mark.proof("S16", "kinds of damaged line recognised")
@pytest.mark.parametrize("line", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_line_is_no_round(line: str) -> None:
    assert round_of(GOOD.encode(), "x") is not None
    assert round_of(line.encode(), "x") is None


def test_a_line_that_is_not_utf_8_is_damaged() -> None:
    assert round_of(GOOD.encode().replace(b"web", b"w\xffb"), "x") is None


def test_true_is_damage_also_after_the_same_result_with_a_one() -> None:
    assert round_of(GOOD.encode(), "x") is not None
    assert round_of(GOOD.replace(",1]", ",true]").encode(), "x") is None


def test_a_result_with_an_unknown_outcome_is_left_out_and_the_others_count() -> None:
    line = GOOD.replace('["ok",1]', '["ok",1],"api":["excellent",2]')
    read = round_of(line.encode(), "x")
    assert read is not None
    assert read.results == {"web": ProbeResult(Outcome.OK, 1)}


def test_a_reason_that_is_no_code_never_gets_out_of_the_file() -> None:
    line = GOOD.replace('["ok",1]', '["failed",null,"http","https://user:pw@internal/"]')
    read = round_of(line.encode(), "x")
    assert read is not None
    assert read.results["web"] == ProbeResult(Outcome.FAILED, None, Layer.HTTP, None)


def test_a_line_of_a_newer_version_is_read_for_what_is_known() -> None:
    line = (
        '{"v":2,"at":"2025-03-10T09:46:03Z","mood":"good",'
        '"results":{"web":["ok",1,null,null,"new"],"api":{"outcome":"ok"}}}'
    )
    assert version_of(line.encode()) == 2
    read = round_of(line.encode(), "x")
    assert read is not None
    assert read.results == {"web": ProbeResult(Outcome.OK, 1)}


def test_equal_results_are_one_object() -> None:
    first, second = round_of(GOOD.encode(), "x"), round_of(GOOD.encode(), "y")
    assert first is not None
    assert second is not None
    assert first.results["web"] is second.results["web"]


@pytest.mark.proof("S16")
def test_random_bytes_never_crash_the_reader(record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(7)
    line = line_of(a_round())
    for _ in range(MUTATIONS):
        mutated = bytearray(line)
        for _ in range(chance.randint(1, 4)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        read = round_of(bytes(mutated), "x")
        assert read is None or isinstance(read.at, datetime)
    record_property("S16", f"0 of {MUTATIONS:,} lines with random bytes crashed the reader")


def test_the_keys_keep_their_order() -> None:
    results = {"b": ProbeResult(Outcome.OK, 1), "a": ProbeResult(Outcome.OK, 2)}
    line = line_of(Round(at=START, vantage="x", results=results))
    assert list(json.loads(line)["results"]) == ["b", "a"]
