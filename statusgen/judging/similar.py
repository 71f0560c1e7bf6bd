"""Earlier events that resemble one: "like 17 December"."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from statusgen.model.incidents import DeclaredScope
from statusgen.model.snapshot import IncidentState

MOST = 3
"""Earlier events that are named."""
_REACH = timedelta(days=730)
_LEAST = 0.5
"""So much alike, of 1, at least."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes two events alike."""

    components: frozenset[str]
    places: frozenset[str]
    cause: frozenset[str]


_WEIGHTS = {"components": 0.5, "places": 0.3, "cause": 0.2}


class Events:
    """Incidents by their kind. Only kinds that have something in common are compared."""

    def __init__(self, states: Iterable[IncidentState]) -> None:
        self._kinds: dict[Kind, list[IncidentState]] = {}
        for state in sorted(states, key=lambda one: one.starts_at):
            self._kinds.setdefault(kind_of(state), []).append(state)
        self._numbered = list(self._kinds)
        self._bare_sizes = [_bare_size(kind) for kind in self._numbered]
        self._naming: dict[tuple[str, str], list[int]] = {}
        """Numbers of the kinds that have something, in order."""
        for number, kind in enumerate(self._numbered):
            for part in _parts(kind):
                self._naming.setdefault(part, []).append(number)
        self._likeness: dict[Kind, list[tuple[float, Kind]]] = {}

    def like(self, state: IncidentState) -> tuple[str, ...]:
        """Ids of those that began before it and resemble it, the likest first; of equals the latest."""
        found = [
            (share, other)
            for share, kind in self._alike(kind_of(state))
            for other in self._before(state, self._kinds[kind])
        ]
        found.sort(key=lambda pair: (-pair[0], state.starts_at - pair[1].starts_at, pair[1].incident.id))
        return tuple(other.incident.id for _, other in found[:MOST])

    def _alike(self, kind: Kind) -> list[tuple[float, Kind]]:
        """The kinds that resemble it."""
        if kind not in self._likeness:
            shares = ((likeness(kind, other), other) for other in self._comparable(kind))
            self._likeness[kind] = [(share, other) for share, other in shares if share >= _LEAST]
        return self._likeness[kind]

    def _comparable(self, kind: Kind) -> Iterator[Kind]:
        """Those of which counting alone does not show that they resemble it too little."""
        common: Counter[int] = Counter()
        for part in _parts(kind):
            common.update(self._naming[part])
        size, sizes = _bare_size(kind), self._bare_sizes
        # Between kinds that name components alone, half of all is a third of both taken together.
        yield from (self._numbered[n] for n, count in common.items() if count * 3 >= size + sizes[n])

    def _before(self, state: IncidentState, those: list[IncidentState]) -> list[IncidentState]:
        """The latest of a kind before it that it does not name itself, with all that began together."""
        found: list[IncidentState] = []
        for index in range(bisect_left(those, state.starts_at, key=lambda one: one.starts_at) - 1, -1, -1):
            other = those[index]
            is_full = len(found) >= MOST and other.starts_at < found[-1].starts_at
            if is_full or state.starts_at - other.starts_at > _REACH:
                break
            if other.incident.id not in state.incident.related:
                found.append(other)
        return found


def kind_of(state: IncidentState) -> Kind:
    """What it says of components, places and cause."""
    cause = state.incident.cause
    return Kind(
        components=frozenset(state.components),
        places=_places(state.incident.scope),
        cause=frozenset({str(cause).casefold()} if cause else ()),
    )


def _parts(kind: Kind) -> Iterator[tuple[str, str]]:
    yield from (("components", name) for name in kind.components)
    yield from (("places", name) for name in kind.places)
    yield from (("cause", name) for name in kind.cause)


def _bare_size(kind: Kind) -> float:
    """How many components it names, and nothing else; less than any number where it says more."""
    return -inf if kind.places or kind.cause else len(kind.components)


def likeness(one: Kind, other: Kind) -> float:
    """From 0 to 1: the same components, places and cause. What neither says is left out of account."""
    shares = {
        "components": _overlap(one.components, other.components),
        "places": _overlap(one.places, other.places),
        "cause": _overlap(one.cause, other.cause),
    }
    told = {name: share for name, share in shares.items() if share is not None}
    weight = sum(_WEIGHTS[name] for name in told)
    return sum(_WEIGHTS[name] * share for name, share in told.items()) / weight if weight else 0.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float | None:
    """What is common, of all; None when both say nothing."""
    return len(one & other) / len(one | other) if one | other else None


def _places(scope: DeclaredScope | None) -> frozenset[str]:
    if scope is None:
        return frozenset()
    return frozenset({*scope.countries, *(f"AS{number}" for number in scope.networks)})
