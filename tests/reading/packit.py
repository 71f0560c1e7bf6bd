"""A dozen real incidents of Packit's cState page become our files, by a mapping written by hand.

The samples lie beside the project with their licence (MIT, (c) Packit); nothing of them is copied here
but the few words that show whether a page tells them faithfully.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "cstate" / "packit-status"
SETTINGS = """\
page:
  name: Packit Service Status
  url: https://status.packit.dev
groups:
  - id: core
    name: Core
    components:
      - id: api
        name: API
        description: prod.packit.dev/api - If API is down, we're not able to receive your requests.
      - {id: workers, name: Workers}
      - {id: dashboard, name: Dashboard, description: dashboard.packit.dev}
  - id: upstream
    name: External Upstream Systems
    components:
      - {id: copr, name: Copr}
      - {id: testing-farm, name: Testing Farm}
      - {id: openscanhub, name: OpenScanHub}
      - {id: github, name: GitHub}
  - id: downstream
    name: External Downstream Systems
    components:
      - {id: anitya, name: Anitya (Release Monitoring)}
      - {id: koji, name: Koji}
      - {id: bodhi, name: Bodhi}
      - {id: pull-from-upstream, name: Pull from upstream}
"""
SEVERITIES = {"notice": "minor", "disrupted": "major", "down": "critical"}
STATUSES = {"notice": "degraded_performance", "disrupted": "partial_outage", "down": "major_outage"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How one file is to be understood."""

    file: str
    """Without its ending."""
    id: str
    kind: str = "incident"
    components: tuple[str, ...] = ()
    """Ids of `affected`, whose words follow no list there."""
    splits: tuple[tuple[str, str, str], ...] = ()
    """(words a later update begins with, its time as they tell it, its status)."""
    snippets: tuple[str, ...]
    """Words a reader must find, free of Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What must be true of an incident wherever it is shown."""

    id: str
    kind: str
    title: str
    start: datetime
    end: datetime
    components: tuple[str, ...]
    text: str
    """All that was said, in Markdown, without space at the ends of its parts."""
    snippets: tuple[str, ...]


CASES = (
    Case(
        file="2021-06-04-postgresql-12",
        id="2021-06-04-postgresql-12",
        kind="maintenance",
        components=("workers", "dashboard"),
        snippets=("Upgrading our PostgreSQL database from version 10 to version 12.",),
    ),
    Case(
        file="2021-11-16-auto-prod",
        id="2021-11-16-auto-prod",
        kind="maintenance",
        components=("api", "workers", "dashboard"),
        snippets=("It should take about 1/2 an hour", "API & dashboard won't work properly"),
    ),
    Case(
        file="2022-10-05-github-webhooks-degraded-status",
        id="2022-10-05-github-webhooks-degraded-status",
        components=("api",),
        snippets=("Packit is not working on GitHub because the GitHub Webhooks status is 'degraded'.",),
    ),
    Case(
        file="2022-10-11-outage",
        id="2022-10-11-outage",
        components=("workers", "copr"),
        splits=(
            ("- Tue Oct 11 12:24:02 UTC: ", "2022-10-11T12:24:02+00:00", "monitoring"),
            ("- Tue Oct 11 13:12:36 UTC: ", "2022-10-11T13:12:36+00:00", "resolved"),
            ("- Wed Oct 12 05:27:46 UTC: ", "2022-10-12T05:27:46+00:00", "postmortem"),
        ),
        snippets=(
            "We are experiencing issues with the execution of the tasks.",
            "We are slowly going through the queue.",
            "It can be a fault on our or Copr side.",
            "plan to move the building of SRPMs to Copr",
        ),
    ),
    Case(
        file="2022-10-27-slo1-error-budget-drop-postmortem",
        id="2022-10-27-slo1-error-budget-drop-postmortem",
        snippets=("error budget dropped to 25%.", "approx 1 second and", "cases of >15s started to appear"),
    ),
    Case(
        file="2022-12-23-christmas-2022",
        id="2022-12-23-christmas-2022",
        kind="announcement",
        snippets=("All the team is on vacation.", "Have a wonderful year 2023 everyone!"),
    ),
    Case(
        file="2023-01-06-cluster-upgrade",
        id="2023-01-06-cluster-upgrade",
        kind="maintenance",
        snippets=("start on Fri Jan 06 20:00 UTC and last approximately 90 minutes.",),
    ),
    Case(
        file="2023-12-10-tf-outage",
        id="2023-12-10-tf-outage",
        components=("testing-farm",),
        snippets=("Guest couldn't be provisioned: Artemis resource ended in 'error' state",),
    ),
    Case(
        file="2024-02-22-pull-from-upstream-outage",
        id="2024-02-22-pull-from-upstream-outage",
        components=("pull-from-upstream",),
        snippets=("because of an expired token.", "/packit pull-from-upstream"),
    ),
    Case(
        file="2024-04-05-github-outage",
        id="2024-04-05-github-outage",
        components=("github",),
        snippets=("There is an ongoing GitHub outage.", "https://www.githubstatus.com"),
    ),
    Case(
        file="2024-07-02-release-monitoring.org-outage",
        id="2024-07-02-release-monitoring-org-outage",
        components=("pull-from-upstream",),
        snippets=("There is a New Hotness outage resulting in no Bugzillas",),
    ),
    Case(
        file="2025-06-30-fedora-infra-migration",
        id="2025-06-30-fedora-infra-migration",
        components=("anitya", "koji", "bodhi", "openscanhub", "copr"),
        snippets=("Copr build jobs may be disrupted, full outage is not expected.", "We’ll share further"),
    ),
    Case(
        file="2025-12-03-service-overflow",
        id="2025-12-03-service-overflow",
        components=("api", "workers", "dashboard"),
        snippets=("stopped processing tasks for about 9 hours.", "the queue has been processed"),
    ),
    Case(
        file="2026-01-13-copr-outage",
        id="2026-01-13-copr-outage",
        components=("copr",),
        snippets=("as a result Copr builds were stuck in a pending state.",),
    ),
)


