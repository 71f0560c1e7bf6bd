"""Where declared and observed disagree, told with both times (rule 9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from statusgen.judging.declared import Declared, Ids, covered
from statusgen.judging.observed import Observed
from statusgen.model.project import Project
from statusgen.model.snapshot import Conflict
from statusgen.model.words import Status, UpdateStatus

FORGOTTEN_AFTER = timedelta(hours=1)
"""Probes green for so long without an update make an open incident look forgotten."""


def conflicts(
    component: str, declared: Declared, observed: Observed | None, now: datetime
) -> Iterable[Conflict]:
    """The disagreements about one component."""
    if observed is None:
        return
    if observed.status.is_red and not declared.maintenance and not declared.incident_status.is_red:
        yield _undeclared(component, declared, observed, now)
    if observed.status is Status.OPERATIONAL and not observed.is_failing:
        yield from _forgotten(component, declared, observed, now)


def _undeclared(component: str, declared: Declared, observed: Observed, now: datetime) -> Conflict:
    since = observed.since or now
    said = declared.status.formal.lower()
    people = f"people say {said}" if declared.said_at else "nobody has posted an incident"
    return Conflict(
        component=component,
        declared=declared.status,
        observed=observed.status,
        since=since,
        declared_at=declared.said_at,
        observed_at=since,
        kind="undeclared",
        entry=declared.statements[0].entry.id if declared.statements else None,
        text=f"Our probes fail; {people}",
    )


def _forgotten(component: str, declared: Declared, observed: Observed, now: datetime) -> Iterable[Conflict]:
    green_since = observed.since
    if green_since is None or now - green_since < FORGOTTEN_AFTER:
        return
    for statement in declared.statements:
        is_watched = statement.entry.status_at(now) is UpdateStatus.MONITORING
        if not statement.status.is_red or is_watched or now - statement.said_at < FORGOTTEN_AFTER:
            continue
        since = max(green_since, statement.since)
        yield Conflict(
            component=component,
            declared=statement.status,
            observed=observed.status,
            since=since,
            declared_at=statement.said_at,
            observed_at=green_since,
            kind="forgotten",
            entry=statement.entry.id,
            text=(
                f"People say {statement.status.formal.lower()}; our probes have been fine for over an hour, "
                "and nobody has said that it is over"
            ),
        )


def overruns(
    project: Project, ids: Ids, states: dict[str, Status | None], now: datetime
) -> Iterable[Conflict]:
    """Maintenances past their promised end that nobody has completed."""
    running = (UpdateStatus.IN_PROGRESS, UpdateStatus.VERIFYING)
    for maintenance in project.maintenances:
        latest = maintenance.current(now)
        said = [update for update in latest.updates_until(now) if update.status]
        is_over = now >= latest.ends_at and not maintenance.withdrawn
        if not is_over or not said or said[-1].status not in running:
            continue
        for component in states:
            spans = covered(maintenance, latest, component, ids, now)
            if not any(end == latest.ends_at for _, end in spans):
                continue
            yield Conflict(
                component=component,
                declared=Status.UNDER_MAINTENANCE,
                observed=states.get(component) or Status.UNKNOWN,
                since=latest.ends_at,
                declared_at=said[-1].at,
                observed_at=latest.ends_at,
                kind="overrun",
                entry=maintenance.id,
                text="The planned end is past, and nobody has said that the work is completed",
            )
