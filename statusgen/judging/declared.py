"""Files in `incidents/` become what people declare of each component over time (rules 7 and 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from statusgen.judging.pieces import Piece, joined, union
from statusgen.model.incidents import Incident, Maintenance, Occurrence, Update
from statusgen.model.project import Project
from statusgen.model.words import Status, UpdateStatus, worst

Ids = Mapping[str, tuple[str, ...]]
"""Every id that a file may name, to the components it stands for."""
Change: TypeAlias = tuple[datetime, Status]
"""A moment at which people said another word on a component."""
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one file says of one component now."""

    entry: Incident | Maintenance
    status: Status
    since: datetime
    """When this status of it was first said."""
    said_at: datetime
    """The file's newest word of any kind."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What people say of a component now."""

    status: Status
    statements: tuple[Statement, ...]
    """Of open incidents, worst first."""
    maintenance: Statement | None
    """The maintenance in whose window it is."""

    @property
    def since(self) -> datetime | None:
        """When the worst was first said; None when nothing is declared."""
        leading = [s for s in (*self.statements, self.maintenance) if s and s.status is self.status]
        return min((s.since for s in leading), default=None)

    @property
    def said_at(self) -> datetime | None:
        """People's newest word that concerns it."""
        return max((s.said_at for s in (*self.statements, self.maintenance) if s), default=None)


def unfinished(project: Project, now: datetime) -> Project:
    """The project with those incidents alone that can say something of the present."""
    those = [one for one in project.incidents if not one.withdrawn and one.ended_at(now) is None]
    return replace(project, incidents=tuple(those))


def declare(project: Project, component: str, ids: Ids, now: datetime) -> Declared:
    """What people say of a component now; operational when they say nothing."""
    statements = [
        statement
        for incident in project.incidents
        if not incident.withdrawn and (statement := _statement(incident, component, ids, now))
    ]
    statements.sort(key=lambda s: (-s.status.badness, s.since))
    covering = [
        Statement(m, Status.UNDER_MAINTENANCE, start, _newest_word(m.current(now), now) or start)
        for m in project.maintenances
        for start, end in cover(m, component, ids, now, since=now)
        if start <= now < end
    ]
    maintenance = min(covering, key=lambda s: s.since, default=None)
    said = [s.status for s in statements] + ([maintenance.status] if maintenance else [])
    return Declared(worst(*said), tuple(statements), maintenance)


def _statement(incident: Incident, component: str, ids: Ids, now: datetime) -> Statement | None:
    said = changes(incident, component, ids, now)
    if not said or incident.ended_at(now) is not None:
        return None
    since, status = said[-1]
    if status is Status.OPERATIONAL:
        return None
    return Statement(incident, status, since, _newest_word(incident, now) or since)


def _newest_word(told: Incident | Occurrence, now: datetime) -> datetime | None:
    updates = told.updates_until(now)
    return updates[-1].at if updates else None


def cover(
    maintenance: Maintenance, component: str, ids: Ids, now: datetime, *, since: datetime
) -> Sequence[tuple[datetime, datetime]]:
    """When it covers a component, as far as that touches the time from `since` to `now`."""
    if maintenance.withdrawn:
        return ()
    # A window that begins at this instant counts.
    times = maintenance.occurrences(since, now + _INSTANT)
    return union(span for each in times for span in covered(maintenance, each, component, ids, now))


def covered(
    maintenance: Maintenance, occurrence: Occurrence, component: str, ids: Ids, now: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """When one time covers a component: its window, less what updates end, and from when they add it."""
    start, end = occurrence.window(now)
    words = [(start, _named(maintenance.impact, component, ids) or Status.OPERATIONAL)]
    for update in occurrence.updates_until(now):
        if said := _named(update.impact, component, ids):
            words.append((min(max(update.at, start), end), said))
    ends = [at for at, _ in words[1:]] + [end]
    spans = zip(words, ends, strict=True)
    return union((at, until) for (at, said), until in spans if said is not Status.OPERATIONAL)


def named(impact: Mapping[str, Status], updates: Iterable[Update], ids: Ids) -> tuple[str, ...]:
    """The components that an entry and updates of it name, groups spelled out."""
    names = [*impact]
    for update in updates:
        names += update.impact
    return tuple(dict.fromkeys([component for name in names for component in ids.get(name, ())]))


def lane(incident: Incident, component: str, ids: Ids, now: datetime) -> Sequence[Piece[Status]]:
    """What it declares of a component over time, up to its end or to `now`.

    Declared is what stands from the first update on; drawn and counted it is from `started_at`.
    """
    return lane_of(changes(incident, component, ids, now), incident.began_at, incident.ended_at(now) or now)


def lane_of(said: Sequence[Change], begins: datetime | None, end: datetime) -> Sequence[Piece[Status]]:
    """The same of changes, from the incident's beginning to its end."""
    pieces: list[Piece[Status]] = []
    for index, (at, status) in enumerate(said):
        if status is not Status.OPERATIONAL:
            start = min(begins, at) if begins and index == 0 else at
            until = min(said[index + 1][0], end) if index + 1 < len(said) else end
            pieces.append(Piece(start, until, status))
    return joined(pieces)


def changes(incident: Incident, component: str, ids: Ids, now: datetime) -> Sequence[Change]:
    """Each moment at which the incident's word on a component was said, with that word."""
    return all_changes(incident, (component,), ids, now)[component]


def all_changes(
    incident: Incident, components: Iterable[str], ids: Ids, now: datetime
) -> Mapping[str, Sequence[Change]]:
    """The same of several. Those of which the incident says the same have the very same changes."""
    updates = incident.updates_until(now)
    further = [update for update in updates if update.impact]
    found: dict[str, Sequence[Change]] = {}
    known: dict[tuple[Status | None, ...], Sequence[Change]] = {}
    for component in components:
        words = (
            _named(incident.impact, component, ids),
            *[_named(update.impact, component, ids) for update in further],
        )
        if words not in known:
            known[words] = _changes(incident, updates, words, now)
        found[component] = known[words]
    return found


def _changes(
    incident: Incident, updates: Sequence[Update], words: Sequence[Status | None], now: datetime
) -> Sequence[Change]:
    """`words`: on the component, of the incident and of each update that has an impact."""
    rest = iter(words)
    first = next(rest) or Status.OPERATIONAL
    if not updates:
        begins = incident.started_at
        return [(begins, first)] if begins and begins <= now and not incident.updates else []
    said: list[Change] = []
    current, before_resolved, is_resolved = first, first, False
    for update in updates:
        status = update.status
        if status is UpdateStatus.RESOLVED:
            before_resolved = before_resolved if is_resolved else current
            current, is_resolved = Status.OPERATIONAL, True
        elif is_resolved and status is not None and status is not UpdateStatus.POSTMORTEM:
            current, is_resolved = before_resolved, False
        word = next(rest) if update.impact else None
        if word and not is_resolved:
            current = word
        if not said or said[-1][1] is not current:
            said.append((update.at, current))
    return said


def _named(impact: Mapping[str, Status], component: str, ids: Ids) -> Status | None:
    """The status for a component; its own id wins over its group's."""
    if component in impact:
        return impact[component]
    direct = [status for name, status in impact.items() if ids.get(name) == (component,)]
    if direct:
        return direct[-1]
    grouped = [status for name, status in impact.items() if component in ids.get(name, ())]
    return worst(*grouped) if grouped else None
