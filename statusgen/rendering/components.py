"""A component's verdict becomes its page: status and why, bars, numbers with inputs, checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.reasons import reason_words
from statusgen.model.snapshot import CheckState, ComponentState
from statusgen.model.words import Outcome
from statusgen.rendering.bars import bad_days, day_words
from statusgen.rendering.clocks import Moment, duration, full_day
from statusgen.rendering.incidents import ROOT, Card, card
from statusgen.rendering.measuring import numbered, target_words
from statusgen.rendering.quarrels import Quarrel, quarrel
from statusgen.rendering.rows import Row, UptimeRow, Why, reasons, row, uptime_rows
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import CONFIDENCE, OUTCOMES, STATES, State

_LISTED = 20
"""Incidents on a component's page; history has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check as it was last seen."""

    what: Phrase
    state: State
    outcome: str
    reason: str
    latency: str
    as_of: Moment | None
    ago: str
    promised: str
    achieved: str
    failing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadDay:
    """A day on which something was wrong."""

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
    why: tuple[Why, ...]
    conflicts: tuple[Quarrel, ...]
    bad_days: tuple[BadDay, ...]
    uptimes: tuple[UptimeRow, ...]
    checks: tuple[CheckRow, ...]
    incidents: tuple[Card, ...]


def sheets(scene: Scene) -> Iterator[Sheet]:
    """A page for each component, retired ones too."""
    for state in scene.components.values():
        view = page(state, scene)
        title = f"{view.row.name} · {view.row.state.word}"
        yield Sheet(
            path=f"components/{state.component.id}/index.html",
            template="component.html",
            title=title if not view.is_retired else view.row.name.text,
            view=view,
            tone=view.row.state.key,
            is_current=not view.is_retired,
            subject=(view.row.name.text,),
        )


def page(state: ComponentState, scene: Scene) -> ComponentPage:
    """The component's page."""
    is_retired = state in scene.snapshot.retired
    own = [i for i in scene.snapshot.incidents if state.component.id in i.components]
    return ComponentPage(
        row=row(state, scene),
        description=scene.maybe(state.component.description),
        group=scene.phrase(state.group.name) if state.group else None,
        is_retired=is_retired,
        is_measured=state.is_measured,
        since=scene.clock.maybe(state.since),
        lasted=scene.clock.since(state.since) if state.since else "",
        confidence=CONFIDENCE[state.confidence] if state.is_measured else "",
        declared=STATES[state.declared],
        observed=STATES[state.observed] if state.observed else None,
        as_of=scene.clock.maybe(state.as_of),
        why=reasons(state.reasons, scene),
        conflicts=tuple(
            quarrel(c, scene) for c in scene.snapshot.conflicts if c.component == state.component.id
        ),
        bad_days=tuple(
            BadDay(anchor=day.date.isoformat(), day=full_day(day.date), what=day_words(day))
            for day in bad_days(state.days)
        ),
        uptimes=uptime_rows(state.uptime, scene),
        checks=tuple(_check(n, check, scene) for n, check in numbered(state.checks)),
        incidents=tuple(card(incident, scene, ROOT) for incident in own[:_LISTED]),
    )


def _check(number: int | None, state: CheckState, scene: Scene) -> CheckRow:
    clock, is_bad = scene.clock, state.outcome in (Outcome.FAILED, Outcome.SLOW, Outcome.UNKNOWN)
    failing = f"{state.failing_rounds} failed in a row" if state.failing_rounds else ""
    return CheckRow(
        what=scene.phrase(target_words(state.check, number, scene.snapshot.page)),
        state=STATES[state.status],
        outcome=OUTCOMES[state.outcome],
        reason=reason_words(state.reason) if is_bad and state.reason else "",
        latency=f"{state.latency_ms:,} ms" if state.latency_ms is not None else "",
        as_of=clock.maybe(state.as_of),
        ago=f"{clock.since(state.as_of)} ago" if state.as_of else "",
        promised=duration(state.check.every or scene.snapshot.interval),
        achieved=duration(state.achieved_interval) if state.achieved_interval else "",
        failing=failing,
    )
