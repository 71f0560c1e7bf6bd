"""The geometry of bars, and the sentences that say the same."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.snapshot import Day
from statusgen.rendering.bars import HEIGHT, LEAST, STRIP, STRIP_FOOT, bar, heights
from statusgen.rendering.clocks import Clock
from tests.rendering.make import NOW, days

CLOCK = Clock(NOW)


def day(operational=0.0, degraded=0.0, down=0.0, unmeasured=0.0):
    return Day(
        date=date(2025, 3, 9), operational=operational, degraded=degraded, down=down, unmeasured=unmeasured
    )


@pytest.mark.parametrize(
    ("given_day", "expected"),
    [
        (day(1.0), (0, 0, HEIGHT, 0)),
        (day(down=1.0), (HEIGHT, 0, 0, 0)),
        (day(unmeasured=1.0), (0, 0, 0, HEIGHT)),
        (day(0.5, down=0.5), (HEIGHT // 2, 0, HEIGHT // 2, 0)),
        (day(0.9999, down=0.0001), (LEAST, 0, HEIGHT - LEAST, 0)),
        (day(0.25, unmeasured=0.25), (0, 0, 7, 7)),
        (day(), (0, 0, 0, 0)),
        (day(down=0.00001), (LEAST, 0, 0, 0)),
    ],
    ids=[
        "good",
        "bad",
        "not measured",
        "half",
        "a moment",
        "half a day to come",
        "nothing yet",
        "just begun",
    ],
)
def test_the_height_is_the_share_of_the_day_and_bad_time_never_vanishes(given_day, expected):
    assert heights(given_day) == expected


shares = st.lists(st.floats(0, 1), min_size=4, max_size=4).map(lambda s: [x / max(1.0, sum(s)) for x in s])


@given(shares)
def test_a_column_never_grows_over_its_height_and_shows_whatever_was_bad(four):
    column = heights(day(*four))
    assert sum(column) <= HEIGHT
    assert all(part >= 0 for part in column)
    assert (column[0] >= LEAST) == (four[2] > 0)
    assert (column[1] >= LEAST) == (four[1] > 0)


def columns(path):
    """Foot and top of each stroke by column, walked as a browser walks the path."""
    x, y, found = 0.0, 0.0, {}
    for command, numbers in re.findall(r"([Mmv])([^Mmv]*)", path):
        values = [float(n) for n in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            found[(x - 1.5) / 4] = (y, y + values[0])
            y += values[0]
    return found


def test_paths_draw_each_day_where_it_belongs():
    made = bar(days({0: (0, 90), 8: (60, 720)}, range(80, 90)), CLOCK)
    drawn = {stroke.kind: columns(stroke.path) for stroke in made.strokes}
    assert drawn["unk"] == {float(n): (HEIGHT, 0) for n in range(10)}
    assert set(drawn["down"]) == {81.0, 89.0}
    assert drawn["down"][81.0] == (HEIGHT, HEIGHT / 2)
    assert drawn["slow"][81.0] == (14, 14 - LEAST)
    assert drawn["ok"][81.0] == (14 - LEAST, 0)
    assert drawn["ok"][89.0][1] > 0, "what is to come stays empty"


def test_the_sentence_names_the_bad_days_and_the_coverage():
    made = bar(days({8: (0, 37), 24: (60, 12)}, range(81, 90)), CLOCK)
    assert made.sentence == (
        "Last 90 days: measured 89\u00a0%; 37 min down on 2 Mar; 12 min down, 1 h degraded on 14 Feb."
    )
    assert made.bad == "2 bad days: 2 Mar 37 min, 14 Feb 12 min"


def test_many_bad_days_are_counted():
    made = bar(days(dict.fromkeys(range(5), (0, 10))), CLOCK)
    assert made.bad == "5 bad days: today 10 min, 9 Mar 10 min, 8 Mar 10 min, 2 more"
    assert made.sentence.endswith("10 min down on 8 Mar; 2 more bad days.")


def test_regional_time_is_up_with_a_strip_below_and_told_once():
    standing = [replace(d, operational=0.0, scoped=d.operational) for d in days({0: (0, 90)})]
    made = bar(standing, CLOCK, "Blocked in Pakistan")
    drawn = {stroke.kind: columns(stroke.path) for stroke in made.strokes}
    assert drawn["ok"][0.0] == (HEIGHT, 0)
    assert "slow" not in drawn
    assert drawn["some"] == {float(n): (STRIP_FOOT, STRIP_FOOT - STRIP) for n in range(90)}
    assert made.bad == "1 bad day: today 1 h 30 min"
    assert made.sentence == (
        "Last 90 days: measured 100\u00a0%; 1 h 30 min down today; "
        "on 90 days up, but not everywhere (Blocked in Pakistan)."
    )


def test_days_in_a_row_that_were_bad_from_end_to_end_are_one_stretch():
    whole = dict.fromkeys(range(3, 40), (1440, 0))
    made = bar(days({1: (0, 10), **whole}), CLOCK)
    assert made.bad == "38 bad days: 9 Mar 10 min, 30 Jan to 7 Mar degraded all day"
    assert made.sentence.endswith("10 min down on 9 Mar; degraded all day 30 Jan to 7 Mar.")


def test_nothing_measured_is_not_told_as_nothing_bad():
    assert bar(days(unmeasured=range(90)), CLOCK).sentence == "Last 90 days: measured 0\u00a0%; nothing seen."


def test_minutes_survive_the_way_through_shares():
    for minutes in range(1, 1440):
        share = timedelta(minutes=minutes) / timedelta(days=1)
        only = Day(date=date(2025, 3, 9), operational=1 - share, degraded=0, down=share, unmeasured=0)
        told = bar((only,), CLOCK).bad
        hours, rest = divmod(minutes, 60)
        text = " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest))
        assert told == f"1 bad day: 9 Mar {text}"
