"""docs/outputs.md names every file of Statuspage's API and every key of ours, and no others."""

import json
import re
from pathlib import Path

from tests.rendering.statuspage.make import FILES
from tests.rendering.test_status_json import STATUS

PAGE = Path("docs/outputs.md").read_text(encoding="utf-8")


def first_cells(section: str) -> list[str]:
    """The first cell of each row of a section's tables."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def test_every_file_of_theirs_is_named():
    named = [cell.removeprefix("api/v2/") for cell in first_cells("Statuspage's API") if "/" in cell]

    assert set(named) == {*FILES, "incidents/<id>.json"}


def test_every_key_of_ours_is_named():
    assert first_cells("status.json") == list(STATUS)


def test_the_files_that_it_names_are_there():
    for name in re.findall(r"^\| `([\w/.-]+\.(?:json|html))`", PAGE, re.MULTILINE):
        path = Path("site", name)
        assert path.is_file(), name
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
