"""What probes saw becomes complaints where nobody wrote of it, or wrote too soon that it was over."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.model.sheets import Path
from statusgen.model.snapshot import ComponentState, IncidentState, Span
from statusgen.model.times import format_moment
from statusgen.model.words import UpdateStatus

LATELY = timedelta(days=14)
"""What is older is history, and nagging would not help."""
LONG = timedelta(minutes=30)
"""So long an outage must last to be owed an incident."""
SOON = timedelta(hours=1)
"""An incident that was begun so soon after an outage tells of it."""


def _ended_too_soon(material: Material) -> Iterator[Complaint]:
    components = {state.component.id: state for state in material.snapshot.components}
    for incident in material.snapshot.incidents:
        end = incident.ends_at
        if end is None or material.now - end > LATELY:
            continue
        for name in incident.components:
            red = _red_at(components.get(name), end, material.snapshot.interval)
            if red is None or _is_told_elsewhere(material, incident, name, red):
                continue
            until = "fail still" if red.end >= _newest(components[name]) else f"failed until {_told(red.end)}"
            yield Complaint(
                entry=incident.incident.id,
                path=_end_of(incident),
                what=f"over at {_told(end)}, and the probes of '{name}' {until}",
                hint="add an update that says so, or move the end",
            )


def _untold(material: Material) -> Iterator[Complaint]:
    paths = dict(_paths(material))
    for state in material.snapshot.components:
        outages = [
            outage
            for outage in _outages(state.spans)
            if outage.end - outage.start >= LONG and material.now - outage.end <= LATELY
        ]
        silent = [outage for outage in outages if not _is_told(material, state.component.id, outage)]
        if silent:
            yield _silence(state, silent, paths[state.component.id])


def _silence(state: ComponentState, silent: Sequence[Span], path: Path) -> Complaint:
    last, name = silent[-1], state.component.id
    others = f" (and {len(silent) - 1} times before)" if len(silent) > 1 else ""
    if last.end >= _newest(state):
        what = f"probes of '{name}' fail since {_told(last.start)}{others}, and no incident tells of it"
        return Complaint(entry=None, path=path, what=what, hint=f"statusgen incident new --from-check {name}")
    span = f"from {_told(last.start)} to {_told(last.end)}"
    what = f"probes of '{name}' failed {span}{others}, and no incident tells of it"
    return Complaint(entry=None, path=path, what=what, hint="write one: readers see the red in its bar")


def _red_at(state: ComponentState | None, end: datetime, interval: timedelta) -> Span | None:
    """The outage that was on when it was called over, and went on for longer than a round."""
    if state is None:
        return None
    on = [red for red in _outages(state.spans) if red.start < end and red.end > end + interval]
    return on[-1] if on else None


def _outages(spans: Sequence[Span]) -> list[Span]:
    """Stretches of red, however red."""
    found: list[Span] = []
    for span in spans:
        if span.status.is_red:
            start = found.pop().start if found and found[-1].end == span.start else span.start
            found.append(Span(start=start, end=span.end, status=span.status))
    return found


def _is_told(material: Material, component: str, outage: Span) -> bool:
    return any(
        _tells(state, component, outage, material.now) for state in material.snapshot.incidents
    ) or any(
        component in work.components and work.starts_at <= outage.end and outage.start <= work.ends_at
        for work in material.snapshot.maintenances
    )


def _is_told_elsewhere(material: Material, incident: IncidentState, component: str, red: Span) -> bool:
    """Another incident, such as a block that stands, was open when this one ended."""
    assert incident.ends_at is not None  # noqa: S101 (it has ended)
    rest = Span(start=incident.ends_at, end=red.end, status=red.status)
    others = [state for state in material.snapshot.incidents if state is not incident]
    return any(_tells(state, component, rest, material.now) for state in others)


def _tells(state: IncidentState, component: str, outage: Span, now: datetime) -> bool:
    is_there = state.starts_at <= outage.end + SOON and outage.start <= (state.ends_at or now)
    return component in state.components and is_there


def _end_of(incident: IncidentState) -> Path:
    updates = incident.incident.updates
    ends = [index for index, update in enumerate(updates) if update.status is UpdateStatus.RESOLVED]
    return ("updates", ends[-1]) if ends else ("resolved_at",)


def _newest(state: ComponentState) -> datetime:
    """Until when anything is known of it."""
    return state.spans[-1].end


def _paths(material: Material) -> Iterator[tuple[str, Path]]:
    settings = material.project.settings
    for number, group in enumerate(settings.groups):
        for index, component in enumerate(group.components):
            yield component.id, ("groups", number, "components", index)
    for index, component in enumerate(settings.components):
        yield component.id, ("components", index)


def _told(moment: datetime) -> str:
    return format_moment(moment.replace(second=0, microsecond=0))


RULES = (
    Rule(
        "SG029",
        "resolved-while-failing",
        Level.WARNING,
        "An incident was resolved while its probes failed",
        _ended_too_soon,
    ),
    Rule(
        "SG039",
        "untold-outage",
        Level.WARNING,
        "Probes saw an outage of which no incident tells",
        _untold,
    ),
)
