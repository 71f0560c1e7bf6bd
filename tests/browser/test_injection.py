"""What people write never runs, never leads away unseen and never loads anything: each of the three layers may fail.

The layers are that texts are escaped, that what Markdown made is sanitized, and a page's policy.
"""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from statusgen.model.errors import Place, Problem
from statusgen.publishing.error_page import error_page
from statusgen.rendering import badges
from statusgen.rendering.scene import set_scene
from statusgen.rendering.single import single
from statusgen.rendering.site import OUTPUTS, render
from tests.browser.inspecting import pages, ran, strained
from tests.browser.layers import unescaped, unsanitized
from tests.browser.make import POLICY, serve
from tests.browser.payloads.every import PAYLOADS, batches, hides, raw_batches, together
from tests.browser.poison import LOGO, everywhere
from tests.browser.structure import strange, strange_pages
from tests.scorecard import IS_PROOF

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BATCHES = batches(PAYLOADS, 1 if IS_PROOF else 24)
TEXTS = tuple(together(batch) for batch in BATCHES)
"""Full size: each payload has an entry of every kind for itself. Otherwise some stand together."""
SHOWN = batches(PAYLOADS, 1 if IS_PROOF else 90)
"""The same for what a browser is to show, where the parser has looked at each alone."""
RAW = tuple((payload,) for payload in PAYLOADS) if IS_PROOF else raw_batches(PAYLOADS, 8)
"""The same for pages that hold nothing else, and do not escape."""
OF_PAGES = [output.name for output in OUTPUTS if output.name not in ("feeds", "calendars", "spreadsheets")]
OF_MARKDOWN = ("home", "incidents", "maintenance", "history")
URL = "https://status.example/"


def published(snapshot, **more):
    """With feeds and data for search engines, which need the page's address."""
    return replace(snapshot, page=replace(snapshot.page, url=URL, **more))


def poisoned(lists=BATCHES):
    """With every payload in every field that may have several."""
    return published(everywhere(tuple(map(together, lists)), lists=lists), logo=LOGO)


def homes(batches, kind="home"):
    """The home page of each, which has every text that there is only one of; or another kind of page."""
    made = [pages(published(everywhere((together(batch),))), (kind,)) for batch in batches]
    return {f"{number}.html": next(iter(files.values())) for number, files in enumerate(made)}


@pytest.fixture(scope="module")
def site():
    """Every output."""
    return render(poisoned())


@pytest.fixture(scope="module")
def naked():
    """Pages on which nothing is escaped; small ones, as payloads that run at forty places take their time."""
    with unescaped():
        return homes(RAW, "home" if IS_PROOF else "embeds")


@pytest.fixture(scope="module")
def unclean():
    """Pages of texts in Markdown, which nothing sanitized."""
    with unsanitized():
        return pages(poisoned(SHOWN), OF_MARKDOWN)


@pytest.mark.proof("S7", f"kinds of place where {len(PAYLOADS)} payloads leave no trace in what is parsed")
def test_payloads_leave_no_element_attribute_script_or_address_on_any_page(site, known):
    assert len(PAYLOADS) >= 300
    assert len([path for path in site if path.endswith(".html")]) > 3 * len(BATCHES)
    assert strange_pages(site, known) == {}


@pytest.mark.proof("S7", f"kinds of place where {len(PAYLOADS)} payloads leave no trace in what is parsed")
def test_the_name_of_the_page_and_its_headline_leave_no_trace_either(known):
    assert strange_pages(homes(BATCHES), known) == {}


@pytest.mark.proof("S7", f"kinds of place where {len(PAYLOADS)} payloads leave no trace in what is parsed")
@pytest.mark.parametrize("url", [URL, None])
def test_payloads_leave_no_trace_on_the_page_in_one_file(known, url):
    made = poisoned()
    assert strange(single(replace(made, page=replace(made.page, url=url))), known) == []


