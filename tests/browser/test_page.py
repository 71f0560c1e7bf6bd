"""The page in a reader's browser: fresh, stale, narrow, from a file, without JavaScript."""

from datetime import timedelta
from html.parser import HTMLParser
from posixpath import dirname, join, normpath

import pytest

from statusgen.model.project import Page
from statusgen.publishing.live import EVENTS_PATH, SCRIPT, SCRIPT_PATH, with_reload
from statusgen.rendering.site import render
from tests.browser.inspecting import WATCH
from tests.browser.make import serve
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

browser = pytest.mark.browser
stale = pytest.mark.proof("S12", "pages in Chromium that tell stale from fresh")
FRESH, STALE = NOW + MINUTE, NOW + 2 * timedelta(hours=1)


def open_home(chromium, *, reader, server, javascript=True, path="index.html", snapshot=None):
    """The home page as a reader with that clock sees it, from a server with that clock."""
    with serve(render(snapshot or make.clear()), date=server) as address:
        context = chromium.new_context(java_script_enabled=javascript)
        page = context.new_page()
        if javascript:
            page.clock.set_fixed_time(reader)
        page.goto(address + path, wait_until="networkidle")
        seen = {
            "title": page.title(),
            "text": page.inner_text("main"),
            "headline": page.inner_text("main .top :is(h1, h2)"),
            "tone": page.get_attribute("main .top", "class"),
            "icon": page.get_attribute("link[rel=icon]", "href"),
        }
        context.close()
    return seen


@browser
@stale
def test_a_fresh_page_says_what_it_knows(chromium):
    seen = open_home(chromium, reader=FRESH, server=FRESH)
    assert seen["headline"] == "All Systems Operational"
    assert seen["title"] == "Chirp status"
    assert "Not known" not in seen["text"]


@browser
@stale
def test_a_stale_page_says_not_known_in_headline_title_tone_and_rows(chromium):
    seen = open_home(chromium, reader=STALE, server=STALE)
    assert seen["headline"] == "Not known: last verified 2 hours ago"
    assert seen["title"] == "Not known · Chirp status"
    assert seen["tone"] == "top unk"
    assert seen["icon"].endswith("assets/favicon-unk.svg")
    assert "Operational" not in seen["text"]


@browser
@stale
@pytest.mark.parametrize(
    ("reader", "server", "is_stale"),
    [
        (FRESH + timedelta(hours=12), FRESH, False),
        (STALE - timedelta(hours=12), STALE, True),
        (STALE, None, True),
        (FRESH, None, False),
        (STALE, NOW - timedelta(days=1), True),
    ],
    ids=[
        "reader ahead",
        "reader behind",
        "no server clock, stale",
        "no server clock, fresh",
        "server absurd",
    ],
)
def test_a_wrong_clock_of_the_reader_is_mended_by_the_servers(chromium, reader, server, is_stale):
    assert ("Not known" in open_home(chromium, reader=reader, server=server)["headline"]) is is_stale


@browser
@stale
def test_a_page_left_open_turns_stale_by_itself(chromium):
    with serve(render(make.clear()), date=None) as address:
        page = chromium.new_page()
        page.clock.install(time=FRESH)
        page.goto(address, wait_until="networkidle")
        assert page.inner_text("h1") == "All Systems Operational"
        page.clock.run_for(20 * 60 * 1000)
        assert page.inner_text("h1").startswith("Not known: last verified")
        page.close()


@browser
@stale
def test_component_and_incident_pages_turn_stale_too(chromium):
    for path in ("components/sign-in/index.html", "incidents/sign-in-fails/index.html"):
        seen = open_home(chromium, reader=STALE, server=STALE, path=path, snapshot=make.rich())
        assert "Not known: last verified 2 hours ago" in seen["text"]
        assert seen["title"].startswith("Not known · ")


