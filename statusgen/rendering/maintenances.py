"""Maintenances become cards, pages and the list of planned work."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.snapshot import MaintenanceState
from statusgen.model.words import UpdateStatus
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.entries import Entry, entries
from statusgen.rendering.incidents import ROOT, Link, related
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.texts import Phrase, Prose


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
    is_active: bool
    is_overrun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """All that is known of one maintenance."""

    work: Work
    start: Moment
    end: Moment
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
        path="maintenance/index.html", template="maintenances.html", title="Planned work", view=_list(scene)
    )
    for state in scene.snapshot.maintenances:
        view = _page(state, scene)
        yield Sheet(
            path=f"maintenance/{state.maintenance.id}/index.html",
            template="maintenance.html",
            title=view.work.title.text,
            view=view,
            tone="work" if state.is_active else "ok",
            is_settled=not (state.is_active or state.is_upcoming or view.work.is_overrun),
        )


def work(state: MaintenanceState, scene: Scene) -> Work:
    """The maintenance in short."""
    is_done = state.status is UpdateStatus.COMPLETED
    return Work(
        href=f"maintenance/{state.maintenance.id}/index.html",
        title=scene.phrase(state.maintenance.title),
        word=state.status.formal,
        start=scene.clock.at(state.starts_at),
        end=scene.clock.at(state.ends_at),
        lasts=duration(state.ends_at - state.starts_at),
        names=scene.names(state.components),
        is_active=state.is_active,
        is_overrun=not is_done and not state.is_upcoming and state.maintenance.ends_at < scene.clock.now,
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
    maintenance = state.maintenance
    return WorkPage(
        work=work(state, scene),
        start=scene.clock.dated(state.starts_at),
        end=scene.clock.dated(state.ends_at),
        entries=entries(state.updates, maintenance.id, scene, ROOT),
        postmortem=scene.writer.prose(maintenance.postmortem, ROOT) if maintenance.postmortem else None,
        related=related(maintenance.related, scene),
    )
