"""Incidents become a project of statusgen."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.sites.content import COMPONENTS, GROUPS, Incident, component_ids


def write(folder: Path, incidents: Sequence[Incident]) -> None:
    """The whole project."""
    (folder / "incidents").mkdir(parents=True)
    (folder / "statusgen.yaml").write_text(_settings())
    for one in incidents:
        edit(folder, one)


def edit(folder: Path, one: Incident) -> None:
    """The file of one incident."""
    (folder / "incidents" / f"{one.id}.yaml").write_text(_file(one))


def _settings() -> str:
    lines = ["page:", "  name: Example", "  url: https://status.example.com/", "groups:"]
    ids = component_ids()
    for group in range(GROUPS):
        lines += [f"  - id: group-{group}", f"    name: Group {group}", "    components:"]
        for index in range(group, COMPONENTS, GROUPS):
            lines.append(f"      - {{id: {ids[index]}, name: Service {index}}}")
    return "\n".join(lines) + "\n"


def _file(one: Incident) -> str:
    lines = [f"title: {one.title}", f"started_at: {one.started_at:%Y-%m-%dT%H:%M:%SZ}"]
    lines += ["impact: {" + ", ".join(f"{name}: partial_outage" for name in one.components) + "}", "updates:"]
    for update in one.updates:
        lines += [f"  - at: {update.at:%Y-%m-%dT%H:%M:%SZ}", f"    status: {update.status}", "    text: |"]
        lines += [f"      {line}" if line else "" for line in update.text.split("\n")]
    return "\n".join(lines) + "\n"
