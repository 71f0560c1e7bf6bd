"""Is it just me? The reader's own browser asks, compares, and says no more than it can know."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from statusgen.model.project import Page
from statusgen.model.snapshot import PlaceState
from statusgen.model.words import Outcome
from statusgen.rendering.site import render
from tests.browser.inspecting import WATCH
from tests.browser.make import serve
from tests.browser.test_live import later
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

pytestmark = pytest.mark.browser

PATH = "is-it-just-me/index.html"
CLOSED = "http://127.0.0.1:9/"


@contextmanager
def target(status=200, *, hangs=False, **headers):
    """A server of another origin: its address, and the headers of every request that came."""
    came, over = [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            came.append(dict(self.headers))
            if hangs:
                over.wait(30)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", came
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def seen(*outcomes):
    """A component of which places saw this."""
    state = make.component("web", "Web")
    (check,) = state.checks
    places = tuple(
        PlaceState(vantage=f"v-{n}", outcome=outcome, latency_ms=20, reason=None, as_of=NOW, is_fresh=True)
        for n, outcome in enumerate(outcomes)
    )
    return replace(state, checks=(replace(check, places=places),))


def site(address, *outcomes, **more):
    page = Page(name=make.words("Chirp"), try_from_browser={"web": address}, **more)
    return make.snapshot([seen(*outcomes)], page=page)


@contextmanager
def opened(chromium, snapshot, *, at=NOW + MINUTE, javascript=True, files=None, **look):
    files = files or render(snapshot)
    with serve(files, date=at) as address:
        context = chromium.new_context(java_script_enabled=javascript, **look)
        page = context.new_page()
        if javascript:
            context.add_init_script(WATCH)
            page.clock.install(time=at)
        page.goto(address + PATH, wait_until="networkidle")
        yield page
        context.close()


def ask(page, word="Your browser has asked."):
    """Press the button and wait until it is over."""
    page.click("#try button")
    page.wait_for_function(
        """(word) => document.querySelector("#try output").textContent.startsWith(word)""",
        arg=word,
        timeout=20_000,
    )


def found(page):
    return " ".join(page.locator("[data-when]:not([data-when=untried]):visible").all_inner_texts())


OK, FAILED = Outcome.OK, Outcome.FAILED


@pytest.mark.parametrize(
    ("outcomes", "says"),
    [
        ((OK,) * 12, "You can reach it, and it works from all 12 places from which we look."),
        (
            (OK,) * 11 + (FAILED,),
            "You can reach it, and it works from 11 of the 12 places from which we look.",
        ),
        (
            (FAILED,) * 3,
            "You can reach it, but it works from none of the 3 places from which we look. What you reach may be a page that says so.",
        ),
        ((), "You can reach it. We have no fresh look to compare with."),
    ],
    ids=["all", "some", "none", "no look"],
)
def test_a_reader_who_reaches_it_is_told_who_else_does(chromium, outcomes, says):
    with target() as (address, _), opened(chromium, site(address, *outcomes)) as page:
        ask(page)
        assert found(page) == says
        assert page.evaluate("window.violations") == []


@pytest.mark.parametrize(
    ("outcomes", "says"),
    [
        (
            (OK,) * 12,
            "You cannot reach it, but it works from all 12 places from which we look. It may be your network, a filter or your browser.",
        ),
        (
            (OK,) * 11 + (FAILED,),
            "You cannot reach it; it works from 11 of the 12 places from which we look.",
        ),
        (
            (FAILED,) * 3,
            "You cannot reach it, and it works from none of the 3 places from which we look. It is not you.",
        ),
        ((), "You cannot reach it. We have no fresh look to compare with."),
    ],
    ids=["all", "some", "none", "no look"],
)
def test_a_reader_who_does_not_reach_it_is_told_whether_others_do(chromium, outcomes, says):
    with opened(chromium, site(CLOSED, *outcomes)) as page:
        ask(page)
        assert found(page).startswith(says)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"Content_Type": "text/html"}),
        (200, {"Content_Type": "application/json", "X_Content_Type_Options": "nosniff"}),
        (500, {"Content_Type": "text/html"}),
        (404, {}),
        (204, {}),
        (405, {"X_Frame_Options": "DENY"}),
    ],
    ids=["a page", "json", "500", "404", "204", "405"],
)
def test_any_answer_is_an_answer(chromium, status, headers):
    with target(status, **headers) as (address, _), opened(chromium, site(address, OK)) as page:
        ask(page)
        assert found(page).startswith("You can reach it")


def test_an_address_that_leads_elsewhere_has_answered_and_nobody_else_is_asked(chromium):
    with target() as (elsewhere, asked), target(302, Location=elsewhere) as (address, _):
        with opened(chromium, site(address, OK)) as page:
            ask(page)
            assert found(page).startswith("You can reach it")
        assert asked == []


def test_no_answer_within_eight_seconds_is_none(chromium):
    with target(hangs=True) as (address, _), opened(chromium, site(address, OK, OK)) as page:
        page.click("#try button")
        assert page.inner_text("#try output").startswith("Your browser is asking.")
        assert page.get_attribute("#try button", "aria-disabled") == "true"
        page.clock.run_for(7_000)
        assert found(page) == ""
        page.clock.run_for(2_000)
        page.wait_for_function(
            "() => document.querySelector('#try output').textContent.startsWith('Your browser has asked.')"
        )
        assert "You cannot reach it" in found(page)
        assert "No answer came within eight seconds." in found(page)
        assert page.get_attribute("#try button", "aria-disabled") == "false"


def test_what_an_extension_stops_is_said_to_be_perhaps_that(chromium):
    with target() as (address, asked), opened(chromium, site(address, OK)) as page:
        page.route(address, lambda route: route.abort("blockedbyclient"))
        page.clock.pause_at(NOW + 2 * MINUTE)
        page.click("#try button")
        page.wait_for_timeout(300)
        page.clock.run_for(200)
        page.wait_for_function(
            "() => document.querySelector('#try output').textContent.startsWith('Your browser has asked.')"
        )
        assert "It failed at once: an extension or a filter of your browser may have stopped it." in found(
            page
        )
        assert asked == []


def test_a_device_that_is_offline_asks_nothing(chromium):
    with target() as (address, asked), opened(chromium, site(address, OK)) as page:
        page.context.set_offline(True)
        ask(page, "Your device says that it is offline")
        assert found(page) == ""
        assert asked == []


def test_a_reader_who_reaches_nothing_at_all_is_told_of_the_own_connection(chromium):
    with opened(chromium, site(CLOSED, OK)) as page:
        page.route("**/is-it-just-me/**", lambda route: route.abort("connectionfailed"))
        ask(page, "Your browser reached none of these, nor the server of this page.")
        assert found(page) == ""


def test_nothing_is_told_to_whom_is_asked_and_nobody_else_is(chromium):
    with target() as (address, came), opened(chromium, site(address, OK)) as page:
        page.context.add_cookies([{"name": "id", "value": "7", "url": address}])
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        ask(page)
        assert {url for url in asked if url != page.url} == {address}
        assert len(came) == 1
        assert "Cookie" not in came[0]
        assert "Referer" not in came[0]


def test_nothing_is_asked_before_the_reader_says_so(chromium):
    with target() as (address, came), opened(chromium, site(address, OK)) as page:
        page.clock.run_for(10 * 60 * 1000)
        page.wait_for_timeout(300)
        assert came == []


def test_the_policy_of_this_page_alone_names_the_addresses():
    files = render(make.rich())
    assert b"connect-src &#39;self&#39; https://chirp.example https://docs.chirp.example:8443;" in files[PATH]
    others = [
        path
        for path, data in files.items()
        if path.endswith(".html") and b"connect-src &#39;self&#39; h" in data
    ]
    assert others == [PATH]


def test_without_javascript_there_is_no_button_and_the_text_says_how_to_compare(chromium):
    with opened(chromium, site("https://chirp.example/", OK, OK, FAILED), javascript=False) as page:
        assert page.locator("button:visible").count() == 0
        told = page.inner_text("main")
        assert "Open an address in another tab." in told
        assert "It works from 2 of the 3 places from which we look." in told
        assert "You can" not in told
        assert page.locator("a[href='https://chirp.example/']").inner_text() == "chirp.example"


def test_a_page_that_has_expired_compares_with_nothing(chromium):
    late = NOW + timedelta(hours=1)
    with target() as (address, _), opened(chromium, site(address, OK), at=late) as page:
        ask(page)
        assert found(page) == "You can reach it. What we saw last is too old to compare with."
        assert "It works" not in page.inner_text("main")


def test_what_the_reader_found_stays_when_the_page_renews_itself(chromium):
    with target() as (address, came):
        files = render(site(address, OK, OK))
        with opened(chromium, None, files=files) as page:
            ask(page)
            files.update(render(later(site(address, OK, FAILED))))
            page.clock.run_for(31_000)
            page.wait_for_function("() => document.querySelector('footer').textContent.includes('11:10:20')")
            assert found(page) == "You can reach it, and it works from 1 of the 2 places from which we look."
            assert page.locator("#by-hand:visible").count() == 0
            assert len(came) == 1


def test_an_address_that_a_newer_page_names_is_not_asked_under_the_old_policy(chromium):
    with target() as (address, came), target() as (other, strange):
        files = render(site(address, OK))
        with opened(chromium, None, files=files) as page:
            files.update(render(later(site(other, OK))))
            page.clock.run_for(31_000)
            page.wait_for_function("() => document.querySelector('footer').textContent.includes('11:10:20')")
            ask(page)
            assert found(page) == ""
        assert (len(came), strange) == (1, [])


def test_a_renewed_page_with_other_addresses_is_usable_after_loading_it_anew(chromium):
    with target() as (address, _), target() as (other, _):
        files = render(site(address, OK))
        with opened(chromium, None, files=files) as page:
            files.update(render(later(site(other, OK))))
            page.reload()
            ask(page)
            assert found(page).startswith("You can reach it")


def test_it_can_be_asked_again_by_keyboard(chromium):
    with target() as (address, came), opened(chromium, site(address, OK)) as page:
        page.focus("#try button")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "() => document.querySelector('#try output').textContent.startsWith('Your browser has asked.')"
        )
        page.keyboard.press("Space")
        page.wait_for_function(
            "() => document.querySelector('#try button').getAttribute('aria-disabled') == 'false'"
        )
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"
        assert len(came) == 2
        assert page.get_attribute("#try output", "aria-live") in (None, "polite"), (
            "an output is a status by itself"
        )
