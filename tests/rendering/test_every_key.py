"""Whatever a person may write in a file of `incidents/` is shown on some page, or has its effect told."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from statusgen.judging.judge import judge
from statusgen.model.incidents import Announcement, DeclaredScope, Exclusion, Incident, Maintenance, Update
from statusgen.model.tallies import History
from statusgen.model.times import parse_moment
from statusgen.reading.load import load
from statusgen.rendering.site import render
from tests.reading.make import project

NOW = parse_moment("2025-03-10T12:00Z")
INCIDENT = """\
id: the-incident
title: {en: The title, ur: عنوان}
kind: incident
impact: {chirp: partial_outage}
severity: critical
cause: {en: The cause, ur: وجہ}
scope:
  kind: country
  countries: [PK]
  networks: [64510]
  filtering: suspected
  source: https://who-says-so.example/post
detected_at: 2025-03-10T08:50:01Z
started_at: 2025-03-10T09:00:02Z
announced_at: 2025-03-10T09:05:03Z
mitigated_at: 2025-03-10T09:50:04Z
resolved_at: 2025-03-10T11:59:05Z
related: [the-maintenance, the-announcement]
exclude:
  - starts_at: 2025-03-10T09:10Z
    ends_at: 2025-03-10T09:20Z
    reason: {en: The reason, ur: سبب}
    components: [web]
postmortem: {en: {file: lessons.md}, ur: سبق}
draft: false
written_by: monitor
updates:
  - at: 2025-03-10T09:45Z
    id: the-first
    status: identified
    text: {en: The first text, ur: متن}
    impact: {sign-in: degraded_performance}
    recovered: 63%
    eta: 2025-03-10T13:14Z
    next_update_by: 2025-03-10T13:15Z
    posted_at: 2025-03-10T10:16Z
    written_by: monitor
"""
RESOLVED = "  - {at: 2025-03-10T11:59:05Z, status: resolved, text: Over.}\n"
MAINTENANCE = """\
id: the-maintenance
kind: maintenance
title: The work
impact: {web: under_maintenance}
starts_at: 2025-03-09 17:00 Asia/Karachi
ends_at: 2025-03-09 18:30 Asia/Karachi
repeat: FREQ=DAILY;COUNT=4
exceptions: [2025-03-11]
related: [the-incident]
postmortem: What the work taught
updates:
  - {at: 2025-03-09T12:01Z, status: in_progress, text: The work begins, eta: 2025-03-09T13:17Z}
"""
ANNOUNCEMENT = """\
id: the-announcement
kind: announcement
title: The news
pin: true
expires_at: 2025-03-11T00:00Z
related: [the-incident]
updates:
  - {at: 2025-01-05T10:00Z, text: The news text, posted_at: 2025-01-06T10:18Z, next_update_by: 2025-03-12T10:19Z}
"""
WITHDRAWN = "title: Not so\nwithdrawn: {en: A mistake of ours}\nupdates: [{at: 2025-03-10T09:00Z}]\n"


def site(tmp_path: Path, incident: str = INCIDENT) -> dict[str, str]:
    made = project(
        tmp_path,
        {
            "incidents/i.yaml": incident,
            "incidents/m.yaml": MAINTENANCE,
            "incidents/a.yaml": ANNOUNCEMENT,
            "incidents/w.yaml": WITHDRAWN,
            "incidents/lessons.md": "The lessons",
        },
    )
    files = render(judge(load(made).project, History(), NOW))
    return {path: re.sub(r"<[^>]*>", "", data.decode()) + data.decode() for path, data in files.items()}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("incidents/the-incident/index.html", shown)
        for shown in [
            *("The title", "Critical", "The cause", "In Pakistan", "network AS64510", "suspected"),
            *(
                "who-says-so.example",
                "08:50:01 UTC",
                "09:00:02 UTC",
                "09:05:03 UTC",
                "UTC, 5 min in",
                "09:50:04 UTC",
            ),
            *("09:10 UTC to 09:20 UTC (Web): The reason", "The lessons", 'id="the-first"', "Identified"),
            *("The first text", "Sign-in", "63\u00a0% works again", "13:14 UTC", "13:15 UTC", "10:16 UTC"),
            "written by the monitor",
            *("maintenance/the-maintenance/index.html", "history/2025-01/index.html#note-the-announcement"),
        ]
    ]
    + [
        ("maintenance/the-maintenance/index.html", shown)
        for shown in [
            *(
                "The work",
                "Web",
                "12:00 UTC",
                "every day at 17:00 Asia/Karachi, 4 times in all",
                "12 Mar 12:00 UTC",
            ),
            *("What the work taught", "The work begins", "In progress", "incidents/the-incident/index.html"),
        ]
    ]
    + [
        ("index.html", shown)
        for shown in [
            "The news",
            "The news text",
            "backdated, written 6 Jan 10:18 UTC",
            "12 Mar 10:19 UTC",
            "Related: The title",
        ]
    ]
    + [("incidents/w/index.html", "A mistake of ours")],
)
def test_it_is_shown(tmp_path, path, shown):
    incident = INCIDENT.replace("resolved_at: 2025-03-10T11:59:05Z\n", "")
    assert shown in site(tmp_path, incident)[path]


def test_no_key_was_forgotten_here():
    written = {
        line.split(":")[0].strip(" -{[")
        for text in (INCIDENT, MAINTENANCE, ANNOUNCEMENT)
        for line in re.split(r"\n|, ", text)
    }
    keys = {
        f.name
        for kind in (Incident, Maintenance, Announcement, Update, DeclaredScope, Exclusion)
        for f in fields(kind)
    }

    assert keys - written == {"withdrawn"}


def test_what_is_over_is_not_expected_to_be_over(tmp_path):
    page = site(tmp_path, INCIDENT + RESOLVED)["incidents/the-incident/index.html"]

    assert "11:59:05 UTC" in page
    assert "13:14 UTC" not in page
    assert "13:15 UTC" in page, "what was promised stays on record"


def test_an_estimate_of_an_earlier_time_of_repeating_work_is_over_too(tmp_path):
    assert "13:17 UTC" not in site(tmp_path)["maintenance/the-maintenance/index.html"]


def test_a_clock_of_tomorrow_is_not_known_today(tmp_path):
    later = INCIDENT.replace("mitigated_at: 2025-03-10T09:50:04Z", "mitigated_at: 2025-03-10T12:00:01Z")
    page = site(tmp_path, later.replace("resolved_at: 2025-03-10T11:59:05Z\n", ""))[
        "incidents/the-incident/index.html"
    ]

    assert "Worst was over" not in page


def test_a_pinned_announcement_stays_first_until_it_expires(tmp_path):
    newer = (
        ANNOUNCEMENT.replace("the-announcement", "newer")
        .replace("The news", "Newer")
        .replace("pin: true\n", "")
    )
    newer = newer.replace("2025-01-05", "2025-03-08").replace("2025-01-06", "2025-03-08")
    made = project(
        tmp_path,
        {
            "incidents/a.yaml": ANNOUNCEMENT,
            "incidents/b.yaml": newer,
            "incidents/the-incident.yaml": WITHDRAWN,
        },
    )
    found = load(made).project

    home = render(judge(found, History(), NOW))["index.html"].decode()
    later = render(judge(found, History(), parse_moment("2025-03-11T00:00Z")))["index.html"].decode()
    assert 0 < home.index("The news") < home.index("Newer")
    assert "The news" not in later
