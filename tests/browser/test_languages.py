"""Pages in several languages in Chromium: chosen by keyboard, turned round, and as accessible as in English."""

from dataclasses import replace

import pytest

from statusgen.rendering import catalogs, engine
from statusgen.rendering.site import render
from tests.browser.make import serve
from tests.rendering import make, pseudo
from tests.rendering.make import MINUTE, NOW

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser

LANGUAGES = ("en", "ur")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Our words in every language are signs, in Urdu from the right."""
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write(folder)
    (folder / "ur").symlink_to(folder / pseudo.TAG)
    snapshot = make.rich()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogs, "LOCALES", folder)
        engine._ours.cache_clear()  # what other tests made speaks from other catalogs
        yield render(replace(snapshot, page=replace(snapshot.page, languages=LANGUAGES)))
        engine._ours.cache_clear()


def opened(chromium, address, **look):
    page = chromium.new_context(**look).new_page()
    page.clock.set_fixed_time(NOW + MINUTE)
    page.goto(address)
    return page


@pytest.mark.parametrize("path", ["index.html", "incidents/sign-in-fails/index.html"])
def test_a_reader_chooses_a_language_by_keyboard_and_stays_on_the_same_page(chromium, site, path):
    with serve(site) as address:
        page = opened(chromium, address + path, viewport={"width": 320, "height": 700})
        page.focus(".languages summary")
        page.keyboard.press("Enter")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")

        assert page.url == f"{address}ur/{path}"
        root = page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]")
        assert root == ["ur", "rtl"]
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.context.close()


def test_axe_finds_nothing_in_a_language_from_the_right(chromium, site):
    found = []
    with serve(site) as address:
        for path in ("index.html", "incidents/sign-in-fails/index.html"):
            page = opened(chromium, f"{address}ur/{path}")
            page.click(".languages summary")
            for violation in axe.Axe().run(page).response["violations"]:
                # Two landmarks of as many letters have one name here.
                if violation["id"] != "landmark-unique":
                    found.append((path, violation["id"], [node["html"] for node in violation["nodes"]][:3]))
            page.context.close()
    assert found == []


def test_what_has_expired_says_so_in_the_pages_language(chromium, site):
    with serve(site, date=None) as address:
        page = chromium.new_context().new_page()
        page.clock.set_fixed_time(NOW + 90 * MINUTE)
        page.goto(f"{address}ur/index.html")

        assert page.text_content("h1").startswith("ŵŵŵ ŵŵŵŵŵ: ŵŵŵŵ ŵŵŵŵŵŵŵŵ ")
        assert page.title().startswith("ŵŵŵ ŵŵŵŵŵ · ")
        page.context.close()
