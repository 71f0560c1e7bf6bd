"""Rule 14: Statuspage's words, for clients that know no "unknown"."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.judging.statuspage import statuspage_headline
from statusgen.model.words import Status
from tests.judging.make import NOW, component, history, incident, only, project, snapshot

VECTORS = Path(__file__).with_name("statuspage_vectors.json")
"""What two public pages published for how many components in which status."""
FINE, WORK, SLOW, PART, DOWN = (
    Status.OPERATIONAL,
    Status.UNDER_MAINTENANCE,
    Status.DEGRADED_PERFORMANCE,
    Status.PARTIAL_OUTAGE,
    Status.MAJOR_OUTAGE,
)


@pytest.mark.parametrize(
    ("statuses", "indicator", "description"),
    [
        ([], "none", "All Systems Operational"),
        ([FINE, FINE], "none", "All Systems Operational"),
        ([DOWN, DOWN], "critical", "Major System Outage"),
        ([DOWN, FINE], "major", "Partial System Outage"),
        ([PART, PART], "major", "Partial System Outage"),
        ([PART, FINE, FINE], "minor", "Minor Service Outage"),
        ([SLOW, SLOW], "minor", "Degraded System Service"),
        ([SLOW, FINE], "minor", "Partially Degraded Service"),
        ([SLOW, WORK], "minor", "Partially Degraded Service"),
        ([WORK, FINE], "maintenance", "Service Under Maintenance"),
    ],
)
def test_their_headline_follows_their_rule(statuses, indicator, description):
    head = statuspage_headline(statuses)

    assert (head.indicator, head.description) == (indicator, description)


def test_their_headline_is_what_real_pages_published():
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    heads = [
        statuspage_headline([Status(s) for s, n in vector["leaf_counts"].items() for _ in range(n)])
        for vector in vectors
    ]
    wrong = [
        vector
        for vector, head in zip(vectors, heads, strict=True)
        if head.description != vector["description"]
    ]

    assert len(vectors) == 79
    assert [head.indicator for head in heads] == [vector["indicator"] for vector in vectors]
    # One page hides a component that its status counts: all we see of it is degraded.
    assert [vector["leaf_counts"] for vector in wrong] == [{"degraded_performance": 11}]


def test_what_was_measured_and_is_not_known_reads_degraded_and_says_since_when():
    words = only(snapshot(project(), history(".", until=NOW - timedelta(hours=2)))).statuspage

    assert words is not None
    assert (words.status, words.note) == (SLOW, "not measured since 10:00 UTC")


@pytest.mark.parametrize(("entries", "status"), [((), FINE), ((incident(),), DOWN)])
def test_what_was_never_measured_shows_its_declared_word(entries, status):
    unmeasured = project(*entries, components=[{"id": "web", "name": "Web"}])

    words = only(snapshot(unmeasured)).statuspage

    assert words is not None
    assert words.status is status


def test_their_headline_stays_apart_from_ours():
    made = project(components=[component("web"), component("api")])

    snap = snapshot(made, history({"web": "....FFFF", "api": "........"}))

    assert snap.headline.text == "Web is down"
    assert snap.statuspage is not None
    assert snap.statuspage.description == "Partial System Outage"
