"""What people write never runs, never leads away unseen and never loads anything."""

import json
import re

import pytest

from statusgen.rendering.site import render
from tests.browser.make import serve
from tests.browser.poison import PAYLOADS, everywhere

pytestmark = pytest.mark.browser

WATCH = """
window.ran = []; window.violations = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.ran.push(name);
addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(e.blockedURI + " " + e.violatedDirective));
"""
INSPECT = """() => {
  const bad = [];
  const tags = /^(iframe|object|embed|form|base|math|foreignobject|template|input|select|video|audio)$/i;
  // Data for search engines is no script, and lies in an element of that name.
  const scripts = [...document.scripts].filter((one) => one.type !== "application/ld+json").length;
  const schemes = /^(http|https|mailto):/, names = /^(on.*|style|srcdoc)$/i;
  for (const node of document.querySelectorAll("*")) {
    for (const a of node.attributes) {
      if (names.test(a.name)) bad.push(node.tagName + " " + a.name);
    }
    if (tags.test(node.tagName) && !node.matches("#search > #wanted")) bad.push(node.tagName);
    if (node.href && node.tagName === "A" && !schemes.test(node.href)) bad.push(node.href);
    if (node.tagName === "IMG" && new URL(node.src, location).origin !== location.origin) bad.push(node.src);
  }
  return {ran: window.ran, violations: window.violations, bad, scripts};
}"""


def inspect_all(chromium, files, *, policy):
    """Opens every page and tells what was wrong, by path. One that leads on is looked at where it stands."""
    wrong = {}
    files = {path: re.sub(rb'<meta http-equiv="refresh"[^>]*>', b"", data) for path, data in files.items()}
    with serve(files, policy=policy) as address:
        context = chromium.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        strangers = []
        page.on("request", lambda r: r.url.startswith((address, "data:")) or strangers.append(r.url))
        for path in files:
            if not path.endswith(".html"):
                continue
            page.goto(address + path)
            found = page.evaluate(INSPECT)
            # A page of the past alone needs no script; every other has the one that tells its age, two pages more.
            scripts = 1 if re.search(rb"<html [^>]*data-taken", files[path]) else 0
            scripts += bool(re.search(rb'<div id="(?:try|search)"', files[path]))
            if found != {"ran": [], "violations": [], "bad": [], "scripts": scripts} or strangers:
                wrong[path] = found, list(strangers)
                strangers.clear()
        context.close()
    return wrong


@pytest.mark.slow
@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, without the policy")
def test_no_payload_runs_in_any_field_on_any_page_even_without_the_policy(chromium):
    assert len(PAYLOADS) >= 60
    assert inspect_all(chromium, render(everywhere(PAYLOADS)), policy=False) == {}


@pytest.mark.slow
@pytest.mark.proof("S7", f"kinds of place where none of {len(PAYLOADS)} payloads runs, without the policy")
def test_no_payload_runs_as_the_name_of_the_page_or_as_its_headline(chromium):
    homes = {f"{n}.html": render(everywhere((p,)))["index.html"] for n, p in enumerate(PAYLOADS)}
    assert inspect_all(chromium, homes, policy=False) == {}


@pytest.mark.proof("S7", "sets of payloads that do not strain the policy")
def test_payloads_do_not_even_strain_the_policy(chromium):
    assert inspect_all(chromium, render(everywhere(PAYLOADS[::16])), policy=True) == {}


def test_templates_in_texts_are_never_evaluated():
    files = render(everywhere(PAYLOADS))
    assert not any(b"1337" in data for path, data in files.items() if path.endswith(".html"))


def test_the_inspection_notices_a_payload_that_runs(chromium):
    files = {"index.html": b"<!doctype html><img src=x onerror=alert(1)><script>alert(1)</script>"}
    found, _ = inspect_all(chromium, files | {"404.html": b""}, policy=False)["index.html"]
    assert "alert" in found["ran"]
    assert "IMG onerror" in found["bad"]


def test_status_json_stays_json_whatever_people_write():
    status = json.loads(render(everywhere(PAYLOADS))["status.json"])
    assert len(status["components"]) == len(PAYLOADS)
