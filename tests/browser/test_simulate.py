"""`simulate` in a browser: red appears by itself and goes again, under a note that no eye can miss."""

import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def simulation(tmp_path):
    command = [sys.executable, "-m", "statusgen", "simulate", "web-2019", "--port", "0"]
    command += ["--from", "2019-07-11T18:55Z", "--speed", "600"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address
    yield address[0]
    process.terminate()
    assert process.wait(timeout=5) == 130


def test_red_appears_and_changes_by_itself_under_the_note(chromium, simulation):
    page = chromium.new_page()
    page.goto(simulation)

    for headline in ("Web is down", "Web fails in the United Kingdom", "systems operational"):
        page.wait_for_selector(f"h1:has-text('{headline}')", timeout=60_000)
        page.wait_for_load_state("load")

    note = page.locator("p.simulation")
    assert note.inner_text().startswith("Simulation: the story web-2019 at 2019-07-11 ")
    assert 0 <= note.bounding_box()["y"] < 50, "above all else, whatever margin the theme has"
    assert "Simulation of Chirp" in page.title()
    page.close()
