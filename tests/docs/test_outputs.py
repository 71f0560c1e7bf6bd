"""docs/outputs.md names every file of Statuspage's API and every key of ours, and no others."""

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from statusgen.rendering.peers import cstate, upptime
from statusgen.rendering.site import render
from statusgen.rendering.wording import STATES
from tests.rendering import make
from tests.rendering.statuspage.make import FILES
from tests.rendering.test_status_json import STATUS

PAGE = Path("docs/outputs.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands under a headline."""
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """The first cell of each row of a section's tables."""
    return re.findall(r"^\| `([^`]+)` \|", section(title), re.MULTILINE)


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


def test_all_that_comes_out_is_named_on_top():
    table = PAGE.split("| path |")[1].split("\n\n")[0]
    named = {name.partition("/")[0] for name in re.findall(r"`([^`]+)`", table)}
    made = {path.partition("/")[0] for path in render(make.rich())} | {
        path.name for path in Path("site").iterdir()
    }

    assert made - named == set()


def test_every_number_is_named():
    text = Path("site/metrics.txt").read_text(encoding="utf-8")
    named = re.findall(r"`(statusgen_\w+)`", section("Numbers"))
    assert {family.name for family in text_string_to_metric_families(text)} == set(named)


def test_the_words_of_other_tools_are_those_of_the_table():
    rows = re.findall(
        r"^\| ([\w ]+) \| [\w ,]+ \| `(\w+)` \| `(\w+)` \|$", section("Forms of other tools"), re.MULTILINE
    )
    wanted = {
        STATES[status].word.lower(): (upptime.STATUSES[status], cstate.STATUSES[status]) for status in STATES
    }
    assert {word: tuple(theirs) for word, *theirs in rows} == wanted
