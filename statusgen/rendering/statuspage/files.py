"""A Snapshot becomes the files of Statuspage's API, and the pages that their addresses lead to."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from statusgen.model.short_ids import short_id
from statusgen.model.snapshot import IncidentState
from statusgen.rendering.scene import Blob, Scene, Sheet
from statusgen.rendering.statuspage.components import Roll, roll
from statusgen.rendering.statuspage.entries import Listed, incident, incidents, maintenances
from statusgen.rendering.statuspage.page import page

MOST = 50
"""Entries in their lists of the past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that the files are cut from."""

    roll: Roll
    incidents: Sequence[Listed]
    """The newest, and those that are open: what lists tell of. All of them together would fill memory."""
    maintenances: Sequence[Listed]
    status: Mapping[str, str]


_Part = Callable[[Told], Any]


def _documents(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    return [one.document for one in listed]


def _unresolved(told: Told) -> list[dict[str, Any]]:
    return _documents([one for one in told.incidents if not one.is_over])


def _soonest(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    return _documents(listed[::-1][:MOST])


PARTS: Mapping[str, Mapping[str, _Part]] = {
    "summary.json": {
        "components": lambda told: list(told.roll.rows),
        "incidents": _unresolved,
        "scheduled_maintenances": lambda told: _soonest(
            [one for one in told.maintenances if one.is_ahead or one.is_active]
        ),
        "status": lambda told: dict(told.status),
    },
    "status.json": {"status": lambda told: dict(told.status)},
    "components.json": {"components": lambda told: list(told.roll.rows)},
    "incidents.json": {"incidents": lambda told: _documents(told.incidents[:MOST])},
    "incidents/unresolved.json": {"incidents": _unresolved},
    "scheduled-maintenances.json": {
        "scheduled_maintenances": lambda told: _documents(told.maintenances[:MOST])
    },
    "scheduled-maintenances/upcoming.json": {
        "scheduled_maintenances": lambda told: _soonest([one for one in told.maintenances if one.is_ahead])
    },
    "scheduled-maintenances/active.json": {
        "scheduled_maintenances": lambda told: _soonest([one for one in told.maintenances if one.is_active])
    },
}
"""Below `api/v2/`: what stands in each file beside `page`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where an address of theirs leads."""

    href: str
    """From the page itself."""
    canonical: str | None


def items(scene: Scene) -> Iterator[Blob | Sheet]:
    """All files; none for a snapshot that was not judged in their words."""
    told = tell(scene)
    if told is None:
        return
    yield from lists(told, scene)
    for state in scene.snapshot.incidents:
        yield from of_incident(state, told, scene)


def lists(told: Told, scene: Scene) -> Iterator[Blob | Sheet]:
    """All but those of one incident each."""
    for name, parts in PARTS.items():
        document = {"page": page(scene), **{key: part(told) for key, part in parts.items()}}
        yield Blob(path=f"api/v2/{name}", data=_bytes(document))
    for listed in told.maintenances:
        yield from _entry(listed, scene)


def of_incident(state: IncidentState, told: Told, scene: Scene) -> Iterator[Blob | Sheet]:
    """Its document, and the page that leads from the address of their clients to ours."""
    yield from _entry(incident(state, scene, told.roll), scene)


def paths_of(state: IncidentState) -> tuple[str, str]:
    """Where these two lie."""
    name = short_id(state.incident.id)
    return f"incidents/{name}.json", f"incidents/{name}/index.html"


def is_pair(state: IncidentState) -> bool:
    """There are both: its name in their addresses is not its id."""
    return short_id(state.incident.id) != state.incident.id


def _entry(listed: Listed, scene: Scene) -> Iterator[Blob | Sheet]:
    # What is over carries no time of the build, so its bytes stay as they are.
    around = page(scene, listed.updated_at if listed.is_over else None)
    document = {"page": around, "incident": listed.document}
    yield Blob(path=f"incidents/{listed.id}.json", data=_bytes(document))
    if listed.path != f"incidents/{listed.id}/":
        yield _moved(listed, scene)


def tell(scene: Scene) -> Told | None:
    """All that the files are cut from; None where it was not judged in their words."""
    head = scene.snapshot.statuspage
    if head is None:
        return None
    rows = roll(scene)
    return Told(
        roll=rows,
        incidents=tuple(incidents(scene, rows, newest=MOST)),
        maintenances=tuple(maintenances(scene, rows)),
        status={"indicator": head.indicator, "description": head.description},
    )


def _moved(listed: Listed, scene: Scene) -> Sheet:
    """Clients make addresses of ids: `/incidents/<id>` leads to our page."""
    url = scene.snapshot.page.url
    return Sheet(
        path=f"incidents/{listed.id}/index.html",
        template="moved.html",
        title=listed.document["name"],
        view=Moved(href=f"../../{listed.path}index.html", canonical=url and f"{url}{listed.path}"),
        is_settled=True,
        is_in_every_language=False,
    )


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
