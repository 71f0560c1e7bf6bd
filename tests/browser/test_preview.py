"""`dev` in a browser: an edit shows by itself, a mistake shows what is wrong, mending shows the page again."""

import re
import subprocess
import sys

import pytest

from tests.commands.make import statusgen

pytestmark = pytest.mark.browser

INCIDENT = """\
title: {title}
updates:
  - {{at: 2025-03-10T10:00Z, status: investigating, text: We look into it.}}
"""


@pytest.fixture
def project(tmp_path):
    statusgen("init", ".", "--from", "http://127.0.0.1:9/", cwd=tmp_path)
    return tmp_path


@pytest.fixture
def preview(project):
    command = [sys.executable, "-m", "statusgen", "dev", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address
    yield address[0]
    process.terminate()
    assert process.wait(timeout=5) == 130


def test_an_edit_shows_by_itself_and_a_mistake_is_named(chromium, project, preview):
    page = chromium.new_page()
    page.goto(preview)
    file = project / "incidents/one.yaml"

    file.write_text(INCIDENT.format(title="Pages load slowly"))
    page.wait_for_selector("text=Pages load slowly", timeout=15_000)

    file.write_text(INCIDENT.format(title="Pages load slowly") + "impct: {}\n")
    page.wait_for_selector("text=incidents/one.yaml:4:1", timeout=15_000)

    file.write_text(INCIDENT.format(title="Pages load again"))
    page.wait_for_selector("text=Pages load again", timeout=15_000)
    page.close()
