"""One Chromium for all browser tests, and what our pages are made of."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from statusgen.publishing.error_page import error_page
from statusgen.rendering.single import single
from statusgen.rendering.site import render
from tests.browser.make import ARGUMENTS
from tests.browser.poison import LOGO, MARKDOWN, everywhere
from tests.browser.structure import Harmless, harmless
from tests.rendering import make

_CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        # Debian's where there is one, else playwright's own.
        path = str(_CHROMIUM) if _CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def known() -> Harmless:
    """What pages that hold no payload are made of."""
    snapshots = [make.rich(), make.clear(), make.unmeasured(), everywhere((MARKDOWN, "x"))]
    known_by_address = [
        replace(one, page=replace(one.page, url="https://x.example/", logo=LOGO)) for one in snapshots
    ]
    sites = [render(one) for one in known_by_address]
    pages = [data for files in sites for path, data in files.items() if path.endswith(".html")]
    alone = [single(one) for one in (snapshots[0], known_by_address[0])]
    return harmless([*pages, *alone, error_page([], last_good=True)])
