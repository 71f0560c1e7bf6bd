"""What changed between two pages, and nothing that only seems to."""

from dataclasses import replace

import pytest

from statusgen.model.changes import Step
from statusgen.model.receivers import Topic
from statusgen.model.words import Severity, Status, UpdateStatus
from tests.notifying.make import at, between, edition, incident, row, rows, said


def steps(*editions):
    """What happened, in short."""
    return [
        (change.subject, change.step.value, change.before, change.status) for change in between(*editions)
    ]


def test_the_same_page_is_no_change():
    page = replace(
        rows(web="major_outage", api="unknown"), incidents=(incident(said("a", 0, "investigating")),)
    )
    assert between(page, replace(page, taken_at=at(5))) == []


def test_a_status_that_changes_is_told_with_what_it_was():
    assert steps(rows(web="operational"), rows(5, web="major_outage"), rows(9, web="operational")) == [
        ("web", "changed", "operational", "major_outage"),
        ("web", "changed", "major_outage", "operational"),
    ]


def test_a_recovery_is_as_severe_as_what_it_ends():
    _, end = between(rows(web="operational"), rows(5, web="major_outage"), rows(9, web="operational"))
    assert end.severity is Severity.CRITICAL


def test_evidence_that_vanishes_is_neither_an_outage_nor_an_end():
    found = between(rows(web="major_outage"), rows(5, web="unknown"), rows(9, web="major_outage"))
    assert [(change.step, change.topic) for change in found] == [
        (Step.LOST, Topic.EVIDENCE),
        (Step.FOUND, Topic.EVIDENCE),
    ]


def test_an_end_that_nobody_saw_is_told_once_it_is_seen():
    found = between(rows(web="major_outage"), rows(5, web="unknown"), rows(60, web="operational"))
    assert [(c.step, c.before, c.was_unknown) for c in found] == [
        (Step.LOST, Status.MAJOR_OUTAGE, False),
        (Step.CHANGED, Status.MAJOR_OUTAGE, True),
    ]


def test_what_was_never_known_and_works_is_measured_and_no_recovery():
    assert steps(rows(web="unknown"), rows(5, web="operational")) == [("web", "found", None, "operational")]
    assert steps(rows(web="unknown"), rows(5, web="major_outage")) == [
        ("web", "changed", None, "major_outage")
    ]


@pytest.mark.parametrize(
    ("status", "count"),
    [("operational", 0), ("unknown", 0), ("under_maintenance", 0), ("partial_outage", 1)],
)
def test_a_new_component_is_news_only_when_it_fails(status, count):
    assert len(between(rows(), rows(5, web=status))) == count


def test_a_component_that_left_the_page_is_no_news():
    assert between(rows(web="major_outage"), rows(5)) == []


def test_a_change_has_the_same_id_whichever_page_shows_it():
    first = between(rows(web="operational"), edition(5, components=(row("web", "major_outage", 3),)))
    later = between(rows(web="operational"), edition(55, components=(row("web", "major_outage", 3),)))
    again = between(rows(web="operational"), edition(99, components=(row("web", "major_outage", 80),)))
    assert first[0].id == later[0].id != again[0].id


def test_each_update_is_told_once_and_in_order():
    first = incident(said("a", 1, "investigating"))
    more = incident(said("a", 1, "investigating"), said("b", 2, "identified"), said("c", 3, "resolved"))
    found = between(edition(), edition(1, incidents=(first,)), edition(3, incidents=(more,)))
    assert [change.update.id for change in found] == ["a", "b", "c"]
    assert [change.is_first for change in found] == [True, False, False]


def test_a_new_title_or_text_is_no_new_message():
    before = incident(said("a", 1, "investigating"))
    after = replace(before, title="Another title", updates=(said("a", 1, "investigating", "Better words"),))
    assert between(edition(1, incidents=(before,)), edition(5, incidents=(after,))) == []


def test_history_that_is_written_afterwards_is_no_news():
    old = incident(said("a", -60 * 24 * 9, "resolved"), name="long-ago", ends_at=at(-60 * 24 * 9))
    late = incident(said("b", -60, "investigating"))
    found = between(edition(), edition(5, incidents=(old, late)))
    assert [change.subject for change in found] == ["ddos"]


def test_an_end_without_a_word_is_told():
    open_ = incident(said("a", 1, "investigating"))
    over = replace(open_, ends_at=at(9), status=UpdateStatus.RESOLVED)
    found = between(edition(1, incidents=(open_,)), edition(10, incidents=(over,)))
    assert [(change.step, change.at) for change in found] == [(Step.OVER, at(9))]


def test_an_end_with_a_word_is_told_once():
    open_ = incident(said("a", 1, "investigating"))
    over = incident(said("a", 1, "investigating"), said("b", 9, "resolved"), ends_at=at(9))
    assert len(between(edition(1, incidents=(open_,)), edition(10, incidents=(over,)))) == 1


def test_an_open_incident_that_is_gone_was_taken_back_and_not_resolved():
    found = between(edition(1, incidents=(incident(said("a", 1)),)), edition(10))
    assert [change.step for change in found] == [Step.GONE]


def test_an_incident_that_is_over_leaves_without_a_word():
    over = incident(said("a", 1, "resolved"), ends_at=at(1))
    assert between(edition(1, incidents=(over,)), edition(10)) == []
