"""Upptime's summary and its numbers for shields.io: its keys and types, and never greener than the page."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from statusgen.model.latencies import LatencyPoint, LatencySeries
from statusgen.model.snapshot import CheckLatency
from statusgen.model.words import Status
from statusgen.rendering.site import render
from tests.rendering import make
from tests.rendering.peers.make import COUNT, PAGES, TEXT, closed, each, read

SUMMARY = "history/summary.json"
SAMPLES = Path(__file__).parents[4] / "shared/samples/upptime"
SHARE = {"type": "string", "pattern": r"^(\d{1,3}\.\d\d%|not measured)$"}
SITE = closed(
    {
        "name": TEXT,
        "url": TEXT,
        "icon": TEXT,
        "slug": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "status": {"enum": ["up", "down", "degraded"]},
        **{f"uptime{period}": SHARE for period in ("", "Day", "Week", "Month", "Year")},
        **{f"time{period}": COUNT for period in ("", "Day", "Week", "Month", "Year")},
        "dailyMinutesDown": {
            "type": "object",
            "propertyNames": {"pattern": r"^\d{4}-\d\d-\d\d$"},
            "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 1440},
        },
    }
)
NUMBER = closed(
    {
        "schemaVersion": {"const": 1},
        "label": {"type": "string", "pattern": "^(uptime|response time)( 24h| 7d| 30d| 1y)?$"},
        "message": {"type": "string", "pattern": r"^(\d+\.\d\d%|\d+ ms|not measured)$"},
        "color": {"enum": [*("brightgreen", "green", "yellowgreen", "yellow", "orange", "red"), "lightgrey"]},
    }
)
NAMES = [
    f"{what}{end}.json"
    for what in ("response-time", "uptime")
    for end in ("", "-day", "-month", "-week", "-year")
]


def only(state):
    (site,) = read(make.snapshot([state]), SUMMARY)
    return site


def number(state, name):
    return read(make.snapshot([state]), f"api/{state.component.id}/{name}.json")


def timed(state, hours=(), days=()):
    """Medians with their looks, by hours or days ago."""
    series = LatencySeries(
        hours=tuple(LatencyPoint(make.NOW - timedelta(hours=ago), n, ms, 2 * ms) for ago, n, ms in hours),
        days=tuple(LatencyPoint(make.NOW - timedelta(days=ago), n, ms, 2 * ms) for ago, n, ms in days),
    )
    return replace(state, latencies=(CheckLatency(key="web", together=series, places={}),))


@pytest.mark.parametrize("page", PAGES)
def test_every_file_has_their_keys_and_types(page):
    files = render(PAGES[page]())
    sites = json.loads(files[SUMMARY])
    jsonschema.validate(sites, each(SITE))

    for site in sites:
        found = sorted(p for p in files if p.startswith(f"api/{site['slug']}/"))
        assert [path.rpartition("/")[2] for path in found] == sorted(NAMES)
        for path in found:
            jsonschema.validate(json.loads(files[path]), NUMBER)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of other tools are not beside the project")
@pytest.mark.samples
def test_the_keys_are_those_of_real_summaries_in_their_order():
    ours = list(only(make.component()))
    real = [list(site) for path in SAMPLES.glob("*/summary.json") for site in json.loads(path.read_text())]
    assert real
    assert all(keys == ours for keys in real)


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (Status.OPERATIONAL, "up"),
        (Status.UNDER_MAINTENANCE, "degraded"),
        (Status.UNKNOWN, "degraded"),
        (Status.DEGRADED_PERFORMANCE, "degraded"),
        (Status.PARTIAL_OUTAGE, "degraded"),
        (Status.MAJOR_OUTAGE, "down"),
    ],
)
def test_only_what_the_page_calls_operational_is_up(status, wanted):
    assert only(make.component(status=status))["status"] == wanted


def test_what_nobody_measures_is_no_site():
    assert read(make.unmeasured(), SUMMARY) == []


def test_uptime_is_rounded_down_and_never_made_up():
    windows = {
        "24h": make.uptime("24h", up=0.99999),
        "30d": make.uptime("30d", up=1.0),
        "7d": make.uptime("7d", up=None),
    }
    site = only(make.component(uptime=windows))

    assert [site[f"uptime{period}"] for period in ("Day", "Week", "Month", "Year", "")] == [
        *("99.99%", "not measured", "100.00%", "not measured", "not measured"),
    ]
    assert number(make.component(uptime=windows), "uptime-day") == {
        "schemaVersion": 1,
        "label": "uptime 24h",
        "message": "99.99%",
        "color": "brightgreen",
    }
    assert number(make.component(uptime=windows), "uptime-week")["color"] == "lightgrey"


@pytest.mark.parametrize(
    ("up", "colour"),
    [
        (0.9501, "brightgreen"),
        (0.95, "green"),
        (0.9, "yellowgreen"),
        (0.85, "yellow"),
        (0.76, "orange"),
        (0.75, "red"),
        (0.0, "red"),
    ],
)
def test_colours_of_uptime_are_theirs(up, colour):
    state = make.component(uptime={"30d": make.uptime("30d", up=up)})
    assert number(state, "uptime-month")["color"] == colour


@pytest.mark.parametrize(
    ("ms", "colour"),
    [
        (199, "brightgreen"),
        (200, "green"),
        (400, "yellowgreen"),
        (600, "yellow"),
        (800, "orange"),
        (1000, "red"),
    ],
)
def test_colours_of_latency_are_theirs(ms, colour):
    state = timed(make.component(), hours=[(1, 10, ms)])
    assert number(state, "response-time-day") == {
        "schemaVersion": 1,
        "label": "response time 24h",
        "message": f"{ms} ms",
        "color": colour,
    }


def test_a_response_time_is_the_mean_of_medians_by_their_looks():
    state = timed(
        make.component(),
        hours=[(30, 100, 999.0), (2, 10, 100.0), (1, 30, 200.0)],
        days=[(20, 1, 400.0), (3, 1, 300.0)],
    )
    site = only(state)

    assert [site[f"time{period}"] for period in ("Day", "Week", "Month", "Year", "")] == [
        175,
        300,
        350,
        350,
        350,
    ]


def test_without_an_answer_there_is_no_response_time():
    assert number(make.component(), "response-time")["message"] == "not measured"
    assert only(make.component())["time"] == 0, "their word for none"


def test_minutes_down_are_told_by_day_and_none_is_lost():
    site = only(make.component(days=make.days({8: (30, 37), 24: (0, 0.2), 3: (60, 0)})))
    assert site["dailyMinutesDown"] == {"2025-03-02": 37, "2025-02-14": 1}


def test_links_lead_to_our_page_and_not_to_what_is_probed():
    site = only(make.component("sign-in", status=make.DOWN))
    assert site["url"] == "https://status.chirp.example/components/sign-in/"
    assert site["icon"] == "https://status.chirp.example/assets/favicon-down.svg"
    assert site["slug"] == "sign-in"


def test_the_icons_are_there():
    files = render(make.rich())
    for site in json.loads(files[SUMMARY]):
        assert site["icon"].removeprefix("https://status.chirp.example/") in files
        assert site["url"].removeprefix("https://status.chirp.example/") + "index.html" in files
