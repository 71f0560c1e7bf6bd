"""CSV: readable back, adding up to the page's numbers, and nothing that a spreadsheet would run."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.model.candour import IncidentClocks
from statusgen.model.uptime import Uptime
from statusgen.rendering.site import render
from statusgen.rendering.spreadsheets import INCIDENT_COLUMNS, UPTIME_COLUMNS, harmless
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.test_feeds import HOSTILE

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    " =1",
    "\t=1",
    "\r\n=1",
)


def read(files, name):
    text = files[name].decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def month(**more):
    known = {
        "window": "2025-03",
        "starts_at": make.NOW.replace(day=1, hour=0, minute=0, second=0),
        "ends_at": make.NOW,
        "up": 0.9987,
        "measured": 0.95,
        "up_time": timedelta(hours=200),
        "down_time": timedelta(minutes=15),
        "degraded_time": timedelta(minutes=20),
        "maintenance_time": timedelta(minutes=30),
        "excluded_time": timedelta(minutes=5),
        "scoped_time": timedelta(minutes=1),
    }
    return Uptime(**(known | more))


def test_uptime_has_a_line_for_each_day_and_each_month_that_was_measured():
    empty = month(window="2025-02", up=None, measured=0.0, up_time=timedelta(0), down_time=timedelta(0))
    state = make.component(days=make.days({8: (30, 37)}), months=(empty, month()))
    rows = read(render(make.snapshot([state, make.component("docs", measured=False)])), "uptime.csv")

    assert tuple(rows[0]) == UPTIME_COLUMNS
    assert {row["component"] for row in rows} == {"web"}
    assert [row["period"] for row in rows] == 90 * ["day"] + ["month"]
    assert rows[81] == {
        "component": "web",
        "name": "Web",
        "period": "day",
        "starts_at": "2025-03-02T00:00:00Z",
        "ends_at": "2025-03-03T00:00:00Z",
        "uptime": "0.9743",
        "measured": "1.0000",
        "up_seconds": "84180",
        "degraded_seconds": "1800",
        "scoped_seconds": "0",
        "down_seconds": "2220",
        "maintenance_seconds": "",
        "excluded_seconds": "",
    }
    assert rows[89]["ends_at"] == "2025-03-10T11:05:20Z"
    assert list(rows[90].values())[3:] == [
        *("2025-03-01T00:00:00Z", "2025-03-10T11:05:20Z", "0.9987", "0.9500"),
        *("720000", "1200", "60", "900", "1800", "300"),
    ]


def test_a_day_without_measurements_has_no_uptime():
    rows = read(render(make.snapshot([make.component(days=make.days(unmeasured=range(1, 3)))])), "uptime.csv")
    assert [(row["uptime"], row["measured"]) for row in rows[86:]] == [
        *(("1.0000", "1.0000"), ("", "0.0000"), ("", "0.0000"), ("1.0000", "1.0000")),
    ]


def test_each_incident_has_a_line():
    clocks = IncidentClocks(
        first_failure=make.SINCE,
        first_told_at=make.SINCE,
        to_first_word=timedelta(minutes=17),
        longest_silence=None,
        words=(),
        ends=(),
    )
    told = (replace(make.open_incident(), clocks=clocks), make.resolved())
    first, second = read(render(make.snapshot([make.component()], incidents=told)), "incidents.csv")

    assert tuple(first) == INCIDENT_COLUMNS
    assert list(first.values()) == [
        *("sign-in-fails", "Sign-in fails for most people", "identified", "major", "partial_outage"),
        *("sign-in mobile", "2025-03-10T09:45:00Z", "", "", "3", "1020"),
        "https://status.chirp.example/incidents/sign-in-fails/",
    ]
    assert [second[key] for key in ("status", "ends_at", "seconds", "seconds_to_first_word")] == [
        *("resolved", "2025-03-02T11:42:20Z", "2220", ""),
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_run_as_a_formula(text):
    state = make.component(name=text)
    told = make.incident("one", text, {"web": make.DOWN}, make.resolved().updates[::-1])
    files = render(make.snapshot([state], incidents=(told,)))

    names = [row["name"] for row in read(files, "uptime.csv")] + [read(files, "incidents.csv")[0]["title"]]
    assert set(names) == {f"'{text.strip()}"}


def test_other_texts_are_as_they_were_written():
    assert [harmless(text) for text in ("Sign-in", "a=b", "", "1-2")] == ["Sign-in", "a=b", "", "1-2"]


def test_whatever_people_write_each_line_has_its_cells():
    files = render(everywhere((*HOSTILE, *PAYLOADS, 'a,"b"\n;c', "''")))
    for name, columns in (("uptime.csv", UPTIME_COLUMNS), ("incidents.csv", INCIDENT_COLUMNS)):
        rows = read(files, name)
        assert rows
        assert all(tuple(row) == columns and None not in row.values() for row in rows)