@browser
@stale
def test_without_javascript_the_headline_itself_says_until_when_it_holds(chromium):
    seen = open_home(chromium, reader=STALE, server=STALE, javascript=False)
    assert "As of 10 March 2025 11:05:20 UTC, valid until 11:20 UTC; later, treat as unknown" in seen["text"]


@browser
@stale
def test_a_page_that_people_alone_write_never_turns_stale(chromium):
    seen = open_home(chromium, reader=STALE, server=STALE, snapshot=make.unmeasured())
    assert seen["headline"] == "No known problems (reported by people, not measured)"


@browser
def test_the_page_has_its_style_from_a_file_and_breaks_no_policy(chromium, tmp_path):
    for path, data in render(make.rich()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    page = chromium.new_page()
    page.add_init_script(WATCH)
    page.clock.set_fixed_time(FRESH)
    for path in ("index.html", "components/sign-in/index.html"):
        page.goto((tmp_path / path).as_uri())
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
        assert page.evaluate("window.violations") == []
    page.click("header .brand")
    assert page.inner_text("h1") == "Sign-in is down for most people"
    page.close()


@browser
@pytest.mark.proof("S8")
@pytest.mark.parametrize("is_preview", [False, True], ids=["published", "preview"])
def test_no_page_asks_another_origin_or_breaks_its_own_policy(chromium, is_preview, record_property):
    files = render(make.rich())
    if is_preview:
        pages = {path: with_reload(data, "1") for path, data in files.items() if path.endswith(".html")}
        files = files | pages | {SCRIPT_PATH[1:]: SCRIPT, EVENTS_PATH[1:]: b""}
    with serve(files) as address:
        page = chromium.new_page()
        page.add_init_script(WATCH)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for path in (path for path in files if path.endswith(".html")):
            page.goto(address + path)
            assert page.evaluate("window.violations") == [], path
        page.close()
    elsewhere = {url for url in asked if not url.startswith(address)}
    record_property("S8", f"{len(elsewhere)} of {len(asked)} requests went elsewhere, and no violation")
    assert elsewhere == set()


@browser
def test_nothing_is_wider_than_a_phone_even_with_words_of_a_thousand_characters(chromium):
    long = "W" * 1000
    snapshots = (make.rich(), _with_long_words(long))
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    for snapshot in snapshots:
        files = render(snapshot)
        with serve(files) as address:
            for path in (path for path in files if path.endswith(".html")):
                page.goto(address + path)
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= 320, path
    page.close()


def _with_long_words(long):
    from tests.browser.poison import everywhere

    return everywhere((long, "\u0646" * 1000, "x\u202e" + long))


class Links(HTMLParser):
    """The addresses a page leads to, and the fragments it has."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs, self.ids = [], set()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            assert found["id"] not in self.ids, found["id"]
            self.ids.add(found["id"])
        if tag in ("a", "link") and found.get("rel") != "canonical":
            self.hrefs.append(found["href"])


@pytest.mark.parametrize(
    "snapshot", [make.rich(), make.clear(), make.unmeasured()], ids=["rich", "clear", "people"]
)
def test_every_link_inside_the_site_leads_somewhere(snapshot):
    files = render(snapshot)
    pages = {}
    for path, data in files.items():
        if path.endswith(".html"):
            pages[path] = Links()
            pages[path].feed(data.decode())
    for path, links in pages.items():
        for href in links.hrefs:
            if href.startswith(("https:", "mailto:")):
                continue
            target, _, fragment = href.partition("#")
            there = target.lstrip("/") if path == "404.html" else normpath(join(dirname(path), target))
            there = there if target else path
            assert there in files, (path, href)
            assert not fragment or fragment in pages[there].ids, (path, href)


def test_a_page_under_a_base_path_finds_its_way_from_anywhere():
    page = Page(name=make.words("Chirp"), url="https://chirp.example/status/")
    lost = render(make.snapshot([make.component()], page=page))["404.html"].decode()
    assert 'href="/status/index.html"' in lost
