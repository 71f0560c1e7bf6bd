"""Outages that nobody wrote of, and ends that came too soon: where the two rules are silent."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.linting.make import NOW, lint_of, project

SETTINGS = """\
page: {name: Chirp, url: https://status.chirp.example/, contact: "mailto:status@chirp.example"}
every: 10m
controls: [https://control.example/, tcp://192.0.2.1:443]
components:
  - {id: web, name: Web, description: Timelines in a browser, check: "https://chirp.example/"}
"""
INCIDENT = """\
title: Timelines fail
impact: {{web: major_outage}}
started_at: 2025-03-10T{start}Z
updates:
  - {{at: 2025-03-10T{start}Z, status: identified, text: They fail.}}
  - {{at: 2025-03-10T{end}Z, status: resolved, text: They load.}}
"""
WORK = """\
kind: maintenance
title: Work
impact: {web: under_maintenance}
starts_at: 2025-03-10T08:00Z
ends_at: 2025-03-10T10:00Z
updates:
  - {at: 2025-03-09T08:00Z, status: scheduled, text: We work.}
  - {at: 2025-03-10T09:50Z, status: completed, text: Done.}
"""
BLOCK = """\
title: Blocked
impact: {web: major_outage}
scope: {kind: country, countries: [PK]}
updates:
  - {at: 2025-03-10T07:00Z, status: identified, text: It is, next_update_by: 2025-03-11T07:00Z}
"""


def codes(root: Path, down: str, files: dict[str, str], days_later: int = 0) -> set[str]:
    """What is complained of when web was down in that span, `08:00-09:00`; rounds from 06:00 to noon."""
    first, last = down.split("-")
    lines = []
    for number in range(37):
        at = NOW - timedelta(minutes=10 * (36 - number))
        seen = '["failed",null,"http","status"]' if first <= f"{at:%H:%M}" < last else '["ok",120]'
        lines.append(
            f'{{"v":1,"at":"{at:%Y-%m-%dT%H:%M:%SZ}","controls":[2,2],"results":{{"web":{seen}}}}}\n'
        )
    history = {"history/local/2025-03-10.jsonl": "".join(lines)}
    incidents = {f"incidents/{name}.yaml": text for name, text in files.items()}
    project(root, {"statusgen.yaml": SETTINGS, **history, **incidents})
    found = lint_of(root, NOW + timedelta(days=days_later))
    return {finding.code for finding in found} & {"SG029", "SG039"}


@pytest.mark.parametrize(
    ("down", "files", "said"),
    [
        ("08:00-09:00", {}, {"SG039"}),
        ("11:00-12:30", {}, {"SG039"}),
        ("08:00-08:20", {}, set()),  # too short to be owed a word
        ("08:00-09:00", {"it": INCIDENT.format(start="08:10", end="09:10")}, set()),
        ("08:00-09:00", {"late": INCIDENT.format(start="09:30", end="09:40")}, set()),
        ("06:30-07:30", {"other": INCIDENT.format(start="10:00", end="11:00")}, {"SG039"}),
        ("08:00-09:00", {"work": WORK}, set()),
        ("08:00-10:00", {"soon": INCIDENT.format(start="08:10", end="09:00")}, {"SG029"}),
        ("08:00-12:30", {"soon": INCIDENT.format(start="08:10", end="09:00")}, {"SG029"}),
        ("08:00-09:05", {"a-round": INCIDENT.format(start="08:10", end="09:00")}, set()),
        ("08:00-10:00", {"soon": INCIDENT.format(start="08:10", end="09:00"), "block": BLOCK}, set()),
        ("09:30-11:00", {"before": INCIDENT.format(start="08:10", end="09:00")}, {"SG039"}),
    ],
)
def test_what_is_said_of_an_outage(tmp_path, down, files, said):
    assert codes(tmp_path, down, files) == said


def test_what_is_long_ago_is_let_be(tmp_path):
    assert codes(tmp_path, "08:00-10:00", {}, days_later=15) == set()


def test_a_draft_tells_nobody(tmp_path):
    draft = "draft: true\n" + INCIDENT.format(start="08:10", end="09:10")

    assert codes(tmp_path, "08:00-09:00", {"it": draft}) == {"SG039"}
