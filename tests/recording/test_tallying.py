"""A tally loses nothing of a day but which round had which latency, however it came about."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.latencies import RELATIVE_ERROR, Latencies
from statusgen.model.tallies import DAY, HOUR, Slot
from statusgen.model.words import Outcome
from statusgen.recording.tallying import by_day, rounds_of, tally_of, unique, with_rounds
from tests.judging.kept_histories import world
from tests.recording.make import START, a_round
from tests.scorecard import IS_PROOF, IS_QUICK

DAYS = 2_000 if IS_PROOF else 10 if IS_QUICK else 60
SLOT = Slot("local", START.date())
SHARES = (0, 0.5, 0.95, 0.99, 1)


def plain(round_: Round) -> Round:
    """Without its latencies."""
    results = {key: replace(result, latency_ms=None) for key, result in round_.results.items()}
    return replace(round_, results=results)


def days_of(seed: int) -> list[tuple[Slot, list[Round]]]:
    """Days of vantages with all that a round can say."""
    found: dict[Slot, list[Round]] = defaultdict(list)
    for round_ in world(seed, 1, 1).rounds:
        found[Slot(round_.vantage, round_.at.date())].append(round_)
    return list(found.items())


def latencies_by_key(rounds: list[Round]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for round_ in rounds:
        for key, result in round_.results.items():
            if result.latency_ms is not None:
                found[key].append(result.latency_ms)
    return found


@settings(max_examples=DAYS, deadline=None)
@given(st.integers(0, 2**32))
def test_every_round_stands_in_its_tally(seed):
    for slot, rounds in days_of(seed):
        shuffled = Random(seed).sample(rounds, len(rounds))
        tally = tally_of(slot, shuffled, covers="all")

        assert list(rounds_of(tally)) == [plain(round_) for round_ in rounds]
        assert (tally.slot, tally.covers, tally.resolution) == (slot, "all", HOUR)
        for key in {key for round_ in rounds for key in round_.results}:
            assert tally.counts(key) == Counter(r.results[key].outcome for r in rounds if key in r.results)


@pytest.mark.proof("S15")
def test_latencies_are_the_same_in_whatever_order_a_tally_came_about(record_property):
    asked = []

    @settings(max_examples=DAYS, deadline=None)
    @given(st.integers(0, 2**32))
    def each(seed):
        r = Random(seed)
        for slot, rounds in days_of(seed):
            whole, exact = tally_of(slot, rounds), latencies_by_key(rounds)
            made = in_portions(r, slot, rounds)
            assert replace(made, latencies={}) == replace(whole, latencies={}, resolution=made.resolution)
            assert by_day(made) == by_day(whole)
            assert made == (whole if made.resolution == HOUR else by_day(whole))
            for key, values in exact.items():
                asked.extend(_is_near(made.latency(key), values, share) for share in SHARES)
                assert made.latency(key) == Latencies.of(values)

    each()

    assert all(asked)
    record_property("S15", f"{sum(asked):,} of {len(asked):,} quantiles of tallies within 2 %")


def in_portions(r: Random, slot, rounds):
    """A tally that took in its rounds bit by bit, in any order, and became coarser at any time or never."""
    rest = r.sample(rounds, len(rounds))
    tally = tally_of(slot, [])
    while rest:
        part = r.randrange(1, len(rest) + 1)
        tally, rest = with_rounds(tally, rest[:part]), rest[part:]
        tally = by_day(tally) if r.random() < 0.2 else tally
    return tally


def _is_near(counted: Latencies, values: list[int], share: float) -> bool:
    exact = sorted(values)[max(0, -(-round(share * 100) * len(values) // 100) - 1)]
    read = counted.quantile(share)
    return read is not None and abs(read - exact) <= max(0.5, RELATIVE_ERROR * exact)


@settings(max_examples=DAYS, deadline=None)
@given(st.integers(0, 2**32))
def test_rounds_that_a_tally_holds_change_nothing_and_what_was_written_anew_counts(seed):
    for slot, rounds in days_of(seed):
        for tally in (tally_of(slot, rounds), by_day(tally_of(slot, rounds))):
            again = Random(seed).sample(rounds, len(rounds) // 2)
            assert with_rounds(tally, again) == tally

            anew = [replace(round_, controls_passed=0) for round_ in again]
            taken = with_rounds(tally, anew)
            assert taken.latencies == tally.latencies
            assert list(taken.rounds()) == list(tally_of(slot, [*rounds, *anew]).rounds())


def test_of_two_lines_of_one_round_the_last_counts():
    first, last = a_round(), replace(a_round(), results={"web": ProbeResult(Outcome.SLOW, 900)})

    assert unique([a_round(5), first, last]) == [last, a_round(5)]
    assert list(rounds_of(tally_of(SLOT, [first, last]))) == [plain(last)]


def test_rounds_of_one_instant_for_which_different_checks_were_chosen_are_two():
    chosen = [
        replace(a_round(), is_partial=True, results={key: ProbeResult(Outcome.OK, 5)})
        for key in ("web", "api")
    ]

    assert len(list(rounds_of(with_rounds(tally_of(SLOT, chosen[:1]), chosen[1:])))) == 2


def test_latencies_lie_in_their_hour_until_they_are_put_together():
    rounds = [a_round(at=START + timedelta(hours=n)) for n in (0, 1, 1, 5)]
    rounds[2] = replace(rounds[2], at=rounds[2].at + timedelta(minutes=1))
    tally = tally_of(SLOT, rounds)

    assert {hour: part.total for hour, part in tally.latencies["web"].items()} == {9: 1, 10: 2, 14: 1}
    assert {hour: part.total for hour, part in by_day(tally).latencies["web"].items()} == {0: 4}
    assert by_day(tally).resolution == DAY
    assert "sign-in/1" not in tally.latencies  # it never answered


def test_an_empty_day_is_an_empty_tally():
    tally = tally_of(Slot("local", date(2025, 3, 10)), [])

    assert list(rounds_of(tally)) == []
    assert tally.latency("web").quantile(0.5) is None
