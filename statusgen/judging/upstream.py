"""What a component needs is told beside it: trouble there explains trouble here, and hides none of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen.model.sentences import Instant, Named, message, say
from statusgen.model.snapshot import ComponentState, Reason
from statusgen.model.words import Status

_WORDS = {
    Status.MAJOR_OUTAGE: message("{name}, which it needs, is down{since}"),
    Status.PARTIAL_OUTAGE: message("{name}, which it needs, is partly down{since}"),
    Status.DEGRADED_PERFORMANCE: message("{name}, which it needs, is slow{since}"),
    Status.UNKNOWN: message("{name}, which it needs, is in an unknown state{since}"),
    Status.UNDER_MAINTENANCE: message("{name}, which it needs, is under maintenance{since}"),
}


def with_upstream(states: Sequence[ComponentState], now: datetime) -> tuple[ComponentState, ...]:
    """The components, each with a reason for everything it needs, at first or second hand, that is not well.

    A status changes by nothing here. Components that need each other in a circle name each other.
    """
    ids = {name: state for state in states for name in (state.component.id, *state.component.was)}
    return tuple(_with_reasons(state, ids, now) for state in states)


def _with_reasons(state: ComponentState, ids: Mapping[str, ComponentState], now: datetime) -> ComponentState:
    bad = [one for one in _needed(state, ids) if one.status in _WORDS]
    reasons = [Reason(text=_sentence(one, now), source=_source(one)) for one in bad]
    return replace(state, reasons=(*state.reasons, *reasons)) if reasons else state


def _needed(state: ComponentState, ids: Mapping[str, ComponentState]) -> Iterable[ComponentState]:
    """Each once, the nearest first."""
    found: dict[str, ComponentState] = {}
    queue = list(state.component.depends_on)
    for name in queue:
        one = ids.get(name)
        if one is not None and one is not state and one.component.id not in found:
            found[one.component.id] = one
            queue += one.component.depends_on
    return found.values()


def _sentence(state: ComponentState, now: datetime) -> str:
    since = say(" since {since}", since=Instant(state.since, now)) if state.since else ""
    return say(_WORDS[state.status], name=Named(state.component.name), since=since)


def _source(state: ComponentState) -> str:
    """Who says so: probes, unless people alone do."""
    return "probes" if state.observed is state.status else "people"
