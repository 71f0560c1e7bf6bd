"""Incidents and maintenances become what Statuspage's clients are told of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from statusgen.judging.declared import Change, Ids, covered, named
from statusgen.judging.statuspage import statuspage_headline, theirs
from statusgen.model.incidents import Incident, Maintenance, Occurrence, Update
from statusgen.model.snapshot import StatuspageChange, StatuspageIncident, StatuspageWork
from statusgen.model.words import Status

_IMPACTS = ("none", "maintenance", "minor", "major", "critical")
"""Mildest first."""
_StatusAt = Callable[[str, datetime], Status]


def incident_for_statuspage(
    incident: Incident, updates: Sequence[Update], said: Mapping[str, Sequence[Change]], ids: Ids
) -> StatuspageIncident:
    """Its impact by their rule, and what each of its updates did. `said`: of all components it ever named."""

    def status_at(component: str, at: datetime) -> Status:
        found = Status.OPERATIONAL
        for since, status in said[component]:
            if since > at:
                break
            found = status
        return theirs(found)

    return StatuspageIncident(
        impact=incident.severity.value if incident.severity else _impact(said, status_at),
        affected=_affected(incident, updates, tuple(said), ids, status_at),
    )


def _impact(said: Mapping[str, Sequence[Change]], status_at: _StatusAt) -> str:
    """The worst it ever was: their rule for a page, over the incident's components alone."""
    moments = {at for each in said.values() for at, _ in each}
    found = {statuspage_headline([status_at(c, at) for c in said]).indicator for at in moments}
    return max(found, key=_IMPACTS.index, default=_IMPACTS[0])


def _affected(
    entry: Incident | Maintenance,
    updates: Sequence[Update],
    components: Sequence[str],
    ids: Ids,
    status_at: _StatusAt,
) -> tuple[tuple[StatuspageChange, ...], ...]:
    """At each update all that was named so far, with its status before and after; the newest first."""
    rows, before = [], dict[str, Status]()
    for update, far in zip(updates, _named_so_far(entry, updates, ids), strict=True):
        after = {c: status_at(c, update.at) for c in components if c in far}
        rows.append(
            tuple([_change(c, before.get(c, Status.OPERATIONAL), status) for c, status in after.items()])
        )
        before = after
    return tuple(reversed(rows))


@lru_cache(maxsize=1 << 14)  # incidents say the same of the same components again and again
def _change(component: str, before: Status, after: Status) -> StatuspageChange:
    return StatuspageChange(component=component, before=before, after=after)


def _named_so_far(
    entry: Incident | Maintenance, updates: Iterable[Update], ids: Ids
) -> Iterator[frozenset[str]]:
    found = frozenset(named(entry.impact, (), ids))
    for update in updates:
        if update.impact:
            found |= frozenset(named({}, (update,), ids))
        yield found


def work_for_statuspage(
    maintenance: Maintenance, times: Iterable[Occurrence], order: Sequence[str], ids: Ids, now: datetime
) -> tuple[StatuspageWork, ...]:
    """Each time once, the latest first."""
    found = {each.starts_at: _work(maintenance, each, order, ids, now) for each in times}
    return tuple(found[start] for start in sorted(found, reverse=True))


def _work(
    maintenance: Maintenance, occurrence: Occurrence, order: Sequence[str], ids: Ids, now: datetime
) -> StatuspageWork:
    updates = occurrence.updates_until(now)
    all_named = set(named(maintenance.impact, updates, ids))
    components = tuple(component for component in order if component in all_named)
    spans = {c: list(covered(maintenance, occurrence, c, ids, now)) for c in components}

    def status_at(component: str, at: datetime) -> Status:
        is_covered = any(start <= at < end for start, end in spans[component])
        return Status.UNDER_MAINTENANCE if is_covered else Status.OPERATIONAL

    return StatuspageWork(
        occurrence=occurrence,
        status=occurrence.status_at(now),
        ends_at=occurrence.window(now)[1],
        components=components,
        updates=tuple(reversed(updates)),
        affected=_affected(maintenance, updates, components, ids, status_at),
    )
