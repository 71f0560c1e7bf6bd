"""Rule 2: one failed round is a blip, several in a row are an outage."""

from datetime import timedelta

import pytest

from statusgen.model.words import Confidence, Status
from tests.judging.make import NOW, component, history, only, project, snapshot

OK, SLOW, DOWN, NONE = (
    Status.OPERATIONAL,
    Status.DEGRADED_PERFORMANCE,
    Status.MAJOR_OUTAGE,
    Status.UNKNOWN,
)


@pytest.mark.parametrize(
    ("rounds", "observed", "note"),
    [
        (".", OK, None),
        ("F", NONE, "failing, being confirmed"),
        ("FF", NONE, "failing, being confirmed"),
        ("FFF", DOWN, None),
        ("F.", OK, None),
        ("....F", OK, "failing, being confirmed"),
        ("....FF", OK, "failing, being confirmed"),
        ("....FFF", DOWN, None),
        ("....FF?F", DOWN, None),
        ("....F.F", OK, "failing, being confirmed"),
        ("....FFF.", DOWN, None),
        ("....FFF.F", DOWN, None),
        ("....FFF..", OK, None),
        ("....FFF?.?.", OK, None),
        ("....FFFss", SLOW, None),
        ("s", SLOW, None),
        ("....s", OK, None),
        ("....sss", SLOW, None),
        ("....sss.", SLOW, None),
        ("....sss..", OK, None),
        ("F.F.F.F.", SLOW, "intermittent"),
        ("........F.F.F.F.", SLOW, "intermittent"),
        ("........F.F.F...", OK, None),
        ("....FFFFFF..", OK, None),
        ("....FFFF.F.", DOWN, None),
        # A gap of more than three intervals starts anew: what was down is not known to be.
        ("FFF    F", NONE, "failing, being confirmed"),
        ("FFF    .", OK, None),
        ("FFF   .", OK, None),
        ("FFF  .", DOWN, None),
        ("....FF    F", NONE, "failing, being confirmed"),
    ],
)
def test_the_state_follows_the_rounds(rounds, observed, note):
    web = only(snapshot(project(), history(rounds, controls=(2, 2))))

    assert (web.observed, web.note) == (observed, note)


@pytest.mark.parametrize(("after", "rounds"), [(1, ".F"), (2, ".FF"), (5, ".FFFFF")])
def test_a_check_may_say_how_many_rounds_it_takes(after, rounds):
    made = project(
        components=[component("web", check={"url": "https://x.example/", "down_after": str(after)})]
    )

    assert only(snapshot(made, history(rounds))).observed is DOWN
    assert only(snapshot(made, history(rounds[:-1]))).observed is not DOWN


def test_an_outage_counts_from_its_first_failed_round_to_its_first_good_one():
    snap = snapshot(project(), history("....FFFF..."))

    down = [span for span in only(snap).spans if span.status is DOWN]

    assert [(s.start, s.end) for s in down] == [(NOW - timedelta(minutes=30), NOW - timedelta(minutes=10))]


def test_a_blip_is_counted_on_its_day():
    assert only(snapshot(project(), history("..F...F.."))).days[-1].blips == 2


def test_what_rests_on_one_vantage_is_likely():
    assert only(snapshot(project(), history("...FFF"))).confidence is Confidence.LIKELY


def test_two_vantages_confirm_each_other_after_two_rounds():
    made = project(vantages={"a": {"country": "DE"}, "b": {"country": "US"}})

    web = only(snapshot(made, history({"web@a": "....FF", "web@b": "....FF"})))

    assert (web.observed, web.confidence) == (DOWN, Confidence.CONFIRMED)


def test_order_of_lines_is_irrelevant():
    rounds = history("...F.sFFF?..F")
    shuffled = type(rounds)(rounds=tuple(reversed(rounds.rounds)))

    assert only(snapshot(project(), rounds)) == only(snapshot(project(), shuffled))


TWO = {"a": {"country": "DE"}, "b": {"country": "US"}}


@pytest.mark.parametrize(
    ("lines", "observed"),
    [
        # Two failed rounds are enough where another vantage agrees. Where none does they are not an
        # outage yet, but they are not nothing either.
        ({"web@a": "....FF", "web@b": "......"}, OK),
        # B is silent and A has seen nothing but failures: nothing good is known.
        ({"web@b": "..                ", "web@a": "                FF"}, NONE),
    ],
)
def test_what_one_of_two_vantages_sees_for_too_short_a_time_is_failing(lines, observed):
    snap = snapshot(project(vantages=TWO), history(lines))

    assert (only(snap).observed, only(snap).note) == (observed, "failing, being confirmed")
    assert snap.headline.text == "Web is failing, being confirmed"


def test_an_online_vantage_that_fails_is_not_told_as_offline():
    made = project(vantages=TWO)

    web = only(snapshot(made, history({"web@a": "F", "web@b": "T"})))

    assert web.note == "failing, being confirmed"


def test_of_several_checks_the_least_sure_one_says_how_sure():
    made = project(components=[component("web", checks=2)])

    web = only(snapshot(made, history({"web/a": "....", "web/b": "...F"})))

    assert (web.observed, web.confidence) == (OK, Confidence.UNCONFIRMED)


def test_the_only_fresh_vantage_is_judged_as_one_that_is_alone():
    alone, beside_a_silent_one = project(), project(vantages={"local": {}, "b": {}})
    rounds = "...ssFFs."

    said = [
        only(snapshot(alone, history(rounds))).observed,
        only(snapshot(beside_a_silent_one, history({"web": rounds, "web@b": "..".ljust(40)}))).observed,
    ]

    assert said == [SLOW, SLOW]
