"""A component that another needs explains it when it fails, and hides nothing."""

import pytest

from statusgen.model.words import Status
from tests.judging.make import component, history, incident, only, project, snapshot, update

GREEN, RED, SLOW = "." * 30, "." * 20 + "F" * 10, "." * 20 + "s" * 10


def judged(lines, *entries, web=("api",), api=("base",), base=()):
    parts = [
        component("web", depends_on=list(web)),
        component("api", depends_on=list(api)),
        component("base", depends_on=list(base), was=["store"]),
    ]
    return snapshot(project(*entries, components=parts), history(lines))


def upstream(state):
    return [(reason.text, reason.source) for reason in state.reasons if "which it needs" in reason.text]


def test_what_is_needed_and_down_is_named_with_its_time():
    found = judged({"web": RED, "api": RED, "base": GREEN})
    assert upstream(only(found, "web")) == [("Api, which it needs, is down since 11:15 UTC", "probes")]
    assert upstream(only(found, "api")) == upstream(only(found, "base")) == []


def test_needs_at_second_hand_come_after_those_at_first():
    found = judged({"web": RED, "api": SLOW, "base": RED})
    assert [text for text, _ in upstream(only(found, "web"))] == [
        "Api, which it needs, is slow since 11:15 UTC",
        "Base, which it needs, is down since 11:15 UTC",
    ]


@pytest.mark.parametrize("web", [GREEN, RED])
def test_the_own_status_stays_what_it_is(web):
    alone = judged({"web": web, "api": GREEN, "base": GREEN})
    beside = judged({"web": web, "api": RED, "base": RED})
    assert only(alone, "web").status is only(beside, "web").status
    assert only(alone, "web").observed is only(beside, "web").observed


def test_what_people_alone_say_of_it_is_told_as_theirs():
    told = incident(impact={"base": "partial_outage"}, updates=[update("2025-03-10T11:30Z", "identified")])
    found = judged({"web": GREEN, "api": GREEN, "base": GREEN}, told)
    assert upstream(only(found, "api")) == [
        ("Base, which it needs, is partly down since 11:30 UTC", "people")
    ]


def test_an_old_id_is_followed_and_circles_end():
    found = judged({"web": GREEN, "api": GREEN, "base": RED}, api=("store",), base=("web",))
    assert [text for text, _ in upstream(only(found, "web"))] == [
        "Base, which it needs, is down since 11:15 UTC"
    ]
    assert upstream(only(found, "base")) == []


def test_all_clear_is_not_said_while_something_needed_is_unknown():
    found = judged({"web": GREEN, "api": GREEN, "base": "." * 10 + " " * 20})
    assert only(found, "base").status is Status.UNKNOWN
    assert not found.headline.is_all_clear
    assert [text for text, _ in upstream(only(found, "web"))] == [
        "Base, which it needs, is in an unknown state since 10:35 UTC"
    ]
