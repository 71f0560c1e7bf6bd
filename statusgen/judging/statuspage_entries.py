"""Incidents and maintenances become what Statuspage's clients are told of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from statusgen.judging.declared import Change, Ids, covered, named
from statusgen.judging.statuspage import statuspage_headline, theirs
from statusgen.model.incidents import Incident, Maintenance, Occurrence, Update
from statusgen.model.snapshot import StatuspageChange, StatuspageIncident, StatuspageWork
from statusgen.model.words import Status

_IMPACTS = ("none", "maintenance", "minor", "major", "critical")
"""Mildest first."""


def incident_for_statuspage(
    incident: Incident, updates: Sequence[Update], said: Mapping[str, Sequence[Change]], ids: Ids
) -> StatuspageIncident:
    """Its impact by their rule, and what each of its updates did. `said`: of all components it ever named."""
    moments = [update.at for update in updates]
    known = {id(one): _at_each(moments, one) for one in said.values()}
    return StatuspageIncident(
        impact=incident.severity.value if incident.severity else _impact(list(said.values())),
        affected=_affected(incident, updates, {c: known[id(one)] for c, one in said.items()}, ids),
    )


def _impact(said: Sequence[Sequence[Change]]) -> str:
    """The worst it ever was: their rule for a page, over the incident's components alone."""
    # Components of which the same was said change the headline no more than one of them.
    different = list({id(one): one for one in said}.values())
    courses: Sequence[Sequence[Status]]
    if len(different) == 1:
        # Of an instant the last word counts.
        courses = [tuple(theirs(status) for status in dict(different[0]).values())]
    else:
        moments = sorted({at for each in different for at, _ in each})
        courses = [_at_each(moments, one) for one in different]
    found = {statuspage_headline(statuses).indicator for statuses in zip(*courses, strict=True)}
    return max(found, key=_IMPACTS.index, default=_IMPACTS[0])


def _at_each(moments: Iterable[datetime], said: Sequence[Change]) -> Sequence[Status]:
    """What was said at each of the moments, which are in order."""
    found, current, index = [], Status.OPERATIONAL, 0
    for moment in moments:
        while index < len(said) and said[index][0] <= moment:
            current = theirs(said[index][1])
            index += 1
        found.append(current)
    return tuple(found)


def _affected(
    entry: Incident | Maintenance,
    updates: Sequence[Update],
    statuses: Mapping[str, Sequence[Status]],
    ids: Ids,
) -> tuple[tuple[StatuspageChange, ...], ...]:
    """At each update all that was named so far, with its status before and after; the newest first.

    `statuses`: of each component, in the order of the page, at each update.
    """
    if statuses and not any(update.impact for update in updates):
        return tuple(zip(*(_steps(c, course) for c, course in statuses.items()), strict=True))[::-1]
    since = _named_since(entry, updates, ids)
    rows: list[list[StatuspageChange]] = [[] for _ in updates]
    for component, course in statuses.items():
        first = since.get(component, len(updates))
        for row, change in zip(rows[first:], _steps(component, course[first:]), strict=True):
            row.append(change)
    return tuple([tuple(row) for row in reversed(rows)])


@lru_cache(maxsize=1 << 13)  # incidents say the same of the same components again and again
def _steps(component: str, course: Sequence[Status]) -> Sequence[StatuspageChange]:
    steps = zip((Status.OPERATIONAL, *course), course, strict=False)
    return [StatuspageChange(component=component, before=before, after=after) for before, after in steps]


def _named_since(entry: Incident | Maintenance, updates: Iterable[Update], ids: Ids) -> Mapping[str, int]:
    """Components by the number of the first update at which they were named."""
    found = dict.fromkeys(named(entry.impact, (), ids), 0)
    for number, update in enumerate(updates):
        if update.impact:
            found = dict.fromkeys(named({}, (update,), ids), number) | found
    return found


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

    statuses = {c: tuple(status_at(c, update.at) for update in updates) for c in components}
    return StatuspageWork(
        occurrence=occurrence,
        status=occurrence.status_at(now),
        ends_at=occurrence.window(now)[1],
        components=components,
        updates=tuple(reversed(updates)),
        affected=_affected(maintenance, updates, statuses, ids),
    )
