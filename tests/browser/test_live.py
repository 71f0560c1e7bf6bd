"""A page that stays open renews itself: without a jump, without noise, and never greener than it may be."""

import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from statusgen.rendering.site import render
from tests.browser.inspecting import WATCH
from tests.browser.make import serve
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

pytestmark = pytest.mark.browser

FRESH = NOW + MINUTE
WHILE = 31
"""Seconds after which a page has stood open for a while."""
HIDE = """
window.isHidden = false;
Object.defineProperty(document, "hidden", {get: () => window.isHidden});
window.turn = (isHidden) => { window.isHidden = isHidden; document.dispatchEvent(new Event("visibilitychange")); };
"""
COUNT = """
window.underWay = 0;
const ask = window.fetch;
window.fetch = async (...given) => {
  window.underWay++;
  try { return await ask(...given); } finally { window.underWay--; }
};
"""
PAUSES = """
window.pauses = [];
const plain = window.setTimeout;
window.setTimeout = (what, ms, ...more) => { window.pauses.push(ms); return plain(what, ms, ...more); };
"""
FADES = """
window.fades = 0;
const begin = document.startViewTransition;
document.startViewTransition = (...given) => { window.fades++; return begin.apply(document, given); };
"""


def later(snapshot, minutes=5):
    """The same page, built anew."""
    span = minutes * MINUTE
    expires = snapshot.expires_at + span if snapshot.expires_at else None
    return replace(snapshot, taken_at=snapshot.taken_at + span, expires_at=expires)


@contextmanager
def reader(chromium, files, *, path="index.html", at=FRESH, server=FRESH, scripts=(), policy=True, **look):
    """Somebody who has the page open, and what the browser asked for. `files` may be replaced meanwhile."""
    with serve(files, date=server, policy=policy) as address:
        context = chromium.new_context(**look)
        context.clock.install(time=at)
        for script in (WATCH, HIDE, COUNT, *scripts):
            context.add_init_script(script)
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page.goto(address + path, wait_until="networkidle")
        yield page, asked
        strangers = [url for url in asked if url.startswith(("http", "//"))]
        assert strangers == []
        assert page.evaluate("window.violations") == []
        assert page.evaluate("window.ran") == []
        context.close()


def publish(files, snapshot, **more):
    files.clear()
    files.update(render(snapshot, **more))


def wait(page, seconds=WHILE, *, until=None):
    """Fake seconds pass, no quicker than the network answers; `until` the headline says so."""
    for _ in range(0, seconds, 5):
        page.clock.run_for(5_000)
        page.wait_for_function("() => window.underWay == 0")
    if until is None:
        time.sleep(0.2)
    else:
        page.wait_for_function("(words) => document.querySelector('h1').innerText == words", arg=until)


def test_a_page_that_is_left_soon_has_asked_for_nothing_but_itself_and_the_time(chromium):
    with reader(chromium, render(make.clear())) as (page, asked):
        page.clock.run_for(25_000)
        assert [url for url in asked if not url.startswith("assets/")] == ["index.html", "index.html"]
        assert not any(url.startswith("assets/live") for url in asked)


def test_an_open_page_shows_what_was_published_since(chromium):
    files = render(make.clear())
    with reader(chromium, files) as (page, _):
        page.evaluate("window.mark = 1")
        publish(files, later(make.rich()))
        wait(page, until="Sign-in is down for most people")
        assert page.title() == "Down · Chirp status"
        assert page.get_attribute("link[rel=icon]", "href") == "assets/favicon-down.svg"
        assert "10 March 2025 11:10:20 UTC" in page.inner_text("footer .validity")
        assert page.evaluate("window.mark") == 1, "it was not loaded anew"


def test_it_is_then_the_page_that_a_new_reader_gets(chromium):
    files = render(make.clear())
    whole = "[...document.querySelectorAll('main, footer.site')].map((node) => node.outerHTML).join('')"
    with reader(chromium, files) as (page, _):
        publish(files, later(make.rich()))
        wait(page)
        renewed = page.evaluate(whole)
        page.reload()
        assert renewed == page.evaluate(whole)


