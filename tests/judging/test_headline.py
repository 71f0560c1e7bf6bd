"""Rules 10, 11 and 13: the sentence on top, and how long it may be believed."""

from datetime import timedelta

import pytest

from statusgen.model.words import Status
from tests.judging.make import NOW, component, history, incident, only, project, snapshot, update

TWO = [component("web"), component("api")]
UNMEASURED = {"id": "app", "name": "App"}
OFF = "." * 20


@pytest.mark.parametrize(
    ("components", "rounds", "text", "status"),
    [
        (TWO, {"web": OFF, "api": OFF}, "All Systems Operational", "operational"),
        (
            [*TWO, UNMEASURED],
            {"web": OFF, "api": OFF},
            "All measured systems operational; 1 not measured",
            "operational",
        ),
        ([UNMEASURED], {"gone": "."}, "No known problems (reported by people, not measured)", "operational"),
        (TWO, {"web": OFF + "F", "api": OFF + "."}, "Web is failing, being confirmed", "operational"),
        (TWO, {"web": OFF + "FFF", "api": OFF + "..."}, "Web is down", "major_outage"),
        (TWO, {"web": OFF + "FFF", "api": OFF + "FFF"}, "All 2 components are down", "major_outage"),
        (TWO, {"web": OFF + "sss", "api": OFF + "..."}, "Web is slow", "degraded_performance"),
        (TWO, {"web": OFF}, "Api is in an unknown state", "unknown"),
        (TWO, {"web": "F", "api": "."}, "Web is failing, being confirmed", "unknown"),
        (
            [component("web", checks=2)],
            {"web/a": OFF + "FFF", "web/b": OFF + "..."},
            "Web is partly down",
            "partial_outage",
        ),
    ],
)
def test_the_headline_takes_the_worst_component(components, rounds, text, status):
    head = snapshot(project(components=components), history(rounds)).headline

    assert (head.text, head.status.value) == (text, status)


def test_an_open_incident_keeps_the_headline_from_being_all_clear():
    watched = incident(impact={"web": "operational"}, updates=[update("2025-03-10T11:00Z", "monitoring")])

    head = snapshot(project(watched), history(OFF)).headline

    assert head.text == "Operational; still open: Trouble"
    assert not head.is_all_clear


def blocked(**fields):
    return incident(
        "block",
        title="Blocked in Pakistan",
        impact={"web": "partial_outage"},
        scope={"kind": "country", "countries": ["PK"]},
        updates=[update("2024-02-17T12:00Z", "identified")],
        **fields,
    )


VANTAGES = {"pk": {"country": "PK"}, "us": {"country": "US"}, "de": {"country": "DE"}}


def test_a_long_standing_condition_that_is_explained_moves_to_the_side():
    made = project(blocked(), vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "x" * 9, "web@us": "." * 9, "web@de": "." * 9}))

    assert snap.headline.text == "Everything else operational; blocked in Pakistan since February 2024"
    assert only(snap).status is Status.PARTIAL_OUTAGE
    assert not snap.headline.is_all_clear


def test_a_standing_condition_does_not_hide_an_outage():
    made = project(blocked(), vantages=VANTAGES)

    snap = snapshot(
        made, history({"web@pk": "x" * 9, "web@us": "." * 5 + "FFFF", "web@de": "." * 5 + "FFFF"})
    )

    assert snap.headline.text == "Web is down"


def test_a_standing_condition_does_not_hide_trouble_in_another_country():
    made = project(blocked(), vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "." * 9, "web@us": "." * 5 + "FFFF", "web@de": "." * 9}))

    assert snap.headline.text == "Web fails in the United States"


def test_a_standing_condition_does_not_hide_the_first_failed_round_elsewhere():
    made = project(blocked(), vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "x" * 9, "web@us": "." * 8 + "F", "web@de": "." * 9}))

    assert snap.headline.text == "Web is failing, being confirmed"
    assert only(snap).note == "failing, being confirmed"


def test_a_place_that_begins_to_fail_beside_a_blocked_one_is_named_too():
    made = project(blocked(), vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "x" * 9, "web@us": "." * 8 + "F", "web@de": "." * 9}))

    reason = next(reason.text for reason in only(snap).reasons if reason.source == "probes")
    assert "from 1 of 3 places (Pakistan)" in reason
    assert reason.endswith(
        "; failing, being confirmed from United States since 12:00 UTC, at HTTP: it answers with an error status"
    )


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("xxxx", "Web is unreachable in Pakistan"),
        ("FFFF", "Web fails in Pakistan"),
        ("FFF.", "Web fails in Pakistan"),  # one good look ends nothing, and changes no word
        ("xxx.", "Web is unreachable in Pakistan"),
        ("FFFx", "Web is unreachable in Pakistan"),  # by its newest failure
    ],
)
def test_what_answers_with_an_error_is_not_unreachable(last, text):
    lines = {"web@pk": "." * 5 + last, "web@us": "." * 9, "web@de": "." * 9}

    assert snapshot(project(vantages=VANTAGES), history(lines)).headline.text == text


