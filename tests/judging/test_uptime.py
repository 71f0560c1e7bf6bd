"""Rule 12: uptime beside its coverage, rounded down, with everything it was computed from."""

from datetime import timedelta

import pytest

from statusgen.model.tallies import History
from statusgen.model.words import Status
from tests.judging.make import NOW, component, history, incident, only, project, snapshot, update

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_up_is_a_share_of_measured_time_and_coverage_of_all():
    uptime = only(snapshot(project(), history("." * 126 + "F" * 6 + "." * 12))).uptime["24h"]

    assert uptime.down_time == timedelta(minutes=30)
    assert uptime.up_time == timedelta(minutes=137 * 5)
    assert uptime.up == pytest.approx(0.9580)
    assert uptime.measured == pytest.approx(0.4965)


def test_an_outage_never_reads_a_hundred_per_cent():
    rounds = history("." * (12 * 24 * 30) + "FFF" + "." * 100)

    assert only(snapshot(project(), rounds)).uptime["90d"].up == 0.9996


def test_a_gap_counts_as_neither():
    uptime = only(snapshot(project(), history("......" + " " * 60 + "......"))).uptime["24h"]

    assert uptime.up == 1.0
    # Six rounds of five minutes, the first six followed by a gap of which two intervals are covered.
    assert uptime.up_time == timedelta(minutes=5 * 5 + 15 + 5 * 5)


def test_nothing_measured_is_not_zero_and_not_a_hundred():
    uptime = only(snapshot(project())).uptime["90d"]

    assert (uptime.up, uptime.measured) == (None, 0)


def test_maintenance_is_in_neither():
    work = {
        "kind": "maintenance",
        "id": "work",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-10T11:00Z",
        "ends_at": "2025-03-10T11:30Z",
    }

    web = only(snapshot(project(work), history("." * 12 + "F" * 6 + "." * 7)))

    assert web.uptime["24h"].maintenance_time == timedelta(minutes=30)
    assert web.uptime["24h"].down_time == timedelta(0)
    assert web.days[-1].down > 0


def test_excluded_time_is_annulled_with_its_reason():
    made = project(
        incident(
            exclude=[
                {
                    "starts_at": "2025-03-10T11:00Z",
                    "ends_at": "2025-03-10T11:30Z",
                    "reason": "Our monitor was misconfigured",
                }
            ]
        )
    )

    uptime = only(snapshot(made, history("." * 12 + "F" * 6 + "." * 7))).uptime["24h"]

    assert uptime.down_time == timedelta(0)
    assert uptime.excluded_time == timedelta(minutes=30)
    assert uptime.exclusions == (
        "2025-03-10T11:00:00Z to 2025-03-10T11:30:00Z: Our monitor was misconfigured",
    )


def test_slow_and_partial_time_is_up_and_told_beside_it():
    made = project(components=[component("web", checks=2)])

    uptime = only(snapshot(made, history({"web/a": "." * 6 + "F" * 7, "web/b": "." * 13}))).uptime["24h"]

    assert uptime.up == 1.0
    assert uptime.degraded_time == timedelta(minutes=30)


def test_a_day_without_measurements_is_not_green():
    yesterday = only(snapshot(project(), history("." * 12))).days[-2]

    assert (yesterday.operational, yesterday.unmeasured) == (0, 1)


def test_the_shares_of_today_add_up_to_its_past_part():
    today = only(snapshot(project(), history("." * 12 + "FFFF" + ".." * 3))).days[-1]

    assert today.operational + today.degraded + today.down + today.unmeasured == pytest.approx(0.5)


def test_an_outage_over_midnight_is_split_between_its_days():
    until = NOW.replace(hour=2)
    rounds = history("." * 12 + "F" * 36 + ".." * 6, until=until)

    days = only(snapshot(project(), rounds, until)).days[-2:]

    assert [day.down * 24 for day in days] == [pytest.approx(2 - 1 / 12), pytest.approx(1 + 1 / 12)]


def test_bars_reach_back_ninety_days_and_no_further():
    rounds = history("." * 100, step=DAY, every=DAY)

    days = only(snapshot(project(), rounds)).days

    assert len(days) == 90
    assert days[0].operational == 1


def test_a_check_that_is_added_leaves_the_past_measured():
    made = project(components=[component("web", checks=2)])

    uptime = only(snapshot(made, history({"web": "." * 13, "web/b": " " * 11 + ".."}))).uptime["24h"]

    assert uptime.up_time == HOUR


def test_a_check_without_evidence_leaves_the_time_unmeasured():
    made = project(components=[component("web", checks=2)])

    web = only(snapshot(made, history({"web/a": "." * 25, "web/b": "." + " " * 23 + "."})))

    # Three intervals after its first round, and the newest round, which covers no time yet.
    assert web.uptime["24h"].up_time == timedelta(minutes=15)
    assert web.observed is Status.OPERATIONAL


def test_one_check_down_and_one_unknown_is_partial_then_as_now():
    made = project(components=[component("web", checks=2)])

    web = only(snapshot(made, history({"web/a": "FFFFFFFFF", "web/b": ".        "})))

    assert web.observed is Status.PARTIAL_OUTAGE
    assert {span.status for span in web.spans} == {Status.PARTIAL_OUTAGE}


