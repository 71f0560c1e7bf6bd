"""Every file that programs read parses strictly, whatever people write, and keeps its address."""

import csv
import io
import json
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from icalendar import Calendar
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from statusgen.model.words import Status
from statusgen.rendering.site import OUTPUTS, render
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import hostile, make
from tests.rendering.test_feeds import HOSTILE
from tests.rendering.written import URL

FORBIDDEN = {*map(chr, (*range(0x9), 0xB, 0xC, *range(0xE, 0x20), 0x7F, 0xFFFE, 0xFFFF)), "\ufeff"}
"""Characters that no file may hold."""


def _pairs(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a key twice"
    return dict(pairs)


def _constant(name):
    raise AssertionError(f"{name} is no JSON")


def _json(text):
    return json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)


def _csv(text):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1


def _calendar(text):
    assert not Calendar.from_ical(text).errors
    assert "\r" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def _lines(text):
    """What is read by line has no other ends of lines in it."""
    assert text.endswith("\n")
    assert not {"\r", "\x85", "\u2028", "\u2029"} & set(text)


def _page(text):
    """One document, whose end nothing in it makes up."""
    assert text.startswith("<!doctype html>\n")
    assert text.count("</html>") == text.count("</body>") == 1
    assert text.rstrip().endswith("</html>")


READERS = {
    "json": _json,
    "svg": fromstring,
    "atom": fromstring,
    "rss": fromstring,
    "csv": _csv,
    "metrics.txt": lambda text: list(text_string_to_metric_families(text)),
    "statuses": _json,
    "webmanifest": _json,
    "xml": fromstring,
    "ics": _calendar,
    "html": _page,
    "md": _lines,
    "txt": _lines,
    "_headers": _lines,
}
"""By ending or name; Gatus' files have no ending. `tests/page` has a stricter reader of pages."""


@pytest.mark.parametrize("texts", [HOSTILE, PAYLOADS, hostile.TEXTS], ids=["hostile", "payloads", "texts"])
def test_every_file_parses_and_holds_nothing_invisible(texts):
    read = set()
    made = everywhere(texts)
    for path, data in render(replace(made, page=replace(made.page, url=URL))).items():
        name = path.rpartition("/")[2]
        kind = name if name in READERS else name.rpartition(".")[2]
        if kind in READERS:
            text = data.decode()
            # What imports bring stands in status.json as it came, escaped.
            assert path == "status.json" or not FORBIDDEN & set(text), path
            READERS[kind](text)
            read.add(kind)
    assert read == READERS.keys()


def test_every_output_makes_something_of_a_rich_page():
    files = render(make.rich())
    for path in (
        *("badge/status.svg", "badge/web/uptime.json", "embed.js", "embed/banner.json", "embed/index.html"),
        *("metrics.txt", "uptime.csv", "incidents.csv", "api/v1/endpoints/statuses", "history/summary.json"),
        *("api/web/uptime.json", "index.json"),
    ):
        assert files[path], path
    assert len({output.name for output in OUTPUTS}) == len(OUTPUTS)


def test_new_titles_change_no_address():
    before = make.rich()
    after = replace(
        before,
        page=replace(before.page, name=make.words("Twitter")),
        components=tuple(
            replace(state, component=replace(state.component, name=make.words(f"New {n}")))
            for n, state in enumerate(before.components)
        ),
        incidents=tuple(
            replace(state, incident=replace(state.incident, title=make.words("Another title")))
            for state in before.incidents
        ),
    )
    style = {path for path in render(before) if path.startswith("assets/")}
    assert render(before).keys() - style == render(after).keys() - style


def test_no_program_is_told_that_all_is_well_when_it_is_not():
    """Whatever words another tool has, what the page does not call operational is not its best word."""
    for status in Status:
        files = render(make.snapshot([make.component(status=status)]))
        results = json.loads(files["api/v1/endpoints/statuses"])[0]["results"]
        best = {
            "Upptime": json.loads(files["history/summary.json"])[0]["status"] == "up",
            "cState": json.loads(files["index.json"])["systems"][0]["status"] == "ok",
            "Gatus": bool(results) and results[-1]["success"],
            "shields.io": json.loads(files["badge/web/status.json"])["message"].startswith("Operational"),
            "metrics": b'statusgen_component_status{component="web",status="operational"} 1'
            in files["metrics.txt"],
        }
        works_anyway = {"Gatus"} if status is Status.UNDER_MAINTENANCE else set()
        assert {tool for tool, is_best in best.items() if is_best} - works_anyway == (
            set(best) if status is Status.OPERATIONAL else set()
        ), status
