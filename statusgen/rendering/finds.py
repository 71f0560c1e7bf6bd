"""Everything that was ever posted becomes one line each, by which it is found again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from statusgen.model.figures import Day
from statusgen.model.incidents import Announcement
from statusgen.model.sentences import say
from statusgen.model.snapshot import IncidentState
from statusgen.rendering.clocks import duration
from statusgen.rendering.maintenances import Work, past_work
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

    start: datetime
    href: str
    title: Phrase
    word: str
    """Where it stands, or what it is."""
    impact: str = ""
    """The worst that it did; empty where it says nothing."""
    lasted: str = ""
    """Empty for what does not last, and for what is not over."""
    names: tuple[Phrase, ...] = ()

    @property
    def date(self) -> str:
        """For `<time datetime>`."""
        return self.start.date().isoformat()

    @property
    def day(self) -> str:
        """Without its year, which stands above."""
        return Day(self.start.date())


Make = Callable[[], Find]
"""A long list names the newest alone, so each is made when it is listed."""


def finds(scene: Scene) -> dict[Month, tuple[Make, ...]]:
    """By month, the latest of each month first."""
    found: dict[Month, list[Make]] = {}
    for start, make in sorted(_all(scene), key=lambda one: one[0], reverse=True):
        found.setdefault((start.year, start.month), []).append(make)
    return {month: tuple(those) for month, those in found.items()}


def _all(scene: Scene) -> Iterator[tuple[datetime, Make]]:
    for incident in scene.snapshot.incidents:
        yield incident.starts_at, partial(_incident, incident, scene)
    for planned in scene.snapshot.maintenances:
        for start, work in past_work(planned, scene):
            yield start, partial(_work, start, work)
    for announcement in scene.snapshot.announcements:
        began = begins(announcement)
        if began:
            yield began, partial(_announcement, began, announcement, scene)


def _incident(state: IncidentState, scene: Scene) -> Find:
    worst = max(state.impact.values(), key=lambda status: status.badness, default=None)
    return Find(
        start=state.starts_at,
        href=f"incidents/{state.incident.id}/index.html",
        title=scene.phrase(state.incident.title),
        word=state.status.formal,
        impact=STATES[worst].word if worst else "",
        lasted=duration(state.ends_at - state.starts_at) if state.ends_at else "",
        names=scene.names(state.components),
    )


def _work(start: datetime, work: Work) -> Find:
    return Find(
        start=start,
        href=work.href,
        title=work.title,
        word=work.word,
        impact=say("Maintenance"),
        lasted=work.lasts,
        names=work.names,
    )


def _announcement(began: datetime, announcement: Announcement, scene: Scene) -> Find:
    return Find(
        start=began,
        href=f"{month_href(began)}#{note_anchor(announcement.id)}",
        title=scene.phrase(announcement.title),
        word=say("Announcement"),
    )