@pytest.mark.parametrize(
    ("lines", "text", "detail"),
    [
        (
            {"us": ".", "de": "."},
            "Web is unreachable in Pakistan",
            "It works from every other place we measure.",
        ),
        ({"us": "s", "de": "."}, "Web is unreachable in Pakistan", ""),
        ({"us": "x", "de": "."}, "Web is unreachable in Pakistan and the United States", "It works from"),
        ({"us": "F", "de": "."}, "Web fails in Pakistan and the United States", "It works from"),
    ],
)
def test_what_one_country_cannot_reach_is_said_to_work_elsewhere_when_it_does(lines, text, detail):
    rounds = {f"web@{name}": "." * 5 + mark * 4 for name, mark in lines.items()}

    head = snapshot(
        project(vantages={**VANTAGES, "jp": {"country": "JP"}, "br": {"country": "BR"}}),
        history({"web@pk": "." * 5 + "xxxx", "web@jp": "." * 9, "web@br": "." * 9, **rounds}),
    ).headline

    assert head.text == text
    assert head.detail.startswith(detail)
    assert bool(head.detail) == bool(detail)


def test_what_only_people_say_holds_where_they_say():
    local = incident(impact={"web": "partial_outage"}, scope={"kind": "country", "countries": ["PK", "IN"]})

    head = snapshot(project(local), history(OFF)).headline

    assert head.text == "Web is partly down in India and Pakistan"


def test_a_young_condition_is_news():
    young = blocked() | {"updates": [update("2025-03-09T12:00Z", "identified")]}
    made = project(young, vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "x" * 9, "web@us": "." * 9, "web@de": "." * 9}))

    assert snap.headline.text == "Web is unreachable in Pakistan"


def test_a_page_expires_with_its_oldest_evidence():
    made = project(
        components=[component("web"), component("api", check={"url": "https://a.example/", "every": "1h"})]
    )

    snap = snapshot(made, history({"web": "..", "api": ". "}))

    assert snap.expires_at == NOW + timedelta(minutes=15)


def test_a_page_that_measures_nothing_never_expires():
    assert snapshot(project(components=[UNMEASURED])).expires_at is None


def test_a_component_that_is_unknown_does_not_make_the_page_expire():
    made = project(components=TWO)

    snap = snapshot(made, history({"web": ".", "api": " "}))

    assert snap.expires_at == NOW + timedelta(minutes=15)


@pytest.mark.parametrize("rounds", ["F", ".F", "FFF", "sss", "?", " "])
def test_nothing_but_fresh_green_evidence_reads_all_clear(rounds):
    snap = snapshot(project(components=TWO), history({"web": rounds, "api": "." * len(rounds)}))

    assert snap.headline.text != "All Systems Operational"
    assert not snap.headline.is_all_clear


def test_a_page_expires_with_the_oldest_of_its_vantages():
    made = project(vantages={"pk": {"every": "1h"}, "us": {}})

    snap = snapshot(made, history({"web@pk": "xxx", "web@us": "..."}))

    assert snap.expires_at == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    "lines",
    [
        {"web@pk": "x" * 9, "web@us": "s" * 9, "web@de": "s" * 9},
        {"web@pk": "." * 9 + " " * 9, "web@us": "." * 9 + " " * 9},
        {"web@pk": "T" * 9, "web@us": "T" * 9, "web@de": "T" * 9},
    ],
    ids=["slow elsewhere", "no evidence", "offline"],
)
def test_a_standing_condition_hides_nothing_that_it_does_not_explain(lines):
    snap = snapshot(project(blocked(), vantages=VANTAGES), history(lines))

    assert "Everything else operational" not in snap.headline.text


def test_a_standing_condition_does_not_hide_other_trouble_that_people_declare():
    slow = incident("slow", title="Slow", impact={"web": "degraded"})
    made = project(blocked(), slow, vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "x" * 9, "web@us": "." * 9, "web@de": "." * 9}))

    assert "Everything else operational" not in snap.headline.text


def test_a_new_incident_beside_a_standing_condition_is_told_as_what_it_is_and_the_condition_beside_it():
    slow = incident("slow", impact={"web": "degraded_performance"})
    made = project(blocked(), slow, vantages=VANTAGES, components=[component("web"), component("api")])
    fine = {"web@us": "." * 9, "web@de": "." * 9, "api@us": "." * 9, "api@de": "." * 9, "api@pk": "." * 9}

    snap = snapshot(made, history({"web@pk": "x" * 9, **fine}))

    assert only(snap).elsewhere is Status.DEGRADED_PERFORMANCE
    assert snap.headline.text == "Web is slow"
    assert snap.headline.detail == "Api works; blocked in Pakistan since February 2024."
    assert only(snap).status is Status.PARTIAL_OUTAGE


def test_a_standing_condition_does_not_hide_that_the_rest_of_the_world_is_slow():
    made = project(blocked(), vantages=VANTAGES)

    snap = snapshot(made, history({"web@pk": "x" * 9, "web@us": "s" * 9, "web@de": "s" * 9}))

    assert snap.headline.text == "Web is slow"
