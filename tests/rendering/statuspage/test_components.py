"""Components and groups, as Statuspage's clients read them."""

from datetime import timedelta

import pytest

from tests.judging.make import NOW, component, history, incident, project, update
from tests.rendering.statuspage.make import API, documents, incident_of, rows


def grouped(*entries, **more):
    return project(
        *entries,
        groups=[
            {"id": "main", "name": "Main", "components": [component("web"), component("api", **more)]},
            {"id": "side", "name": "Side", "components": [component("docs")]},
        ],
        components=[component("shop", description="Where things are sold")],
    )


def test_positions_begin_anew_in_each_group():
    listed = documents(grouped())[f"{API}components.json"]["components"]

    assert [(row["name"], row["position"], row["group"]) for row in listed] == [
        ("Main", 1, True),
        ("Web", 1, False),
        ("Api", 2, False),
        ("Side", 2, True),
        ("Docs", 1, False),
        ("Shop", 3, False),
    ]


def test_a_group_names_its_children_and_they_name_it():
    found = rows(documents(grouped()))

    assert found["Main"]["components"] == [found["Web"]["id"], found["Api"]["id"]]
    assert found["Web"]["group_id"] == found["Api"]["group_id"] == found["Main"]["id"]
    assert found["Shop"]["group_id"] is None
    assert "components" not in found["Web"]


@pytest.mark.parametrize(
    ("web", "api", "group"),
    [
        ("operational", "under_maintenance", "under_maintenance"),
        ("under_maintenance", "degraded_performance", "degraded_performance"),
        ("degraded_performance", "partial_outage", "partial_outage"),
        ("partial_outage", "major_outage", "major_outage"),
    ],
)
def test_a_group_is_as_bad_as_its_worst_child(web, api, group):
    found = rows(documents(grouped(incident(impact={"web": web, "api": api}))))

    assert found["Main"]["status"] == group
    assert found["Side"]["status"] == "operational"


def test_a_group_whose_components_are_all_retired_is_not_listed():
    made = project(
        groups=[{"id": "old", "name": "Old", "components": [component("fax", retired="2025-01-01")]}],
        components=[component("web")],
    )

    assert set(rows(documents(made))) == {"Web"}


def test_a_retired_component_is_told_of_in_the_past_alone():
    over = incident(
        updates=[update("2024-12-01T10:00Z", "investigating"), update("2024-12-01T11:00Z", "resolved")],
        impact={"api": "major_outage"},
    )
    found = documents(grouped(over, retired="2025-01-01"))

    assert "Api" not in rows(found)
    assert rows(found)["Main"]["components"] == [rows(found)["Web"]["id"]]
    (row,) = incident_of(found)["components"]
    assert (row["name"], row["status"]) == ("Api", "operational")
    assert incident_of(found)["incident_updates"][1]["affected_components"][0]["name"] == "Main - Api"


def test_what_is_not_known_is_degraded_and_its_description_says_since_when():
    found = rows(documents(grouped(), history({"web": "..", "shop": ".."}, until=NOW - timedelta(hours=2))))

    assert found["Web"]["status"] == found["Shop"]["status"] == "degraded_performance"
    assert found["Web"]["description"] == "Not measured since 10:00 UTC"
    assert found["Shop"]["description"] == "Where things are sold (not measured since 10:00 UTC)"
    assert found["Docs"]["status"] == "operational"
    assert found["Docs"]["description"] == "Not measured yet"


def test_a_component_changed_when_its_status_did():
    fails = history({"web": "." * 20 + "F" * 6, "shop": "." * 26})
    found = rows(documents(grouped(), fails))

    assert found["Web"]["status"] == "major_outage"
    assert found["Web"]["updated_at"] == found["Main"]["updated_at"] == "2025-03-10T11:35:00.000Z"
    assert found["Shop"]["updated_at"] == found["Shop"]["created_at"] == "1970-01-01T00:00:00.000Z"


def test_the_end_of_work_changed_a_component_that_nobody_measures():
    work = {
        "id": "work",
        "kind": "maintenance",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-02T10:00Z",
        "ends_at": "2025-03-02T11:00Z",
    }
    made = project(work, components=[{"id": "web", "name": "Web"}])

    assert rows(documents(made))["Web"]["updated_at"] == "2025-03-02T11:00:00.000Z"


def test_names_are_in_the_pages_own_language_and_hold_no_controls():
    made = project(
        page={"name": {"en": "Chirp", "ur": "چرپ"}, "languages": ["ur", "en"]},
        components=[component("web") | {"name": {"en": "Web\x07", "ur": "ویب\x1b\u202e"}}],
    )
    found = documents(made)

    assert set(rows(found)) == {"ویب"}
    assert found[f"{API}status.json"]["page"]["name"] == "چرپ"