def test_place_focus_and_what_is_open_stay(chromium, tmp_path):
    (tmp_path / "home.html").write_text(
        '{% extends "statusgen/home.html" %}{% block main %}{{ super() }}'
        '<details id="more"><summary>More</summary><p>Words</p></details>{% endblock %}'
    )
    files = render(make.clear(), overrides=tmp_path)
    with reader(chromium, files, viewport={"width": 390, "height": 500}) as (page, _):
        page.click("details summary")
        page.focus("a[href*='components/mobile']")
        page.evaluate(
            "document.querySelector(\"a[href*='components/mobile']\").scrollIntoView({block: 'center', behavior: 'instant'})"
        )
        page.wait_for_timeout(200)
        before = page.evaluate("document.activeElement.getBoundingClientRect().y")
        publish(files, later(make.rich()), overrides=tmp_path)
        wait(page, until="Sign-in is down for most people")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "components/mobile/index.html"
        assert page.evaluate("document.querySelector('details').open")
        after = page.evaluate("document.activeElement.getBoundingClientRect().y")
        assert abs(after - before) <= 60, "an incident came above it, and the reader's place did not jump"


def test_what_has_not_changed_is_not_touched(chromium):
    files = render(make.clear())
    with reader(chromium, files) as (page, _):
        page.evaluate(
            "window.rows = [...document.querySelectorAll('.row')]; getSelection().selectAllChildren(window.rows[2])"
        )
        publish(files, later(make.clear()))
        wait(page)
        assert "11:10:20 UTC" in page.inner_text("footer .validity")
        assert page.evaluate("window.rows.every((row) => row.isConnected)")
        assert "Mobile app" in page.evaluate("getSelection().toString()")


def test_it_asks_nothing_in_the_background_and_at_once_when_it_is_looked_at(chromium):
    files = render(make.clear())
    with reader(chromium, files) as (page, asked):
        wait(page)
        page.evaluate("turn(true)")
        asked.clear()
        for _ in range(10):
            wait(page, 60)
        assert asked == []
        publish(files, later(make.rich()))
        page.evaluate("turn(false)")
        wait(page, 1, until="Sign-in is down for most people")


@pytest.mark.slow
def test_it_asks_about_once_a_minute_and_never_in_step_with_others(chromium):
    with reader(chromium, render(make.clear()), scripts=[PAUSES]) as (page, asked):
        wait(page)
        for _ in range(20):
            wait(page, 60)
        pauses = [ms for ms in page.evaluate("window.pauses") if ms > 10_000]
        assert 10 <= sum(url == "status.json" for url in asked) <= 30
        assert all(45_000 <= ms <= 75_000 for ms in pauses)
        assert len(set(pauses)) > len(pauses) / 2


@pytest.mark.slow
def test_it_asks_less_and_less_often_while_the_server_fails(chromium):
    files = render(make.clear())
    with reader(chromium, files, scripts=[PAUSES]) as (page, asked):
        del files["status.json"]
        wait(page)
        for _ in range(40):
            wait(page, 30)
        pauses = [ms for ms in page.evaluate("window.pauses") if ms > 10_000]
        for tries, pause in enumerate(pauses[:4], start=1):
            assert 45_000 * 2**tries <= pause <= 75_000 * 2**tries
        assert sum(url == "status.json" for url in asked) == 4


@pytest.mark.proof("S12", "pages in Chromium that tell stale from fresh")
def test_a_stale_page_is_fresh_again_once_there_is_a_newer_one(chromium):
    files = render(make.clear())
    late = NOW + 60 * MINUTE
    with reader(chromium, files, at=late, server=late) as (page, _):
        assert page.inner_text("h1") == "Not known: last verified 60 minutes ago"
        publish(files, later(make.clear(), 59))
        wait(page)
        assert page.inner_text("h1") == "All Systems Operational"
        assert page.title() == "Chirp status"
        assert page.get_attribute("link[rel=icon]", "href").endswith("favicon-ok.svg")
        assert page.locator(".row.unk").count() == 0
        assert page.get_attribute("html", "class") in (None, "")


@pytest.mark.proof("S12", "pages in Chromium that tell stale from fresh")
def test_a_newer_page_that_has_expired_too_is_not_green(chromium):
    files = render(make.clear())
    late = NOW + 60 * MINUTE
    with reader(chromium, files, at=late, server=late) as (page, _):
        publish(files, later(make.clear(), 30))
        wait(page)
        assert page.inner_text("h1") == "Not known: last verified 30 minutes ago"
        assert page.get_attribute("main .top", "class") == "top unk"
        assert page.title() == "Not known · Chirp status"
        assert "Operational" not in page.inner_text("main")


