"""Incidents as they stand at an instant: with what was seen and heard meanwhile, and what is like them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from statusgen.judging.before import Judged, JudgedBefore, Judgement
from statusgen.judging.buckets import Counts
from statusgen.judging.candour import Outages, clocks, first_failure
from statusgen.judging.course import course_of
from statusgen.judging.declared import Change, Ids, all_changes, lane_of, named
from statusgen.judging.entries import is_long_regional
from statusgen.judging.observed import Observed
from statusgen.judging.similar import event_of
from statusgen.judging.statuspage_entries import incident_for_statuspage
from statusgen.judging.waves import waves_of
from statusgen.model.incidents import Incident, Update
from statusgen.model.project import Project
from statusgen.model.snapshot import IncidentState, Span
from statusgen.model.words import Severity, Status, UpdateStatus, worst

_SEVERITIES = {
    Status.MAJOR_OUTAGE: Severity.CRITICAL,
    Status.PARTIAL_OUTAGE: Severity.MAJOR,
    Status.DEGRADED_PERFORMANCE: Severity.MINOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen and heard while incidents lasted."""

    observed: Mapping[str, Observed | None]
    """By component."""
    red: Outages
    heard: Counts


class _Stand(NamedTuple):
    """What an incident says of its beginning, its end and what it concerns."""

    incident: Incident
    components: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    updates: tuple[Update, ...]


def incident_states(
    project: Project, order: Sequence[str], ids: Ids, evidence: Evidence, now: datetime, before: JudgedBefore
) -> tuple[IncidentState, ...]:
    """Incidents that have begun, newest first."""
    last = before.recall(order, ids, now)
    ranks = {component: rank for rank, component in enumerate(order)}
    begun = [one for one in project.incidents if not one.withdrawn and _has_begun(one, now)]
    known = [last.settled(incident) or _stand(incident, ranks, ids, now) for incident in begun]
    events = [one.event if isinstance(one, Judged) else event_of(one) for one in known]
    alike = last.alike(events)
    rows = {
        event.id: _again(one, evidence, alike[event.id], now)
        if isinstance(one, Judged)
        else Judged(_state(one, evidence, alike[event.id], ids, now), event)
        for one, event in zip(known, events, strict=True)
    }
    before.remember(Judgement(order=order, ids=ids, now=now, rows=rows, events=events, similar=alike))
    states = (row.state for row in rows.values())
    return tuple(sorted(states, key=lambda state: (state.starts_at, state.incident.id), reverse=True))


def _has_begun(incident: Incident, now: datetime) -> bool:
    """A file of the future does not change the present."""
    if incident.updates:
        return incident.updates[0].at <= now
    return incident.started_at is not None and incident.started_at <= now


def _stand(incident: Incident, ranks: Mapping[str, int], ids: Ids, now: datetime) -> _Stand:
    updates = incident.updates_until(now)
    affected = [name for name in named(incident.impact, updates, ids) if name in ranks]
    return _Stand(
        incident,
        tuple(sorted(affected, key=ranks.__getitem__)),
        incident.begins_at,
        incident.ended_at(now),
        updates[::-1],
    )


def _again(row: Judged, evidence: Evidence, similar: tuple[str, ...], now: datetime) -> Judged:
    """What was said of a settled incident, with what is seen, heard and alike now."""
    state = row.state
    failure = first_failure(state, evidence.red, now)
    waves = waves_of(state, evidence.heard, now)
    course = course_of(state, evidence.observed, evidence.heard, now, has_waves=bool(waves))
    known = state.clocks.first_failure if state.clocks else None
    if (failure, waves, course, similar) == (known, state.waves, state.course, state.similar):
        return row
    made = replace(state, clocks=clocks(state, failure, now), similar=similar, waves=waves, course=course)
    return row._replace(state=made)


def _state(
    stand: _Stand, evidence: Evidence, similar: tuple[str, ...], ids: Ids, now: datetime
) -> IncidentState:
    incident, end, updates = stand.incident, stand.ends_at, stand.updates[::-1]
    said = all_changes(incident, stand.components, ids, now)
    drawn = {id(one): _spans(one, incident, end or now) for one in said.values()}
    lanes = {component: drawn[id(one)] for component, one in said.items()}
    worsts = {component: worst(*[span.status for span in spans]) for component, spans in lanes.items()}
    promise = updates[-1].next_update_by if updates and end is None else None
    status = incident.status_at(now)
    waves = waves_of(stand, evidence.heard, now)
    return IncidentState(
        incident=incident,
        status=UpdateStatus.RESOLVED if end and status is not UpdateStatus.POSTMORTEM else status,
        severity=incident.severity or _SEVERITIES.get(worst(*worsts.values()), Severity.NONE),
        is_open=end is None,
        impact=_current(lanes, now) if end is None else worsts,
        components=stand.components,
        starts_at=stand.starts_at,
        ends_at=end,
        updates=stand.updates,
        lanes=lanes,
        # While no later update has kept it.
        next_update_by=promise,
        is_overdue=promise is not None and promise < now,
        is_standing=end is None and is_long_regional(incident, now),
        clocks=clocks(stand, first_failure(stand, evidence.red, now), now),
        similar=similar,
        waves=waves,
        course=course_of(stand, evidence.observed, evidence.heard, now, has_waves=bool(waves)),
        statuspage=incident_for_statuspage(incident, updates, said, ids),
    )


def _spans(said: Sequence[Change], incident: Incident, end: datetime) -> tuple[Span, ...]:
    pieces = lane_of(said, incident.began_at, end)
    return tuple([Span(start=piece.start, end=piece.end, status=piece.value) for piece in pieces])


def _current(lanes: Mapping[str, Sequence[Span]], now: datetime) -> Mapping[str, Status]:
    """As declared now."""
    return {
        c: spans[-1].status if spans and spans[-1].end >= now else Status.OPERATIONAL
        for c, spans in lanes.items()
    }
