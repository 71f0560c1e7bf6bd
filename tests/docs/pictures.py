"""The pictures in README.md and docs/: the demo page as a reader sees it. `python -m tests.docs.pictures`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
INCIDENT = "incidents/2025-03-10-waves/"


class Picture(NamedTuple):
    """One file in docs/."""

    name: str
    path: str
    is_phone: bool = False
    scheme: Literal["light", "dark"] = "light"
    height: int = 0
    """Pixels; a screen unless given."""


PICTURES = (
    Picture("home", "", height=1500),
    Picture("home-phone-dark", "", is_phone=True, scheme="dark"),
    Picture("page-component", "components/sign-in/", height=1500),
    Picture("page-component-phone-dark", "components/sign-in/", is_phone=True, scheme="dark", height=1500),
    Picture("page-incident", INCIDENT, height=1500),
    Picture("page-incident-phone-dark", INCIDENT, is_phone=True, scheme="dark", height=1500),
    Picture("page-places", "places/", height=1200),
    Picture("page-places-phone-dark", "places/", is_phone=True, scheme="dark", height=1500),
)


def main() -> int:
    """Take them all anew, from `site/`."""
    from playwright.sync_api import sync_playwright

    from tests.browser.make import ARGUMENTS
    from tests.browser.make import serve as serve_files

    site = ROOT / "site"
    files = {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    chromium = Path("/usr/bin/chromium")
    with sync_playwright() as playwright, serve_files(files) as address:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium.exists() else None, args=list(ARGUMENTS)
        )
        for picture in PICTURES:
            width, height = (390, 844) if picture.is_phone else (1000, 800)
            # Without scripts: they would say, and be right, that this page expired long ago.
            page = browser.new_page(
                viewport={"width": width, "height": picture.height or height},
                color_scheme=picture.scheme,
                java_script_enabled=False,
            )
            page.goto(f"{address}{picture.path}")
            page.screenshot(path=ROOT / "docs" / f"{picture.name}.png")
            page.close()
        browser.close()
    return 0


def missing() -> Iterator[str]:
    """Pictures that are not in docs/."""
    yield from (one.name for one in PICTURES if not (ROOT / "docs" / f"{one.name}.png").is_file())


if __name__ == "__main__":
    sys.exit(main())