@pytest.mark.proof("S7", f"kinds of place where {len(PAYLOADS)} payloads leave no trace in what is parsed")
def test_payloads_leave_no_trace_on_the_previews_page_of_faults(known):
    problems = [Problem(Place(Path(p.replace("\0", "")), 1, 1), p, p) for p in PAYLOADS]
    page = error_page(problems, True)
    assert page.count(b"alert(1)") > len(PAYLOADS)
    assert strange(page, known) == []


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, without the policy")
def test_no_payload_runs_on_any_page_without_the_policy(chromium):
    files = pages(poisoned(SHOWN), OF_PAGES) | {"single.html": single(poisoned(SHOWN))} | homes(SHOWN)
    assert ran(chromium, files, policy=False) == set()


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, unescaped")
def test_no_payload_runs_where_nothing_is_escaped(chromium, naked):
    assert ran(chromium, naked, policy=True) == set()


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, not sanitized")
def test_no_payload_runs_where_nothing_is_sanitized(chromium, unclean):
    assert ran(chromium, unclean, policy=True) == set()


def test_payloads_run_where_neither_escape_nor_policy_holds_them(chromium, naked, known):
    """So what ran on none of the pages above could have run."""
    told = ran(chromium, naked, policy=False)
    assert len(told) > (200 if IS_PROOF else len(RAW) / 2)
    assert len(strange_pages(naked, known)) >= len(told)


def test_payloads_run_where_neither_sanitizer_nor_policy_holds_them(chromium, unclean, known):
    assert len(ran(chromium, unclean, policy=False)) > len(strange_pages(unclean, known)) / 2 > 5


def test_the_policy_stands_before_all_that_people_write(naked):
    """Whatever escapes is held by it, on every page, wherever it stands."""
    with unescaped():
        files = naked | pages(poisoned(BATCHES[:2]), OF_PAGES)
    for path, page in ((path, data) for path, data in files.items() if path.endswith(".html")):
        head = page[: POLICY.search(page).start()]
        assert len(head) < 600, path
        assert not any(payload.encode() in head for payload in PAYLOADS if len(payload) > 9), path


@pytest.mark.proof("S7", "sets of payloads that do not strain the policy")
def test_payloads_do_not_even_strain_the_policy(chromium):
    texts = tuple(together(batch) for batch in batches(PAYLOADS, 1 if IS_PROOF else 180))
    assert strained(chromium, pages(published(everywhere(texts)), OF_MARKDOWN)) == {}


def test_what_strains_the_policy_is_noticed(chromium, naked):
    few = dict(list(naked.items())[:2])
    assert strained(chromium, few).keys() == few.keys()


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, opened by themselves")
def test_no_payload_runs_in_badges_and_feeds_that_are_opened_by_themselves(chromium, site):
    drawn = badges_of(everywhere(PAYLOADS))
    opened = list(drawn)[:: 1 if IS_PROOF else 25]
    feeds = [path for path in site if path.endswith((".atom", ".rss"))]
    texts = [
        "status.json",
        "metrics.txt",
        "status.txt",
        "llms.txt",
        "manifest.webmanifest",
        "embed/index.html",
    ]
    paths = opened + feeds[:: 1 if IS_PROOF else 9] + texts
    assert len(drawn) > len(PAYLOADS)
    assert parts(drawn.values()) == parts(badges_of(everywhere(("Sign-in",))).values())
    assert ran(chromium, site | drawn, policy=False, paths=paths) == set()


def badges_of(snapshot):
    """Badges of one component each: they cut long names."""
    made = badges.blobs(set_scene(snapshot))
    return {blob.path: blob.data for blob in made if blob.path.endswith("/status.svg")}


