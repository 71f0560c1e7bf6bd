"""Latency quantiles of hours and days, from rounds and from tallies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.latencies import RELATIVE_ERROR, Latencies
from statusgen.model.tallies import History, Slot
from statusgen.model.words import Layer, Outcome
from statusgen.recording.tallying import by_day, tally_of
from tests.judging.make import FIVE, NOW, only, project, snapshot

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = datetime(2025, 3, 10, tzinfo=UTC)
BROKEN = ProbeResult(Outcome.FAILED, None, Layer.TCP, "refused")


def rounds(since, until, vantage="local", slow=1.0):
    """Every five minutes an answer of 50 to 450 ms, or none."""
    dice = Random(f"{vantage} {since}")
    made = []
    while since <= until:
        ms = int(dice.randrange(50, 450) * slow)
        seen = BROKEN if dice.random() < 0.1 else ProbeResult(Outcome.OK, ms)
        made.append(Round(at=since, vantage=vantage, results={"web": seen}))
        since += FIVE
    return made


def kept(those, made=lambda tally: tally):
    """The same as tallies."""
    slots = sorted({Slot(one.vantage, one.at.date()) for one in those})
    days = {slot: [r for r in those if Slot(r.vantage, r.at.date()) == slot] for slot in slots}
    return tuple(made(tally_of(slot, found)) for slot, found in days.items())


def told(history, now=NOW, **settings):
    """Of the one check of web."""
    (check,) = only(snapshot(project(**settings), history, now)).latencies
    return check


def exact(those, since, until, share):
    """The latency at its rank, and how many there are."""
    seen = (one.results["web"].latency_ms for one in those if since <= one.at < until)
    found = sorted(ms for ms in seen if ms is not None)
    return found[max(0, -(-int(share * 100) * len(found) // 100) - 1)], len(found)


@pytest.mark.parametrize("form", ["rounds", "hours", "days"])
def test_quantiles_lie_within_the_stated_error_of_the_exact_ones(form):
    those = rounds(TODAY - 20 * DAY, TODAY - FIVE)
    history = {
        "rounds": History(rounds=tuple(those)),
        "hours": History(tallies=kept(those)),
        "days": History(tallies=kept(those, by_day)),
    }[form]

    series = told(history).together

    assert [point.starts_at for point in series.days] == [TODAY - n * DAY for n in range(20, 0, -1)]
    points = [(point, DAY) for point in series.days] + [(point, HOUR) for point in series.hours]
    for point, length in points:
        for share, read in ((0.5, point.p50_ms), (0.95, point.p95_ms)):
            value, count = exact(those, point.starts_at, point.starts_at + length, share)
            assert point.looks == count
            assert abs(read - value) <= max(0.5, RELATIVE_ERROR * value)
    hours = {"rounds": 35, "hours": 35, "days": 0}
    assert len(series.hours) == hours[form]


def test_tallies_and_rounds_tell_the_same():
    those = rounds(TODAY - 5 * DAY, TODAY - FIVE)
    older = [one for one in those if one.at < TODAY - 2 * DAY]
    newer = [one for one in those if one.at >= TODAY - 2 * DAY]

    mixed = History(rounds=tuple(newer), tallies=kept(older))

    assert told(mixed) == told(History(rounds=tuple(those))) == told(History(tallies=kept(those)))


def test_hours_and_days_without_answers_are_gaps():
    those = [
        replace(one, results={"web": BROKEN}) if one.at.hour in (3, 4) else one
        for one in rounds(TODAY, NOW)
        if one.at.hour != 7
    ]

    series = told(History(rounds=tuple(those))).together

    assert [point.starts_at.hour for point in series.hours] == [0, 1, 2, 5, 6, 8, 9, 10, 11, 12]
    assert [point.starts_at for point in series.days] == [TODAY]


def test_nothing_measured_has_no_points():
    check = told(History())

    assert (check.key, check.together.hours, check.together.days, check.places) == ("web", (), (), {})


def test_an_hour_that_a_tally_names_without_any_is_a_gap():
    (tally,) = kept(rounds(TODAY, NOW))
    hours = {**tally.latencies["web"], 3: Latencies()}

    series = told(History(tallies=(replace(tally, latencies={"web": hours}),))).together

    assert 3 not in [point.starts_at.hour for point in series.hours]


def test_all_places_together_are_their_looks_as_one_not_the_mean_of_their_quantiles():
    near, far = rounds(TODAY, NOW, "a"), rounds(TODAY, NOW, "b", slow=10)
    places = {"a": {"country": "DE"}, "b": {"country": "PK"}}

    check = told(History(rounds=tuple(near + far)), vantages=places)
    (day,) = check.together.days

    assert sorted(check.places) == ["a", "b"]
    assert day.looks == sum(series.days[0].looks for series in check.places.values())
    value, _ = exact(near + far, TODAY, NOW + FIVE, 0.95)
    assert abs(day.p95_ms - value) <= RELATIVE_ERROR * value
    assert check.places["a"].days[0].p95_ms * 5 < check.places["b"].days[0].p95_ms


def test_a_page_of_an_earlier_time_tells_of_nothing_later():
    those = rounds(TODAY - DAY, NOW + DAY)
    then = TODAY + timedelta(hours=3, minutes=30)
    past = [one for one in those if one.at <= then]

    from_rounds = told(History(rounds=tuple(those)), then).together
    from_tallies = told(History(tallies=kept(those)), then).together

    assert from_rounds == told(History(rounds=tuple(past)), then).together
    # A tally does not tell which looks of the running hour came before.
    assert from_tallies.hours == from_rounds.hours[:-1]
    assert from_tallies.days[-1].looks == sum(point.looks for point in from_rounds.hours[-4:-1])


def test_an_earlier_name_of_the_component_is_the_same_check():
    those = rounds(TODAY, NOW)
    before = [replace(one, results={"site": one.results["web"]}) for one in those if one.at.hour < 6]
    after = [one for one in those if one.at.hour >= 6]
    web = [{"id": "web", "name": "Web", "check": "https://web.example/", "was": ["site"]}]

    check = told(History(rounds=(*before, *after)), components=web)

    assert check.together == told(History(rounds=tuple(those))).together