@pytest.mark.proof("S12", "pages in Chromium that tell stale from fresh")
@pytest.mark.parametrize("hours", [12, -12])
def test_a_renewed_page_shows_no_false_banner_to_a_reader_with_a_wrong_clock(chromium, hours):
    files = render(make.clear())
    with reader(chromium, files, at=FRESH + hours * 60 * MINUTE) as (page, _):
        publish(files, later(make.rich(), 1))
        wait(page, until="Sign-in is down for most people")


@pytest.mark.proof("S12", "pages in Chromium that tell stale from fresh")
def test_a_page_that_cannot_be_renewed_grows_stale(chromium):
    files = render(make.clear())
    with reader(chromium, files) as (page, _):
        files.clear()
        files["404.html"] = b"lost"
        for _ in range(16):
            wait(page, 60)
        assert page.inner_text("h1").startswith("Not known: last verified")


def test_what_is_not_our_page_changes_nothing(chromium):
    files = render(make.clear())
    with reader(chromium, files) as (page, asked):
        newer = render(later(make.rich()))
        files["status.json"] = newer["status.json"]
        files["index.html"] = b"<!doctype html><title>Sign in to this network</title><body>Pay here</body>"
        wait(page)
        assert asked.count("index.html") >= 2
        assert page.inner_text("h1") == "All Systems Operational"
        assert page.title() == "Chirp status"


def test_a_server_in_between_with_the_page_of_before_changes_nothing(chromium):
    files = render(make.clear())
    with reader(chromium, files) as (page, _):
        files["status.json"] = render(later(make.rich()))["status.json"]
        wait(page)
        assert page.inner_text("h1") == "All Systems Operational"
        publish(files, later(make.rich()))
        wait(page, 80, until="Sign-in is down for most people")


def test_an_incident_that_is_over_becomes_a_page_of_the_past(chromium):
    files = render(make.rich())
    over = replace(make.resolved(), incident=replace(make.resolved().incident, id="sign-in-fails"))
    with reader(chromium, files, path="incidents/sign-in-fails/index.html") as (page, _):
        publish(files, later(make.snapshot([make.component()], incidents=(over,))))
        wait(page, until="Sign-in fails on desktops")
        assert page.get_attribute("html", "data-expires") is None
        for _ in range(20):
            wait(page, 60)
        assert "Not known" not in page.title()


def test_a_page_that_people_alone_write_renews_itself_too(chromium):
    files = render(make.unmeasured())
    with reader(chromium, files) as (page, _):
        publish(files, later(replace(make.unmeasured(), headline=make.rich().headline)))
        wait(page, until="Sign-in is down for most people")


@pytest.mark.parametrize(("motion", "fades"), [("no-preference", 1), ("reduce", 0)])
def test_it_fades_unless_the_reader_wants_no_motion(chromium, motion, fades):
    files = render(make.clear())
    with reader(chromium, files, scripts=[FADES], reduced_motion=motion) as (page, _):
        publish(files, later(make.rich()))
        wait(page, until="Sign-in is down for most people")
        assert page.evaluate("window.fades") == fades


@pytest.mark.proof(
    "S7", "sets of payloads that do not run when an open page takes them over, without the policy"
)
def test_no_payload_runs_when_an_open_page_takes_it_over_even_without_the_policy(chromium):
    poisoned = everywhere(PAYLOADS[::4])
    files = render(make.clear())
    with reader(chromium, files, policy=False) as (page, _):
        publish(files, later(poisoned))
        wait(page)
        assert page.locator(".row").count() == len(PAYLOADS[::4])


def test_scripts_that_stand_in_a_newer_page_do_not_run(chromium, tmp_path):
    (tmp_path / "home.html").write_text(
        '{% extends "statusgen/home.html" %}{% block main %}<h1>New</h1><script>alert(1)</script>{% endblock %}'
    )
    files = render(make.clear())
    with reader(chromium, files, policy=False) as (page, _):
        publish(files, later(make.clear()), overrides=tmp_path)
        wait(page, until="New")


def test_a_page_of_a_folder_asks_for_nothing(chromium, tmp_path):
    for path, data in render(make.clear()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    page = chromium.new_page()
    page.clock.install(time=FRESH)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "index.html").as_uri())
    asked = []
    page.on("request", lambda request: "/favicon-" in request.url or asked.append(request.url))
    page.clock.run_for(20 * 60 * 1000)
    assert (asked, said) == ([], [])
    assert page.inner_text("h1").startswith("Not known: last verified")
    page.close()
