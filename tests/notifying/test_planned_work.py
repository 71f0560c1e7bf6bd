"""What is told of planned work, and when."""

from dataclasses import replace

from statusgen.model.words import UpdateStatus
from tests.notifying.make import at, between, edition, said, work


def steps(*editions):
    return [change.step.value for change in between(*editions)]


def page(minutes, *works):
    return edition(minutes, maintenance=works)


def test_work_is_planned_begins_and_ends():
    planned = work(60, 120)
    active = replace(planned, is_active=True, status=UpdateStatus.IN_PROGRESS)
    assert steps(page(0), page(5, planned), page(61, active), page(121)) == ["planned", "begun", "over"]


def test_work_that_moves_is_told_with_its_new_times():
    found = between(page(0, work(60, 120)), page(5, work(90, 150)))
    assert [(c.step.value, c.starts_at, c.ends_at) for c in found] == [("moved", at(90), at(150))]


def test_work_that_leaves_before_it_began_was_called_off():
    assert steps(page(0, work(60, 120)), page(5)) == ["cancelled"]


def test_work_that_nobody_saw_under_way_is_over():
    assert steps(page(0, work(60, 120)), page(500)) == ["over"]


def test_the_words_of_people_are_told_instead():
    planned = replace(work(60, 120), updates=(said("a", 1, "scheduled"),))
    begun = said("b", 60, "in_progress")
    active = replace(planned, is_active=True, updates=(begun, *planned.updates))
    found = between(page(0), page(5, planned), page(61, active))
    assert [(c.step.value, c.update.id, c.is_first) for c in found] == [
        ("said", "a", True),
        ("said", "b", False),
    ]


def test_each_time_of_repeated_work_begins_and_ends_and_is_planned_once():
    first = work(60, 120, repeat="FREQ=DAILY")
    active = replace(first, is_active=True)
    second = work(60 + 1440, 120 + 1440, repeat="FREQ=DAILY")
    again = replace(second, is_active=True)
    found = between(page(0), page(5, first), page(61, active), page(121, second), page(1501, again))
    assert [c.step.value for c in found] == ["planned", "begun", "over", "begun"]
    assert len({c.id for c in found}) == 4
