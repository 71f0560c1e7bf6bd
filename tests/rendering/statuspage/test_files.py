"""What files there are, that each is what their clients expect, and what stays as it is."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.model.scalars import text_of
from statusgen.model.short_ids import short_id
from statusgen.model.snapshot import StatuspageHeadline
from statusgen.rendering.site import render
from tests.judging.make import NOW, component, history, incident, project, snapshot, update
from tests.rendering import make as by_hand
from tests.rendering.statuspage.make import API, FILES, documents, faults, is_theirs, read

DAY = timedelta(days=1)
HEAD = StatuspageHeadline(indicator="minor", description="Minor Service Outage")
OVER = incident(
    "over",
    started_at="2025-03-01T10:00Z",
    updates=[update("2025-03-01T10:05Z", "investigating"), update("2025-03-01T11:00Z", "resolved")],
)
WORK = {"id": "work", "kind": "maintenance", "title": "Work", "impact": {"web": "under_maintenance"}}
WORKED = {**WORK, "starts_at": "2025-03-02T10:00Z", "ends_at": "2025-03-02T11:00Z"}


def everything(**page):
    """Something of each kind."""
    return project(
        OVER,
        incident("on", impact={"web": "partial_outage"}),
        WORKED,
        {**WORK, "id": "soon", "starts_at": "2025-03-12T10:00Z", "ends_at": "2025-03-12T11:00Z"},
        {**WORK, "id": "now", "starts_at": "2025-03-10T11:00Z", "ends_at": "2025-03-10T13:00Z"},
        page={"name": "Chirp", "url": "https://status.chirp.example/", **page},
        groups=[{"id": "main", "name": "Main", "components": [component("web"), component("api")]}],
        components=[component("docs")],
    )


def test_every_path_of_theirs_is_there():
    found = documents(everything())

    assert {path.removeprefix(API) for path in found if path.startswith(API)} == set(FILES)
    assert len([path for path in found if not path.startswith(API)]) == 5, "a file for each entry"


@pytest.mark.parametrize("snap", [by_hand.rich(), by_hand.clear(), by_hand.unmeasured(), by_hand.many(50)])
def test_every_file_is_what_its_schema_says_on_every_kind_of_page(snap):
    found = read(replace(snap, statuspage=HEAD))

    assert {API + name for name in FILES} <= set(found)


def test_a_project_of_nothing_is_fine_too():
    found = documents(project(components=[]))

    assert found[f"{API}components.json"]["components"] == []
    assert found[f"{API}status.json"]["status"]["description"] == "All Systems Operational"


def test_a_key_too_many_one_too_few_or_a_wrong_value_is_noticed():
    summary = documents(everything())[f"{API}summary.json"]

    def told(change):
        made = json.loads(json.dumps(summary))
        change(made)
        return list(faults(f"{API}summary.json", made))

    assert told(dict) == []
    for change in (
        lambda made: made.update(more=1),
        lambda made: made["page"].pop("time_zone"),
        lambda made: made["components"][0].update(uptime=1),
        lambda made: made["components"][0].update(components=[]),
        lambda made: made["components"][1].update(status="unknown"),
        lambda made: made["components"][1].update(position="1"),
        lambda made: made["incidents"][0].update(status="resolved"),
        lambda made: made["incidents"][0].update(created_at="2025-03-10T11:00:00Z"),
        lambda made: made["incidents"][0].update(id="on"),
        lambda made: made["incidents"][0]["incident_updates"].clear(),
        lambda made: made["scheduled_maintenances"][0].update(reminder_intervals=None),
        lambda made: made["status"].update(description="Major Service Outage"),
    ):
        assert told(change), "not noticed"


def test_lists_hold_what_their_names_say():
    found = documents(everything())

    def links(path, key):
        return [one["shortlink"].split("/", 3)[3] for one in found[API + path][key]]

    now, soon, worked = "maintenance/now/", "maintenance/soon/", "maintenance/work/"
    assert links("incidents.json", "incidents") == ["incidents/on/", "incidents/over/"]
    assert links("incidents/unresolved.json", "incidents") == ["incidents/on/"]
    assert links("scheduled-maintenances.json", "scheduled_maintenances") == [soon, now, worked]
    assert links("scheduled-maintenances/upcoming.json", "scheduled_maintenances") == [soon]
    assert links("scheduled-maintenances/active.json", "scheduled_maintenances") == [now]
    assert links("summary.json", "incidents") == ["incidents/on/"]
    assert links("summary.json", "scheduled_maintenances") == [now, soon]


def test_their_headline_stands_apart_from_ours():
    files = render(replace(by_hand.rich(), statuspage=HEAD))

    status = json.loads(files[f"{API}status.json"])["status"]
    ours = json.loads(files["status.json"])["headline"]
    assert status == {"indicator": "minor", "description": "Minor Service Outage"}
    assert ours["status"] == "major_outage"


def test_a_snapshot_that_was_not_judged_in_their_words_has_none_of_it():
    assert [path for path in render(replace(by_hand.rich(), statuspage=None)) if is_theirs(path)] == []


def test_ids_survive_new_titles_and_a_new_domain():
    before = documents(everything())
    renamed = everything(name="Another", url="https://elsewhere.example/status/")
    groups = tuple(replace(group, name=text_of("Other")) for group in renamed.settings.groups)
    settings = replace(renamed.settings, groups=groups)
    incidents = tuple(replace(one, title=text_of("Another title")) for one in renamed.incidents)
    after = documents(replace(renamed, settings=settings, incidents=incidents))

    def ids(value):
        if isinstance(value, dict):
            return [
                *(value.get(key) for key in ("id", "group_id", "page_id", "incident_id", "code")),
                *(one for part in value.values() for one in ids(part)),
            ]
        return [one for part in value for one in ids(part)] if isinstance(value, list) else []

    assert set(before) == set(after)
    assert all(ids(before[path]) == ids(after[path]) for path in before)
    assert before != after


def test_a_page_may_have_an_id_of_its_own():
    status = documents(everything(id="kctbh9vrtdwd"))[f"{API}status.json"]
    other = documents(everything(id="chirp"))[f"{API}status.json"]

    assert status["page"]["id"] == "kctbh9vrtdwd"
    assert other["page"]["id"] not in ("chirp", documents(everything())[f"{API}status.json"]["page"]["id"])


def test_what_is_over_stays_byte_for_byte_as_time_goes_on():
    seen = history({"web": "." * 40, "api": "." * 40, "docs": "." * 40})
    later = history({"web": "." * 40, "api": "F" * 40, "docs": "." * 40}, until=NOW + DAY)
    before = render(snapshot(everything(), seen))
    after = render(snapshot(everything(), later, now=NOW + DAY))

    theirs = {path for path in before if path.startswith("incidents/") and path.endswith(".json")}
    same = {path for path in theirs if before[path] == after[path]}
    over = {p for p in theirs if json.loads(before[p])["incident"]["status"] in ("resolved", "completed")}
    assert len(over) == 2
    assert over <= same
    assert theirs - same, "what goes on changes"


def test_times_of_a_component_do_not_move_while_nothing_happens():
    def row(days):
        made = project(OVER, components=[component("web")])
        seen = history("." * 60, until=NOW + days * DAY)
        found = documents(made, seen, NOW + days * DAY)[f"{API}components.json"]
        return found["components"][0]

    assert row(0) == row(1) == row(2)
    assert row(0)["created_at"] == "2025-03-01T10:00:00.000Z"
    assert row(0)["updated_at"] == "2025-03-01T11:00:00.000Z"


def test_their_addresses_of_incidents_lead_to_our_pages():
    files = render(snapshot(everything()))

    page = files[f"incidents/{short_id('over')}/index.html"].decode()

    assert 'content="0; url=../../incidents/over/index.html"' in page
    assert '<link rel="canonical" href="https://status.chirp.example/incidents/over/">' in page
    assert '<a href="../../incidents/over/index.html">' in page
    assert "incidents/over/index.html" in files
    assert [page.count(f"<{name}") for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]


def test_a_title_is_data_on_the_page_that_leads_to_an_incident_and_in_its_file():
    title = '"><script>alert(1)</script>'
    files = render(snapshot(project(incident(title=title))))
    page = files[f"incidents/{short_id('trouble')}/index.html"]

    assert b"<script" not in page
    assert b"&lt;script&gt;alert(1)" in page
    assert json.loads(files[f"incidents/{short_id('trouble')}.json"])["incident"]["name"] == title


def test_an_incident_whose_id_has_their_form_needs_no_second_page():
    files = render(snapshot(project(incident("01sqkcp7z62r"))))

    assert {p for p in files if "01sqkcp7z62r" in p} == {
        "incidents/01sqkcp7z62r.json",
        "incidents/01sqkcp7z62r/index.html",
        "incidents/01sqkcp7z62r/index.md",
    }
    assert b"Words." in files["incidents/01sqkcp7z62r/index.html"]


def test_the_lists_of_the_past_hold_the_fifty_newest():
    many = [
        incident(f"n-{n:03}", updates=[update(f"2024-{1 + n // 28:02}-{1 + n % 28:02}T10:00Z", "resolved")])
        for n in range(60)
    ]
    found = documents(project(*many, incident("standing", started_at="2023-01-01T00:00Z")))

    listed = found[f"{API}incidents.json"]["incidents"]
    starts = [one["started_at"] for one in listed]
    assert len(listed) == 50
    assert starts == sorted(starts, reverse=True)
    assert len([p for p in found if not p.startswith(API)]) == 61, "each has a file of its own"
    unresolved = found[f"{API}incidents/unresolved.json"]["incidents"]
    assert [one["started_at"][:4] for one in unresolved] == ["2023"]
    assert found[f"{API}summary.json"]["incidents"] == unresolved


def test_a_thousand_components_stay_below_what_their_strictest_client_reads():
    groups = [
        {"id": f"g{n}", "name": f"Group {n}", "components": [component(f"c-{n}-{m}") for m in range(50)]}
        for n in range(20)
    ]
    files = render(snapshot(project(groups=groups, components=[])))

    assert len(json.loads(files[f"{API}components.json"])["components"]) == 1020
    assert len(files[f"{API}components.json"]) < 1024 * 1024
