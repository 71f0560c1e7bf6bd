"""Rule 12 for months, a year, groups, countries and the page."""

from datetime import UTC, datetime, timedelta

import pytest

from statusgen.judging.judge import history_needed, tallies_needed
from statusgen.judging.windows import months
from tests.judging.make import NOW, component, history, only, project, snapshot

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACES = {"pk": {"country": "PK"}, "us": {"country": "US"}, "de": {"country": "DE"}}


def month(state, name):
    """One month of a component."""
    return next(one for one in state.months if one.window == name)


def work(name, start, end, **fields):
    """A maintenance of web."""
    return {
        "kind": "maintenance",
        "id": name,
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": start,
        "ends_at": end,
        **fields,
    }


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        (datetime(2025, 3, 10, 12, tzinfo=UTC), "2024-04", "2025-03"),
        (datetime(2024, 12, 31, 23, 59, tzinfo=UTC), "2024-01", "2024-12"),
        (datetime(2025, 1, 1, tzinfo=UTC), "2024-02", "2025-01"),
        (datetime(2024, 2, 29, 1, tzinfo=UTC), "2023-03", "2024-02"),
    ],
)
def test_twelve_months_follow_each_other_and_the_last_one_is_running(now, first, last):
    found = list(months(now))

    assert (len(found), found[0][0], found[-1][0]) == (12, first, last)
    assert [start for _, start, _ in found[1:]] == [end for *_, end in found[:-1]]
    assert found[-1][2] == now
    assert tallies_needed(now) < min(found[0][1], now - 365 * DAY) < history_needed(now)


def test_february_of_a_leap_year_has_twenty_nine_days():
    now = datetime(2024, 3, 2, tzinfo=UTC)
    web = only(snapshot(project(), history("." * 70 * 24, until=now, step=HOUR, every=HOUR), now))

    february = month(web, "2024-02")

    assert (february.ends_at - february.starts_at, february.up_time) == (29 * DAY, 29 * DAY)
    assert (february.up, february.measured) == (1.0, 1.0)


def test_summer_time_makes_no_month_longer_or_shorter():
    now = datetime(2025, 4, 2, tzinfo=UTC)
    made = project(page={"name": "Chirp", "timezones": ["Europe/London", "America/Los_Angeles"]})
    web = only(snapshot(made, history("." * 40 * 24, until=now, step=HOUR, every=HOUR), now))

    assert month(web, "2025-03").up_time == 31 * DAY


def test_the_running_month_is_measured_so_far():
    web = only(snapshot(project(), history("." * 20 * 24, step=HOUR, every=HOUR)))

    assert month(web, "2025-03").up_time == 9 * DAY + 12 * HOUR
    assert (month(web, "2025-03").measured, month(web, "2025-03").ends_at) == (1.0, NOW)


def test_a_month_that_begins_now_has_nothing_yet():
    now = datetime(2025, 3, 1, tzinfo=UTC)
    web = only(snapshot(project(), history("." * 50, until=now, step=HOUR, every=HOUR), now))

    assert (month(web, "2025-03").up, month(web, "2025-03").measured) == (None, 0)
    assert month(web, "2025-02").up_time == 49 * HOUR


def test_a_month_without_evidence_has_no_number():
    web = only(snapshot(project(), history("." * 12)))

    assert (month(web, "2025-01").up, month(web, "2025-01").measured) == (None, 0)


def test_a_component_that_came_in_the_middle_of_a_month_says_so_by_its_coverage():
    web = only(snapshot(project(), history("." * 14 * 24, until=NOW - 10 * DAY, step=HOUR, every=HOUR)))

    february = month(web, "2025-02")

    assert february.up == 1.0
    # From 13:00 of the 14th; the last look, at 12:00 of the 28th, counts for three hours.
    assert february.up_time == 14 * DAY + 2 * HOUR
    assert february.measured == (14 * 24 + 2) * 10_000 // (28 * 24) / 10_000


def test_an_outage_of_minutes_shows_in_its_month_and_year():
    web = only(snapshot(project(), history("." * (9 * 288) + "FFF" + "." * 40)))

    # Three rounds of 2,634 five minutes: 0.99886.
    assert month(web, "2025-03").up == 0.9988
    assert web.uptime["365d"].up < 1


def test_windows_that_overlap_count_once():
    first = work("first", "2025-03-10T10:00Z", "2025-03-10T11:00Z")
    second = work("second", "2025-03-10T10:30Z", "2025-03-10T11:30Z")

    day = only(snapshot(project(first, second), history("." * 60))).uptime["24h"]

    assert day.maintenance_time == timedelta(minutes=90)


