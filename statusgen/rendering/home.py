"""A Snapshot becomes the home page: the answer first, then its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from statusgen.model.sentences import say
from statusgen.model.snapshot import IncidentState
from statusgen.rendering.abroad import line
from statusgen.rendering.headline import Top, top
from statusgen.rendering.incidents import Card, card, without_promise
from statusgen.rendering.maintenances import Work, ahead
from statusgen.rendering.notices import Notice, on_home
from statusgen.rendering.quarrels import Quarrel, quarrel
from statusgen.rendering.reports import Reported, reported
from statusgen.rendering.rows import Row, row
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import STATES

RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group with its rows, or those that stand in no group."""

    anchor: str
    name: Phrase
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDay:
    """The incidents of one day."""

    day: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The page, top to bottom."""

    top: Top
    conflicts: tuple[Quarrel, ...]
    active: tuple[Card, ...]
    standing: tuple[Card, ...]
    places: str
    """From how many countries all of it works; empty where no country is known."""
    findings: tuple[Phrase, ...]
    """What the failures of one country have in common."""
    reported: Reported | None
    notices: tuple[Notice, ...]
    sections: tuple[Section, ...]
    has_bars: bool
    has_some: bool
    """A bar shows time that was up, but not in every place."""
    ahead: tuple[Work, ...]
    recent: tuple[PastDay, ...]


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The home page."""
    state = STATES[scene.snapshot.headline.status]
    view = home(scene)
    description = say("{answer}, as of {at}", answer=view.top.text.text, at=view.top.as_of.text)
    yield Sheet(
        path="index.html",
        template="home.html",
        title="" if scene.snapshot.headline.is_all_clear else state.word,
        view=view,
        tone=view.top.state.key,
        description=description,
        is_current=True,
    )


def home(scene: Scene) -> Home:
    """What the home page shows."""
    sections = tuple(_sections(scene))
    return Home(
        top=top(scene),
        conflicts=tuple(quarrel(conflict, scene) for conflict in scene.snapshot.conflicts),
        active=_active([state for state in scene.open if not state.is_standing], scene),
        standing=tuple(card(state, scene, "") for state in scene.open if state.is_standing),
        places=line(scene),
        findings=tuple(scene.phrase(finding.text) for finding in scene.snapshot.findings),
        reported=reported(scene.snapshot.reports, scene),
        notices=on_home(scene),
        sections=sections,
        has_bars=any(row.bar for section in sections for row in section.rows),
        has_some=any(row.bar and row.bar.has_some for section in sections for row in section.rows),
        ahead=ahead(scene),
        recent=tuple(_recent(scene)),
    )


def _active(states: Sequence[IncidentState], scene: Scene) -> tuple[Card, ...]:
    """Open incidents. One alone leaves its promise to the headline, which has just said it."""
    cards = tuple(card(state, scene, "") for state in states)
    return tuple(without_promise(card) for card in cards) if len(cards) == 1 else cards


def _sections(scene: Scene) -> Iterator[Section]:
    """Groups in their order, then what stands in none."""
    components = scene.snapshot.components
    for group in scene.snapshot.groups:
        rows = tuple(row(s, scene) for s in components if s.group is not None and s.group.id == group.id)
        if rows:
            yield Section(anchor=f"group-{group.id}", name=scene.phrase(group.name), rows=rows)
    alone = tuple(row(s, scene) for s in components if s.group is None)
    if alone:
        name = say("Others") if scene.snapshot.groups else say("Components")
        yield Section(anchor="components", name=scene.phrase(name), rows=alone)


def _recent(scene: Scene) -> Iterator[PastDay]:
    days: dict[date, list[Card]] = {}
    for state in scene.snapshot.incidents:
        if not state.is_open and _last(state) >= scene.clock.now - RECENT:
            days.setdefault(_last(state).date(), []).append(card(state, scene, ""))
    for day in sorted(days, reverse=True):
        yield PastDay(day=scene.clock.day(day), cards=tuple(days[day]))


def _last(state: IncidentState) -> datetime:
    return state.ends_at or state.starts_at
