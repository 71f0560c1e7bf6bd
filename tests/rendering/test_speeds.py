"""Latencies as charts: y from zero, three round lines, gaps left open, and the same in words and values."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.model.latencies import LatencyPoint, LatencySeries
from statusgen.rendering.scene import set_scene
from statusgen.rendering.site import render
from statusgen.rendering.speeds import GRID, HEIGHT, STEP, _top, milliseconds, speeds
from tests.rendering import make

HOUR = timedelta(hours=1)
FULL = make.NOW.replace(minute=0, second=0)


def plots(*points, days=()):
    """The plots of a component whose check had these latencies: (hours ago, half, 95 of 100)."""
    hours = tuple(LatencyPoint(FULL - ago * HOUR, 12, half, most) for ago, half, most in points)
    latency = replace(make.latency("web"), together=LatencySeries(hours=hours, days=tuple(days)))
    state = make.component("web", latencies=(latency,))
    found = speeds(state, set_scene(make.snapshot([state])))
    return found[0].plots if found else ()


def test_a_gap_parts_the_line_and_the_area():
    (plot,) = plots((40, 100, 200), (39, 100, 200), (30, 100, 300), (29, 100, 300))

    assert plot.line.count("M") == plot.area.count("M") == 2
    assert plot.line == f"M{7 * STEP} 133h8M{17 * STEP} 133h8"
    assert plot.area == f"M28 {HEIGHT}V67h8V{HEIGHT}zM68 {HEIGHT}V0h8V{HEIGHT}z"


def test_the_newest_hour_ends_at_the_right_edge():
    (plot,) = plots((1, 100, 200), (0, 100, 200))

    assert plot.width == 48 * STEP
    assert plot.line == f"M{46 * STEP} 133h8"


def test_zero_is_the_foot_and_the_three_lines_are_round():
    (plot,) = plots((1, 0, 580), (0, 100, 200))

    assert [(line.y, line.label) for line in plot.grid] == [
        (0, "600 ms"),
        (33.33, "400 ms"),
        (66.67, "200 ms"),
    ]
    assert plot.line.startswith(f"M184 {HEIGHT}")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0 ms"), (2.5, "2.5 ms"), (240.4, "240 ms"), (1000, "1 s"), (2500, "2.5 s"), (61_234, "61.2 s")],
)
def test_latencies_in_words(value, text):
    assert milliseconds(value) == text


@settings(deadline=None)
@given(st.floats(min_value=0.5, max_value=10**7))
def test_the_highest_value_fits_and_uses_a_third_at_least(highest):
    top = _top(highest)

    assert top >= highest
    # Below the least scale of one there is no rounder one.
    assert highest > top / 3 or top == GRID


@settings(deadline=None)
@given(st.sets(st.integers(0, 47), min_size=2), st.integers(1, 900))
def test_every_hour_that_is_known_is_drawn_once_and_no_other(hours, latency):
    (plot,) = plots(*((ago, latency, latency) for ago in sorted(hours, reverse=True)))

    drawn = set()
    for start, rest in re.findall(r"M(\d+) ([^M]*)", plot.line):
        length = sum(map(int, re.findall(r"h(\d+)", rest)))
        drawn |= set(range(int(start) // STEP, (int(start) + length) // STEP))
    assert drawn == {47 - ago for ago in hours}
    assert len(plot.rows) == len(hours)


def test_one_number_makes_no_chart():
    assert plots((0, 100, 200)) == ()


def test_the_sentence_says_what_the_picture_shows_with_its_gaps():
    (plot,) = plots((2, 180, 300), (1, 240, 310), (0, 200, 900))

    assert plot.sentence == (
        "Last 48 hours: half of the answers came within 180 ms to 240 ms, "
        "95 of 100 within 300 ms to 900 ms. In 45 of 48 hours nothing was answered in time."
    )


def test_days_stand_beside_hours_and_their_values_in_tables():
    page = render(make.rich())["components/sign-in/index.html"].decode()

    assert page.count('<svg class="plot"') == 2
    assert "Last two days, by the hour" in page
    assert "Last 90 days, by the day" in page
    values = re.findall(
        r'<tr><th scope="row">(10 Mar|9 Mar)</th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>', page
    )
    assert values == [("10 Mar", "190 ms", "300 ms", "288"), ("9 Mar", "190 ms", "301 ms", "288")]


def test_the_newest_day_stands_beside_what_a_place_last_saw():
    state = make.component("web", latencies=(make.latency("web"),))
    seen = make.place_state("local")
    state = replace(state, checks=(replace(state.checks[0], places=(seen,)),))

    page = render(make.snapshot([state]))["components/web/index.html"].decode()

    assert "answers in 212 ms; today half within 190 ms, 95 of 100 within 300 ms" in page
