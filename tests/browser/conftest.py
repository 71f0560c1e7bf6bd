"""One Chromium for all browser tests."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.make import ARGUMENTS

_CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        # Debian's where there is one, else playwright's own.
        path = str(_CHROMIUM) if _CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
