"""The page as readers turn it: written from right to left, enlarged, printed, in forced colours, in a logo's company."""

from dataclasses import replace
from pathlib import Path

import pytest

from statusgen.model.colours import parse_colour
from statusgen.model.pictures import Picture
from statusgen.model.project import Page
from statusgen.model.theme import Accent, Logo, ThemeFile
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.single import single
from statusgen.rendering.site import render
from tests.browser.inspecting import WATCH
from tests.browser.make import serve
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
PAGES = (
    "index.html",
    "components/sign-in/index.html",
    "incidents/sign-in-fails/index.html",
    "history/index.html",
    "how-we-measure/index.html",
)
WIDE = Picture(
    data=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 40"><path d="M0 0h900v40z"/></svg>',
    kind="svg",
    width=900,
    height=40,
)
PLACES = """() => Object.fromEntries([
  ".brand", "header nav", ".top > .shape", ".top h1", ".row .name", ".row .word", ".row .up", ".number", ".pairs dt",
  ".pairs dd", "th", ".ends span:first-child", ".ends span:last-child",
].map((name) => [name, document.querySelector(name)]).filter(([, node]) => node).map(([name, node]) => {
  const box = node.getBoundingClientRect();
  return [name, [box.left, box.right, getComputedStyle(node).paddingInlineStart]];
}))"""


def mirrored(folder: Path) -> Path:
    """A theme whose pages are written from right to left."""
    base = (templates_folder() / "base.html").read_text(encoding="utf-8")
    assert "<html lang=" in base
    (folder / "base.html").write_text(base.replace("<html lang=", '<html dir="rtl" lang='), encoding="utf-8")
    return folder


def opened(chromium, address, path, **look):
    page = chromium.new_context(**look).new_page()
    page.add_init_script(WATCH)
    page.clock.set_fixed_time(NOW + MINUTE)
    page.goto(address + path)
    return page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_written_from_right_to_left_everything_changes_sides(chromium, tmp_path, path, width):
    found = []
    for overrides in (None, mirrored(tmp_path)):
        with serve(render(make.rich(), overrides=overrides)) as address:
            page = opened(chromium, address, path, viewport={"width": width, "height": 900})
            found.append((page.evaluate(PLACES), page.evaluate("document.documentElement.clientWidth")))
            page.context.close()
    (there, wide), (here, _) = found

    assert there
    for name, (left, right, start) in there.items():
        mirror = (wide - right, wide - left, start)
        # Words are shaped alike, but what stands beside them may break lines elsewhere: the side is what counts.
        near_start = left < wide - right
        if abs(left - (wide - right)) > 8:
            assert (here[name][0] > wide - here[name][1]) == near_start, (name, here[name], mirror)
        assert here[name][2] == start, name


def test_time_runs_from_right_to_left_in_bars_and_charts_too(chromium, tmp_path):
    with serve(render(make.rich(), overrides=mirrored(tmp_path))) as address:
        home = opened(chromium, address, "index.html")
        bar = home.evaluate("getComputedStyle(document.querySelector('.bar')).transform")
        home.goto(address + "incidents/sign-in-fails/index.html")
        marks = home.evaluate(
            "[...document.querySelectorAll('.marks text')].map((n) => [+n.textContent, n.getBoundingClientRect().left])"
        )
        upright = home.evaluate(
            "new DOMMatrix(getComputedStyle(document.querySelector('.marks text')).transform).a"
        )
        home.context.close()

    assert bar == "matrix(-1, 0, 0, 1, 0, 0)"
    assert upright == -1  # turned back inside what is turned
    assert [number for number, _ in sorted(marks, key=lambda mark: -mark[1])] == sorted(n for n, _ in marks)


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_axe_finds_nothing_from_right_to_left(chromium, tmp_path, look):
    found = []
    with serve(render(make.rich(), overrides=mirrored(tmp_path))) as address:
        for path in PAGES:
            page = opened(chromium, address, path, **look)
            found += [(path, one["id"]) for one in axe.Axe().run(page).response["violations"]]
            page.context.close()
    assert found == []


@pytest.mark.parametrize("is_rtl", [False, True], ids=["ltr", "rtl"])
def test_twice_as_large_nothing_is_cut_and_nothing_scrolls_sideways(chromium, tmp_path, is_rtl):
    """Enlarged as a whole (half the width) and by its text alone."""
    files = render(make.rich(), overrides=mirrored(tmp_path) if is_rtl else None)
    with serve(files) as address:
        for width, size in ((320, "100%"), (640, "200%")):
            page = opened(chromium, address, "index.html", viewport={"width": width, "height": 800})
            for path in (path for path in files if path.endswith(".html")):
                page.goto(address + path)
                page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, size)
            page.context.close()


