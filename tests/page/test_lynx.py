"""Without styles, scripts, pictures and a server: the page in lynx, from files."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from statusgen.rendering.site import render
from tests.rendering import make

LYNX = shutil.which("lynx")
pytestmark = pytest.mark.skipif(LYNX is None, reason="no lynx")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for path, data in render(make.rich()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def read(page: Path, *words: str) -> str:
    """The page as lynx shows it."""
    command = [str(LYNX), "-dump", "-width=100", "-display_charset=utf-8", *words, page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def test_the_answer_stands_on_the_first_screen_with_its_time(site: Path) -> None:
    screen = " ".join(" ".join(read(site / "index.html", "-nolist").splitlines()[:24]).split())
    assert "Sign-in is down for most people" in screen
    assert re.search(
        r"As of 10 March 2025 11:05:20 UTC, valid until [0-9:]+ UTC; later, treat as unknown", screen
    )


def test_no_page_says_that_it_has_expired(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 20
    assert [page.name for page in pages if "should have been renewed" in read(page, "-nolist")] == []


def test_no_answer_is_given_before_anybody_asked(site: Path) -> None:
    text = " ".join(read(site / "is-it-just-me/index.html", "-nolist").split())
    assert "Open an address in another tab." in text
    assert "We have no fresh look to compare with." in text
    assert not re.search(
        r"You can(not)? reach it|too old to compare|within eight seconds|It failed at once", text
    )


def test_every_component_stands_with_its_word_and_its_days(site: Path) -> None:
    text = " ".join(read(site / "index.html", "-nolist").split())
    for name in ("Sign-in", "Mobile app"):
        assert re.search(rf"{name} (Partly down|Down|Slow|In doubt|Operational)", text), name
    assert re.search(r"Last 90 days: measured [0-9]+ %", text) or "bad day" in text


def test_every_link_leads_to_a_file(site: Path) -> None:
    listed = read(site / "index.html", "-listonly", "-nonumbers")
    files = {urlsplit(line.strip()).path for line in listed.splitlines() if line.strip().startswith("file:")}
    assert len(files) > 10
    assert [path for path in files if not Path(unquote(path)).is_file()] == []
