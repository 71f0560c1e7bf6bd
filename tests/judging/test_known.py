"""Rule 15: what was written or came in later is not known yet, and is marked once it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.model.tallies import History, Slot
from statusgen.model.words import Status
from statusgen.recording.tallying import tally_of
from tests.judging.make import NOW, history, incident, only, project, snapshot, update

GREEN, RED = "." * 30, "." * 20 + "F" * 10
HOUR = timedelta(hours=1)


def late_word(posted_at):
    return project(incident(updates=[update("2025-03-10T11:00Z", "investigating", posted_at=posted_at)]))


@pytest.mark.parametrize(
    ("posted_at", "declared"),
    [
        ("2025-03-10T11:30Z", Status.MAJOR_OUTAGE),
        ("2025-03-10T12:00Z", Status.MAJOR_OUTAGE),
        ("2025-03-10T12:00:01Z", Status.OPERATIONAL),
        ("2025-03-11T12:00Z", Status.OPERATIONAL),
    ],
)
def test_a_word_counts_from_when_it_was_written(posted_at, declared):
    assert only(snapshot(late_word(posted_at), history(GREEN))).declared is declared


def test_an_incident_without_any_word_yet_was_not_there():
    assert snapshot(late_word("2025-03-10T13:00Z"), history(GREEN)).incidents == ()
    assert len(snapshot(late_word("2025-03-10T13:00Z"), history(GREEN), NOW + 2 * HOUR).incidents) == 1


def test_probes_were_red_and_the_later_word_did_not_save_the_page():
    found = snapshot(late_word("2025-03-10T13:00Z"), history(RED))
    assert [conflict.kind for conflict in found.conflicts] == ["undeclared"]
    assert not found.headline.is_all_clear


@pytest.mark.parametrize(
    ("status", "now", "shown"),
    [("scheduled", 0, False), ("scheduled", 2, True), ("in_progress", 0, True), (None, 0, True)],
)
def test_planned_work_is_there_once_it_is_announced(status, now, shown):
    work = {
        "id": "work", "kind": "maintenance", "title": "Work", "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-12T11:00Z", "ends_at": "2025-03-12T13:00Z",
        "updates": [update("2025-03-10T13:00Z", status)],
    }  # fmt: skip
    assert len(snapshot(project(work), history(GREEN), NOW + now * HOUR).maintenances) == shown


def test_lessons_are_not_told_before_the_end():
    said = [update("2025-03-10T11:00Z", "investigating"), update("2025-03-10T13:00Z", "resolved")]
    whole = project(incident(updates=said, postmortem="We learned."))
    assert snapshot(whole, history(GREEN)).incidents[0].incident.postmortem is None
    assert (
        str(snapshot(whole, history(GREEN), NOW + 2 * HOUR).incidents[0].incident.postmortem) == "We learned."
    )


def test_lessons_of_what_has_no_end_yet_are_shown():
    still = project(incident(postmortem="We learned."))
    assert str(snapshot(still, history(GREEN)).incidents[0].incident.postmortem) == "We learned."


def test_a_plan_that_was_written_before_it_begins_stands():
    work = {
        "id": "work",
        "kind": "maintenance",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-11T10:00Z",
        "ends_at": "2025-03-11T11:00Z",
        "updates": [update("2025-03-11T10:00Z", "in_progress", posted_at="2025-03-11T10:01Z")],
    }
    found = snapshot(project(work), history(GREEN)).maintenances[0]
    assert found.is_upcoming


def seen_later(line, by):
    made = history(line)
    return History(rounds=tuple(replace(r, seen_at=NOW + by, source="ooni") for r in made.rounds))


@pytest.mark.parametrize(("by", "observed"), [(-HOUR, Status.MAJOR_OUTAGE), (HOUR, Status.UNKNOWN)])
@pytest.mark.parametrize("is_tallied", [False, True])
def test_looks_that_came_in_later_were_not_known(by, observed, is_tallied):
    given = seen_later(RED, by)
    if is_tallied:
        given = History(tallies=(tally_of(Slot("local", NOW.date()), given.rounds),))
    assert only(snapshot(project(), given)).observed is observed


def test_of_a_tally_with_some_late_looks_the_others_count():
    made = history(RED)
    rounds = (*made.rounds[:-3], *(replace(r, seen_at=NOW + HOUR) for r in made.rounds[-3:]))
    tally = tally_of(Slot("local", NOW.date()), rounds)
    now_, later = (only(snapshot(project(), History(tallies=(tally,)), at)) for at in (NOW, NOW + HOUR))
    assert now_.as_of == NOW - 15 * timedelta(minutes=1)
    assert later.as_of == NOW
