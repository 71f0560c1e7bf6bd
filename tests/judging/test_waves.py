"""Rule 6: separate spikes are separate waves, inside one incident too."""

from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.judging.buckets import Key, counts
from statusgen.judging.judge import judge
from statusgen.judging.waves import waves
from statusgen.model.snapshot import IncidentState
from statusgen.model.tallies import History
from statusgen.model.times import parse_moment
from statusgen.reading.load import load
from tests.judging.heard import QUARTER, calm, heard, series
from tests.judging.make import NOW, history, incident, project, snapshot, update

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


def found(line, *, now=NOW, usual=4):
    """Each wave of a line as (first bucket, the one it ends before, height); None: it goes on."""
    first = now - len(line) * QUARTER
    told = counts(calm(usual, hours=12, until=now) + series(line, until=now))
    return [
        ((w.starts_at - first) // QUARTER, w.ends_at and (w.ends_at - first) // QUARTER, w.peak)
        for w in waves(told, [Key("web", None)], now - DAY, now)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([4] * 8, []),
        ([4, 99, 50, 4, 4], [(1, 3, 99)]),
        ([4, 99, 50, 40], [(1, None, 99)]),
        # Two spikes with an hour of the usual between them.
        ([4, 99, 4, 4, 4, 4, 99, 4], [(1, 2, 99), (6, 7, 99)]),
        # Half an hour of quiet parts them; a quarter of one does not.
        ([4, 99, 4, 4, 99, 4], [(1, 2, 99), (4, 5, 99)]),
        ([4, 99, 4, 99, 4], [(1, 4, 99)]),
        # It never falls to the usual, but under a third, and rises far above its lowest again.
        ([900, 800, 290, 200, 250, 700, 600, 4], [(0, 2, 900), (4, 7, 700)]),
        # Not under a third: one wave.
        ([900, 800, 301, 310, 850, 4], [(0, 5, 900)]),
        # It falls under a third and rises, but not far above its lowest: one wave, and its tail.
        ([900, 800, 290, 200, 250, 400, 4], [(0, 2, 900)]),
        # Nothing was counted for three lengths: nothing is claimed of that time.
        ([99, None, None, 99, 4], [(0, 4, 99)]),
        ([99, None, None, None, None, None, 99, 4], [(0, 3, 99), (6, 7, 99)]),
    ],
)
def test_waves_are_told_apart(line, expected):
    assert found(line) == expected


def test_an_open_bucket_ends_no_wave():
    line = [4, 99, 99, 1]

    assert found(line, now=NOW)[0][1] == 3
    told = counts(calm(4, hours=12) + series(line, until=NOW + timedelta(minutes=10)))
    assert waves(told, [Key("web", None)], NOW - DAY, NOW)[0].ends_at is None


def test_what_two_sources_count_at_once_is_one_wave():
    reports = calm(4, source="a") + series([900, 500, 4, 4], source="a")
    reports += calm(4, source="b") + series([4, 700, 300, 4], source="b")

    (wave,) = waves(counts(reports), [Key("web", None)], NOW - DAY, NOW)

    assert (wave.starts_at, wave.ends_at, wave.peak) == (NOW - 4 * QUARTER, NOW - QUARTER, 900)


def state(reports, *, start="2025-03-10T10:00Z", **fields) -> IncidentState:
    """The incident of a page with these reports."""
    said = incident(updates=[update(start, "investigating")], **fields)
    return snapshot(heard(project(said), reports), history("....")).incidents[0]


LINE = [4] * 6 + [900, 4, 4, 4, 800, 4]


def test_an_incident_has_the_waves_of_its_components_and_of_reports_that_name_none():
    own = calm(4) + series(LINE)
    nobodys = calm(4, component=None) + series(LINE, component=None)
    others = calm(4, component="api") + series(LINE, component="api")

    assert [w.peak for w in state(own).waves] == [900, 800]
    assert [w.peak for w in state(own + nobodys).waves] == [1800, 1600]
    assert state(others).waves == ()


def test_a_wave_names_its_countries_by_their_own_peaks():
    reports = (
        calm(4) + series(LINE) + calm(1, country="PK") + series([1] * 6 + [65, 1, 1, 1, 109, 1], country="PK")
    )

    assert [w.countries for w in state(reports).waves] == [
        (("US", 900), ("PK", 65)),
        (("US", 800), ("PK", 109)),
    ]


def test_an_incident_of_one_country_has_the_waves_of_that_country():
    reports = (
        calm(4) + series(LINE) + calm(1, country="PK") + series([1] * 6 + [65, 1, 1, 1, 109, 1], country="PK")
    )

    told = state(reports, scope={"kind": "country", "countries": ["PK"]})

    assert [(w.peak, w.countries) for w in told.waves] == [(65, (("PK", 65),)), (109, (("PK", 109),))]


def test_what_was_long_before_it_is_no_wave_of_it():
    assert [w.peak for w in state(calm(4) + series(LINE), start="2025-03-10T11:45Z").waves] == [800]


def test_a_condition_that_stands_for_long_has_none():
    fields = {"start": "2024-02-17T10:00Z", "scope": {"kind": "country", "countries": ["US"]}}

    assert state(calm(4) + series(LINE), **fields).waves == ()


def test_story_5_has_three_waves_in_one_incident():
    now = parse_moment("2025-03-10T23:50Z")

    snap = judge(load(ROOT).project, History(), now)

    (told,) = [i for i in snap.incidents if i.incident.id == "2025-03-10-waves"]
    assert [(f"{w.starts_at:%H:%M}", w.ends_at and f"{w.ends_at:%H:%M}") for w in told.waves] == [
        ("09:45", "10:45"),
        ("13:45", "15:00"),
        ("16:00", "17:45"),
    ]
    peaks = [dict(w.countries) for w in told.waves]
    assert [peak["US"] for peak in peaks] == [20_538, 39_940, 26_579]
    assert [peak["PK"] for peak in peaks] == [65, 88, 109]
    assert peaks[1]["GB"] > 10_800


def test_story_5_says_possible_problems_in_pakistan_at_15_02_there():
    snap = judge(load(ROOT).project, History(), parse_moment("2025-03-10 15:02 Asia/Karachi"))

    (row,) = [r for r in snap.reports if r.country == "PK"]
    assert (row.count, row.is_spike, row.cities) == (65, True, ("Lahore", "Karachi", "Rawalpindi"))
