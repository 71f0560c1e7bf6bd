"""Everybody can use the page: no finding of axe, sound headings, all in reach of the keyboard."""

from itertools import pairwise

import pytest

from statusgen.rendering.site import render
from tests.browser.make import serve
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "components/sign-in/index.html",
    "components/docs/index.html",
    "incidents/sign-in-fails/index.html",
    "incidents/false-alarm/index.html",
    "maintenance/database/index.html",
    "maintenance/index.html",
    "history/index.html",
    "history/2025-03/index.html",
    "is-it-just-me/index.html",
    "how-we-measure/index.html",
    "places/index.html",
    "subscribe/index.html",
    "404.html",
)
RIGHT_TO_LEFT = "right to left"
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "phone": {"viewport": {"width": 390, "height": 844}},
    RIGHT_TO_LEFT: {},
}
OUTLINE = """() => ({
  headings: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => +h.tagName[1]),
  landmarks: ["header", "main", "footer"].map((name) => document.querySelectorAll("body > " + name).length),
  lang: document.documentElement.lang,
  unnamed: [...document.querySelectorAll("a,[role=img],nav,section[aria-label]")]
    .filter((n) => !(n.getAttribute("aria-label") || n.textContent).trim()).length,
})"""
FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  return {what: node.outerHTML.slice(0, 80), tag: node.tagName, outline: parseFloat(style.outlineWidth)};
}"""


def open_page(chromium, address, path, **look):
    context = chromium.new_context(**look)
    page = context.new_page()
    page.clock.set_fixed_time(NOW + MINUTE)
    page.goto(address + path)
    return page


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_nothing(chromium, look):
    found = []
    with serve(render(make.rich())) as address:
        for path in PAGES:
            page = open_page(chromium, address, path, **LOOKS[look])
            if look == RIGHT_TO_LEFT:
                page.evaluate("document.documentElement.dir = 'rtl'")
            for violation in axe.Axe().run(page).response["violations"]:
                found.append((path, violation["id"], [node["html"] for node in violation["nodes"]][:3]))
            page.context.close()
    assert found == []


@pytest.mark.parametrize(
    "snapshot", [make.rich(), make.clear(), make.unmeasured()], ids=["rich", "clear", "people"]
)
def test_every_page_has_one_title_ranks_without_gaps_and_its_landmarks(chromium, snapshot):
    files = render(snapshot)
    page = chromium.new_page()
    with serve(files) as address:
        for path in (path for path in files if path.endswith(".html")):
            page.goto(address + path)
            seen = page.evaluate(OUTLINE)
            ranks = seen["headings"]
            assert ranks[0] == 1, path
            assert ranks.count(1) == 1, path
            assert all(b - a <= 1 for a, b in pairwise(ranks)), (path, ranks)
            assert seen["landmarks"] == [1, 1, 1], path
            assert seen["lang"] == "en"
            assert seen["unnamed"] == 0, path
    page.close()


def test_the_keyboard_reaches_every_link_and_shows_where_it_is(chromium):
    with serve(render(make.rich())) as address:
        page = open_page(chromium, address, "index.html")
        links = page.locator("a[href]").count()
        reached = set()
        for _ in range(links + 5):
            page.keyboard.press("Tab")
            seen = page.evaluate(FOCUS)
            if seen["tag"] == "BODY":
                break
            assert seen["outline"] >= 2, seen
            reached.add(page.evaluate("[...document.links].indexOf(document.activeElement)"))
        assert len(reached - {-1}) == links
        page.context.close()


def test_two_hundred_per_cent_needs_no_scrolling_to_the_side(chromium):
    files = render(make.rich())
    with serve(files) as address:
        for path in PAGES:
            page = open_page(
                chromium, address, path, viewport={"width": 640, "height": 450}, device_scale_factor=2
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
            page.context.close()
