"""A component's verdict becomes its page: status and why, bars, numbers with inputs, checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.sentences import Joined, say
from statusgen.model.snapshot import ComponentState
from statusgen.model.words import ScopeKind
from statusgen.rendering.checks import CheckRow, check_rows
from statusgen.rendering.clocks import Moment, full_day
from statusgen.rendering.days import Stretch, day_words, stretches
from statusgen.rendering.incidents import ROOT, Card, card
from statusgen.rendering.places import PartRow, by_country
from statusgen.rendering.quarrels import Quarrel, quarrel
from statusgen.rendering.rows import Inputs, Row, UptimeRow, condition, inputs, row, uptime_rows
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.speeds import Speed, speeds
from statusgen.rendering.subscriptions import component_folder, group_folder
from statusgen.rendering.tables import MonthRow, Shares, country_shares, month_rows
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import CONFIDENCE, STATES, State, scope_words
from statusgen.rendering.years import Year, year

_LISTED = 20
"""Incidents on a component's page; history has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadDay:
    """A day on which something was wrong, or several that were alike."""

    anchor: str
    day: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPage:
    """All that is known of one component."""

    row: Row
    description: Phrase | None
    group: Phrase | None
    is_retired: bool
    is_measured: bool
    since: Moment | None
    lasted: str
    confidence: str
    declared: State
    observed: State | None
    as_of: Moment | None
    where: str
    said: tuple[Phrase, ...]
    """What people declare, sentence by sentence."""
    seen: tuple[Phrase, ...]
    """What the probes see."""
    heard: tuple[Phrase, ...]
    """What people report, where it is far above the usual."""
    is_calm: bool
    """People's reports are counted, and are as usual."""
    conflicts: tuple[Quarrel, ...]
    bad_days: tuple[BadDay, ...]
    uptimes: tuple[UptimeRow, ...]
    inputs: tuple[Inputs, ...]
    months: tuple[MonthRow, ...]
    has_maintenance: bool
    """In one of the months."""
    speeds: tuple[Speed, ...]
    year: Year | None
    places: tuple[PartRow, ...]
    """What each country's places see; empty where there are no two."""
    countries: Shares
    checks: tuple[CheckRow, ...]
    incidents: tuple[Card, ...]


def sheets(scene: Scene) -> Iterator[Sheet]:
    """A page for each component, retired ones too."""
    for state in scene.components.values():
        view = page(state, scene)
        title = Joined([view.row.name.text, view.row.state.word], between=" · ")
        yield Sheet(
            path=f"components/{state.component.id}/index.html",
            template="component.html",
            title=title if not view.is_retired else view.row.name.text,
            view=view,
            tone=view.row.state.key,
            is_current=not view.is_retired,
            subject=(view.row.name.text,),
            feeds=_feeds(state),
        )


def page(state: ComponentState, scene: Scene) -> ComponentPage:
    """The component's page."""
    is_retired = state in scene.snapshot.retired
    uptimes, since = uptime_rows(state.uptime, scene), _since(state)
    own = scene.concerning.get(state.component.id, ())
    return ComponentPage(
        row=row(state, scene),
        description=scene.maybe(state.component.description),
        group=scene.phrase(state.group.name) if state.group else None,
        is_retired=is_retired,
        is_measured=state.is_measured,
        since=scene.clock.maybe(since),
        lasted=scene.clock.since(since) if since else "",
        confidence=CONFIDENCE[state.confidence] if state.is_measured else "",
        declared=STATES[state.declared],
        observed=STATES[state.observed] if state.observed else None,
        as_of=scene.clock.maybe(state.as_of),
        where=scope_words(state.scope),
        said=_reasons(state, "people", scene),
        seen=_reasons(state, "probes", scene),
        heard=_reasons(state, "reports", scene),
        is_calm=bool(state.reports) and not any(row.is_spike for row in state.reports),
        conflicts=tuple(
            quarrel(c, scene) for c in scene.snapshot.conflicts if c.component == state.component.id
        ),
        bad_days=tuple(_bad_day(stretch) for stretch in stretches(state.year or state.days)),
        uptimes=uptimes,
        inputs=inputs(uptimes),
        months=month_rows(state.months),
        has_maintenance=any(month.maintenance_time for month in state.months),
        speeds=speeds(state, scene),
        year=year(state.year, scene.clock, condition(state, scene)) if state.is_measured else None,
        places=tuple(by_country(state.component.id, scene)),
        countries=country_shares(state.countries, scene),
        checks=check_rows(state, scene),
        incidents=tuple(card(incident, scene, ROOT) for incident in own[:_LISTED]),
    )


def _feeds(state: ComponentState) -> tuple[str, ...]:
    group = (group_folder(state.group.id),) if state.group else ()
    return (component_folder(state.component.id), *group)


def _since(state: ComponentState) -> datetime | None:
    """Where only people doubt, since when they do."""
    if state.scope and state.scope.kind is ScopeKind.UNCONFIRMED:
        return min((row.since for row in state.reports if row.is_spike and row.since), default=None)
    return state.since


def _bad_day(stretch: Stretch) -> BadDay:
    last = full_day(stretch.last)
    return BadDay(
        anchor=stretch.first.isoformat(),
        day=last if stretch.days == 1 else say("{first} to {last}", first=full_day(stretch.first), last=last),
        what=day_words(stretch.day),
    )


def _reasons(state: ComponentState, source: str, scene: Scene) -> tuple[Phrase, ...]:
    return tuple(scene.phrase(reason.text) for reason in state.reasons if reason.source == source)
