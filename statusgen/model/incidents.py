"""The files of `incidents/`: incidents, maintenances and announcements with their updates."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ConfigDict, model_validator

from statusgen.model.pickled import pickled
from statusgen.model.scalars import (
    AuthorWord,
    Country,
    DayOrMoment,
    Document,
    Flag,
    Id,
    Integer,
    KindWord,
    Line,
    Link,
    Moment,
    RepeatRule,
    ScopeWord,
    SeverityWord,
    Share,
    StatusWord,
    UpdateStatusWord,
    Words,
)
from statusgen.model.schedules import Schedule
from statusgen.model.times import format_moment, written_zone
from statusgen.model.words import Author, Kind, UpdateStatus

STRICT = ConfigDict(extra="forbid")


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What was said at one moment."""

    __pydantic_config__ = STRICT
    at: Moment
    """When it was said, with offset, `Z` or zone name."""
    status: UpdateStatusWord | None = None
    """Where things stand from here on; left out, it stays as it was."""
    text: Words | None = None
    """Markdown, or a mapping from language to Markdown."""
    impact: Mapping[Id, StatusWord] = field(default_factory=dict)
    """Only what changed: component or group to status."""
    recovered: Share | None = None
    """How much works again: `60%`."""
    eta: Moment | None = None
    """When it is expected to be over."""
    next_update_by: Moment | None = None
    """The promise of the next word."""
    id: Id | None = None
    """Its name in feeds and links; derived from incident and time unless given."""
    posted_at: Moment | None = None
    """When it was really written, where that was later than `at`."""
    written_by: AuthorWord | None = None
    """`monitor`: no person wrote it, but `statusgen run --draft-incidents`, from what probes saw."""

    @property
    def written_at(self) -> datetime:
        """When it was really written: nobody could read it before."""
        return self.posted_at or self.at

    def anchor(self, incident_id: str) -> str:
        """The id given, or a hash of incident and time: it survives new titles and reordering."""
        if self.id:
            return self.id
        return hashlib.sha256(f"{incident_id} {format_moment(self.at)}".encode()).hexdigest()[:12]


