"""Maintenances and announcements as they stand at an instant, and which incidents stand for long."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from statusgen.judging.declared import Ids, named
from statusgen.judging.statuspage_entries import work_for_statuspage
from statusgen.model.incidents import Announcement, Incident, Maintenance, Occurrence
from statusgen.model.project import Project
from statusgen.model.snapshot import MaintenanceState
from statusgen.model.words import ScopeKind

STANDING_AFTER = timedelta(days=7)
"""A scoped condition that an open incident explains for so long becomes a standing notice (rule 11)."""
MOST_AHEAD = 5
"""Times of a repeating maintenance that are told after the current one."""
MOST_BEHIND = 5
"""Those before it; what was said of earlier ones is told too."""
_INSTANT = timedelta(microseconds=1)
_SCOPED = (ScopeKind.COUNTRY, ScopeKind.NETWORK, ScopeKind.PARTIAL)


def is_long_regional(incident: Incident, now: datetime) -> bool:
    """It holds in some places only, and has lasted, or did last, for over a week."""
    scope = incident.scope
    if scope is None or (incident.ended_at(now) or now) - incident.begins_at <= STANDING_AFTER:
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
