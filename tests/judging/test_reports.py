"""Rule 6: what people report, against the usual, and what a spike does."""

from datetime import timedelta
from random import Random

import pytest

from statusgen.judging.buckets import Key, counts
from statusgen.judging.reports import reported
from statusgen.judging.usual import BLIND_FLOOR, FLOOR, Usual, far_above, usual
from statusgen.model.evidence import Report
from statusgen.model.words import Confidence, ScopeKind, Status, Trend
from tests.judging.heard import QUARTER, WEEK, calm, heard, series
from tests.judging.make import NOW, component, history, incident, only, project, snapshot, update

VANTAGES = {
    "us-1": {"country": "US", "network": "datacenter", "asn": "1"},
    "jp-1": {"country": "JP", "network": "datacenter", "asn": "2"},
}
FINE = {"web@us-1": "." * 9, "web@jp-1": "." * 9}
DOWN = {"web@us-1": "." * 6 + "FFF", "web@jp-1": "." * 9}
WHOLE_HOUR = [40, 40, 40, 40]


def rows(reports, now=NOW, name="web"):
    """What is told of a component."""
    return reported(counts(reports), name, now)


def judged(reports, lines=None, *entries, now=NOW, **settings):
    """The page with these reports, whose probes see nothing unless told."""
    made = project(*entries, vantages=VANTAGES, **settings)
    return snapshot(heard(made, reports), history(lines or FINE, until=now), now)


# What is usual


def test_the_usual_is_the_median_of_the_same_hour_of_the_same_weekday():
    reports = [
        report
        for week, count in enumerate((10, 20, 30, 900), start=1)
        for report in series([count] * 4, until=NOW - week * WEEK + timedelta(hours=1))
    ]
    # Another hour and another day do not matter.
    reports += series([5000] * 4, until=NOW - WEEK) + series([5000] * 4, until=NOW - timedelta(days=6))
    reports += series([40], until=NOW + QUARTER)

    (row,) = rows(reports)

    assert row.expected == 25


@pytest.mark.parametrize(("weeks", "expected"), [(2, None), (3, 40), (8, 40)])
def test_it_takes_three_weeks(weeks, expected):
    assert rows(calm(40, weeks=weeks) + series([40]))[0].expected == expected


def test_with_fewer_weeks_the_same_hour_of_any_day_will_do():
    days = [r for day in (1, 2, 3) for r in series(WHOLE_HOUR, until=NOW - timedelta(days=day))]
    found = counts(days + series([40]))
    bucket = max(found.rows)

    level = usual(found, [Key("web", "US")], bucket)

    assert (level.expected, level.is_same_weekday) == (40, False)
    assert usual(counts(series([40])), [Key("web", "US")], bucket).expected is None


def test_the_weekday_wins_over_any_day():
    days = [r for day in range(1, 7) for r in series([400] * 4, until=NOW - timedelta(days=day))]

    assert rows(calm(40) + days + series([40]))[0].expected == 40


def test_weeks_before_the_last_eight_do_not_count():
    old = [r for week in range(9, 15) for r in series([40] * 4, until=NOW - week * WEEK)]

    assert rows(old + series([40]))[0].expected is None


def test_a_bucket_without_a_line_of_its_source_is_not_measured():
    """In hours of which nothing is told, nothing is said to be zero."""
    assert rows(calm(40, component="api") + series([40]))[0].expected == 0
    assert rows(calm(40, source="desk") + series([40]))[0].expected is None


def test_buckets_of_other_lengths_are_compared_by_the_minute():
    hourly = calm(160, minutes=60) + series([40])

    assert rows(hourly)[0].expected == 40


def test_a_bucket_longer_than_an_hour_tells_nothing_of_an_hour():
    assert rows(calm(40) + series([90_000], minutes=120)) == ()


# How far above


@pytest.mark.parametrize(
    ("expected", "spread", "entry"),
    [
        (None, 0, BLIND_FLOOR),
        (0, 0, FLOOR),
        (1, 1, FLOOR),
        (2, 1.5, 14),
        (4, 2, 20),
        (10, 3, 34),
        (40, 6.3, 120),
        (40, 20, 200),
        (1000, 40, 3000),
    ],
)
def test_a_spike_begins_at(expected, spread, entry):
    assert Usual(expected, spread).entry == entry
    assert Usual(expected, spread).exit == entry / 2