def _until(updates: tuple[Update, ...], now: datetime) -> tuple[Update, ...]:
    if not updates or updates[-1].at <= now:
        return updates
    return tuple(update for update in updates if update.at <= now)


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredScope:
    """Where people say it holds."""

    __pydantic_config__ = STRICT
    kind: ScopeWord | None = None
    """`global`, `country`, `network`, `partial`; derived from the lists below unless given."""
    countries: tuple[Country, ...] = ()
    """Two-letter codes."""
    networks: tuple[Integer, ...] = ()
    """Network numbers."""
    filtering: Line | None = None
    """What is known of filtering: `confirmed`, `suspected` or `ruled_out`."""
    source: Link | None = None
    """Who says so."""


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Measured time that is annulled, with the reason printed on the page."""

    __pydantic_config__ = STRICT
    starts_at: Moment
    """From here."""
    ends_at: Moment
    """To here."""
    reason: Words
    """Printed beside the uptime it changes."""
    components: tuple[Id, ...] = ()
    """Components or groups; those of the incident's impact unless given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all files in `incidents/` share."""

    __pydantic_config__ = STRICT
    id: Id
    """The file's name without its ending, unless given."""
    title: Words
    """What happened, in one line."""
    kind: KindWord = Kind.INCIDENT
    """`incident`, `maintenance` or `announcement`."""
    updates: tuple[Update, ...] = ()
    """What was said, in order of time."""
    related: tuple[Id, ...] = ()
    """Ids of other files."""
    draft: Flag = False
    """Publish nothing of it yet."""
    withdrawn: Words | None = None
    """Why it was taken back; a page that says so stays."""
    postmortem: Document | None = None
    """Markdown: what was learned. A file below `incidents/` may hold it: `{file: postmortems/2025-03.md}`."""

    def updates_until(self, now: datetime) -> tuple[Update, ...]:
        """The updates of the past, oldest first."""
        return _until(self.updates, now)


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Entry):
    """Something that went wrong."""

    impact: Mapping[Id, StatusWord] = field(default_factory=dict)
    """Component or group to status, from the first update on."""
    severity: SeverityWord | None = None
    """Derived from the impact unless given."""
    scope: DeclaredScope | None = None
    """Where it holds."""
    cause: Words | None = None
    """A free word, shown as given."""
    detected_at: Moment | None = None
    """When we noticed; may be before users felt it."""
    started_at: Moment | None = None
    """When it began; durations count from here."""
    announced_at: Moment | None = None
    """When users were first told, where that was elsewhere; the first update unless given."""
    mitigated_at: Moment | None = None
    """When the worst was over."""
    resolved_at: Moment | None = None
    """When it ended."""
    exclude: tuple[Exclusion, ...] = ()
    """Measured time that does not count, and why."""
    written_by: AuthorWord | None = None
    """`monitor`: `statusgen run --draft-incidents` began it and adds facts to it. Remove the line, and it is
    yours alone."""

    @property
    def is_of_monitor(self) -> bool:
        """The monitor began it, and nobody has told it to stop."""
        return self.written_by is Author.MONITOR and self.withdrawn is None

    @property
    def began_at(self) -> datetime | None:
        """As `begins_at`; None of a file that says nothing of it yet."""
        return self.started_at or (self.updates[0].at if self.updates else None)

    @property
    def begins_at(self) -> datetime:
        """`started_at`, or else the first update."""
        return self.started_at or self.updates[0].at

    @property
    def first_told_at(self) -> datetime | None:
        """When users were first told, here or elsewhere; None before anybody was."""
        return self.announced_at or min([u.posted_at or u.at for u in self.updates], default=None)

    def status_at(self, now: datetime) -> UpdateStatus:
        """Where it stands; `investigating` before any update has said."""
        status = UpdateStatus.INVESTIGATING
        for update in self.updates_until(now):
            status = update.status or status
        return status

    def ended_at(self, now: datetime) -> datetime | None:
        """When it was resolved, None while it is open. A later open status reopens it."""
        end: datetime | None = None
        is_reopened = False
        for update in self.updates_until(now):
            status = update.status
            if status is UpdateStatus.RESOLVED:
                end = end or update.at
            elif status is not None and status is not UpdateStatus.POSTMORTEM:
                is_reopened = is_reopened or end is not None
                end = None
        if self.resolved_at is None or self.resolved_at > (end or now) or is_reopened:
            return end
        return self.resolved_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time that a maintenance takes place."""

    starts_at: datetime
    ends_at: datetime
    """As promised."""
    updates: tuple[Update, ...] = ()
    """What was and will be said of it, oldest first."""

    def updates_until(self, now: datetime) -> tuple[Update, ...]:
        """The updates of the past, oldest first."""
        return _until(self.updates, now)

    def status_at(self, now: datetime) -> UpdateStatus:
        """Where it stands: what the last update says, else what the window says."""
        said = [u.status for u in self.updates_until(now) if u.status]
        if said and said[-1] is not UpdateStatus.SCHEDULED:
            return said[-1]
        if now < self.starts_at:
            return UpdateStatus.SCHEDULED
        return UpdateStatus.IN_PROGRESS if now < self.ends_at else UpdateStatus.COMPLETED

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """The time it covers: to `ends_at` or its `completed` update, whichever is first."""
        done = [u.at for u in self.updates_until(now) if u.status is UpdateStatus.COMPLETED]
        return self.starts_at, max(min([self.ends_at, *done[:1]]), self.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(Entry):
    """Planned work with a window, once or again and again."""

    impact: Mapping[Id, StatusWord] = field(default_factory=dict)
    """Components or groups it covers; write `under_maintenance`."""
    starts_at: Moment
    """The window's start; the first one's, where it repeats."""
    ends_at: Moment
    """The window's promised end."""
    repeat: RepeatRule | None = None
    """When it takes place again: `FREQ=WEEKLY;BYDAY=SU` (RFC 5545), on the clocks that `starts_at` names."""
    exceptions: tuple[DayOrMoment, ...] = ()
    """Days (`2025-12-28`) or exact starts of the rule that do not happen."""

    @model_validator(mode="before")
    @classmethod
    def _clocks_of_the_rule(cls, data: Any) -> Any:
        """A rule follows the clocks that `starts_at` names; once it is read it is UTC."""
        if isinstance(data, dict) and isinstance(data.get("repeat"), str):
            return data | {"repeat": (data["repeat"], written_zone(str(data.get("starts_at"))))}
        return data

    @property
    def schedule(self) -> Schedule:
        """When it takes place."""
        return Schedule(starts_at=self.starts_at, repeat=self.repeat, exceptions=frozenset(self.exceptions))

    def occurrences(self, since: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """Each time it takes place whose window touches the time from `since` to `until`, in order."""
        length = self.ends_at - self.starts_at
        starts = self.schedule.between(since - length, until)
        said = self._said()
        return tuple(self._occurrence(start, said) for start in starts if start + length > since)

    def spoken_of(self) -> tuple[Occurrence, ...]:
        """Each time that an update tells of, in order."""
        said = self._said()
        return tuple(self._occurrence(start, said) for start in sorted(said))

    def next_after(self, moment: datetime, most: int) -> tuple[Occurrence, ...]:
        """The next times it takes place, `most` of them unless it ends before."""
        found: list[Occurrence] = []
        said, schedule = self._said(), self.schedule
        while len(found) < most and (start := schedule.next_after(moment)):
            found.append(self._occurrence(start, said))
            moment = start
        return tuple(found)

    def latest(self, now: datetime) -> Occurrence | None:
        """The time that is on or was last; None before the first."""
        start = self.schedule.last_until(now)
        return self._occurrence(start, self._said()) if start else None

    def current(self, now: datetime) -> Occurrence:
        """The time that matters now: the one that is on or not completed, else the next, else the last."""
        latest, ahead = self.latest(now), self.schedule.next_after(now)
        if latest and (ahead is None or latest.status_at(now) is not UpdateStatus.COMPLETED):
            return latest
        return self._occurrence(ahead or self.starts_at, self._said())

    def status_at(self, now: datetime) -> UpdateStatus:
        """Where the time that matters now stands."""
        return self.current(now).status_at(now)

    def _occurrence(self, start: datetime, said: Mapping[datetime, list[Update]]) -> Occurrence:
        length = self.ends_at - self.starts_at
        return Occurrence(starts_at=start, ends_at=start + length, updates=tuple(said.get(start, ())))

    def _said(self) -> Mapping[datetime, list[Update]]:
        """Updates by the start of the time that they tell of."""
        schedule, said = self.schedule, dict[datetime, list[Update]]()
        for update in self.updates:
            said.setdefault(_told_of(update, schedule) or self.starts_at, []).append(update)
        return said


def _told_of(update: Update, schedule: Schedule) -> datetime | None:
    """A `scheduled` update tells of the next time, any other of the time that is on or was last.
    Before the first there is only that one, and after the last too."""
    behind, ahead = schedule.last_until(update.at), schedule.next_after(update.at)
    return (ahead or behind) if update.status is UpdateStatus.SCHEDULED else (behind or ahead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement(Entry):
    """Something people should know that is not an incident."""

    expires_at: Moment | None = None
    """From then on it stands in history only."""
    pin: Flag = False
    """Keep it on the home page until it expires."""
