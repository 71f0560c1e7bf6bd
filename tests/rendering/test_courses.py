"""The course of an incident's evidence as strips on the lanes' axis, and in words beside updates."""

import re
from dataclasses import replace
from datetime import timedelta

from statusgen.model.course import Course, PlacesLevel, ReportsLevel
from statusgen.rendering.axis import Axis
from statusgen.rendering.clocks import Clock
from statusgen.rendering.courses import seen_at, strips
from statusgen.rendering.site import render
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW, SINCE

AXIS = Axis(SINCE, SINCE + 100 * MINUTE)
PAGE = "incidents/sign-in-fails/index.html"


def drawn(*levels, reports=()):
    course = Course(
        places=tuple(PlacesLevel(SINCE + a * MINUTE, SINCE + b * MINUTE, f, n) for a, b, f, n in levels),
        reports=tuple(ReportsLevel(SINCE + a * MINUTE, 15, count, usual) for a, count, usual in reports),
    )
    return strips(course, AXIS, Clock(NOW))


def test_the_height_is_the_share_of_places_that_fail():
    (strip,) = drawn((0, 20, 1, 5), (20, 50, 5, 5))

    assert strip.area == "M0 40V32H200V40zM200 40V0H500V40z"
    assert strip.told == "Most at 10:05 UTC: 5 of 5; at the end 5 of 5."


def test_a_time_without_evidence_has_no_base_and_one_where_all_answers_has():
    (strip,) = drawn((0, 20, 0, 5), (60, 100, 0, 5))

    assert strip.area == ""
    assert strip.base == "M0 40H200M600 40H1000"


def test_one_place_of_many_for_a_moment_can_still_be_seen():
    (strip,) = drawn((0, 0, 1, 100), (1, 100, 0, 100))

    assert strip.area == "M0 40V38H1V40z"


def test_reports_are_drawn_against_the_usual():
    (strip,) = drawn(reports=[(0, 100, 50.0), (15, 200, None)])

    assert strip.area == "M0 40V20H150V40zM150 40V0H300V40z"
    assert strip.usual == "M0 30H150", "where the usual is not known there is no line"
    assert strip.told == "Most at 10:00 UTC: 200 reports in 15 minutes, the usual is not known."


def test_what_is_usual_never_fills_the_strip():
    (strip,) = drawn(reports=[(0, 4, 4.0)])

    assert strip.area == "M0 40V27H150V40z"
    assert strip.usual == "M0 27H150"


def test_what_lies_before_the_axis_is_cut_off():
    (strip,) = drawn((-50, 20, 5, 5))

    assert strip.area == "M0 40V0H200V40z"


def test_words_stand_beside_the_evidence_of_their_time():
    course = make.course()

    assert list(seen_at(course, SINCE + 17 * MINUTE)) == [
        "fails from 2 of 5 places",
        "300 reports in 15 minutes, usual 42",
    ]
    assert list(seen_at(course, SINCE + 52 * MINUTE)) == ["900 reports in 15 minutes, usual 42"]
    assert list(seen_at(course, SINCE - 5 * timedelta(hours=1))) == []


def test_the_page_has_both_strips_under_its_lanes_and_evidence_in_its_timeline():
    page = render(make.rich())[PAGE].decode()

    assert page.count('<svg class="strip"') == 2
    assert page.index('id="updates"') < page.index('class="marks"') < page.index('class="strip"')
    assert "Evidence then: fails from 2 of 5 places · 300 reports in 15 minutes, usual 42" in page
    assert "Evidence then: fails from all 5 places" in page


def test_numbers_of_marks_stand_on_lines_of_their_own_where_they_would_cover_each_other():
    state = make.open_incident()
    crowded = replace(
        state,
        updates=tuple(
            replace(u, at=SINCE + n * MINUTE) for n, u in zip((12, 11, 10), state.updates, strict=True)
        ),
    )
    snapshot = replace(make.rich(), incidents=(crowded,))

    page = render(snapshot)[PAGE].decode()

    marks = re.search(r'<svg class="marks".*?</svg>', page)[0]
    assert re.findall(r'y="(\d+)">(\d)<', marks) == [("19", "1"), ("33", "2"), ("47", "3")]
    assert 'height="50"' in marks