def test_three_reports_in_a_quiet_hour_are_no_spike():
    assert not rows(calm(0) + series([3]))[0].is_spike
    assert not rows(calm(0) + series([9]))[0].is_spike
    assert rows(calm(0) + series([10]))[0].is_spike


@pytest.mark.parametrize(
    ("line", "is_spike"),
    [
        ([40, 40, 40], False),
        ([40, 40, 119], False),
        ([40, 40, 120], True),
        ([120, 60, 60], True),
        ([120, 60, 59], False),
        ([120, 59, 119], False),
        ([40, 120, 0], False),
        ([120, None, 60], True),
        ([120, None, None], False),
    ],
)
def test_it_begins_high_and_ends_at_half(line, is_spike):
    assert any(row.is_spike for row in rows(calm(40) + series(line))) is is_spike


def test_reports_that_are_three_lengths_old_say_nothing():
    reports = calm(40) + series([4000])
    begins = NOW - QUARTER

    assert rows(reports, begins + 3 * QUARTER - timedelta(seconds=1))[0].is_spike
    assert rows(reports, begins + 3 * QUARTER) == ()


def test_short_buckets_count_for_a_quarter_of_an_hour():
    reports = calm(2, minutes=1) + series([400], minutes=1)
    begins = NOW - timedelta(minutes=1)

    assert rows(reports, begins + timedelta(minutes=14))[0].is_spike
    assert rows(reports, begins + timedelta(minutes=15)) == ()


@pytest.mark.parametrize(
    ("line", "told", "is_spike"),
    [([40, 400], 400, True), ([400, 2], 400, True), ([400, 450], 450, True), ([40, 5], 40, False)],
)
def test_an_open_bucket_counts_from_its_start_and_ends_nothing(line, told, is_spike):
    reports = calm(40) + series(line, until=NOW + timedelta(minutes=10))

    (row,) = rows(reports)

    assert (row.count, row.is_spike, row.is_whole) == (told, is_spike, told == line[0])


def test_a_bucket_of_the_future_says_nothing():
    reports = calm(40) + series([40, 4000], until=NOW + QUARTER + timedelta(seconds=1))

    assert rows(reports)[0].count == 40
    assert not rows(reports)[0].is_spike


@pytest.mark.parametrize(
    ("line", "trend"),
    [
        ([100, 200], Trend.RISING),
        ([200, 100], Trend.FALLING),
        ([100, 105], Trend.STEADY),
        ([4, 6], Trend.STEADY),
        ([10_000, 11_000], Trend.STEADY),
        ([200], Trend.STEADY),
    ],
)
def test_it_says_where_the_counts_go(line, trend):
    assert rows(series(line))[0].trend is trend


# Places and problems


def test_a_country_is_its_own_rows_and_those_of_its_cities():
    lines = series([5]) + series([7], city="Reno") + series([30], city="Tulsa") + series([1], city="Yuma")

    (row,) = rows(lines)

    assert (row.country, row.count) == ("US", 43)
    assert row.cities == ("Tulsa", "Reno")


def test_problems_are_told_by_share():
    lines = series([60], problem="page") + series([30], problem="sign-in") + series([10])

    assert rows(lines)[0].problems == (("page", 60 / 90), ("sign-in", 30 / 90))


def test_many_countries_together_can_be_a_spike_where_none_is():
    names = ("US", "JP", "GB", "PK", "DE", "FR", "IT", "ES")
    quiet = [report for name in names for report in calm(1, country=name)]
    now = [report for name in names for report in series([9], country=name)]

    first, *others = rows(quiet + now)

    assert (first.country, first.count, first.expected, first.is_spike) == (None, 72, 8, True)
    assert not any(row.is_spike for row in others)


def test_a_source_without_countries_is_told_as_a_whole():
    (row,) = rows(calm(4, country=None) + series([200], country=None))

    assert (row.country, row.count, row.is_spike) == (None, 200, True)


# What a spike does