def test_what_is_unknown_now_has_been_so_since_its_evidence_expired():
    web = only(snapshot(project(), history("....", until=NOW - HOUR)))

    assert (web.observed, web.since) == (Status.UNKNOWN, NOW - timedelta(minutes=45))


def test_a_component_that_the_work_has_left_counts_again():
    work = {
        "kind": "maintenance",
        "id": "work",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "updates": [{"at": "2025-03-10T11:10Z", "text": "Done.", "impact": {"web": "operational"}}],
        "starts_at": "2025-03-10T11:00Z",
        "ends_at": "2025-03-10T13:00Z",
    }

    web = only(snapshot(project(work), history("." * 25)))

    assert web.status is Status.OPERATIONAL
    assert web.uptime["24h"].maintenance_time == timedelta(minutes=10)


def test_a_withdrawn_incident_annuls_nothing():
    span = {"starts_at": "2025-03-10T11:00Z", "ends_at": "2025-03-10T11:30Z", "reason": "A mistake"}
    made = project(incident(exclude=[span], withdrawn="Not ours"))

    assert only(snapshot(made, history("." * 25))).uptime["24h"].exclusions == ()


def blocked(**fields):
    return incident(
        impact={"web": "partial_outage"},
        scope={"kind": "country", "countries": ["PK"]},
        updates=[update("2024-02-17T12:00Z", "identified")],
        **fields,
    )


PLACES = {"pk": {"country": "PK"}, "us": {"country": "US"}, "de": {"country": "DE"}}


def test_time_whose_only_trouble_a_regional_condition_explains_is_told_apart_and_is_up():
    rounds = history({"web@pk": "x" * 13, "web@us": "." * 13, "web@de": "." * 13})

    web = only(snapshot(project(blocked(), vantages=PLACES), rounds))

    assert web.status is Status.PARTIAL_OUTAGE
    assert (web.days[-1].scoped, web.days[-1].degraded) == (pytest.approx(1 / 24), 0)
    assert not web.days[-1].is_bad
    assert web.uptime["24h"].scoped_time == web.uptime["24h"].up_time == HOUR


def test_a_regional_condition_that_nobody_declared_is_degraded_time():
    rounds = history({"web@pk": "x" * 13, "web@us": "." * 13, "web@de": "." * 13})

    web = only(snapshot(project(vantages=PLACES), rounds))

    assert (web.days[-1].scoped, web.days[-1].degraded) == (0, pytest.approx(1 / 24))


def test_a_regional_condition_explains_nothing_elsewhere_and_no_outage():
    slow = only(
        snapshot(
            project(blocked(), vantages=PLACES),
            history({"web@pk": "x" * 13, "web@us": "s" * 13, "web@de": "s" * 13}),
        )
    )
    down = only(
        snapshot(
            project(blocked(), vantages=PLACES),
            history({"web@pk": "x" * 13, "web@us": "F" * 13, "web@de": "F" * 13}),
        )
    )

    assert (slow.days[-1].scoped, slow.days[-1].degraded) == (0, pytest.approx(1 / 24))
    assert (down.days[-1].scoped, down.days[-1].down) == (0, pytest.approx(1 / 24))


def test_each_time_of_a_repeating_maintenance_is_left_out_and_today_is_not():
    work = {
        "kind": "maintenance",
        "id": "work",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-02-24T10:00Z",
        "ends_at": "2025-02-24T11:00Z",
        "repeat": "FREQ=DAILY;INTERVAL=3",
        "exceptions": ["2025-03-05"],
    }

    web = only(snapshot(project(work), history("." * 15 * 24 * 12)))

    assert {name: uptime.maintenance_time for name, uptime in web.uptime.items()} == {
        "24h": timedelta(0),
        "7d": timedelta(hours=1),
        "30d": timedelta(hours=4),
        "90d": timedelta(hours=4),
        "365d": timedelta(hours=4),
    }


def test_a_year_has_the_days_of_the_bars_and_those_before_that_were_measured():
    long_ago = history("F" * 3, until=NOW - timedelta(days=120), step=timedelta(minutes=5))
    lately = history("." * 3)

    state = only(snapshot(project(), History(rounds=(*long_ago.rounds, *lately.rounds))))

    assert len(state.days) == 90
    assert state.year[-90:] == state.days
    assert state.year[0].date == (NOW - timedelta(days=120)).date()
    assert state.year[0].down > 0


def test_a_year_begins_on_the_monday_of_fifty_two_weeks_at_the_earliest():
    old = history("." * 3, until=NOW - timedelta(days=800))
    state = only(snapshot(project(), History(rounds=(*old.rounds, *history("..").rounds))))

    first = state.year[0].date
    assert first.weekday() == 0
    assert (NOW.date() - first).days == 51 * 7 + NOW.weekday()


def test_without_older_evidence_a_year_is_no_longer_than_the_bars():
    state = only(snapshot(project(), history("...")))

    assert state.year == state.days
