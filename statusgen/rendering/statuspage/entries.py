"""Incidents and maintenances become entries, as Statuspage's clients read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from statusgen.model.incidents import Update
from statusgen.model.snapshot import IncidentState, MaintenanceState, StatuspageWork
from statusgen.model.times import format_moment
from statusgen.model.words import UpdateStatus
from statusgen.rendering.scene import Scene
from statusgen.rendering.statuspage.components import Roll
from statusgen.rendering.statuspage.page import milliseconds, page_id
from statusgen.rendering.statuspage.updates import Said, updates

_OPEN = (UpdateStatus.INVESTIGATING, UpdateStatus.IDENTIFIED)
_ACTIVE = (UpdateStatus.IN_PROGRESS, UpdateStatus.VERIFYING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of their lists."""

    document: dict[str, Any]
    path: str
    """Our page of it, below the site."""
    starts_at: datetime
    updated_at: datetime
    is_over: bool
    """Nothing of it changes any more."""
    status: UpdateStatus

    @property
    def id(self) -> str:
        """For their clients."""
        return str(self.document["id"])

    @property
    def is_ahead(self) -> bool:
        """Work that has not begun."""
        return self.status is UpdateStatus.SCHEDULED

    @property
    def is_active(self) -> bool:
        """Work that goes on."""
        return self.status in _ACTIVE


def incidents(scene: Scene, roll: Roll, newest: int | None = None) -> Iterator[Listed]:
    """All of them, the newest first; or so many of them, and those of the others that are open."""
    return (
        incident(state, scene, roll)
        for number, state in enumerate(scene.snapshot.incidents)
        if newest is None or number < newest or state.is_open
    )


def maintenances(scene: Scene, roll: Roll) -> Iterator[Listed]:
    """Every time that is told of, the latest first."""
    times = [(state, work) for state in scene.snapshot.maintenances for work in state.statuspage]
    times.sort(key=lambda time: (time[1].occurrence.starts_at, time[0].maintenance.id), reverse=True)
    return (_maintenance(state, work, scene, roll) for state, work in times)


def incident(state: IncidentState, scene: Scene, roll: Roll) -> Listed:
    """One of them."""
    entry, theirs = state.incident, state.statuspage
    said = Said(
        name=entry.id,
        title=scene.phrase(entry.title).text,
        updates=_in_their_order(state),
        affected=theirs.affected if theirs else (),
        begins_as=UpdateStatus.INVESTIGATING,
        status=_status(state),
        since=state.ends_at or state.starts_at,
    )
    created_at = said.created_at or state.starts_at
    updated_at = max(created_at, said.written_at or created_at, state.ends_at or created_at)
    path = f"incidents/{entry.id}/"
    document = {
        **_head(said, created_at, updated_at),
        "monitoring_at": _maybe(_monitoring_at(state.updates)),
        "resolved_at": _maybe(state.ends_at),
        "impact": theirs.impact if theirs else state.severity.value,
        "shortlink": _link(path, scene),
        "started_at": milliseconds(state.starts_at),
        "page_id": page_id(scene),
        "incident_updates": updates(said, scene, roll),
        "components": _components(state.components, state.ends_at, roll),
        "reminder_intervals": None,
    }
    return Listed(
        document=document,
        path=path,
        starts_at=state.starts_at,
        updated_at=updated_at,
        is_over=not state.is_open,
        status=said.status,
    )


def _in_their_order(state: IncidentState) -> Sequence[Update]:
    """With them a postmortem comes after the end; before it, it is an update like others."""
    if not state.is_open:
        return state.updates
    return [replace(u, status=None) if u.status is UpdateStatus.POSTMORTEM else u for u in state.updates]


def _status(state: IncidentState) -> UpdateStatus:
    said = (update.status for update in _in_their_order(state) if update.status)
    return next(said, UpdateStatus.INVESTIGATING) if state.is_open else state.status


def _maintenance(state: MaintenanceState, work: StatuspageWork, scene: Scene, roll: Roll) -> Listed:
    maintenance, time = state.maintenance, work.occurrence
    name = f"{maintenance.id} {format_moment(time.starts_at)}" if maintenance.repeat else maintenance.id
    done_at = work.ends_at if work.status is UpdateStatus.COMPLETED else None
    began_at = None if work.status is UpdateStatus.SCHEDULED else time.starts_at
    said = Said(
        name=name,
        title=scene.phrase(maintenance.title).text,
        updates=work.updates,
        affected=work.affected,
        begins_as=UpdateStatus.SCHEDULED,
        status=work.status,
        since=done_at or began_at or roll.began,
    )
    created_at = said.created_at or roll.began
    updated_at = max(filter(None, (created_at, said.written_at, began_at, done_at)))
    path = f"maintenance/{maintenance.id}/"
    document = {
        **_head(said, created_at, updated_at),
        "monitoring_at": None,
        "resolved_at": _maybe(done_at),
        "impact": "maintenance",
        "shortlink": _link(path, scene),
        "started_at": milliseconds(time.starts_at),
        "page_id": page_id(scene),
        "incident_updates": updates(said, scene, roll),
        "components": _components(work.components, done_at, roll),
        "scheduled_for": milliseconds(time.starts_at),
        "scheduled_until": milliseconds(time.ends_at),
    }
    return Listed(
        document=document,
        path=path,
        starts_at=time.starts_at,
        updated_at=updated_at,
        is_over=done_at is not None,
        status=work.status,
    )


def _head(said: Said, created_at: datetime, updated_at: datetime) -> dict[str, Any]:
    return {
        "id": said.id,
        "name": said.title,
        "status": said.status.value,
        "created_at": milliseconds(created_at),
        "updated_at": milliseconds(updated_at),
    }


def _monitoring_at(said: Sequence[Update]) -> datetime | None:
    """When it was last thought to be over; a later word of trouble takes that back."""
    since: datetime | None = None
    for update in reversed(said):
        if update.status is UpdateStatus.MONITORING:
            since = since or update.at
        elif update.status in _OPEN:
            since = None
    return since


def _components(names: Sequence[str], ended_at: datetime | None, roll: Roll) -> list[dict[str, Any]]:
    """As they stand now; as it left them, once it is over."""
    known = [name for name in names if name in roll.now]
    return [roll.settled(name, ended_at) if ended_at else dict(roll.now[name]) for name in known]


def _link(path: str, scene: Scene) -> str:
    return f"{(scene.snapshot.page.url or '').rstrip('/')}/{path}"


def _maybe(moment: datetime | None) -> str | None:
    return milliseconds(moment) if moment else None