def test_a_spike_leaves_the_status_to_the_probes_and_makes_the_page_doubt():
    snap = judged(calm(40) + series([10_000]))
    web = only(snap)

    assert (web.status, web.observed, web.confidence) == (
        Status.OPERATIONAL,
        Status.OPERATIONAL,
        Confidence.UNCONFIRMED,
    )
    assert web.note == "possible problems in the United States"
    assert web.scope is not None
    assert (web.scope.kind, web.scope.countries) == (ScopeKind.UNCONFIRMED, ("US",))
    assert [r.text for r in web.reasons if r.source == "reports"] == [
        "10,000 reports in the United States in 15 minutes; usual at this hour: 40"
    ]
    assert snap.headline.text == "People report problems with Web"
    assert "nobody has posted an incident" in snap.headline.detail
    assert snap.headline.confidence is Confidence.UNCONFIRMED
    assert not snap.headline.is_all_clear
    assert snap.conflicts == ()


@pytest.mark.parametrize(("resolved", "is_told"), [("11:50", True), ("11:10", False)])
def test_an_incident_that_ended_while_reports_were_high_has_told_of_them(resolved, is_told):
    told = incident(
        updates=[update("2025-03-10T11:00Z", "investigating"), update(f"2025-03-10T{resolved}Z", "resolved")]
    )
    snap = judged(calm(40) + series([10_000, 9_000]), None, told)

    assert snap.headline.text == "People report problems with Web"
    assert ("nobody has posted" not in snap.headline.detail) == is_told


def test_without_a_spike_all_is_clear():
    snap = judged(calm(40) + series([60]))

    assert snap.headline.is_all_clear
    assert only(snap).confidence is Confidence.CONFIRMED
    assert [(row.count, row.is_spike) for row in only(snap).reports] == [(60, False)]


@pytest.mark.parametrize(
    ("lines", "country", "note", "confidence"),
    [
        (FINE, "US", "possible problems in the United States", Confidence.UNCONFIRMED),
        (DOWN, "US", None, Confidence.LIKELY),
        (DOWN, "JP", "possible problems in Japan", Confidence.LIKELY),
        ({**DOWN, "web@us-1": "." * 8 + "F"}, "US", "failing, being confirmed", Confidence.UNCONFIRMED),
        ({**DOWN, "web@jp-1": "." * 6 + "FFF"}, "PK", None, Confidence.CONFIRMED),
        ({"web@us-1": "." * 6 + "FFF"}, "PK", None, Confidence.LIKELY),
        ({"web@us-1": "." * 6 + "sss", "web@jp-1": "." * 9}, "US", None, Confidence.LIKELY),
    ],
)
def test_a_probe_that_agrees_there_makes_it_evidence(lines, country, note, confidence):
    web = only(judged(calm(4, country=country) + series([1000], country=country), lines))

    assert (web.note, web.confidence) == (note, confidence)
    assert [r.source for r in web.reasons][-1] == "reports"


def test_reports_alone_never_change_a_status():
    random = Random(6)
    for _ in range(100):
        lines = {
            name: "".join(random.choice(("....", "....", "FFF", "sss")) for _ in range(4)) for name in FINE
        }
        line = [random.choice((0, 40, 4000)) for _ in range(12)]
        country = random.choice(("US", "JP", "PK", None))
        before, after = (
            judged([], lines),
            judged(calm(40, country=country) + series(line, country=country), lines),
        )

        assert [s.status for s in after.components] == [s.status for s in before.components]
        assert after.conflicts == before.conflicts
        assert [s.uptime for s in after.components] == [s.uptime for s in before.components]


def test_what_an_open_incident_tells_is_not_doubted_again():
    said = incident(updates=[update("2025-03-10T11:50Z", "investigating")])

    web = only(judged(calm(40) + series([10_000]), FINE, said))

    assert web.note is None
    assert web.reasons[-1].source == "reports"


def test_an_incident_of_another_country_tells_nothing_of_this_one():
    blocked = incident(
        impact={"web": "partial_outage"},
        scope={"kind": "country", "countries": ["PK"]},
        updates=[update("2024-02-17T11:50Z", "identified")],
    )

    snap = judged(calm(40) + series([10_000]), FINE, blocked)

    assert only(snap).note == "possible problems in the United States"
    assert snap.headline.text == "People report problems with Web"


