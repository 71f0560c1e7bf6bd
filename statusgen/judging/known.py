"""What was known at an instant: words and looks that came in later are left out (rule 15)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from statusgen.model.evidence import Round
from statusgen.model.incidents import Announcement, Incident, Maintenance, Update
from statusgen.model.project import Project
from statusgen.model.tallies import History
from statusgen.model.words import UpdateStatus

_FOR_EVER = datetime.max.replace(tzinfo=UTC)
E = TypeVar("E", Incident, Maintenance, Announcement)


def project_known(project: Project, now: datetime) -> Project:
    """Without what people wrote later, as far as the files say when that was."""
    return replace(
        project,
        incidents=tuple(_ended(entry, now) for entry in _entries(project.incidents, now)),
        maintenances=tuple(m for m in _entries(project.maintenances, now) if _is_announced(m, now)),
        announcements=_entries(project.announcements, now),
    )


def _entries(entries: Iterable[E], now: datetime) -> tuple[E, ...]:
    """An entry all of whose words were written later was not there."""
    kept = []
    for entry in entries:
        updates = tuple(update for update in entry.updates if not _is_later(update, now))
        if len(updates) == len(entry.updates):
            kept.append(entry)
        elif updates:
            kept.append(replace(entry, updates=updates))
    return tuple(kept)


def _is_announced(maintenance: Maintenance, now: datetime) -> bool:
    """Its file says when it was announced; on the page of an earlier instant there is nothing of it."""
    first = maintenance.updates[0] if maintenance.updates else None
    is_ahead = first is not None and first.status is UpdateStatus.SCHEDULED and now < first.at
    return not (is_ahead and now < maintenance.starts_at)


def _is_later(update: Update, now: datetime) -> bool:
    """Written after `now`, of a time before it. What lies in the future altogether is announced."""
    return update.at <= now and update.posted_at is not None and update.posted_at > now


def _ended(incident: Incident, now: datetime) -> Incident:
    """Lessons are written after the end, where the file has one that was still to come."""
    if incident.postmortem is None or incident.ended_at(now) or not incident.ended_at(_FOR_EVER):
        return incident
    return replace(incident, postmortem=None)


def history_known(history: History, now: datetime) -> History:
    """Without what was imported or sent later."""
    late = [t for t in history.tallies if any(_is_late(kind.seen_at, now) for _, kind in t.circumstances)]
    if not late and not any(_is_late(round_.seen_at, now) for round_ in history.rounds):
        return history
    rounds = [*history.rounds, *(round_ for tally in late for round_ in tally.rounds())]
    return replace(
        history,
        rounds=tuple(sorted((r for r in rounds if not _is_late(r.seen_at, now)), key=_by_time)),
        tallies=tuple(tally for tally in history.tallies if tally not in late),
    )


def _is_late(seen_at: datetime | None, now: datetime) -> bool:
    return seen_at is not None and seen_at > now


def _by_time(round_: Round) -> tuple[datetime, str]:
    return round_.at, round_.vantage
