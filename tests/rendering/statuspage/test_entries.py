"""Incidents and planned work, as Statuspage's clients read them."""

from datetime import timedelta

import pytest

from tests.judging.make import NOW, component, history, incident, project, update
from tests.rendering.statuspage.make import API, documents, incident_of, works

FIRST = update("2025-03-10T09:05Z", "investigating")
END = update("2025-03-10T11:00Z", "resolved")


def one(*updates, **fields):
    return incident_of(documents(project(incident(updates=list(updates), **fields))))


def work(**fields):
    return {
        "id": "work",
        "kind": "maintenance",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-10T10:00Z",
        "ends_at": "2025-03-10T14:00Z",
        **fields,
    }


def planned(now=NOW, **fields):
    return works(documents(project(work(**fields)), now=now))


def test_an_incident_has_its_times():
    told = one(FIRST, update("2025-03-10T10:00Z", "monitoring"), END, started_at="2025-03-10T09:00Z")

    assert told["status"] == "resolved"
    assert told["started_at"] == "2025-03-10T09:00:00.000Z"
    assert told["created_at"] == "2025-03-10T09:05:00.000Z"
    assert told["monitoring_at"] == "2025-03-10T10:00:00.000Z"
    assert told["resolved_at"] == told["updated_at"] == "2025-03-10T11:00:00.000Z"
    assert told["reminder_intervals"] is None


def test_one_that_was_reopened_is_unresolved_again():
    again = update("2025-03-10T11:30Z", "identified")
    made = project(incident(updates=[FIRST, update("2025-03-10T10:00Z", "monitoring"), END, again]))
    (told,) = documents(made)[f"{API}incidents/unresolved.json"]["incidents"]

    assert (told["status"], told["resolved_at"], told["monitoring_at"]) == ("identified", None, None)
    assert told["components"][0]["status"] == "major_outage"


def test_a_postmortem_is_a_status_after_the_end_and_none_before_it():
    lessons = update("2025-03-10T11:45Z", "postmortem")
    early = update("2025-03-10T09:45Z", "postmortem")

    after, before = one(FIRST, END, lessons), one(FIRST, early)
    assert (after["status"], after["resolved_at"]) == ("postmortem", "2025-03-10T11:00:00.000Z")
    assert after["updated_at"] == "2025-03-10T11:45:00.000Z"
    assert (before["status"], before["resolved_at"]) == ("investigating", None)
    assert [u["status"] for u in before["incident_updates"]] == ["investigating", "investigating"]


@pytest.mark.parametrize("gone", [{"draft": True}, {"withdrawn": "A mistake of ours"}])
def test_drafts_and_what_was_withdrawn_are_not_told(tmp_path, gone):
    from statusgen.judging.judge import judge
    from statusgen.model.tallies import History
    from statusgen.reading.load import load
    from tests.reading.make import project as files
    from tests.rendering.statuspage.make import read

    ((key, value),) = gone.items()
    text = "title: Not so\nimpact: {web: major_outage}\nupdates: [{at: 2025-03-10T09:00Z, text: Words.}]\n"
    root = files(tmp_path, {"incidents/i.yaml": f"{text}{key}: {str(value).lower()}\n"})
    found = read(judge(load(root).project, History(), NOW))

    assert found[f"{API}incidents.json"]["incidents"] == []
    assert {path for path in found if not path.startswith(API)} == set()


def test_components_of_what_is_over_are_as_it_left_them():
    over = incident(
        "over",
        updates=[update("2025-03-01T10:00Z", "investigating"), update("2025-03-01T11:00Z", "resolved")],
    )
    found = documents(project(over, incident("on")), history("F" * 9))

    on, past = incident_of(found, 0)["components"][0], incident_of(found, 1)["components"][0]
    assert (on["status"], past["status"]) == ("major_outage", "operational")
    assert past["updated_at"] == "2025-03-01T11:00:00.000Z"