def write_project(folder: Path, samples: Path = SAMPLES) -> list[Fact]:
    """Write the settings and a file for each case; what must then be true, in the order of the ids."""
    incidents = folder / "incidents"
    incidents.mkdir(parents=True, exist_ok=True)
    (folder / "statusgen.yaml").write_text(SETTINGS, encoding="utf-8")
    facts = []
    for case in CASES:
        source = (samples / "content" / "issues" / f"{case.file}.md").read_text(encoding="utf-8")
        _, front, body = source.split("---\n", 2)
        keys = yaml.load(front, Loader=yaml.BaseLoader)
        (incidents / f"{case.id}.yaml").write_text(_converted(case, keys, body.strip()), encoding="utf-8")
        facts.append(_fact(case, keys, body.strip()))
    return facts


def _fact(case: Case, keys: dict[str, str], body: str) -> Fact:
    return Fact(
        id=case.id,
        kind=case.kind,
        title=keys["title"],
        start=_moment(keys["date"]),
        end=_moment(keys["resolvedWhen"]),
        components=case.components,
        text="\n".join(part for part, _, _ in _parts(case, keys, body)),
        snippets=case.snippets,
    )


def _converted(case: Case, keys: dict[str, str], body: str) -> str:
    status = STATUSES[keys["severity"]] if case.kind == "incident" else "under_maintenance"
    lines = [f"title: {json.dumps(keys['title'], ensure_ascii=False)}", f"kind: {case.kind}"]
    if case.components:
        lines += ["impact:", *(f"  {component}: {status}" for component in case.components)]
    start, end = _moment(keys["date"]).isoformat(), _moment(keys["resolvedWhen"]).isoformat()
    lines += {
        "incident": [
            f"severity: {SEVERITIES[keys['severity']]}",
            f"started_at: {start}",
            f"resolved_at: {end}",
        ],
        "maintenance": [f"starts_at: {start}", f"ends_at: {end}"],
        "announcement": [f"expires_at: {end}"],
    }[case.kind]
    lines.append("updates:")
    for part, at, word in _parts(case, keys, body):
        lines += [f"  - at: {at}", *([f"    status: {word}"] if word else []), "    text: |"]
        lines += [f"      {line}" if line else "" for line in part.split("\n")]
    if case.kind == "incident" and not case.splits:
        lines += [f"  - at: {end}", "    status: resolved"]
    return "\n".join(lines) + "\n"


def _parts(case: Case, keys: dict[str, str], body: str) -> list[tuple[str, str, str]]:
    """(text, time, status) of each update."""
    first = "investigating" if case.kind == "incident" else ""
    marks = [("", _moment(keys["date"]).isoformat(), first), *case.splits]
    starts = [body.index(words) for words, _, _ in marks]
    ends = [*starts[1:], len(body)]
    texts = [body[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [(text, at, word) for text, (_, at, word) in zip(texts, marks, strict=True)]


def _moment(text: str) -> datetime:
    """cState reads a time without zone as UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