def parts(drawings):
    """What they consist of: elements with their attributes, and styles."""
    nodes = [node for drawing in drawings for node in ET.fromstring(drawing).iter()]
    styles = {node.text for node in nodes if node.tag.endswith("style")}
    return styles | {(node.tag, key) for node in nodes for key in ("", *node.keys())}


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, in readers of feeds")
def test_no_payload_runs_in_a_reader_that_shows_a_feed_as_it_is(chromium, site, known):
    items = json.loads(site["feed.json"])["items"]
    shown = {f"{n}.html": b"<!doctype html>" + item["content_html"].encode() for n, item in enumerate(items)}
    allowed = replace(known, attributes=known.attributes | {("small", ""), ("var", ""), ("var", "data-var")})
    assert len(shown) >= len(BATCHES)
    assert strange_pages(shown, allowed) == {}
    assert ran(chromium, shown, policy=False) == set()


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, on a site of others")
def test_no_payload_runs_on_a_site_that_embeds_the_banner(chromium):
    files = render(everywhere(PAYLOADS[:1])) | {"index.html": b"<!doctype html><body>"}
    with serve(files) as address:
        page = chromium.new_page()
        page.add_init_script("window.ran = []; window.alert = () => window.ran.push(1)")
        page.goto(address)
        shown = page.evaluate(EMBED, list(TEXTS))
        page.wait_for_timeout(50)
        assert page.evaluate("window.ran") == []
        page.close()
    assert shown == ["A", "ASIDE", "P"]


@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, typed into the search")
def test_no_payload_runs_when_it_is_searched_for(chromium, site):
    with serve(site, policy=False) as address:
        page = chromium.new_page()
        page.add_init_script("window.ran = []; window.alert = () => window.ran.push(1)")
        page.goto(address + "history/index.html")
        found = page.evaluate(SEARCH, [payload for payload in PAYLOADS if "\x00" not in payload])
        assert page.evaluate("window.ran") == []
        page.close()
    assert found > len(PAYLOADS) / 2


def test_templates_in_texts_are_never_evaluated(site):
    assert not any(b"1337" in data for path, data in site.items() if path.endswith((".html", ".md", ".txt")))


def test_status_json_stays_json_whatever_people_write(site):
    assert len(json.loads(site["status.json"])["components"]) == len(TEXTS)


def test_what_runs_is_noticed_in_frames_too_and_when_it_waits_for_a_click(chromium, known):
    files = {f"{number}.html": b"<!doctype html>" + page for number, page in enumerate(RUNNING)}
    told = ran(chromium, files, policy=False)
    assert told >= files.keys() - {"5.html"}
    assert "host-0.htm" in told
    assert strange_pages(files, known).keys() == files.keys()


def test_what_hides_the_payloads_after_it_is_known():
    assert hides("<plaintext>")
    assert hides("<script>alert(1)")
    assert not hides("<script>alert(1)</script>")
    assert sum(map(len, RAW)) == len(PAYLOADS)


RUNNING = (
    b"<img src=x onerror=alert(1)>",
    b"<a href=javascript:alert(1)>x</a>",
    b"<p onclick=alert(1)>x</p>",
    b"<svg><a href=javascript:alert(1)><text y=9>x</text></a></svg>",
    b"<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    b"<script>top.alert(1)</script>",
)
EMBED = """async (texts) => {
  let next = 0;
  window.fetch = async () => {
    const text = texts[next++];
    const said = {text, late_text: text, label: text, link_text: text, is_wrong: true, expires_at: text};
    return new Response(JSON.stringify(said));
  };
  const names = new Set();
  for (const _ of texts) {
    await new Promise((done) => {
      const script = document.createElement("script");
      script.src = "/embed.js";
      script.onload = () => setTimeout(done);
      document.head.append(script);
    });
  }
  for (const host of document.body.children) {
    for (const node of host.shadowRoot.querySelectorAll("*")) names.add(node.tagName);
  }
  return document.body.children.length == texts.length ? [...names].sort() : document.body.children.length;
}"""
SEARCH = """(texts) => {
  const box = document.querySelector("#search"), input = box.querySelector("input");
  let found = 0;
  for (const text of texts) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    found += document.querySelectorAll(".month li:not([hidden])").length > 0;
    if (box.querySelector("output").children.length) return -1;
  }
  return found;
}"""