def test_links_are_those_of_our_pages():
    made = project(incident(), work(), page={"name": "C", "url": "https://s.example/status/"})
    found = documents(made)

    assert incident_of(found)["shortlink"] == "https://s.example/status/incidents/trouble/"
    assert works(found)[0]["shortlink"] == "https://s.example/status/maintenance/work/"
    assert one(FIRST)["shortlink"] == "/incidents/trouble/", "a page that does not know its address"


@pytest.mark.parametrize(
    ("now", "status", "list_"),
    [
        ("2025-03-10T09:00Z", "scheduled", "upcoming"),
        ("2025-03-10T12:00Z", "in_progress", "active"),
        ("2025-03-10T15:00Z", "completed", None),
    ],
)
def test_planned_work_passes_through_their_lists_by_itself(now, status, list_):
    from statusgen.model.times import parse_moment

    found = documents(project(work()), now=parse_moment(now))

    assert [one["status"] for one in works(found)] == [status]
    for name in ("upcoming", "active"):
        assert len(works(found, f"scheduled-maintenances/{name}.json")) == (name == list_)
    assert len(found[f"{API}summary.json"]["scheduled_maintenances"]) == (list_ is not None)


def test_planned_work_has_its_window_and_its_end():
    (told,) = planned(
        updates=[update("2025-03-10T10:02Z", "in_progress"), update("2025-03-10T11:30Z", "completed")]
    )

    assert told["impact"] == "maintenance"
    assert told["started_at"] == told["scheduled_for"] == "2025-03-10T10:00:00.000Z"
    assert told["scheduled_until"] == "2025-03-10T14:00:00.000Z"
    assert told["resolved_at"] == told["updated_at"] == "2025-03-10T11:30:00.000Z"
    assert "reminder_intervals" not in told


def test_what_takes_longer_than_promised_is_active_until_someone_says_otherwise():
    (told,) = planned(NOW + timedelta(hours=5), updates=[update("2025-03-10T10:02Z", "verifying")])

    assert (told["status"], told["resolved_at"]) == ("verifying", None)


def test_each_time_of_repeating_work_is_an_entry_with_an_id_of_its_own():
    said = [update("2025-03-09T10:00Z", "in_progress"), update("2025-03-09T11:00Z", "completed")]
    repeating = {"repeat": "FREQ=DAILY", "starts_at": "2025-03-08T10:00Z", "ends_at": "2025-03-08T14:00Z"}
    told = planned(updates=said, **repeating)
    tomorrow = planned(NOW + timedelta(days=1), updates=said, **repeating)

    assert [one["scheduled_for"][8:10] for one in told] == ["15", "14", "13", "12", "11", "10", "09", "08"]
    assert [one["status"] for one in told[4:7]] == ["scheduled", "in_progress", "completed"]
    ids = {one["scheduled_for"]: one["id"] for one in told}
    assert len(set(ids.values())) == 8
    assert {one["scheduled_for"]: one["id"] for one in tomorrow}.items() >= {
        at: name for at, name in ids.items() if at[8:10] in ("09", "10", "11")
    }.items()
    yesterday = told[6]
    assert [u["status"] for u in yesterday["incident_updates"]] == ["completed", "in_progress"]
    assert yesterday["resolved_at"] == "2025-03-09T11:00:00.000Z"


def test_several_kinds_of_work_stand_by_time():
    later = work(id="later", starts_at="2025-03-11T10:00Z", ends_at="2025-03-11T11:00Z")
    soon = work(id="soon", starts_at="2025-03-10T20:00Z", ends_at="2025-03-10T21:00Z")
    found = documents(project(later, soon, components=[component("web")]))

    hours = [one["scheduled_for"][8:13] for one in works(found)]
    ahead = [one["scheduled_for"][8:13] for one in works(found, "scheduled-maintenances/upcoming.json")]
    assert (hours, ahead) == (["11T10", "10T20"], ["10T20", "11T10"])
