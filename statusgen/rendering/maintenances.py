"""Maintenances become cards, pages and the list of planned work."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.model.incidents import Occurrence, Update
from statusgen.model.sentences import say
from statusgen.model.snapshot import MaintenanceState
from statusgen.model.words import UpdateStatus
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.entries import Entry, entries
from statusgen.rendering.incidents import ROOT
from statusgen.rendering.related import Link, related
from statusgen.rendering.repeats import sentence
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.subscriptions import WORK
from statusgen.rendering.texts import Phrase, Prose

_END_NOT_TOLD = say("End not told")
"""Of a time that began, that nobody completed, and that the next one followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A maintenance in short."""

    href: str
    title: Phrase
    word: str
    start: Moment
    end: Moment
    lasts: str
    names: tuple[Phrase, ...]
    rule: str
    """When it takes place again, in words; empty for what takes place once."""
    is_active: bool
    is_overrun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One time that a repeating maintenance takes place."""

    start: Moment
    end: Moment
    word: str
    """How it ended; empty for what is to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """All that is known of one maintenance."""

    work: Work
    heading: str
    """Of which time it tells first."""
    start: Moment
    end: Moment
    upcoming: tuple[Time, ...]
    """The next times after this one."""
    past: tuple[Time, ...]
    """The latest first."""
    entries: tuple[Entry, ...]
    postmortem: Prose | None
    related: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """All planned work there is and was."""

    active: tuple[Work, ...]
    upcoming: tuple[Work, ...]
    past: tuple[Work, ...]


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The list, and a page for each maintenance."""
    yield Sheet(
        path="maintenance/index.html",
        template="maintenances.html",
        title=say("Planned work"),
        view=_list(scene),
        feeds=(WORK,),
    )
    for state in scene.snapshot.maintenances:
        view = _page(state, scene)
        yield Sheet(
            path=f"maintenance/{state.maintenance.id}/index.html",
            template="maintenance.html",
            title=view.work.title.text,
            view=view,
            tone="work" if state.is_active else "ok",
            feeds=(WORK,),
            is_settled=not (state.is_active or state.is_upcoming or view.work.is_overrun or state.upcoming),
        )


def work(state: MaintenanceState, scene: Scene) -> Work:
    """The maintenance in short."""
    maintenance, is_done = state.maintenance, state.status is UpdateStatus.COMPLETED
    return Work(
        href=f"maintenance/{maintenance.id}/index.html",
        title=scene.phrase(maintenance.title),
        word=state.status.formal,
        start=scene.clock.at(state.starts_at),
        end=scene.clock.at(state.ends_at),
        lasts=duration(state.ends_at - state.starts_at),
        names=scene.names(state.components),
        is_active=state.is_active,
        rule=sentence(maintenance.repeat, maintenance.starts_at) if maintenance.repeat else "",
        is_overrun=not is_done and not state.is_upcoming and state.promised_end < scene.clock.now,
    )


def past_work(state: MaintenanceState, scene: Scene) -> Iterator[tuple[datetime, Work]]:
    """What history tells of it, with its start. Of what repeats: the first time, those somebody spoke of,
    and the one that is on; a month of routine work would say the same again and again."""
    now = scene.clock.now
    if not state.is_upcoming:
        yield state.starts_at, replace(work(state, scene), rule="")
    for each in state.past:
        if each is state.past[-1] or each.updates_until(now):
            time = _time(each, scene)
            start, end = each.window(now)
            yield (
                start,
                replace(
                    work(state, scene),
                    word=time.word,
                    start=time.start,
                    end=time.end,
                    lasts=duration(end - start),
                    rule="",
                    is_active=False,
                    is_overrun=False,
                ),
            )


def ahead(scene: Scene) -> tuple[Work, ...]:
    """Active and upcoming work, the soonest first."""
    states = [s for s in scene.snapshot.maintenances if s.is_active or s.is_upcoming]
    return tuple(work(s, scene) for s in sorted(states, key=lambda s: (s.starts_at, s.maintenance.id)))


def _list(scene: Scene) -> WorkList:
    now = ahead(scene)
    over = (s for s in scene.snapshot.maintenances if not (s.is_active or s.is_upcoming))
    return WorkList(
        active=tuple(w for w in now if w.is_active),
        upcoming=tuple(w for w in now if not w.is_active),
        past=tuple(work(s, scene) for s in over),
    )


def _page(state: MaintenanceState, scene: Scene) -> WorkPage:
    maintenance, is_done = state.maintenance, state.status is UpdateStatus.COMPLETED

    def is_over(update: Update) -> bool:
        return is_done or any(update in each.updates for each in state.past)

    return WorkPage(
        work=work(state, scene),
        heading=_heading(state),
        start=scene.clock.dated(state.starts_at),
        end=scene.clock.dated(state.ends_at),
        upcoming=tuple(_time(each, scene) for each in state.upcoming),
        past=tuple(_time(each, scene) for each in state.past),
        entries=entries(state.updates, maintenance.id, scene, ROOT, is_over=is_over),
        postmortem=scene.writer.prose(maintenance.postmortem, ROOT) if maintenance.postmortem else None,
        related=related(maintenance.related, scene),
    )


def _heading(state: MaintenanceState) -> str:
    if state.maintenance.repeat is None:
        return say("Window")
    if state.is_upcoming:
        return say("Next time")
    return say("This time") if state.is_active or state.upcoming else say("Last time")


def _time(occurrence: Occurrence, scene: Scene) -> Time:
    start, end = occurrence.window(scene.clock.now)
    status = occurrence.status_at(scene.clock.now)
    past = status.formal if status is UpdateStatus.COMPLETED else _END_NOT_TOLD
    return Time(
        start=scene.clock.at(start),
        end=scene.clock.at(end),
        word="" if start > scene.clock.now else past,
    )
