"""Every lint rule has an example that it complains of and one that it lets pass."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from statusgen.linting.rules import RULES, lint
from statusgen.model.errors import Place
from tests.judging.make import history, incident, project, snapshot, update

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
FINE = incident(updates=[update("2025-03-10T11:30Z", "investigating", next_update_by="2025-03-10T12:30Z")])
GREEN = "." * 40

BAD: Mapping[str, tuple[dict[str, Any], str]] = {
    "SG001": (
        incident(updates=[update("2025-03-10T11:10Z", "investigating", next_update_by="2025-03-10T11:30Z")]),
        "the next update is overdue by 30m",
    ),
    "SG002": (incident(updates=[update("2025-03-09T11:00Z", "monitoring")]), "open without a word for 1d1h"),
    "SG003": (
        incident(updates=[update("2025-03-10T10:00Z", "identified")]),
        "People say major outage; our probes have been fine for over an hour, and nobody has said that it is over",
    ),
    "SG004": (
        incident(impact={}, updates=[update("2025-03-10T11:30Z", "investigating")]),
        "names no component, so no row of the page changes",
    ),
    "SG005": (
        incident(updates=[{"at": "2025-03-10T11:30Z", "status": "investigating"}]),
        "the update of 2025-03-10T11:30:00Z has no text",
    ),
    "SG006": (
        incident(related=["nowhere"], updates=[update("2025-03-10T11:30Z", "investigating")]),
        "related 'nowhere' does not exist",
    ),
}


def found(entry: dict[str, Any]) -> dict[str, str]:
    """What lint says of one file, by the rule's code."""
    made = project(entry)
    snap = snapshot(made, history(GREEN), NOW)
    places = {entry["id"]: lambda path: Place(f"incidents/{entry['id']}.yaml", 1 + len(path))}
    return {problem.code: problem.what for problem in lint(made, snap, places)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_finds_its_example(rule):
    entry, what = BAD[rule.code]

    assert found(entry) == {rule.code: what}


def test_no_rule_complains_of_an_incident_that_is_in_order():
    assert found(FINE) == {}


def test_a_resolved_incident_owes_no_word():
    over = incident(
        updates=[
            update("2025-03-01T10:00Z", "investigating", next_update_by="2025-03-01T11:00Z"),
            update("2025-03-01T12:00Z", "resolved"),
        ]
    )

    assert found(over) == {}


def test_a_complaint_stands_at_the_key_that_it_concerns():
    made = project(BAD["SG001"][0])
    paths: list[tuple[str | int, ...]] = []

    def place(path: tuple[str | int, ...]) -> Place:
        paths.append(path)
        return Place("incidents/trouble.yaml")

    (problem,) = lint(made, snapshot(made, history(GREEN), NOW), {"trouble": place})

    assert not problem.is_error
    assert paths == [("updates", 0, "next_update_by")]


def test_codes_are_unique_and_every_rule_says_why():
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.why.endswith(".") for rule in RULES)
