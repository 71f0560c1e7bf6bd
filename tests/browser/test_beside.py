"""What lies beside a page for programs strains no policy, and is read as it should be by a browser."""

import pytest

from statusgen.rendering.site import render
from tests.browser.inspecting import WATCH, ran, strained
from tests.browser.make import serve
from tests.rendering import hostile, make

pytestmark = pytest.mark.browser
READ = """async () => ({
  data: JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)["@type"],
  manifest: (await (await fetch(document.querySelector("link[rel=manifest]").href)).json()).start_url,
  violations: window.violations,
})"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "WebPage"),
        ("components/web/index.html", "WebPage"),
        ("maintenance/database/index.html", "Event"),
    ],
)
def test_the_policy_lets_data_and_manifest_be(chromium, path, kind):
    with serve(render(make.rich())) as address:
        context = chromium.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(address + path, wait_until="networkidle")
        found = page.evaluate(READ)
        # Chromium reads manifests when it is asked to install; through its own debugger it reads them now.
        session = context.new_cdp_session(page)
        manifest = session.send("Page.getAppManifest")
        context.close()

    assert found == {"data": kind, "manifest": "./", "violations": []}
    assert manifest["url"] == f"{address}manifest.webmanifest"
    assert [one["message"] for one in manifest["errors"]] == []


def test_hostile_texts_in_data_run_nothing_and_strain_nothing(chromium):
    files = render(hostile.snapshot())
    assert ran(chromium, files, policy=True) == set()
    assert strained(chromium, files) == {}
