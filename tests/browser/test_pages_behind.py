"""The pages behind the home page on a phone, in print and in forced colours; and the answer on its first screen."""

from statistics import fmean

import pytest

from statusgen.judging.judge import judge
from statusgen.model.times import parse_moment
from statusgen.rendering.site import render
from tests.browser.make import serve
from tests.rendering import make
from tests.stories.golden import SHOTS
from tests.stories.told import FIXTURES
from tests.stories.world import project, rounds, until

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
INCIDENT, COMPONENT = "incidents/sign-in-fails/index.html", "components/sign-in/index.html"
BOTTOMS = """() => Object.fromEntries(["h1", ".top .lead", ".top .fine", ".active h2, .aside"].map((name) => {
  const node = document.querySelector(name);
  return [name, node ? node.getBoundingClientRect().bottom : null];
}))"""


def at(story):
    """The site of a story's telling instant."""
    fixture, now = FIXTURES[story], parse_moment(SHOTS[story].now)
    return render(judge(project(fixture), until(rounds(fixture), now), now))


@pytest.mark.parametrize("story", SHOTS)
def test_on_a_phone_the_answer_stands_on_the_first_screen(chromium, story):
    with serve(at(story)) as address:
        page = chromium.new_page(viewport=PHONE)
        page.goto(address)
        bottoms = page.evaluate(BOTTOMS)
        above = page.evaluate("document.querySelector('main').firstElementChild.className")
        page.close()
    assert above.startswith("top "), "nothing stands above the answer"
    assert bottoms["h1"] < 844 / 2
    assert bottoms[".top .fine"] < 844, "since when, how sure, and the next word stand above it"
    assert bottoms[".active h2, .aside"] is None or bottoms[".active h2, .aside"] < 844


@pytest.mark.parametrize("incident", ["sign-in-fails", "blocked-pk"])
@pytest.mark.parametrize("width", [320, 390])
def test_an_incidents_table_of_impact_needs_no_scrolling_on_a_phone(chromium, incident, width):
    with serve(render(make.rich())) as address:
        page = chromium.new_page(viewport={"width": width, "height": 844})
        page.goto(f"{address}incidents/{incident}/index.html")
        widths = page.evaluate(
            "[...document.querySelectorAll('#impact table')].map((t) => [t.scrollWidth, t.parentNode.clientWidth])"
        )
        page.close()
    assert widths
    assert all(table <= room for table, room in widths)


def test_charts_keep_their_letters_undistorted_and_their_parts_on_one_axis(chromium):
    with serve(render(make.rich())) as address:
        for width in (390, 1280):
            page = chromium.new_page(viewport={"width": width, "height": 800})
            page.goto(address + COMPONENT)
            sizes = page.evaluate(
                "[...document.querySelectorAll('.plot text')].map((t) => t.getBoundingClientRect().height)"
            )
            assert sizes
            assert all(10 < size < 26 for size in sizes), sizes
            page.goto(address + INCIDENT)
            spans = page.evaluate(
                "[...document.querySelectorAll('.blocks, .strip')].map((s) => { const b = s.getBoundingClientRect(); return [b.left, b.right]; })"
            )
            assert len(spans) >= 4
            assert {tuple(round(edge) for edge in span) for span in spans} == {
                tuple(round(e) for e in spans[0])
            }
            page.close()


@pytest.mark.parametrize("look", [{"forced_colors": "active"}, {"color_scheme": "dark"}, {}], ids=str)
def test_days_of_a_calendar_can_be_told_apart(chromium, look):
    """Good, degraded and down days differ in how much of their cell is drawn, whatever the colours."""
    with serve(render(make.rich())) as address:
        page = chromium.new_page(**look)
        page.goto(address + COMPONENT)
        strokes = page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('.year path')].map((p) => [p.getAttribute('class'), "
            "(({stroke, strokeWidth}) => [stroke, strokeWidth])(getComputedStyle(p))]))"
        )
        page.close()
    kinds = [tuple(strokes[kind]) for kind in ("ok", "down", "unk")]
    assert len(set(kinds)) == 3
    assert all(stroke != "none" for stroke, _ in strokes.values())
    assert "cut" in strokes


def test_the_values_of_a_chart_open_without_a_script(chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    with serve(render(make.rich())) as address:
        page.goto(address + COMPONENT)
        page.click("summary >> nth=0")
        assert page.locator("details[open] td").first.is_visible()
    context.close()


def test_charts_are_printed_on_paper(chromium):
    with serve(render(make.rich())) as address:
        page = chromium.new_page()
        page.emulate_media(media="print")
        page.goto(address + COMPONENT)
        heights = page.evaluate(
            "[...document.querySelectorAll('.plot, .year, .bar')].map((s) => s.getBoundingClientRect().height)"
        )
        page.close()
    assert len(heights) >= 4
    assert fmean(heights) > 20
