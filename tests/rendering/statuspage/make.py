"""Files of Statuspage's API for tests: made from a project, read again, and held to their schemas."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from statusgen.model.project import Project
from statusgen.model.snapshot import Snapshot
from statusgen.model.tallies import History
from statusgen.rendering.site import render
from tests.judging.make import NOW, snapshot

SCHEMAS = Path(__file__).parents[1] / "schemas/statuspage"
API = "api/v2/"
FILES = (
    "summary.json",
    "status.json",
    "components.json",
    "incidents.json",
    "incidents/unresolved.json",
    "scheduled-maintenances.json",
    "scheduled-maintenances/upcoming.json",
    "scheduled-maintenances/active.json",
)
Documents = Mapping[str, Any]


def documents(project: Project, history: History | None = None, now: datetime = NOW) -> Documents:
    """Every file of theirs by its path, as it is at an instant; each is what its schema says."""
    return read(snapshot(project, history, now))


def read(snap: Snapshot) -> Documents:
    """The same of a snapshot."""
    files = {path: data for path, data in render(snap).items() if is_theirs(path)}
    found = {path: json.loads(data) for path, data in files.items()}
    assert [fault for path, document in found.items() for fault in faults(path, document)] == []
    return found


def is_theirs(path: str) -> bool:
    """It belongs to their API."""
    return path.startswith(API) or (path.startswith("incidents/") and path.endswith(".json"))


def faults(path: str, document: Any) -> Iterator[str]:
    """Where a document is not what their clients expect at that path."""
    validator = Draft202012Validator(_schema(path), registry=_registry())
    yield from (f"{path} {error.json_path}: {error.message}" for error in validator.iter_errors(document))


def _schema(path: str) -> Any:
    name = path.removeprefix(API).replace("/", "-") if path.startswith(API) else "incident.json"
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def _registry() -> Registry[Any]:
    contents = json.loads((SCHEMAS / "definitions.json").read_text(encoding="utf-8"))
    return Registry[Any]().with_resource("definitions.json", Resource.from_contents(contents))


def incident_of(found: Documents, number: int = 0) -> Any:
    """One incident of the list of all."""
    return found[f"{API}incidents.json"]["incidents"][number]


def works(found: Documents, which: str = "scheduled-maintenances.json") -> Any:
    """Planned work in one of their files."""
    return found[API + which]["scheduled_maintenances"]


def rows(found: Documents) -> Mapping[str, Any]:
    """Rows of components and groups, by name."""
    return {row["name"]: row for row in found[f"{API}components.json"]["components"]}
