"""Components that all fail at once are shown as they are, and the page says that they do."""

import pytest

from statusgen.model.words import Status
from tests.judging.make import component, history, project, snapshot

THREE = [component("web"), component("api"), component("push")]


def said(lines, *, controls=(2, 2), components=THREE, **settings):
    """The snapshot of a project of three components, and the reason that stands behind all others of web."""
    made = snapshot(project(components=components, **settings), history(lines, controls=controls))
    return made, [reason.text for reason in made.components[0].reasons if " at once" in reason.text]


def everywhere(line):
    return dict.fromkeys(("web", "api", "push"), line)


def test_all_that_fail_at_once_are_red_and_say_so():
    made, reasons = said(everywhere("...FFF"))
    sentence = "All 3 components fail at once: one cause is likely, and it may lie near our only place"
    assert {state.status for state in made.components} == {Status.MAJOR_OUTAGE}
    assert reasons == [sentence]
    assert made.headline.detail.endswith(f"{sentence}.")


def test_it_is_said_from_the_first_failed_round_on():
    assert said(everywhere("...F"))[1]


@pytest.mark.parametrize("other", [".", "s", "?", "e"])
def test_it_is_not_said_when_anything_answers(other):
    assert said({"web": "FFF", "api": "FFF", "push": f"..{other}"})[1] == []


def test_it_is_not_said_of_one_component():
    assert said({"web": "FFF"}, components=[component("web")])[1] == []


def test_it_is_not_said_behind_controls_that_fail():
    assert said(everywhere("FFF"), controls=(0, 2))[1] == []


def test_it_is_not_said_of_old_evidence():
    assert said(everywhere("FFF   "))[1] == []


def test_what_was_never_measured_here_is_not_counted():
    _, (sentence,) = said({"web": "FFF", "api": "FFF"})
    assert sentence.startswith("All 2 components fail at once")


PLACES = {"fra": {"country": "DE", "city": "Frankfurt"}, "khi": {"country": "PK", "city": "Karachi"}}


def test_one_place_where_all_fail_is_named():
    lines = {
        f"{name}@{place}": mark * 3 for name in everywhere("") for place, mark in (("fra", "."), ("khi", "F"))
    }
    _, (sentence,) = said(lines, vantages=PLACES)
    assert sentence == "All 3 components fail at once from Karachi: one cause is likely, and it may lie there"


def test_all_places_where_all_fail_are_counted():
    lines = {f"{name}@{place}": "FFF" for name in everywhere("") for place in PLACES}
    _, (sentence,) = said(lines, vantages=PLACES)
    assert sentence == "All 3 components fail at once, from all 2 places: one cause is likely"
