"""Gatus' endpoints: its keys and types, and never greener than the page."""

import json

import jsonschema
import pytest

from statusgen.model.project import Group
from statusgen.model.snapshot import Span
from statusgen.model.words import Status
from statusgen.rendering.peers.gatus import MOST_EVENTS
from statusgen.rendering.site import render
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW
from tests.rendering.peers.make import COUNT, FLAG, PAGES, TEXT, closed, each, read

STATUSES = "api/v1/endpoints/statuses"
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
RESULT = closed(
    {
        "duration": COUNT,
        "errors": each(TEXT),
        "conditionResults": each(closed({"condition": TEXT, "success": FLAG})),
        "success": FLAG,
        "timestamp": TIME,
    },
    "errors",
)
EVENT = closed({"type": {"enum": ["START", "HEALTHY", "UNHEALTHY"]}, "timestamp": TIME})
PARTS = {
    "name": TEXT,
    "group": TEXT,
    "key": {"type": "string", "pattern": "^[a-z0-9-]*_[a-z0-9-]+$"},
    "results": each(RESULT),
}
ENDPOINT = closed(PARTS, "group")
WITH_EVENTS = closed({**PARTS, "events": each(EVENT)}, "group", "events")


def only(state):
    (endpoint,) = read(make.snapshot([state]), STATUSES)
    return endpoint


@pytest.mark.parametrize("page", PAGES)
def test_every_file_has_their_keys_and_types(page):
    files = render(PAGES[page]())
    endpoints = json.loads(files[STATUSES])
    jsonschema.validate(endpoints, each(ENDPOINT))

    singles = [path for path in files if path.startswith("api/v1/") and path != STATUSES]
    assert singles == sorted(f"api/v1/endpoints/{one['key']}/statuses" for one in endpoints)
    for path in singles:
        jsonschema.validate(json.loads(files[path]), WITH_EVENTS)


@pytest.mark.parametrize("status", Status)
def test_it_works_where_the_page_says_operational_and_nowhere_else(status):
    results = only(make.component(status=status, observed=make.DOWN))["results"]

    if status is Status.UNKNOWN:
        assert results == []
    else:
        assert [result["success"] for result in results] == [status is Status.OPERATIONAL]


def test_planned_work_hides_no_failure():
    for observed, works in ((make.OK, True), (make.SLOW, False), (make.DOWN, False), (None, False)):
        (result,) = only(make.component(status=Status.UNDER_MAINTENANCE, observed=observed))["results"]
        assert result["success"] is works


def test_what_was_never_seen_has_no_result_unless_people_declare_one():
    assert only(make.component(as_of=None))["results"] == []
    (declared,) = only(make.component(status=make.DOWN, as_of=None))["results"]
    assert (declared["success"], declared["timestamp"]) == (False, "2025-03-10T11:05:20Z")


def test_what_nobody_measures_is_no_endpoint():
    assert read(make.unmeasured(), STATUSES) == []


def test_a_failure_says_why_and_when():
    (result,) = only(make.component("sign-in", status=make.DOWN, reasons=("7 of 9 places fail",)))["results"]

    assert result == {
        "duration": 0,
        "errors": ["7 of 9 places fail"],
        "conditionResults": [{"condition": "HTTPS check answers", "success": False}],
        "success": False,
        "timestamp": "2025-03-10T11:04:40Z",
    }
    (fine,) = only(make.component(reasons=("5 of 5 places",)))["results"]
    assert fine["duration"] == 1212 * 1_000_000
    assert "errors" not in fine


def test_a_key_is_made_of_ids_and_survives_new_names():
    for name, of_group in (("Web", "Chirp"), ("The / website_.", "Everything")):
        endpoint = only(make.component(name=name, group=Group(id="chirp", name=make.words(of_group))))
        assert endpoint["key"] == "chirp_web"
        assert (endpoint["name"], endpoint["group"]) == (name, of_group)
    assert only(make.component())["key"] == "_web"


def test_events_are_the_changes_that_probes_saw():
    statuses = (make.OK, make.DOWN, Status.UNKNOWN, make.PART, make.OK)
    spans = tuple(
        Span(start=NOW - (50 - 10 * n) * MINUTE, end=NOW - (40 - 10 * n) * MINUTE, status=status)
        for n, status in enumerate(statuses)
    )
    events = read(make.snapshot([make.component(spans=spans)]), "api/v1/endpoints/_web/statuses")["events"]
    assert events == [
        {"type": "HEALTHY", "timestamp": "2025-03-10T10:15:20Z"},
        {"type": "UNHEALTHY", "timestamp": "2025-03-10T10:25:20Z"},
        {"type": "HEALTHY", "timestamp": "2025-03-10T10:55:20Z"},
    ]


def test_events_are_bounded_and_the_newest_stay():
    spans = tuple(
        Span(start=NOW - (200 - n) * MINUTE, end=NOW - (199 - n) * MINUTE, status=(make.OK, make.DOWN)[n % 2])
        for n in range(200)
    )
    events = read(make.snapshot([make.component(spans=spans)]), "api/v1/endpoints/_web/statuses")["events"]
    assert len(events) == MOST_EVENTS
    assert events[-1] == {"type": "UNHEALTHY", "timestamp": "2025-03-10T11:04:20Z"}


def test_no_address_of_a_check_is_in_it():
    files = render(make.rich())
    assert not [p for p, d in files.items() if p.startswith("api/v1/") and b"internal.example" in d]
