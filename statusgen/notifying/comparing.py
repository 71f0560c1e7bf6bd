"""Two editions become the changes between them. Pure: only what the editions say is told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from statusgen.model.changes import Change, Step
from statusgen.model.editions import ComponentFacts, Edition, IncidentFacts
from statusgen.model.receivers import Topic
from statusgen.model.times import format_moment
from statusgen.model.words import Severity, Status, UpdateStatus
from statusgen.notifying.news import change_id, fresh, severest
from statusgen.notifying.planned_work import work_changes

Known = Mapping[str, Status]
"""What each component was last known to be, by id."""
_SEVERITIES = {
    Status.OPERATIONAL: Severity.NONE,
    Status.UNDER_MAINTENANCE: Severity.NONE,
    Status.UNKNOWN: Severity.MINOR,
    Status.DEGRADED_PERFORMANCE: Severity.MINOR,
    Status.PARTIAL_OUTAGE: Severity.MAJOR,
    Status.MAJOR_OUTAGE: Severity.CRITICAL,
}
_BAD = (Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)
_ENDS = (UpdateStatus.RESOLVED, UpdateStatus.POSTMORTEM)


def compare(base: Edition, known: Known, new: Edition) -> tuple[Change, ...]:
    """What changed from the base to the new edition, the oldest first."""
    found = [*_components(base, known, new), *_incidents(base, new), *work_changes(base, new)]
    return tuple(sorted(found, key=lambda change: (change.at, change.topic, change.subject, change.id)))


def known_after(known: Known, new: Edition) -> dict[str, Status]:
    """What is known once this edition was looked at: what is unknown now keeps its last word."""
    seen = {c.id: c.status for c in new.components if c.status is not Status.UNKNOWN}
    kept = {c.id: known[c.id] for c in new.components if c.id in known}
    return kept | seen


def _components(base: Edition, known: Known, new: Edition) -> Iterator[Change]:
    before = {component.id: component for component in base.components}
    for now in new.components:
        was = before.get(now.id)
        step = _step(was.status if was else None, known.get(now.id), now.status)
        if step is not None:
            change = _component(step, known.get(now.id), now, new.taken_at)
            yield replace(change, was_unknown=was is not None and was.status is Status.UNKNOWN)


def _step(was: Status | None, known: Status | None, now: Status) -> Step | None:
    if now is Status.UNKNOWN:
        # What is new on the page, or was unknown already, is no news.
        return None if was in (None, Status.UNKNOWN) else Step.LOST
    if known is None:
        return Step.CHANGED if now in _BAD else Step.FOUND if was is Status.UNKNOWN else None
    if known is not now:
        return Step.CHANGED
    return Step.FOUND if was is Status.UNKNOWN else None


def _component(step: Step, known: Status | None, now: ComponentFacts, taken_at: datetime) -> Change:
    at = now.since or taken_at
    is_known = step is Step.CHANGED
    return Change(
        id=change_id("component", step, now.id, now.status, format_moment(at)),
        topic=Topic.COMPONENTS if is_known else Topic.EVIDENCE,
        step=step,
        subject=now.id,
        title=now.name,
        at=at,
        # A recovery is as severe as what it ends: who was told of the one hears of the other.
        severity=severest(_SEVERITIES[now.status], _SEVERITIES[known or now.status])
        if is_known
        else Severity.MINOR,
        components=(now.id,),
        status=now.status,
        before=known,
        confidence=now.confidence,
        reasons=tuple(reason.text for reason in now.reasons),
        path=f"components/{now.id}/",
    )


def _incidents(base: Edition, new: Edition) -> Iterator[Change]:
    before = {incident.id: incident for incident in base.incidents}
    for now in new.incidents:
        was = before.get(now.id)
        news = fresh(now.updates, was.updates if was else (), base)
        for update in news:
            change = _incident(now, Step.SAID, update.at, update.id)
            yield replace(change, update=update, is_first=update is now.updates[-1])
        is_ended = was is not None and was.ends_at is None and now.ends_at is not None
        if is_ended and not any(update.status in _ENDS for update in news):
            at = now.ends_at or new.taken_at
            yield _incident(now, Step.OVER, at, format_moment(at))
    still = {incident.id for incident in new.incidents}
    for gone in base.incidents:
        if gone.ends_at is None and gone.id not in still:
            last = gone.updates[0].id if gone.updates else ""
            yield _incident(gone, Step.GONE, new.taken_at, last)


def _incident(incident: IncidentFacts, step: Step, at: datetime, mark: str) -> Change:
    return Change(
        id=change_id("incident", step, incident.id, mark),
        topic=Topic.INCIDENTS,
        step=step,
        subject=incident.id,
        title=incident.title,
        at=at,
        severity=incident.severity,
        components=incident.concerned,
        path=f"incidents/{incident.id}/",
    )