def test_uptime_with_maintenance_counts_it_as_it_was_measured():
    made = project(work("work", "2025-03-10T11:00Z", "2025-03-10T11:30Z"))

    day = only(snapshot(made, history("." * 13 + "FFF" + "." * 9))).uptime["24h"]

    # Ten minutes and a half hour; of the work the first five minutes and the last ten were up.
    assert day.maintenance_time == timedelta(minutes=30)
    assert day.maintenance_down_time == timedelta(minutes=15)
    assert (day.up, day.up_with_maintenance) == (1.0, 0.875)


def test_time_that_is_excluded_counts_with_maintenance_neither():
    entry = {
        "id": "ours",
        "title": "Ours",
        "impact": {"web": "major_outage"},
        "exclude": [{"starts_at": "2025-03-10T11:00Z", "ends_at": "2025-03-10T11:30Z", "reason": "Ours"}],
        "updates": [{"at": "2025-03-10T11:00Z", "text": "Words.", "status": "resolved"}],
    }
    made = project(entry, work("work", "2025-03-10T11:00Z", "2025-03-10T11:30Z"))

    day = only(snapshot(made, history("." * 12 + "F" * 6 + "." * 7))).uptime["24h"]

    assert (day.maintenance_time, day.excluded_time) == (timedelta(0), timedelta(minutes=30))
    assert day.up_with_maintenance == 1.0


def grouped(*names, **more):
    """A group of components, and one that stands in none."""
    return project(
        groups=[{"id": "all", "name": "All", "components": [component(name) for name in names]}],
        components=[component("alone")],
        **more,
    )


def test_a_group_is_its_components_with_their_times_added_up():
    rounds = history({"web": "." * 13, "api": "F" * 6 + "." * 7, "alone": "." * 13})

    snap = snapshot(grouped("web", "api"), rounds)
    day, page = snap.group_numbers["all"].windows["24h"], snap.numbers.windows["24h"]

    assert (day.up_time, day.down_time) == (timedelta(minutes=90), timedelta(minutes=30))
    assert (day.up, day.measured) == (0.75, 0.0416)
    assert (page.up, page.up_time) == (0.8333, timedelta(minutes=150))


def test_what_is_seldom_measured_weighs_less_in_its_group():
    rounds = history({"web": "." * 25, "api": " " * 18 + "F" * 7})

    day = snapshot(grouped("web", "api"), rounds).group_numbers["all"].windows["24h"]

    assert (day.up_time, day.down_time, day.up) == (2 * HOUR, timedelta(minutes=30), 0.8)


def test_a_group_leaves_out_what_nobody_measures_and_may_have_no_number():
    made = project(
        groups=[
            {"id": "some", "name": "Some", "components": [component("web"), {"id": "desk", "name": "Desk"}]},
            {"id": "none", "name": "None", "components": [{"id": "phone", "name": "Phone"}]},
        ],
        components=[],
    )

    snap = snapshot(made, history("." * 25))

    assert list(snap.group_numbers) == ["some"]
    assert snap.group_numbers["some"] == snap.numbers
    assert snap.numbers.windows["24h"] == only(snap).uptime["24h"]
    assert snapshot(project(components=[{"id": "desk", "name": "Desk"}])).numbers is None


def test_a_country_is_what_its_places_saw():
    rounds = history({"web@pk": "x" * 13, "web@us": "." * 13, "web@de": "." * 13})

    web = only(snapshot(project(vantages=PLACES), rounds))

    assert {name: one.windows["24h"].up for name, one in web.countries.items()} == {
        "DE": 1.0,
        "PK": 0.0,
        "US": 1.0,
    }
    assert web.countries["PK"].windows["24h"].down_time == HOUR
    assert month_of(web.countries["PK"], "2025-03").down_time == HOUR
    assert web.uptime["24h"].up == 1.0


def month_of(numbers, name):
    """One month of numbers."""
    return next(one for one in numbers.months if one.window == name)


def test_a_country_without_looks_has_no_number():
    web = only(snapshot(project(vantages=PLACES), history({"web@us": "." * 13})))

    assert (web.countries["DE"].windows["24h"].up, web.countries["DE"].windows["24h"].measured) == (None, 0)


def test_where_all_places_lie_in_one_country_its_numbers_are_those_of_all():
    places = {"a": {"country": "PK"}, "b": {"country": "PK"}}

    web = only(snapshot(project(vantages=places), history({"web@a": "...", "web@b": "..."})))

    assert web.countries == {}


def test_a_country_has_its_number_for_a_group_too():
    rounds = history({"web@pk": "x" * 13, "web@us": "." * 13, "api@pk": "." * 13, "alone@us": "." * 13})

    snap = snapshot(grouped("web", "api", vantages=PLACES), rounds)

    assert snap.group_numbers["all"].countries["PK"].windows["24h"].up == 0.5
    assert snap.numbers.countries["US"].windows["24h"].up == 1.0
