"""Rules 7 to 10: what people declare, against what probes observe."""

from datetime import timedelta

import pytest

from statusgen.model.words import Confidence, Status
from tests.judging.make import NOW, component, history, incident, only, project, snapshot, update

GREEN, RED = "." * 30, "." * 20 + "F" * 10
MAJOR, PARTIAL, DEGRADED, FINE, MAINTENANCE = (
    Status.MAJOR_OUTAGE,
    Status.PARTIAL_OUTAGE,
    Status.DEGRADED_PERFORMANCE,
    Status.OPERATIONAL,
    Status.UNDER_MAINTENANCE,
)
START = "2025-03-10T10:00Z"


@pytest.mark.parametrize(
    ("updates", "declared"),
    [
        ([update(START, "investigating")], MAJOR),
        ([update(START, "investigating"), update("2025-03-10T11:00Z", "monitoring")], MAJOR),
        ([update(START), update("2025-03-10T11:00Z", impact={"web": "degraded"})], DEGRADED),
        ([update(START), update("2025-03-10T11:00Z", impact={"web": "operational"})], FINE),
        ([update(START), update("2025-03-10T11:00Z", "resolved")], FINE),
        (
            [
                update(START),
                update("2025-03-10T11:00Z", "resolved"),
                update("2025-03-10T11:30Z", "postmortem"),
            ],
            FINE,
        ),
        (
            [
                update(START),
                update("2025-03-10T11:00Z", "resolved"),
                update("2025-03-10T11:30Z", "investigating"),
            ],
            MAJOR,
        ),
        (
            [
                update(START, impact={"web": "partial_outage"}),
                update("2025-03-10T11:00Z", "resolved"),
                update("2025-03-10T11:30Z", "identified"),
            ],
            PARTIAL,
        ),
        ([update("2025-03-10T12:00:01Z", "investigating")], FINE),
        ([update(START), update("2025-03-10T12:30Z", "resolved")], MAJOR),
    ],
)
def test_updates_change_what_they_name(updates, declared):
    assert only(snapshot(project(incident(updates=updates)), history(GREEN))).declared is declared


def test_a_group_stands_for_its_components_and_a_component_for_itself():
    made = project(
        incident(impact={"chirp": "degraded", "web": "major_outage"}),
        groups=[{"id": "chirp", "name": "Chirp", "components": [component("web"), component("api")]}],
        components=[],
    )

    snap = snapshot(made, history({"web": GREEN, "api": GREEN}))

    assert (only(snap, "web").declared, only(snap, "api").declared) == (MAJOR, DEGRADED)


def test_an_old_id_still_names_the_component():
    made = project(incident(impact={"site": "major_outage"}), components=[component("web", was=["site"])])

    assert only(snapshot(made)).declared is MAJOR


@pytest.mark.parametrize("said", ["operational", "degraded", "partial_outage", "major_outage"])
@pytest.mark.parametrize("rounds", [GREEN, RED, "." * 28 + "ss", ""])
def test_people_can_make_it_worse_and_never_greener(said, rounds):
    made = project(incident(impact={"web": said}))

    web = only(snapshot(made, history(rounds) if rounds else None))

    assert web.observed is not None
    assert web.status.badness == max(web.declared.badness, web.observed.badness)


def maintenance(**fields):
    base = {"kind": "maintenance", "impact": {"web": "under_maintenance"}, "updates": []}
    times = {"starts_at": "2025-03-10T11:00Z", "ends_at": "2025-03-10T13:00Z"}
    return {"id": "work", "title": "Work", **base, **times, **fields}


def test_a_maintenance_in_its_window_answers_for_its_own_components_only():
    made = project(maintenance(), components=[component("web"), component("api")])

    snap = snapshot(made, history({"web": RED, "api": RED}))

    assert (only(snap).status, only(snap).observed) == (MAINTENANCE, MAJOR)
    assert only(snap, "api").status is MAJOR
    assert [c.component for c in snap.conflicts] == ["api"]


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": "2025-03-10T12:01Z"},
        {"ends_at": "2025-03-10T12:00Z"},
        {"updates": [update("2025-03-10T11:30Z", "completed")]},
    ],
)
def test_outside_of_its_window_a_maintenance_covers_nothing(fields):
    assert only(snapshot(project(maintenance(**fields)), history(RED))).status is MAJOR


def test_an_outage_that_people_declare_shows_through_a_maintenance():
    made = project(maintenance(), incident(impact={"web": "partial_outage"}))

    assert only(snapshot(made, history(GREEN))).status is PARTIAL


def test_a_maintenance_that_nobody_completes_is_a_conflict():
    made = project(
        maintenance(ends_at="2025-03-10T11:30Z", updates=[update("2025-03-10T11:00Z", "in_progress")])
    )

    (conflict,) = snapshot(made, history(GREEN)).conflicts

    assert (conflict.kind, conflict.since) == ("overrun", NOW - timedelta(minutes=30))


