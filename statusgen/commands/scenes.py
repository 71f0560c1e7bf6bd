"""An outage of the past becomes its page at any instant of it, marked as what it is."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from statusgen.commands.keeping import history_of
from statusgen.commands.session import Session
from statusgen.judging.judge import history_needed, judge
from statusgen.model.errors import UsageError
from statusgen.model.evidence import Round
from statusgen.model.incidents import Announcement, Incident, Maintenance, Update
from statusgen.model.project import Project
from statusgen.model.scalars import Text
from statusgen.model.snapshot import Snapshot
from statusgen.model.tallies import History
from statusgen.model.times import format_moment
from statusgen.publishing.marking import marked
from statusgen.reading.load import load
from statusgen.recording.journal import all_rounds, read
from statusgen.rendering.site import render
from statusgen.simulating.evidence import chirp_folder, rounds_of
from statusgen.simulating.happened import Story

E = TypeVar("E", Incident, Maintenance, Announcement)
MARK = "Simulation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A stretch of time with all that people wrote and probes saw of it."""

    about: str
    """For the mark on its pages."""
    starts_at: datetime
    ends_at: datetime
    project: Project
    rounds: tuple[Round, ...]
    """In order of time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of one instant."""

    snapshot: Snapshot
    files: Mapping[str, bytes]


def scene_of_story(story: Story) -> Scene:
    """One of the stories that come with statusgen."""
    return Scene(
        about=f"the story {story.name}",
        starts_at=story.starts_at,
        ends_at=story.ends_at,
        project=load(chirp_folder()).project,
        rounds=rounds_of(story),
    )


def scene_of_history(session: Session, starts_at: datetime, ends_at: datetime) -> Scene:
    """What the project's own probes saw. UsageError when they saw nothing then."""
    project = load(session.root).project
    with history_of(session, project.settings.history) as store:
        history = read(store, since=history_needed(starts_at), until=ends_at)
    rounds = tuple(sorted(all_rounds(history), key=lambda round_: (round_.at, round_.vantage)))
    if not any(starts_at <= round_.at <= ends_at for round_ in rounds):
        span = f"{format_moment(starts_at)} to {format_moment(ends_at)}"
        raise UsageError(f"there is no round from {span} (history/ says when there are some)")
    return Scene(
        about="your own history", starts_at=starts_at, ends_at=ends_at, project=project, rounds=rounds
    )


def page_at(scene: Scene, now: datetime, overrides: Path | None) -> Shown:
    """The whole site as it was at that instant, from what was known then."""
    past = scene.rounds[: bisect_right(scene.rounds, now, key=lambda round_: round_.at)]
    known = tuple(one for one in past if one.seen_at is None or one.seen_at <= now)
    snapshot = judge(_as_known(scene.project, now), History(rounds=known), now)
    told = replace(snapshot, page=replace(snapshot.page, name=_marked(snapshot.page.name)))
    words = f"{MARK}: {scene.about} at {now:%Y-%m-%d %H:%M} UTC. Nothing here tells of the present."
    return Shown(snapshot, marked(render(told, overrides=overrides), words))


def _marked(name: Text) -> Text:
    return replace(name, versions=tuple((code, f"{MARK} of {text}") for code, text in name.versions))


def _as_known(project: Project, now: datetime) -> Project:
    """Without what was written later, whatever time it gives itself."""
    return replace(
        project,
        incidents=_entries(project.incidents, now),
        maintenances=_entries(project.maintenances, now),
        announcements=_entries(project.announcements, now),
    )


def _entries(entries: tuple[E, ...], now: datetime) -> tuple[E, ...]:
    cut = [(entry, tuple(update for update in entry.updates if _is_known(update, now))) for entry in entries]
    return tuple(
        replace(entry, updates=updates, postmortem=entry.postmortem if updates == entry.updates else None)
        for entry, updates in cut
        if updates or not entry.updates
    )


def _is_known(update: Update, now: datetime) -> bool:
    return (update.posted_at or update.at) <= now
