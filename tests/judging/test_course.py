"""How an incident's evidence went: places that fail over time, and reports against the usual."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judging.heard import calm, heard, series
from tests.judging.make import FIVE, NOW, component, history, incident, project, snapshot, update

VANTAGES = {"pk": {"country": "PK"}, "us": {"country": "US"}, "de": {"country": "DE"}}


def begun(rounds: int, **fields):
    """An incident that began so many rounds ago."""
    at = NOW - rounds * FIVE
    words = [update(at.isoformat(), "investigating")]
    return incident(started_at=at.isoformat(), updates=words, **fields)


def levels(lines, *, rounds=4, **fields):
    snap = snapshot(project(begun(rounds, **fields), vantages=VANTAGES), history(lines))
    course = snap.incidents[0].course
    return course and [
        ((p.start - NOW) // FIVE, (p.end - NOW) // FIVE, p.failing, p.looking) for p in course.places
    ]


def test_places_are_counted_from_the_beginning_to_now():
    lines = {"web@pk": "......xxx", "web@us": ".......FF", "web@de": "." * 9}

    assert levels(lines) == [(-4, -2, 0, 3), (-2, -1, 1, 3), (-1, 0, 2, 3)]


def test_a_place_fails_while_any_check_of_any_component_fails_there():
    made = project(
        begun(2, impact={"web": "major_outage", "api": "major_outage"}),
        components=[component("web"), component("api"), component("other")],
        vantages=VANTAGES,
    )
    lines = {"web@pk": "...", "api@pk": "xxx", "other@us": "FFF", "web@us": "..."}

    (one,) = snapshot(made, history(lines)).incidents[0].course.places

    assert (one.failing, one.looking) == (1, 2)


def test_a_time_without_evidence_is_a_gap():
    lines = {"web@pk": ".x     xx", "web@us": "..     ..", "web@de": "..     .."}

    found = levels(lines, rounds=8)

    assert found[0] == (-8, -7, 0, 3)
    assert found[1] == (-7, -4, 1, 3), "a look counts for three of its intervals"
    assert found[2][0] == -1


def test_looks_that_say_nothing_neither_fail_nor_count():
    assert levels({"web@pk": "?????", "web@us": ".....", "web@de": "....."}) == [(-4, 0, 0, 2)]


def test_a_look_that_says_nothing_ends_what_the_one_before_said():
    assert levels({"web@pk": ".xx?x", "web@us": ".....", "web@de": "....."}) == [
        (-4, -3, 0, 3),
        (-3, -1, 1, 3),
        (-1, 0, 0, 2),
    ]


def test_what_lasts_for_weeks_has_no_course():
    assert levels({"web@pk": "x" * 9}, rounds=12 * 24 * 8) is None
    regional = {"scope": {"kind": "country", "countries": ["PK"]}}
    assert levels({"web@pk": "x" * 9}, rounds=12 * 24 * 8, **regional) is None


def test_an_incident_that_is_over_has_the_course_of_its_time():
    over = [
        update((NOW - 6 * FIVE).isoformat(), "investigating"),
        update((NOW - 3 * FIVE).isoformat(), "resolved"),
    ]
    lines = {"web@pk": "...xxxx..", "web@us": "." * 9}
    made = project(incident(updates=over), vantages=VANTAGES)

    found = snapshot(made, history(lines)).incidents[0].course.places

    assert [(p.start - NOW) // FIVE for p in found] == [-6, -5]
    assert found[-1].end == NOW - 3 * FIVE


def test_reports_stand_beside_the_usual_where_they_make_waves():
    made = heard(project(begun(12)), [*calm(10), *series([10, 300, 400, 12])])

    (one,) = snapshot(made, history("." * 20)).incidents

    assert one.waves
    assert [(level.count, level.expected) for level in one.course.reports] == [
        (10, 10.0),
        (300, 10.0),
        (400, 10.0),
        (12, 10.0),
    ]


def test_an_open_bucket_counts_once_it_has_as_many_as_the_one_before():
    def drawn(last):
        soon = NOW + FIVE
        made = heard(project(begun(12)), [*calm(10), *series([10, 300, last], until=soon)])
        return [level.count for level in snapshot(made, history("." * 20)).incidents[0].course.reports]

    assert drawn(299) == [10, 300]
    assert drawn(400) == [10, 300, 400]


def test_calm_reports_are_no_course():
    made = heard(project(begun(12)), [*calm(10), *series([10, 11, 9, 12])])

    assert snapshot(made, history("." * 20)).incidents[0].course.reports == ()


def test_of_two_sources_the_one_that_counts_most_is_drawn():
    small = [*calm(4, source="small"), *series([4, 90, 80, 4], source="small")]
    large = [*calm(10, source="large"), *series([10, 300, 400, 12], source="large")]
    made = heard(project(begun(12)), small + large)

    reports = snapshot(made, history("." * 20)).incidents[0].course.reports

    assert [level.count for level in reports] == [10, 300, 400, 12]


@settings(deadline=None)
@given(st.lists(st.text("xF.? s", min_size=12, max_size=12), min_size=3, max_size=3))
def test_levels_lie_within_the_incident_in_order_and_never_say_more_than_all(lines):
    named = dict(zip(("web@pk", "web@us", "web@de"), lines, strict=True))

    found = levels(named, rounds=9) or []

    assert all(-9 <= start < end <= 0 for start, end, _, _ in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(0 <= failing <= looking <= 3 for _, _, failing, looking in found)
