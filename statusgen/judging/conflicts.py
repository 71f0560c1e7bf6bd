"""Where declared and observed disagree, told with both times (rule 9)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from statusgen.judging.declared import Declared, Ids, covered
from statusgen.judging.entries import is_long_regional
from statusgen.judging.observed import Observed
from statusgen.model.incidents import Incident, Occurrence
from statusgen.model.project import Project
from statusgen.model.sentences import message, say
from statusgen.model.snapshot import Conflict
from statusgen.model.words import Status, UpdateStatus

FORGOTTEN_AFTER = timedelta(hours=1)
"""Probes green for so long without an update make an open incident look forgotten."""
_UNDECLARED = {
    Status.OPERATIONAL: message("Our probes fail; people say operational"),
    Status.DEGRADED_PERFORMANCE: message("Our probes fail; people say degraded performance"),
    Status.PARTIAL_OUTAGE: message("Our probes fail; people say partial outage"),
    Status.MAJOR_OUTAGE: message("Our probes fail; people say major outage"),
    Status.UNDER_MAINTENANCE: message("Our probes fail; people say under maintenance"),
    Status.UNKNOWN: message("Our probes fail; people say unknown"),
}
_FORGOTTEN = {
    Status.PARTIAL_OUTAGE: message(
        "People say partial outage; our probes have been fine for over an hour, "
        "and nobody has said that it is over"
    ),
    Status.MAJOR_OUTAGE: message(
        "People say major outage; our probes have been fine for over an hour, "
        "and nobody has said that it is over"
    ),
}
_RUNNING = (UpdateStatus.IN_PROGRESS, UpdateStatus.VERIFYING)


def conflicts(
    component: str, declared: Declared, observed: Observed | None, now: datetime
) -> Iterable[Conflict]:
    """The disagreements about one component."""
    if observed is None:
        return
    if observed.status.is_red and not declared.maintenance and not _is_told(declared, observed, now):
        yield _undeclared(component, declared, observed, now)
    if observed.status is Status.OPERATIONAL and not observed.is_failing:
        yield from _forgotten(component, declared, observed, now)


def _is_told(declared: Declared, observed: Observed, now: datetime) -> bool:
    """An incident says red. A block of one region that lasts for long tells of no outage everywhere."""
    red = [statement for statement in declared.statements if statement.status.is_red]
    if observed.status is not Status.MAJOR_OUTAGE:
        return bool(red)
    return any(not (isinstance(s.entry, Incident) and is_long_regional(s.entry, now)) for s in red)


def _undeclared(component: str, declared: Declared, observed: Observed, now: datetime) -> Conflict:
    since = observed.since or now
    return Conflict(
        component=component,
        declared=declared.status,
        observed=observed.status,
        since=since,
        declared_at=declared.said_at,
        observed_at=since,
        kind="undeclared",
        entry=declared.statements[0].entry.id if declared.statements else None,
        text=say(_UNDECLARED[declared.status])
        if declared.said_at
        else say("Our probes fail; nobody has posted an incident"),
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
            text=say(_FORGOTTEN[statement.status]),
        )


def overruns(
    project: Project, ids: Ids, seen: Mapping[str, Observed | None], now: datetime
) -> Iterable[Conflict]:
    """Maintenances past their end that nobody has completed: said to go on, or not back by the probes."""
    for maintenance in project.maintenances:
        latest = maintenance.current(now)
        said = [update for update in latest.updates_until(now) if update.status]
        status = said[-1].status if said else None
        if now < latest.ends_at or maintenance.withdrawn or status is UpdateStatus.COMPLETED:
            continue
        for component, observed in seen.items():
            spans = covered(maintenance, latest, component, ids, now)
            is_covered = any(end == latest.ends_at for _, end in spans)
            if is_covered and (status in _RUNNING or _is_not_back(observed, latest)):
                yield Conflict(
                    component=component,
                    declared=Status.UNDER_MAINTENANCE,
                    observed=observed.status if observed else Status.UNKNOWN,
                    since=latest.ends_at,
                    declared_at=said[-1].at if said else None,
                    observed_at=latest.ends_at,
                    kind="overrun",
                    entry=maintenance.id,
                    text=say("The planned end is past, and nobody has said that the work is completed"),
                )


def _is_not_back(observed: Observed | None, latest: Occurrence) -> bool:
    """It went down within the window and is down still."""
    if observed is None or not observed.status.is_red or observed.since is None:
        return False
    return latest.starts_at <= observed.since < latest.ends_at
