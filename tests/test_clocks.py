"""Clocks that jump, leap, disagree and lie, against answers found another way."""

import calendar
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from statusgen.model.times import parse_moment
from tests.judging.make import NOW, history, only, project, snapshot

MINUTE = timedelta(minutes=1)
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Paris",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Norfolk",
)
"""Gaps and folds of 30, 60 and 120 minutes, at midnight and in the night, and winter time that is the odd one."""


def changes_of(zone: ZoneInfo) -> list[datetime]:
    """The instants of 2025 at which its clocks are set."""
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + n * timedelta(hours=1) for n in range(365 * 24)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


def instants_of(zone: ZoneInfo, around: datetime) -> dict[datetime, list[datetime]]:
    """Every minute that a clock on the wall shows, to the instants at which it does: all of them tried."""
    found = defaultdict(list)
    for n in range(-6 * 60, 6 * 60):
        instant = around + n * MINUTE
        found[instant.astimezone(zone).replace(tzinfo=None)].append(instant)
    return found


def is_right(text: str, instants: list[datetime]) -> bool:
    """What is read is the one instant there is; that there is none, or that there are two, is told."""
    try:
        return [parse_moment(text)] == instants
    except ValueError as error:
        told = {0: "does not exist", 2: "happened twice"}.get(len(instants), "nothing")
        return told in str(error)


@pytest.mark.proof("S14")
@pytest.mark.parametrize("name", ZONES)
def test_no_time_of_a_day_when_clocks_change_is_guessed(name, record_property):
    zone, wrong, tried = ZoneInfo(name), [], 0
    for change in changes_of(zone):
        instants = instants_of(zone, change)
        edge = change.astimezone(zone).replace(tzinfo=None)
        for minutes in (-181, -121, -120, -61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 119, 120, 180):
            wall = edge + minutes * MINUTE
            text = f"{wall:%Y-%m-%d %H:%M} {name}"
            tried += 1
            wrong += [] if is_right(text, instants.get(wall, [])) else [text]
    record_property("S14", f"{len(wrong)} of {tried} times around changes of clocks wrong")
    assert tried >= 34
    assert wrong == []


@pytest.mark.proof("S14")
def test_a_leap_day_is_there_when_the_calendar_has_it(record_property):
    years = range(1970, 2200)
    wrong = []
    for year in years:
        instants = [datetime(year, 3, 1, 12, tzinfo=UTC) - timedelta(days=1)]
        try:
            is_there = [parse_moment(f"{year}-02-29T12:00Z")] == instants
        except ValueError:
            is_there = False
        wrong += [year] if is_there != calendar.isleap(year) else []
    record_property("S14", f"{len(wrong)} of {len(years)} leap days wrong")
    assert wrong == []


@pytest.mark.proof("S14")
def test_every_offset_on_earth_is_subtracted(record_property):
    offsets = range(-14 * 60, 14 * 60 + 1, 15)
    wrong = []
    for minutes in offsets:
        sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
        seconds = calendar.timegm((2024, 2, 29, 23, 59, 59)) - 60 * minutes
        text = f"2024-02-29T23:59:59{sign}{hours:02}:{rest:02}"
        wrong += [text] if parse_moment(text).timestamp() != seconds else []
    record_property("S14", f"{len(wrong)} of {len(offsets)} offsets wrong")
    assert wrong == []


AHEAD = {0: True, 1: True, 60: True, 119: True, 120: True, 121: False, 600: False, 3600: False, 86400: False}
"""Seconds by which a prober's clock is ahead, to whether its green counts."""
BEHIND = {1: True, 600: True, 899: True, 900: False, 3600: False, 86400: False}
"""Seconds by which it is behind, with rounds every 300 s."""


@pytest.mark.proof("S14", "probers with a wrong clock judged right")
@pytest.mark.parametrize(
    ("skew", "counts"), [*AHEAD.items(), *((-seconds, counts) for seconds, counts in BEHIND.items())]
)
def test_a_green_counts_while_its_time_can_be_true(skew, counts):
    rounds = history(".", until=NOW + timedelta(seconds=skew))
    assert only(snapshot(project(), rounds)).status == ("operational" if counts else "unknown")


@pytest.mark.proof("S14", "probers with a wrong clock judged right")
@pytest.mark.parametrize("skew", [124, 600, 3600, 86400, -3600, -86400])
def test_red_from_a_wrong_time_does_not_outvote_green_from_the_right_one(skew):
    places = project(vantages={"a": {}, "b": {}})
    right = history({"web@a": "....", "web@b": "    "})
    wrong = history({"web@b": "F" * 4}, until=NOW + timedelta(seconds=skew), step=timedelta(seconds=1))
    both = type(right)(rounds=tuple(sorted((*right.rounds, *wrong.rounds), key=lambda one: one.at)))
    assert only(snapshot(places, both)).status == "operational"


@pytest.mark.proof("S14", "probers with a wrong clock judged right")
@pytest.mark.parametrize("skew", [-600, -60, -1, 0, 1, 60, 120])
def test_two_that_both_see_red_agree_although_their_clocks_do_not(skew):
    places = project(vantages={"a": {}, "b": {}})
    first = history({"web@a": "FFFF"}, controls=(2, 2))
    second = history({"web@b": "FFFF"}, until=NOW + timedelta(seconds=skew), controls=(2, 2))
    both = type(first)(rounds=tuple(sorted((*first.rounds, *second.rounds), key=lambda one: one.at)))
    assert only(snapshot(places, both)).status == "major_outage"
