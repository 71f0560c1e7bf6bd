"""The days of a year as a calendar: each day once, bad ones marked by more than colour."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.rendering.clocks import Clock
from statusgen.rendering.years import CELL, PITCH, year
from tests.rendering.make import NOW
from tests.rendering.make import year as days

CLOCK = Clock(NOW)


def drawn(found, kind):
    """The cells (column, row) that a kind fills."""
    path = next((stroke.path for stroke in found.strokes if stroke.kind == kind), "")
    cells, x, y = [], 0, 0
    for letter, dx, dy, height in re.findall(r"([Mm])(-?\d+) (-?\d+)v-(\d+)", path):
        x, y = (int(dx), int(dy)) if letter == "M" else (x + int(dx), y + int(dy))
        cells.append((x // PITCH, (y - 1) // PITCH))
        y -= int(height)
    return cells


def made(**more):
    found = year(days(**more), CLOCK, "trouble in one region")
    assert found is not None
    return found


def test_today_stands_in_the_last_column_on_its_weekday_and_nothing_after_it():
    found = made(bad={0: (0, 5)})

    assert drawn(found, "down") == [(51, NOW.weekday())]
    assert max(cell for kind in ("ok", "unk") for cell in drawn(found, kind)) < (51, NOW.weekday())


def test_every_day_is_drawn_once():
    found = made(bad={3: (0, 5), 40: (30, 0), 41: (30, 10)}, count=200)

    cells = [cell for kind in ("ok", "slow", "down", "unk") for cell in drawn(found, kind)]
    assert len(cells) == len(set(cells)) == 51 * 7 + NOW.weekday() + 1
    assert len(drawn(found, "unk")) == len(cells) - 200
    assert (len(drawn(found, "slow")), len(drawn(found, "down"))) == (1, 2)


def test_down_days_have_a_cross_and_degraded_ones_a_bar():
    (cut,) = [s.path for s in made(bad={3: (0, 5), 40: (30, 0)}).strokes if s.kind == "cut"]

    assert cut.count("M") == 2
    assert cut.count("l5 5") == 1
    assert cut.count("h5") == 1


def test_a_good_year_has_no_marks():
    assert {stroke.kind for stroke in made().strokes} == {"ok", "unk"}


def test_the_sentence_tells_the_bad_days_and_how_much_was_measured():
    assert made(bad={8: (0, 37)}, count=200).sentence == (
        "Last 358 days: measured 55\u00a0%; 37 min down on 2 Mar."
    )


def test_what_was_never_measured_has_no_calendar():
    assert year((), CLOCK, "") is None


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 357), st.sampled_from([(0, 5), (30, 0)]), max_size=60))
def test_bad_days_are_where_they_belong(bad):
    found = made(bad=bad, count=358)

    first = NOW.date().toordinal() - 51 * 7 - NOW.weekday()
    expected = {
        kind: sorted(
            divmod(NOW.date().toordinal() - ago - first, 7)
            for ago, (_, down) in bad.items()
            if bool(down) is is_down
        )
        for kind, is_down in (("down", True), ("slow", False))
    }
    assert {kind: sorted(drawn(found, kind)) for kind in expected} == expected
    assert CELL < PITCH
