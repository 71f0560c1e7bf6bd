"""An incident's impact, by Statuspage's rule."""

import pytest

from statusgen.model.words import Status
from tests.judging.make import component, incident, project, snapshot, update

COMPONENTS = [component("web"), component("api")]
FIRST = update("2025-03-10T09:00Z", "investigating")


def theirs(*updates, **fields):
    made = project(incident(updates=[FIRST, *updates], **fields), components=COMPONENTS)
    (state,) = snapshot(made).incidents
    assert state.statuspage is not None
    return state.statuspage


@pytest.mark.parametrize(
    ("impact", "word"),
    [
        ({}, "none"),
        ({"web": "operational"}, "none"),
        ({"web": "under_maintenance"}, "maintenance"),
        ({"web": "degraded_performance"}, "minor"),
        ({"web": "partial_outage", "api": "degraded_performance"}, "minor"),
        ({"web": "partial_outage"}, "major"),
        ({"web": "major_outage", "api": "partial_outage"}, "major"),
        ({"web": "major_outage"}, "critical"),
        ({"web": "unknown"}, "minor"),
    ],
)
def test_impact_is_their_rule_over_what_is_affected(impact, word):
    assert theirs(impact=impact).impact == word


def test_the_worst_that_it_ever_was_counts():
    milder = update("2025-03-10T10:00Z", "monitoring", impact={"web": "degraded_performance"})
    over = update("2025-03-10T11:00Z", "resolved")

    assert theirs(milder, over, impact={"web": "major_outage"}).impact == "critical"


def test_a_severity_that_people_gave_counts_before_the_rule():
    assert theirs(severity="minor", impact={"web": "major_outage"}).impact == "minor"


def test_what_was_reopened_is_affected_again():
    told = theirs(
        update("2025-03-10T10:00Z", "resolved"),
        update("2025-03-10T11:00Z", "investigating"),
        impact={"web": "major_outage"},
    )
    down, well = Status.MAJOR_OUTAGE, Status.OPERATIONAL

    assert [(row[0].before, row[0].after) for row in told.affected] == [
        (well, down),
        (down, well),
        (well, down),
    ]


def test_not_to_know_is_told_as_slow():
    (row,) = theirs(impact={"web": "unknown"}).affected

    assert row[0].after is Status.DEGRADED_PERFORMANCE