def test_a_maintenance_answers_for_its_own_components():
    work = {
        "kind": "maintenance",
        "id": "work",
        "title": "Work",
        "starts_at": "2025-03-10T11:00Z",
        "ends_at": "2025-03-10T13:00Z",
        "impact": {"web": "under_maintenance"},
        "updates": [],
    }

    web = only(judged(calm(40) + series([10_000]), FINE, work))

    assert (web.status, web.note) == (Status.UNDER_MAINTENANCE, None)


def test_a_component_that_nobody_measures_is_doubted_too():
    reports = calm(4, component="push") + series([900], component="push")

    snap = judged(reports, FINE, components=[component("web"), {"id": "push", "name": "Push"}])

    assert only(snap, "push").note == "possible problems in the United States"
    assert snap.headline.text == "People report problems with Push"
    assert "Nothing of ours measures it" in snap.headline.detail


def test_reports_that_name_no_component_doubt_the_page():
    snap = judged(calm(4, component=None) + series([900], component=None))

    assert only(snap).note is None
    assert (snap.headline.text, snap.headline.is_all_clear) == ("People report problems", False)
    assert [(row.country, row.count) for row in snap.reports] == [("US", 900)]


def test_a_page_of_people_alone_that_doubts_has_an_end():
    made = project(components=[{"id": "web", "name": "Web"}])

    assert snapshot(made).expires_at is None
    assert snapshot(heard(made, calm(4) + series([900]))).expires_at == NOW - QUARTER + 3 * QUARTER


def test_trouble_elsewhere_tells_of_possible_problems_too():
    two = [component("web"), component("api")]
    lines = {"web@us-1": "F" * 4, "web@jp-1": "F" * 4, "api@us-1": "....", "api@jp-1": "...."}
    reports = calm(4, component="api") + series([900], component="api")

    snap = judged(reports, lines, components=two)

    assert snap.headline.text == "Web is down"
    assert "Possible problems with Api." in snap.headline.detail


# Laws


def world(seed):
    """Reports of some countries, sources and lengths around now, with calm weeks before."""
    random = Random(seed)
    reports = []
    for _ in range(random.randrange(1, 4)):
        more = {
            "country": random.choice(("US", "JP", "PK", None)),
            "component": random.choice(("web", "web", "api", None)),
            "minutes": random.choice((5, 15, 15, 60)),
            "source": random.choice(("tracker", "desk")),
        }
        reports += calm(random.choice((0, 3, 40)), weeks=random.choice((2, 3, 4)), **more)
        line = [random.choice((0, 3, 40, 60, 130, 4000, None)) for _ in range(random.randrange(1, 30))]
        reports += series(line, until=NOW + timedelta(minutes=random.choice((-10, 0, 4, 10))), **more)
    return list({report.key: report for report in reports}.values())


WORLDS = range(60)


def told(reports, now=NOW):
    """All that is said of a world."""
    found = counts(reports)
    return [reported(found, name, now) for name in ("web", "api", None)]


@pytest.mark.parametrize("seed", WORLDS)
def test_the_order_of_lines_is_irrelevant_and_importing_twice_changes_nothing(seed):
    reports = world(seed)
    mixed = Random(seed).sample(reports, len(reports))

    assert told(mixed) == told(reports)
    assert told(reports + mixed) == told(reports)


@pytest.mark.parametrize("seed", WORLDS)
def test_whole_weeks_change_nothing_but_dates(seed):
    reports, by = world(seed), 31 * WEEK
    later = [Report(**{f: getattr(r, f) for f in r.__slots__} | {"at": r.at + by}) for r in reports]

    for before, after in zip(told(reports), told(later, NOW + by), strict=True):
        assert [(r.country, r.count, r.expected, r.is_spike, r.trend, r.source) for r in after] == [
            (r.country, r.count, r.expected, r.is_spike, r.trend, r.source) for r in before
        ]
        assert [r.since and r.since - by for r in after] == [r.since for r in before]


@pytest.mark.parametrize("seed", WORLDS)
def test_another_source_takes_no_spike_away(seed):
    reports = world(seed)
    more = calm(7, source="third") + series([5, 500, 2], source="third")

    for before, after in zip(told(reports), told(reports + more), strict=True):
        assert {r for r in before if r.is_spike} <= set(after)


@pytest.mark.parametrize("count", [0, 1, 5, 20, 100, 1000])
def test_more_usual_reports_never_make_it_more_of_a_spike(count):
    assert far_above(count + 1, 1) >= far_above(count, 1) > count
