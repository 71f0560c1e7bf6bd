"""Rows and headline: each thing once, and nothing looks better than its evidence."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.model.snapshot import CheckState, Headline, PlaceState, Scope
from statusgen.model.words import Confidence, Outcome, ScopeKind
from statusgen.rendering.headline import top
from statusgen.rendering.rows import row
from statusgen.rendering.scene import set_scene
from statusgen.rendering.site import render
from statusgen.rendering.wording import DOUBT, SAID
from tests.rendering import make
from tests.rendering.make import DOWN, NOW, OK, PART, SLOW, component


def row_of(state, **more):
    return row(state, set_scene(make.snapshot([state], **more)))


def test_what_nobody_measures_is_an_outline_and_says_so():
    made = row_of(component(measured=False))

    assert (made.state, made.aside) == (SAID, "reported by people, not measured")
    assert row_of(component(status=DOWN, measured=False)).state.word == "Down"


def test_a_failure_that_is_being_confirmed_never_looks_fine():
    said = Headline(
        status=OK,
        text="Web is failing, being confirmed",
        confidence=Confidence.UNCONFIRMED,
        is_all_clear=False,
    )
    snap = make.snapshot([component(note="failing, being confirmed")], headline=said)

    assert row_of(snap.components[0]).state is DOUBT
    assert top(set_scene(snap)).state is DOUBT
    assert 'class="top doubt"' in render(snap)["index.html"].decode()


def test_a_note_is_not_repeated_before_the_reason_that_begins_with_it():
    state = component(note="failing, being confirmed", reasons=("Failing, being confirmed since 11:05 UTC",))

    made = row_of(state)

    assert made.note is None
    assert made.why.text == "Failing, being confirmed since 11:05 UTC"


def test_a_row_gives_one_reason_unless_an_open_incident_tells_it():
    state = component("sign-in", status=DOWN, reasons=("It fails", "It fails again"))

    assert row_of(state).why.text == "It fails"
    assert row_of(state, incidents=(make.open_incident(),)).why is None


def test_a_regional_state_says_where_in_words():
    scope = Scope(kind=ScopeKind.COUNTRY, countries=("PK",), networks=(64510, 64511))

    assert row_of(component(status=PART, scope=scope)).aside == "In Pakistan"
    assert row_of(component(status=PART, scope=scope, elsewhere=SLOW)).aside == "In Pakistan; slow elsewhere"


def with_places(*outcomes, status=DOWN):
    state = component(status=status)
    places = tuple(
        PlaceState(
            vantage=f"v{n}",
            outcome=outcome,
            latency_ms=None if outcome is Outcome.FAILED else 900,
            reason="reset" if outcome is Outcome.FAILED else None,
            as_of=NOW - timedelta(minutes=1),
            is_fresh=True,
        )
        for n, outcome in enumerate(outcomes)
    )
    check: CheckState = replace(state.checks[0], places=places)
    return replace(state, checks=(check,))


@pytest.mark.parametrize(
    ("outcomes", "status", "words"),
    [
        ((Outcome.FAILED,), DOWN, ""),
        ((Outcome.FAILED, Outcome.FAILED), DOWN, "from all 2 places"),
        ((Outcome.FAILED, Outcome.OK, Outcome.OK), DOWN, "from 1 of 3 places"),
        ((Outcome.FAILED, Outcome.UNKNOWN, Outcome.OK), DOWN, "from 1 of 2 places"),
        ((Outcome.SLOW, Outcome.OK), SLOW, "from 1 of 2 places"),
        ((Outcome.OK, Outcome.OK), DOWN, ""),
    ],
)
def test_the_headline_says_from_how_many_places_it_is_seen(outcomes, status, words):
    snap = make.snapshot([with_places(*outcomes, status=status)])

    assert top(set_scene(snap)).places == words


def test_a_component_page_says_what_each_place_saw():
    snap = make.snapshot([with_places(Outcome.FAILED, Outcome.OK)], vantages=make.rich().vantages)

    page = re.sub(r"<[^>]+>", "", render(snap)["components/web/index.html"].decode())

    assert "v0 fails: the connection is cut 11:04 UTC" in page
    assert "v1 answers in 900 ms 11:04 UTC" in page


def test_a_page_with_checks_and_no_evidence_does_not_say_that_people_wrote_it():
    page = render(make.snapshot([component(status=OK)], expires_at=None))["index.html"].decode()

    assert "no evidence yet, so nothing is claimed" in page
    assert "written by people" not in page