def test_red_probes_and_no_word_are_a_conflict_with_both_times():
    (conflict,) = snapshot(project(), history(RED)).conflicts

    assert (conflict.declared, conflict.observed, conflict.declared_at) == (FINE, MAJOR, None)
    assert conflict.since == conflict.observed_at == NOW - timedelta(minutes=45)
    assert conflict.text == "Our probes fail; nobody has posted an incident"


def test_a_word_that_plays_it_down_is_a_conflict():
    made = project(incident(impact={"web": "degraded"}, updates=[update("2025-03-10T11:20Z")]))

    (conflict,) = snapshot(made, history(RED)).conflicts

    assert (conflict.declared, conflict.observed) == (DEGRADED, MAJOR)
    assert conflict.declared_at == NOW - timedelta(minutes=40)
    assert conflict.text == "Our probes fail; people say degraded performance"


@pytest.mark.parametrize("said", ["partial_outage", "major_outage"])
def test_an_outage_that_people_own_up_to_is_no_conflict(said):
    assert snapshot(project(incident(impact={"web": said})), history(RED)).conflicts == ()


@pytest.mark.parametrize(
    ("updates", "rounds", "is_forgotten"),
    [
        ([update("2025-03-10T10:00Z", "investigating")], GREEN, True),
        ([update("2025-03-10T10:00Z", "investigating"), update("2025-03-10T11:30Z")], GREEN, False),
        ([update("2025-03-10T10:00Z", "monitoring")], GREEN, False),
        ([update("2025-03-10T10:00Z", "investigating")], "FFFF" + "." * 12, False),
        ([update("2025-03-10T10:00Z", "investigating")], "FFFF" + "." * 13, True),
        ([update("2025-03-10T10:00Z", "investigating")], GREEN + "F", False),
    ],
)
def test_an_open_incident_that_probes_do_not_see_looks_forgotten(updates, rounds, is_forgotten):
    found = snapshot(project(incident(updates=updates)), history(rounds)).conflicts

    assert [c.kind for c in found] == (["forgotten"] if is_forgotten else [])


def test_a_forgotten_incident_is_told_with_both_times():
    updates = [update("2025-03-10T10:00Z", "investigating")]

    (conflict,) = snapshot(project(incident(updates=updates)), history(GREEN)).conflicts

    assert conflict.declared_at == NOW - timedelta(hours=2)
    assert conflict.observed_at == NOW - timedelta(minutes=145)
    assert conflict.text.startswith("People say major outage; our probes have been fine for over an hour")


def test_a_component_without_checks_shows_what_people_say_and_is_unconfirmed():
    made = project(incident(), components=[{"id": "web", "name": "Web"}])

    web = only(snapshot(made))

    assert (web.status, web.observed, web.confidence, web.note) == (
        MAJOR,
        None,
        Confidence.UNCONFIRMED,
        None,
    )


def test_what_only_people_say_of_a_measured_component_is_unconfirmed():
    web = only(snapshot(project(incident()), history("." * 5)))

    assert (web.status, web.observed, web.confidence) == (MAJOR, FINE, Confidence.UNCONFIRMED)


def test_a_withdrawn_incident_declares_nothing():
    snap = snapshot(project(incident(withdrawn="It was another service.")), history(GREEN))

    assert only(snap).status is FINE
    assert [entry.id for entry in snap.withdrawn] == ["trouble"]


def test_durations_count_from_the_start_and_declarations_from_the_first_word():
    made = project(incident(started_at="2025-03-10T09:00Z", updates=[update("2025-03-10T11:00Z")]))

    early = snapshot(made, history(GREEN), NOW - timedelta(hours=2))
    late = snapshot(made, history(GREEN))

    assert only(early).declared is FINE
    (state,) = late.incidents
    assert [(s.start.hour, s.end.hour) for s in state.lanes["web"]] == [(9, 12)]


def test_waves_are_separate_blocks_of_one_incident():
    updates = [
        update("2025-03-10T09:00Z"),
        update("2025-03-10T09:30Z", impact={"web": "operational"}),
        update("2025-03-10T10:00Z", impact={"web": "major_outage"}),
        update("2025-03-10T11:00Z", "resolved"),
    ]

    (state,) = snapshot(project(incident(updates=updates)), history(GREEN)).incidents

    assert [(f"{s.start:%H:%M}", f"{s.end:%H:%M}") for s in state.lanes["web"]] == [
        ("09:00", "09:30"),
        ("10:00", "11:00"),
    ]


def test_a_promise_that_was_not_kept_is_overdue():
    late = update("2025-03-10T11:00Z", next_update_by="2025-03-10T11:30Z")

    (state,) = snapshot(project(incident(updates=[late])), history(GREEN)).incidents

    assert state.is_overdue


def test_a_components_own_id_wins_over_a_group_of_one():
    made = project(
        incident(impact={"web": "major_outage", "chirp": "degraded"}),
        groups=[{"id": "chirp", "name": "Chirp", "components": [component("web")]}],
        components=[],
    )

    assert only(snapshot(made, history(GREEN))).declared is MAJOR


