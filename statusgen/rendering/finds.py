"""Everything that was ever posted becomes one line each, by which it is found again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.snapshot import IncidentState, MaintenanceState
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.maintenances import past_work
from statusgen.rendering.notices import begins
from statusgen.rendering.related import month_href, note_anchor
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import STATES

Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One line of the list."""

    href: str
    title: Phrase
    word: str
    """Where it stands, or what it is."""
    impact: str
    """The worst that it did; empty where it says nothing."""
    start: Moment
    lasted: str
    """Empty for what does not last."""
    names: tuple[Phrase, ...]


def finds(scene: Scene) -> dict[Month, tuple[Find, ...]]:
    """By month, the latest of each month first."""
    found: dict[Month, list[tuple[datetime, Find]]] = {}
    for start, find in _all(scene):
        found.setdefault((start.year, start.month), []).append((start, find))
    return {
        month: tuple(find for _, find in sorted(those, key=lambda pair: pair[0], reverse=True))
        for month, those in found.items()
    }


def _all(scene: Scene) -> Iterator[tuple[datetime, Find]]:
    for incident in scene.snapshot.incidents:
        yield incident.starts_at, _incident(incident, scene)
    for planned in scene.snapshot.maintenances:
        yield from _works(planned, scene)
    for announcement in scene.snapshot.announcements:
        began = begins(announcement)
        if began:
            href = f"{month_href(began)}#{note_anchor(announcement.id)}"
            title = scene.phrase(announcement.title)
            start = scene.clock.at(began)
            yield (
                began,
                Find(
                    href=href, title=title, word="Announcement", impact="", start=start, lasted="", names=()
                ),
            )


def _incident(state: IncidentState, scene: Scene) -> Find:
    worst = max(state.impact.values(), key=lambda status: status.badness, default=None)
    return Find(
        href=f"incidents/{state.incident.id}/index.html",
        title=scene.phrase(state.incident.title),
        word=state.status.formal,
        impact=STATES[worst].word if worst else "",
        start=scene.clock.at(state.starts_at),
        lasted=duration(state.ends_at - state.starts_at) if state.ends_at else "",
        names=scene.names(state.components),
    )


def _works(state: MaintenanceState, scene: Scene) -> Iterator[tuple[datetime, Find]]:
    for start, work in past_work(state, scene):
        yield (
            start,
            Find(
                href=work.href,
                title=work.title,
                word=work.word,
                impact="Maintenance",
                start=work.start,
                lasted=work.lasts,
                names=work.names,
            ),
        )
