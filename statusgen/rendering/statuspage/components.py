"""Components and groups become rows, as Statuspage's clients read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from statusgen.model.project import Group
from statusgen.model.short_ids import short_id
from statusgen.model.snapshot import ComponentState
from statusgen.model.words import Status, worst
from statusgen.rendering.scene import Scene
from statusgen.rendering.statuspage.page import beginning, milliseconds, page_id

Row = dict[str, Any]
_PASSING = ("status", "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Every component as a row, made once for all files."""

    now: Mapping[str, Row]
    """By id as it stands; retired ones too."""
    names: Mapping[str, str]
    """By id, behind the group's name: `Group - Component`."""
    rows: Sequence[Row]
    """As the page lists them: a group before its components."""
    began: datetime
    """The oldest thing the page tells of: when its parts were made is written nowhere."""

    def settled(self, component: str, at: datetime) -> Row:
        """A component when something that concerned it was over: what happened since is another matter."""
        row = self.now[component]
        return row | {"status": Status.OPERATIONAL.value, "updated_at": milliseconds(at)}

    def lasting(self) -> dict[str, Row]:
        """By id, what `settled` says of each whenever something was over."""
        return {
            name: {key: value for key, value in row.items() if key not in _PASSING}
            for name, row in self.now.items()
        }


def roll(scene: Scene) -> Roll:
    """All components of the page."""
    states = (*scene.snapshot.components, *scene.snapshot.retired)
    changed, began = _last_change(scene), beginning(scene)
    positions = _positions(scene, states)
    rows = {
        s.component.id: _row(s, scene, positions[s.component.id], began, changed.get(s.component.id, began))
        for s in states
    }
    return Roll(
        now=rows,
        names={s.component.id: _full_name(s, scene) for s in states},
        rows=tuple(_listed(scene, rows, positions)),
        began=began,
    )


def _listed(scene: Scene, rows: Mapping[str, Row], positions: Mapping[str, int]) -> Iterator[Row]:
    present = scene.snapshot.components
    for group in scene.snapshot.groups:
        children = [s for s in present if s.group and s.group.id == group.id]
        if children:
            below = [rows[state.component.id] for state in children]
            yield _group_row(group, children, below, positions[group.id], scene)
            yield from below
    yield from (rows[state.component.id] for state in present if state.group is None)


def _positions(scene: Scene, states: Iterable[ComponentState]) -> Mapping[str, int]:
    """Counted from 1 in each group, and over groups and what stands in none."""
    states = tuple(states)
    inside = {
        g.id: [s.component.id for s in states if s.group and s.group.id == g.id] for g in _groups(scene)
    }
    alone = [state.component.id for state in states if state.group is None]
    rows = [*inside.values(), [*inside, *alone]]
    return {name: number for row in rows for number, name in enumerate(row, 1)}


def _groups(scene: Scene) -> Sequence[Group]:
    return scene.snapshot.groups


def _row(state: ComponentState, scene: Scene, position: int, began: datetime, changed: datetime) -> Row:
    status, description = _told(state, scene)
    return {
        "id": short_id(state.component.id),
        "name": scene.phrase(state.component.name).text,
        "status": status.value,
        "created_at": milliseconds(began),
        "updated_at": milliseconds(max(began, changed, _since(state) or began)),
        "position": position,
        "description": description,
        "showcase": True,
        "start_date": None,
        "group_id": short_id(state.group.id) if state.group else None,
        "page_id": page_id(scene),
        "group": False,
        "only_show_if_degraded": False,
    }


def _group_row(
    group: Group, children: Sequence[ComponentState], below: Sequence[Row], position: int, scene: Scene
) -> Row:
    return {
        "id": short_id(group.id),
        "name": scene.phrase(group.name).text,
        "status": worst(*(_told(state, scene)[0] for state in children)).value,
        "created_at": min(row["created_at"] for row in below),
        "updated_at": max(row["updated_at"] for row in below),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page_id(scene),
        "group": True,
        "only_show_if_degraded": False,
        "components": [row["id"] for row in below],
    }


def _told(state: ComponentState, scene: Scene) -> tuple[Status, str | None]:
    """Its status in their words, and a description that says what theirs cannot (rule 14)."""
    said = state.statuspage
    status, note = (said.status, said.note) if said else (state.status, None)
    if status is Status.UNKNOWN:
        status = Status.DEGRADED_PERFORMANCE
    description = scene.phrase(state.component.description).text if state.component.description else None
    if note is None:
        return status, description
    return status, f"{description} ({note})" if description else note[0].upper() + note[1:]


def _full_name(state: ComponentState, scene: Scene) -> str:
    name = scene.phrase(state.component.name).text
    return f"{scene.phrase(state.group.name)} - {name}" if state.group else name


def _since(state: ComponentState) -> datetime | None:
    """Since when it is so; None when it has been so for as long as evidence was looked through, since where
    that begins moves on with every day."""
    is_as_ever = state.status is Status.OPERATIONAL and state.spans and state.since == state.spans[0].start
    return None if is_as_ever else state.since


def _last_change(scene: Scene) -> Mapping[str, datetime]:
    """When something that people wrote last changed a component."""
    now, found = scene.snapshot.taken_at, dict[str, datetime]()
    for component, at in _changes(scene):
        if at < now:
            found[component] = max(at, found.get(component, at))
    return found


def _changes(scene: Scene) -> Iterator[tuple[str, datetime]]:
    for state in scene.snapshot.incidents:
        for component, spans in state.lanes.items():
            yield from ((component, at) for span in spans for at in (span.start, span.end))
    for maintenance in scene.snapshot.maintenances:
        for work in maintenance.statuspage:
            yield from ((c, at) for c in work.components for at in (work.occurrence.starts_at, work.ends_at))