def test_a_word_of_tomorrow_lets_a_maintenance_cover_nothing_today():
    later = update("2025-03-10T12:30Z", impact={"api": "under_maintenance"})
    made = project(maintenance(updates=[later]), components=[component("web"), component("api")])

    assert only(snapshot(made, history({"web": GREEN, "api": RED})), "api").status is MAJOR


def test_a_component_named_tomorrow_is_not_listed_today():
    later = update("2025-03-10T12:30Z", impact={"api": "degraded"})
    made = project(incident(updates=[update(START), later]), components=[component("web"), component("api")])

    (state,) = snapshot(made).incidents

    assert state.components == ("web",)


def test_an_incident_that_is_opened_again_is_open_whatever_its_resolved_at_says():
    updates = [
        update(START),
        update("2025-03-10T11:00Z", "resolved"),
        update("2025-03-10T11:30Z", "identified"),
    ]

    snap = snapshot(project(incident(updates=updates, resolved_at="2025-03-10T10:55Z")), history(GREEN))

    assert (only(snap).declared, snap.incidents[0].is_open) == (MAJOR, True)


WEEKLY = {
    "starts_at": "2025-02-17 12:00 Europe/Berlin",
    "ends_at": "2025-02-17 14:00 Europe/Berlin",
    "repeat": "FREQ=WEEKLY;BYDAY=MO",
}
"""Mondays at 11:00 UTC until the clocks change on 30 March; the present is Monday at noon."""


def work(now=NOW, **fields):
    """A maintenance that repeats, as it stands, and the snapshot around it."""
    made = project(maintenance(**{**WEEKLY, **fields}))
    snap = snapshot(made, history(RED, until=now), now)
    return snap.maintenances[0], snap


def test_a_maintenance_that_repeats_covers_each_of_its_windows_and_nothing_between():
    on, snap = work()
    off, later = work(NOW + timedelta(hours=2))
    summer, next_month = work(NOW + timedelta(days=28))

    assert (on.is_active, only(snap).status) == (True, MAINTENANCE)
    assert (off.is_active, off.is_upcoming, only(later).status) == (False, True, MAJOR)
    assert (summer.is_active, only(next_month).status) == (False, MAJOR), "it begins at 10:00 UTC in summer"
    assert off.starts_at == NOW + timedelta(days=7, hours=-1)


def test_a_day_that_is_left_out_covers_nothing():
    state, snap = work(exceptions=["2025-03-10"])

    assert (state.is_active, only(snap).status) == (False, MAJOR)


def test_completed_ends_one_time_and_the_next_is_as_planned():
    done = update("2025-03-03T11:20Z", "completed")
    state, snap = work(updates=[done])

    assert (state.is_active, only(snap).status) == (True, MAINTENANCE)
    assert [(t.starts_at.day, t.window(NOW)[1].minute) for t in state.past] == [(3, 20), (24, 0), (17, 0)]


def test_a_time_that_nobody_completed_is_a_conflict_until_the_next_begins():
    said = [update("2025-03-03T11:05Z", "in_progress")]

    _, six_days_later = work(NOW - timedelta(days=1), updates=said)
    _, during_the_next = work(updates=said)

    (overrun,) = [c for c in six_days_later.conflicts if c.kind == "overrun"]
    assert overrun.since == NOW - timedelta(days=6, hours=23)
    assert [c.kind for c in during_the_next.conflicts] == []


def test_what_is_scheduled_tells_of_the_next_time_and_other_words_of_the_last():
    said = [
        update("2025-03-04T09:00Z", "scheduled", impact={"web": "operational"}),
        update("2025-03-04T10:00Z", impact={"web": "operational"}),
    ]
    state, snap = work(updates=said)
    _, week_after = work(NOW + timedelta(days=7), updates=said)

    assert only(snap).status is MAJOR, "this time leaves it out"
    assert only(week_after).status is MAINTENANCE
    assert [len(time.updates) for time in state.past] == [1, 0, 0]


def test_the_next_times_and_the_last_are_told_and_those_somebody_spoke_of():
    long_ago = {"starts_at": "2020-02-17 12:00 Europe/Berlin", "ends_at": "2020-02-17 14:00 Europe/Berlin"}
    state, _ = work(**long_ago, updates=[update("2021-05-03T10:00Z", "completed")])

    assert [f"{t.starts_at:%m-%d %H}" for t in state.upcoming] == [
        "03-17 11",
        "03-24 11",
        "03-31 10",
        "04-07 10",
        "04-14 10",
    ]
    assert [f"{t.starts_at:%Y-%m-%d}" for t in state.past] == [
        *("2025-03-03", "2025-02-24", "2025-02-17", "2025-02-10", "2025-02-03", "2021-05-03", "2020-02-17")
    ]


def test_a_rule_that_has_ended_leaves_its_last_time():
    state, snap = work(repeat="FREQ=WEEKLY;COUNT=3")

    assert (state.starts_at.day, state.is_active, state.is_upcoming, state.upcoming) == (3, False, False, ())
    assert only(snap).status is MAJOR