def test_printed_it_is_dark_on_white_and_shapes_and_bars_are_there(chromium):
    with serve(render(make.rich())) as address:
        page = opened(chromium, address, "index.html", color_scheme="dark")
        page.emulate_media(media="print", color_scheme="dark")
        seen = page.evaluate(
            """() => {
              const style = (name) => getComputedStyle(document.querySelector(name));
              return {
                paper: style("html").backgroundColor, ink: style("html").color, nav: style("footer nav").display,
                address: document.querySelector(".printed").innerText, bar: style(".bar .ok").stroke,
                shape: style(".row.down .shape").fill,
              };
            }"""
        )
        page.context.close()

    assert seen["paper"] == "rgb(255, 255, 255)"
    assert seen["ink"] == "rgb(23, 25, 29)"
    assert seen["nav"] == "none"
    assert seen["address"] == "https://status.chirp.example/"
    assert seen["bar"] == "rgb(131, 195, 161)"
    assert seen["shape"] == "rgb(179, 32, 42)"


def test_addresses_of_links_in_texts_are_printed(chromium):
    made = make.rich()
    (state, *rest) = [one for one in made.incidents if one.is_open]
    text = make.words("Read [more](https://chirp.example/why) and [this](#here).")
    updates = tuple(replace(update, text=text) for update in state.updates)
    told = replace(state, updates=updates, incident=replace(state.incident, updates=updates))
    with serve(render(replace(made, incidents=(told, *rest)))) as address:
        page = opened(chromium, address, "index.html")
        after = (
            "[...document.querySelectorAll('.prose a')].map((a) => getComputedStyle(a, '::after').content)"
        )
        on_screen = page.evaluate(after)
        page.emulate_media(media="print")
        printed = page.evaluate(after)
        page.context.close()

    assert set(on_screen) == {"none"}
    assert '" (" "https://chirp.example/why" ")"' in printed or '" (https://chirp.example/why)"' in printed
    assert "none" in printed


def test_in_forced_colours_states_differ_by_shape_and_bars_are_drawn(chromium):
    with serve(render(make.rich())) as address:
        page = opened(chromium, address, "index.html", forced_colors="active", color_scheme="dark")
        shapes = page.evaluate(
            "[...document.querySelectorAll('.row .shape use')].map((n) => n.getAttribute('href'))"
        )
        strokes = page.evaluate(
            "['ok', 'down'].map((k) => document.querySelector('.bar .' + k)).filter(Boolean)"
            ".map((n) => [getComputedStyle(n).stroke, getComputedStyle(n).strokeWidth])"
        )
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.context.close()

    assert len(set(shapes)) >= 3
    assert len({tuple(stroke) for stroke in strokes}) == len(strokes) == 2
    assert all(colour != paper for colour, _ in strokes)


def test_who_wants_less_motion_gets_none(chromium):
    with serve(render(make.rich())) as address:
        page = opened(chromium, address, "index.html", reduced_motion="reduce")
        moving = page.evaluate(
            """[...document.querySelectorAll("*")].filter((n) => {
              const s = getComputedStyle(n);
              return s.scrollBehavior === "smooth" || parseFloat(s.transitionDuration) > 0 || s.animationName !== "none";
            }).length"""
        )
        page.context.close()
    assert moving == 0


def themed(**more):
    page = Page(
        name=make.words("Chirp"),
        url="https://status.chirp.example/",
        logo=Logo(
            light=ThemeFile("templates/a.svg", picture=WIDE), dark=ThemeFile("templates/b.svg", picture=WIDE)
        ),
        accent=Accent(light=parse_colour("#a3195b")),
        css=ThemeFile("templates/ours.css", text="body { letter-spacing: .01em }\n"),
        **more,
    )
    return replace(make.rich(), page=page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_with_a_logo_and_a_colour_of_its_own_is_fit_for_everyone(chromium, scheme):
    with serve(render(themed())) as address:
        for path in PAGES:
            page = opened(
                chromium, address, path, color_scheme=scheme, viewport={"width": 320, "height": 800}
            )
            violations = axe.Axe().run(page).response["violations"]
            assert [(one["id"], [n["html"] for n in one["nodes"]][:2]) for one in violations] == [], path
            assert page.evaluate("window.violations") == [], path
            assert page.evaluate("document.querySelector('.logo').naturalWidth") > 0
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
            spacing = page.evaluate("getComputedStyle(document.body).letterSpacing")
            assert spacing != "normal", path
            page.context.close()


def test_the_page_in_one_file_asks_for_nothing_and_turns_stale_like_any_other(chromium, tmp_path):
    (tmp_path / "status.html").write_bytes(single(themed()))
    page = chromium.new_page()
    page.add_init_script(WATCH)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install(time=NOW + MINUTE)
    page.goto((tmp_path / "status.html").as_uri())

    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    assert page.evaluate("document.querySelector('.logo').naturalWidth") > 0
    fresh = page.get_attribute("link[rel=icon]", "href")
    page.clock.run_for(20 * 60 * 1000)
    assert page.inner_text("h1").startswith("Not known")
    assert page.get_attribute("link[rel=icon]", "href") not in (fresh, None)
    assert page.evaluate("window.violations") == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert len([url for url in asked if url.startswith("file:")]) == 1
    page.close()
