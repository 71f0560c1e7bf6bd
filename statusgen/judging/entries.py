"""Incidents and maintenances as they stand at an instant."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from statusgen.judging.declared import Ids, lane, named
from statusgen.judging.statuspage_entries import incident_for_statuspage, work_for_statuspage
from statusgen.model.incidents import Announcement, Incident, Maintenance, Occurrence
from statusgen.model.project import Project
from statusgen.model.snapshot import IncidentState, MaintenanceState, Span
from statusgen.model.words import ScopeKind, Severity, Status, UpdateStatus, worst

STANDING_AFTER = timedelta(days=7)
"""A scoped condition that an open incident explains for so long becomes a standing notice (rule 11)."""
MOST_AHEAD = 5
"""Times of a repeating maintenance that are told after the current one."""
MOST_BEHIND = 5
"""Those before it; what was said of earlier ones is told too."""
_INSTANT = timedelta(microseconds=1)
_SCOPED = (ScopeKind.COUNTRY, ScopeKind.NETWORK, ScopeKind.PARTIAL)
_SEVERITIES = {
    Status.MAJOR_OUTAGE: Severity.CRITICAL,
    Status.PARTIAL_OUTAGE: Severity.MAJOR,
    Status.DEGRADED_PERFORMANCE: Severity.MINOR,
}


def incident_states(
    project: Project, order: Sequence[str], ids: Ids, now: datetime
) -> tuple[IncidentState, ...]:
    """Incidents that have begun, newest first."""
    begun = [i for i in project.incidents if not i.withdrawn and _has_begun(i, now)]
    states = [_incident_state(incident, order, ids, now) for incident in begun]
    return tuple(sorted(states, key=lambda s: (s.starts_at, s.incident.id), reverse=True))


def _has_begun(incident: Incident, now: datetime) -> bool:
    """A file of the future does not change the present."""
    if incident.updates:
        return incident.updates[0].at <= now
    return incident.started_at is not None and incident.started_at <= now


def _incident_state(incident: Incident, order: Sequence[str], ids: Ids, now: datetime) -> IncidentState:
    affected = named(incident.impact, incident.updates_until(now), ids)
    components = tuple(component for component in order if component in affected)
    lanes = {c: tuple(_spans(incident, c, ids, now)) for c in components}
    end = incident.ended_at(now)
    updates = incident.updates_until(now)
    promise = _promise(incident, now) if end is None else None
    impact = _impact(lanes, end, now)
    status = incident.status_at(now)
    return IncidentState(
        incident=incident,
        status=UpdateStatus.RESOLVED if end and status is not UpdateStatus.POSTMORTEM else status,
        severity=incident.severity or _severity(lanes),
        is_open=end is None,
        impact=impact,
        components=components,
        starts_at=incident.begins_at,
        ends_at=end,
        updates=tuple(reversed(updates)),
        lanes=lanes,
        next_update_by=promise,
        is_overdue=promise is not None and promise < now,
        is_standing=end is None and is_long_regional(incident, now),
        statuspage=incident_for_statuspage(incident, components, ids, now),
    )


def _spans(incident: Incident, component: str, ids: Ids, now: datetime) -> Sequence[Span]:
    pieces = lane(incident, component, ids, now)
    return [Span(start=p.start, end=p.end, status=p.value) for p in pieces]


def _impact(lanes: Mapping[str, Sequence[Span]], end: datetime | None, now: datetime) -> Mapping[str, Status]:
    """As declared now while it is open; the worst it was once it is over."""
    if end is not None:
        return {c: worst(*(s.status for s in spans)) for c, spans in lanes.items()}
    return {
        c: spans[-1].status if spans and spans[-1].end >= now else Status.OPERATIONAL
        for c, spans in lanes.items()
    }


def _severity(lanes: Mapping[str, Sequence[Span]]) -> Severity:
    return _SEVERITIES.get(worst(*(s.status for spans in lanes.values() for s in spans)), Severity.NONE)


def _promise(incident: Incident, now: datetime) -> datetime | None:
    """The promised next word, while no later update has kept it."""
    updates = incident.updates_until(now)
    return updates[-1].next_update_by if updates else None


def is_long_regional(incident: Incident, now: datetime) -> bool:
    """It holds in some places only, and has lasted, or did last, for over a week."""
    scope, end = incident.scope, incident.ended_at(now) or now
    if scope is None or end - incident.begins_at <= STANDING_AFTER:
        return False
    return scope.kind in _SCOPED or (scope.kind is None and bool(scope.countries or scope.networks))


def maintenance_states(
    project: Project, order: Sequence[str], ids: Ids, now: datetime
) -> tuple[MaintenanceState, ...]:
    """All maintenances that were announced, by start, the latest first."""
    states = [_maintenance_state(m, order, ids, now) for m in project.maintenances if not m.withdrawn]
    return tuple(sorted(states, key=lambda s: (s.starts_at, s.maintenance.id), reverse=True))


def _maintenance_state(
    maintenance: Maintenance, order: Sequence[str], ids: Ids, now: datetime
) -> MaintenanceState:
    current = maintenance.current(now)
    start, end = current.window(now)
    affected = named(maintenance.impact, current.updates_until(now), ids)
    upcoming = maintenance.next_after(max(now, start), MOST_AHEAD) if maintenance.repeat else ()
    past = _past(maintenance, current, now) if maintenance.repeat else ()
    return MaintenanceState(
        maintenance=maintenance,
        status=current.status_at(now),
        is_active=start <= now < end,
        is_upcoming=now < start,
        starts_at=start,
        ends_at=end,
        promised_end=current.ends_at,
        components=tuple(component for component in order if component in affected),
        updates=tuple(reversed(maintenance.updates_until(now))),
        upcoming=upcoming,
        past=past,
        statuspage=work_for_statuspage(maintenance, (current, *upcoming, *past), order, ids, now),
    )


def _past(maintenance: Maintenance, current: Occurrence, now: datetime) -> tuple[Occurrence, ...]:
    """The last times it took place, any before of which something was said, and the first; latest first."""
    until = min(current.starts_at, now + _INSTANT)
    first = maintenance.next_after(maintenance.starts_at - _INSTANT, 1)
    told = [each for each in maintenance.spoken_of() if each.updates_until(now)]
    found = {each.starts_at: each for each in (*first, *told) if each.starts_at < until}
    for _ in range(MOST_BEHIND):
        start = maintenance.schedule.last_until(until - _INSTANT)
        if start is None:
            break
        found |= {each.starts_at: each for each in maintenance.next_after(start - _INSTANT, 1)}
        until = start
    return tuple(found[start] for start in sorted(found, reverse=True))


def announcements(project: Project, now: datetime) -> tuple[Announcement, ...]:
    """Those of the past, newest first."""
    past = [a for a in project.announcements if not a.withdrawn and _first_word(a) <= now]
    return tuple(sorted(past, key=lambda a: (_first_word(a), a.id), reverse=True))


def _first_word(announcement: Announcement) -> datetime:
    return announcement.updates[0].at
