"""Rule 1: what counts as evidence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.model.words import Confidence, Outcome, ScopeKind, Status
from tests.judging.make import FIVE, NOW, component, history, only, project, snapshot


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(0), Status.OPERATIONAL),
        (timedelta(minutes=14, seconds=59), Status.OPERATIONAL),
        (timedelta(minutes=15), Status.UNKNOWN),
        (timedelta(hours=1), Status.UNKNOWN),
        (-timedelta(minutes=2), Status.OPERATIONAL),
        (-timedelta(minutes=2, seconds=1), Status.UNKNOWN),
    ],
)
def test_a_result_counts_for_three_intervals_and_not_from_the_future(age, status):
    assert only(snapshot(project(), history(".", until=NOW - age))).status is status


def test_the_interval_a_round_was_probed_at_decides_how_long_it_counts():
    hourly = history(".", until=NOW - timedelta(hours=2), every=timedelta(hours=1))

    assert only(snapshot(project(), hourly)).status is Status.OPERATIONAL


def test_a_vantage_may_promise_its_own_interval():
    made = project(vantages={"local": {"every": "1h"}})

    assert only(snapshot(made, history(".", until=NOW - timedelta(hours=2)))).status is Status.OPERATIONAL


def test_a_check_may_promise_its_own_interval():
    made = project(components=[component("web", check={"url": "https://x.example/", "every": "1h"})])

    assert only(snapshot(made, history(".", until=NOW - timedelta(hours=2)))).status is Status.OPERATIONAL


@pytest.mark.parametrize("controls", [(0, 2), (1, 2), (1, 3)])
def test_a_vantage_whose_controls_fail_claims_nothing(controls):
    web = only(snapshot(project(), history("FFFF", controls=controls)))

    assert (web.observed, web.confidence) == (Status.UNKNOWN, Confidence.UNKNOWN)


def test_an_ok_stands_though_the_controls_fail():
    assert only(snapshot(project(), history(".", controls=(0, 2)))).observed is Status.OPERATIONAL


def test_without_controls_any_answer_proves_that_the_vantage_is_online():
    made = project(components=[component("web"), component("api")])

    assert only(snapshot(made, history({"web": "TTTT", "api": "...."}))).observed is Status.MAJOR_OUTAGE


def test_an_error_is_an_answer():
    assert only(snapshot(project(), history("FFFF"))).observed is Status.MAJOR_OUTAGE


def test_when_nothing_answers_and_no_control_can_say_why_nothing_is_claimed():
    made = project(components=[component("web"), component("api")])

    snap = snapshot(made, history({"web": "....TTTT", "api": "....TTTT"}))

    web = only(snap)
    assert (web.observed, web.confidence) == (Status.UNKNOWN, Confidence.UNCONFIRMED)
    assert web.note == "nothing answers; our monitor may be offline"
    assert web.scope is not None
    assert web.scope.kind is ScopeKind.MONITOR_OFFLINE
    assert "monitor may be offline" in snap.headline.text


def test_rounds_in_which_the_monitor_was_offline_are_not_measured_time():
    day = only(snapshot(project(), history("......TTTTTT"))).days[-1]

    assert day.down == 0
    assert day.operational == pytest.approx(6 * FIVE / timedelta(days=1))


def test_a_vantage_that_left_the_settings_keeps_its_past_and_has_no_vote():
    made = project(vantages={"new": {}})

    web = only(snapshot(made, history({"web@old": "......"})))

    assert web.observed is Status.UNKNOWN
    assert web.days[-1].operational > 0


def test_throttling_is_no_failure():
    assert only(snapshot(project(), history("...???"))).observed is Status.UNKNOWN
    assert only(snapshot(project(), history("....?"))).observed is Status.OPERATIONAL


def test_order_of_lines_is_irrelevant_in_the_near_future_too():
    rounds = history("..FFF", until=NOW + timedelta(seconds=100), step=timedelta(seconds=20))
    shuffled = type(rounds)(rounds=tuple(reversed(rounds.rounds)))

    assert snapshot(project(), rounds) == snapshot(project(), shuffled)


def test_a_failure_of_an_offline_vantage_names_the_vantage_and_not_the_target():
    (check,) = only(snapshot(project(), history("TTTT", controls=(0, 2)))).checks

    assert (check.outcome, check.reason) == (Outcome.UNKNOWN, "prober_offline")


def test_the_newest_evidence_of_any_vantage_dates_a_check():
    made = project(vantages={"a": {}, "b": {}})

    (check,) = only(snapshot(made, history({"web@a": ". ?", "web@b": ".. "}))).checks

    assert check.as_of == NOW - FIVE


def chosen(made, *, since=NOW):
    """The same history, whose rounds from an instant on somebody chose the checks for."""
    return replace(made, rounds=tuple(replace(one, is_partial=one.at >= since) for one in made.rounds))


TWO = [component("web"), component("api")]


def test_a_round_of_chosen_checks_that_all_fail_silences_nobody_else():
    """Someone puts one broken check again: that is no sign that the place is offline."""
    made = history({"web": "....T", "api": ".... "})
    alone, put = (snapshot(project(components=TWO), one).components[1] for one in (made, chosen(made)))
    assert (alone.status, put.status) == (Status.UNKNOWN, Status.OPERATIONAL)


def test_a_whole_round_in_which_nothing_answers_still_silences_the_place():
    made = history({"web": "....T", "api": "....T"})
    notes = {state.note for state in snapshot(project(components=TWO), made).components}
    assert notes == {"nothing answers; our monitor may be offline"}


def test_chosen_checks_that_fail_count_when_controls_answer():
    made = history(
        {
            "web": "..TTT",
            "api": ".....",
        },
        controls=(2, 2),
    )
    web, api = snapshot(project(components=TWO), chosen(made)).components
    assert (web.status, api.status) == (Status.MAJOR_OUTAGE, Status.OPERATIONAL)


def test_a_round_of_chosen_checks_makes_the_others_neither_stale_nor_a_gap():
    steady = history({"web": "." * 30, "api": "." * 30})
    more = history({"web": "." * 6}, step=timedelta(minutes=1), until=NOW - timedelta(seconds=30))
    both = replace(
        steady,
        rounds=tuple(
            sorted((*steady.rounds, *chosen(more, since=NOW - FIVE * 9).rounds), key=lambda one: one.at)
        ),
    )
    alone, mixed = (snapshot(project(components=TWO), rounds) for rounds in (steady, both))
    assert mixed.components[1] == alone.components[1]
    assert mixed.components[0].uptime == alone.components[0].uptime
