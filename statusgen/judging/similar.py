"""Earlier events that resemble one: "like 17 December"."""

from collections.abc import Sequence
from datetime import timedelta

from statusgen.model.incidents import DeclaredScope
from statusgen.model.snapshot import IncidentState

MOST = 3
"""Earlier events that are named."""
_REACH = timedelta(days=730)
_LEAST = 0.5
"""So much alike, of 1, at least."""
_WEIGHTS = {"components": 0.5, "places": 0.3, "cause": 0.2}


def similar(state: IncidentState, earlier: Sequence[IncidentState]) -> tuple[str, ...]:
    """Ids of those that began before it and resemble it, the likest first; of equals the latest."""
    found = [
        (likeness(state, other), other)
        for other in earlier
        if other.starts_at < state.starts_at
        and state.starts_at - other.starts_at <= _REACH
        and other.incident.id not in state.incident.related
    ]
    alike = [(share, other) for share, other in found if share >= _LEAST]
    alike.sort(key=lambda pair: (-pair[0], state.starts_at - pair[1].starts_at, pair[1].incident.id))
    return tuple(other.incident.id for _, other in alike[:MOST])


def likeness(one: IncidentState, other: IncidentState) -> float:
    """From 0 to 1: the same components, places and cause. What neither says is left out of account."""
    shares = {
        "components": _overlap(set(one.components), set(other.components)),
        "places": _overlap(_places(one.incident.scope), _places(other.incident.scope)),
        "cause": _overlap(_cause(one), _cause(other)),
    }
    told = {name: share for name, share in shares.items() if share is not None}
    weight = sum(_WEIGHTS[name] for name in told)
    return sum(_WEIGHTS[name] * share for name, share in told.items()) / weight if weight else 0.0


def _overlap(one: set[str], other: set[str]) -> float | None:
    """What is common, of all; None when both say nothing."""
    return len(one & other) / len(one | other) if one | other else None


def _places(scope: DeclaredScope | None) -> set[str]:
    if scope is None:
        return set()
    return {*scope.countries, *(f"AS{number}" for number in scope.networks)}


def _cause(state: IncidentState) -> set[str]:
    return {str(state.incident.cause).casefold()} if state.incident.cause else set()
