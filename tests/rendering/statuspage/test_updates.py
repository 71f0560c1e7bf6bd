"""Updates, as Statuspage's clients read them."""

from tests.judging.make import component, incident, project, update
from tests.rendering.statuspage.make import documents, incident_of, works

FIRST = update("2025-03-10T09:00Z", "investigating")


def updates(*said, **fields):
    return incident_of(documents(project(incident(updates=list(said), **fields))))["incident_updates"]


def changes(told):
    return {c["name"]: (c["old_status"], c["new_status"]) for c in told["affected_components"] or ()}


def test_they_stand_newest_first_and_name_their_incident():
    told = updates(FIRST, update("2025-03-10T10:00Z", "identified"))

    assert [one["display_at"][11:16] for one in told] == ["10:00", "09:00"]
    assert {one["incident_id"] for one in told} == {incident_of(documents(project(incident())))["id"]}


def test_a_word_without_a_status_leaves_it_as_it_was():
    told = updates(FIRST, update("2025-03-10T09:30Z", "identified"), update("2025-03-10T10:00Z"))

    assert [one["status"] for one in told] == ["identified", "identified", "investigating"]


def test_what_was_written_later_is_shown_at_its_time_and_created_when_it_was_written():
    (told,) = updates(update("2025-03-10T09:00Z", "investigating", posted_at="2025-03-10T11:30Z"))

    assert told["display_at"] == "2025-03-10T09:00:00.000Z"
    assert told["created_at"] == told["updated_at"] == "2025-03-10T11:30:00.000Z"


def test_words_are_the_markdown_that_was_written_in_the_pages_language_without_controls():
    said = update("2025-03-10T09:00Z", text={"en": "It **fails**.\x07\n\n- one\n", "ur": "سست"})
    (told,) = updates(said)
    urdu = project(incident(updates=[said]), page={"name": "C", "languages": ["ur", "en"]})

    assert told["body"] == "It **fails**.\n\n- one"
    assert incident_of(documents(urdu))["incident_updates"][0]["body"] == "سست"


def test_what_the_monitor_wrote_says_so():
    (told,) = updates(update("2025-03-10T09:00Z", text="Web fails.", written_by="monitor"))

    assert told["body"] == "Web fails.\n\nWritten by the monitor, from what probes saw."


def test_ids_stay_when_words_and_order_change_and_given_ones_count_within_their_incident():
    first, second = FIRST, update("2025-03-10T10:00Z", "identified", id="second")
    before = updates(first, second)
    after = updates(first | {"text": "Other words."}, update("2025-03-10T09:30Z"), second)
    elsewhere = updates(first, second, id="another")

    assert (after[0]["id"], after[2]["id"]) == (before[0]["id"], before[1]["id"])
    assert {one["id"] for one in elsewhere}.isdisjoint(one["id"] for one in before)
    assert updates(update("2025-03-10T09:00Z", id="pxnq90bvb8b1"))[0]["id"] == "pxnq90bvb8b1"


def test_each_update_tells_what_it_did_to_all_that_was_named_so_far():
    made = project(
        incident(
            impact={"web": "major_outage"},
            updates=[
                FIRST,
                update("2025-03-10T09:30Z", impact={"api": "degraded_performance"}),
                update("2025-03-10T10:00Z", "monitoring", impact={"web": "operational"}),
                update("2025-03-10T10:30Z", "resolved"),
            ],
        ),
        groups=[{"id": "main", "name": "Main", "components": [component("web"), component("api")]}],
        components=[],
    )
    told = [changes(one) for one in reversed(incident_of(documents(made))["incident_updates"])]

    assert told == [
        {"Main - Web": ("operational", "major_outage")},
        {
            "Main - Web": ("major_outage", "major_outage"),
            "Main - Api": ("operational", "degraded_performance"),
        },
        {
            "Main - Web": ("major_outage", "operational"),
            "Main - Api": ("degraded_performance", "degraded_performance"),
        },
        {
            "Main - Web": ("operational", "operational"),
            "Main - Api": ("degraded_performance", "operational"),
        },
    ]


def test_an_update_of_an_incident_that_names_no_component_affects_none():
    (told,) = updates(FIRST, impact={})

    assert told["affected_components"] is None


def test_updates_of_planned_work_say_when_it_covers_what():
    work = {
        "id": "work",
        "kind": "maintenance",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-10T10:00Z",
        "ends_at": "2025-03-10T11:50Z",
        "updates": [
            update("2025-03-09T10:00Z", "scheduled"),
            update("2025-03-10T10:00Z", "in_progress"),
            update("2025-03-10T10:30Z", impact={"api": "under_maintenance"}),
            update("2025-03-10T11:00Z", "verifying", impact={"web": "operational"}),
            update("2025-03-10T11:30Z", "completed"),
        ],
    }
    made = project(work, components=[component("web"), component("api")])
    told = [changes(one) for one in reversed(works(documents(made))[0]["incident_updates"])]
    well, under = "operational", "under_maintenance"

    assert told == [
        {"Web": (well, well)},
        {"Web": (well, under)},
        {"Web": (under, under), "Api": (well, under)},
        {"Web": (under, well), "Api": (under, under)},
        {"Web": (well, well), "Api": (under, well)},
    ]


def test_what_came_about_without_a_word_is_told_with_the_title():
    work = {
        "id": "work",
        "kind": "maintenance",
        "title": "New cables",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-10T10:00Z",
        "ends_at": "2025-03-10T11:30Z",
    }
    silent = works(documents(project(work)))[0]["incident_updates"]
    begun = works(documents(project(work | {"updates": [update("2025-03-09T10:00Z", "scheduled")]})))[0]
    over = updates(FIRST, resolved_at="2025-03-10T09:40Z")
    spoken_after = updates(FIRST, update("2025-03-10T10:00Z", "monitoring"), resolved_at="2025-03-10T09:40Z")
    wordless = updates(started_at="2025-03-10T09:00Z")

    assert [(u["status"], u["body"], u["display_at"][11:16]) for u in silent] == [
        ("completed", "New cables", "11:30")
    ]
    assert [u["status"] for u in begun["incident_updates"]] == ["completed", "scheduled"]
    assert [(u["status"], u["display_at"][11:16]) for u in over] == [
        ("resolved", "09:40"),
        ("investigating", "09:00"),
    ]
    assert [(u["status"], u["display_at"][11:16]) for u in spoken_after] == [
        ("resolved", "10:00"),
        ("monitoring", "10:00"),
        ("investigating", "09:00"),
    ], "the newest first, whatever a clock says afterwards"
    assert [(u["status"], u["body"]) for u in wordless] == [("investigating", "Trouble")]
