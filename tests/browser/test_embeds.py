"""The banner on another site, and the page in an iframe: when they show, what they say, and that they stay apart."""

import json
from datetime import timedelta

import pytest

from statusgen.model.snapshot import Headline
from statusgen.model.words import Confidence, Status
from statusgen.rendering.site import render
from tests.browser.make import serve
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
SITE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chirp</title><link rel="icon" href="data:,">{policy}
<style>p, a, aside {{ display: none !important; color: red }} body {{ margin: 0 }}</style>
<script src="{status}embed.js" async></script></head>
<body><main><h1>Chirp</h1></main></body></html>"""
POLICY = """<meta http-equiv="Content-Security-Policy"
content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {status}; connect-src {status}">"""
IFRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chirp</title><link rel="icon" href="data:,"></head><body><main><h1>Chirp</h1>
<iframe src="{status}embed/" title="Chirp status" width="390" height="240"></iframe></main></body></html>"""


def page_of(status, **more):
    return make.snapshot([make.component(status=status)], **more)


class Visit:
    """Another site that is open in a browser, at an instant."""

    def __init__(self, chromium, files, *, at=NOW + MINUTE, markup=SITE, policy="", **look):
        self.context = chromium.new_context(**look)
        self.page, self.errors = self.context.new_page(), []
        self.page.on("console", lambda said: self.errors.append(said.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.clock.set_fixed_time(at)
        self.files, self.markup, self.policy = files, markup, policy

    def __enter__(self):
        self.ours = serve(self.files)
        status = self.ours.__enter__()
        policy = self.policy.format(status=status.rstrip("/"))
        self.theirs = serve({"index.html": self.markup.format(status=status, policy=policy).encode()})
        with self.page.expect_event(
            "requestfinished", lambda r: "embed" in r.url and not r.url.endswith(".js")
        ):
            self.page.goto(self.theirs.__enter__())
        self.page.wait_for_load_state("networkidle")
        return self

    def __exit__(self, *why):
        self.theirs.__exit__(*why)
        self.ours.__exit__(*why)
        self.context.close()

    @property
    def banner(self):
        return self.page.get_by_role("complementary")

    @property
    def words(self):
        return self.page.get_by_role("status").text_content() if self.banner.count() else None


@pytest.mark.parametrize("status", Status)
def test_it_shows_when_something_is_wrong_and_else_nothing(chromium, status):
    files = render(page_of(status))
    told = json.loads(files["embed/banner.json"])
    with Visit(chromium, files) as visit:
        assert visit.words == (told["text"] if told["is_wrong"] else None)
        assert visit.errors == []


def test_it_is_seen_whatever_styles_and_policy_the_site_has(chromium):
    with Visit(chromium, render(make.rich()), policy=POLICY) as visit:
        assert visit.errors == []
        assert visit.banner.is_visible()
        assert visit.page.get_by_role("status").is_visible()
        link = visit.page.get_by_role("link", name="Status page")
        assert link.is_visible()
        assert link.get_attribute("href").startswith("http://127.0.0.1:")
        colour = visit.page.get_by_role("status").evaluate("(node) => getComputedStyle(node).color")
        assert colour == "rgb(179, 32, 42)"
        top = visit.banner.bounding_box()
        assert (top["x"], top["y"]) == (0, 0)


def test_once_it_has_expired_it_tells_what_was_and_claims_nothing(chromium):
    files = render(make.rich())
    with Visit(chromium, files, at=NOW + timedelta(minutes=16)) as visit:
        assert visit.words == json.loads(files["embed/banner.json"])["late_text"]
        colour = visit.page.get_by_role("status").evaluate("(node) => getComputedStyle(node).color")
        assert colour == "rgb(91, 100, 112)"


def test_an_old_page_that_was_fine_shows_nothing_and_above_all_no_green(chromium):
    with Visit(chromium, render(make.clear()), at=NOW + timedelta(days=3)) as visit:
        assert visit.words is None


def test_what_people_declare_stands_without_an_end(chromium):
    told = make.snapshot([make.component(status=make.DOWN, measured=False)], expires_at=None)
    with Visit(chromium, render(told), at=NOW + timedelta(days=2)) as visit:
        assert visit.words.startswith("Sign-in is down")


def test_an_open_site_learns_that_it_is_over(chromium):
    files = dict(render(make.rich()))
    with Visit(chromium, files) as visit:
        assert visit.words
        visit.page.clock.install(time=NOW + MINUTE)
        visit.page.reload(wait_until="networkidle")
        files.update(render(make.clear()))
        visit.page.clock.run_for(timedelta(minutes=6) / timedelta(milliseconds=1))
        visit.page.wait_for_function("!document.querySelector('body > div')")
        assert visit.words is None


def test_markup_in_a_headline_is_text(chromium):
    text = "<img src=x onerror=console.log(1)><script>console.log(2)</script>"
    head = Headline(status=make.DOWN, text=text, confidence=Confidence.CONFIRMED, is_all_clear=False)
    with Visit(chromium, render(page_of(make.DOWN, headline=head))) as visit:
        assert visit.words.startswith(text)
        assert visit.errors == []
        assert visit.page.locator("img").count() == 0


def test_a_status_page_that_is_gone_leaves_the_site_alone(chromium):
    files = dict(render(make.rich()))
    del files["embed/banner.json"]
    with Visit(chromium, files) as visit:
        assert visit.words is None
        assert [error for error in visit.errors if "404" not in error] == []


@pytest.mark.parametrize(
    "look", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 600}}], ids=str
)
def test_axe_finds_nothing_on_a_site_with_the_banner(chromium, look):
    with Visit(chromium, render(make.rich()), **look) as visit:
        assert axe.Axe().run(visit.page).response["violations"] == []
        assert (
            visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"]
        )


@pytest.mark.parametrize("has_script", [True, False])
def test_the_iframe_shows_the_answer_also_without_javascript(chromium, has_script):
    with Visit(chromium, render(make.rich()), markup=IFRAME, java_script_enabled=has_script) as visit:
        frame = visit.page.frame_locator("iframe")
        assert frame.get_by_role("heading", level=1).text_content() == "Sign-in is down for most people"
        assert frame.get_by_text("valid until").first.is_visible()
        assert visit.errors == []


def test_the_iframe_says_that_it_is_old(chromium):
    files, late = render(make.clear()), NOW + timedelta(hours=2)
    context = chromium.new_context()
    page = context.new_page()
    page.clock.set_fixed_time(late)
    with serve(files, date=late) as address:
        page.goto(f"{address}embed/")
        page.wait_for_load_state("networkidle")
        assert "Not known" in page.get_by_role("heading", level=1).text_content()
        assert "operational" not in page.locator("main h1").text_content().lower()
    context.close()


def test_axe_finds_nothing_on_the_page_for_an_iframe(chromium):
    with Visit(chromium, render(make.rich()), markup=IFRAME) as visit:
        assert axe.Axe().run(visit.page).response["violations"] == []
