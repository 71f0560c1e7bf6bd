"""Earlier events that resemble one: "like 17 December".

Events are numbered in order of time, and a set of them is the bits of one integer. So what one has in common
with thousands is counted for all of them at once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from itertools import product
from operator import or_
from typing import NamedTuple, TypeAlias, TypeVar

from statusgen.judging.lasting import Lasting
from statusgen.model.incidents import DeclaredScope

MOST = 3
"""Earlier events that are named."""
_REACH = timedelta(days=730)
_LEAST = 0.5
"""So much alike, of 1, at least."""
_AT_ONCE = 2000
"""Events whose like are looked for together: so a set is no longer than these and two years before them."""
T = TypeVar("T")
_Bits: TypeAlias = int
"""A set of events."""
_Shares: TypeAlias = Mapping[float | None, _Bits]
"""Events by how much of all that one of two says both say; None where both say nothing."""


class Kind(NamedTuple):
    """What makes two events alike."""

    components: frozenset[str]
    places: frozenset[str]
    cause: frozenset[str]


_WEIGHTS = (0.5, 0.3, 0.2)
"""Of components, places and cause."""


class Event(NamedTuple):
    """An incident, as far as others resemble it."""

    id: str
    starts_at: datetime
    kind: Kind
    related: tuple[str, ...]
    """Those that it names itself."""


def event_of(state: Lasting) -> Event:
    """An incident as an event."""
    return Event(state.incident.id, state.starts_at, kind_of(state), state.incident.related)


def kind_of(state: Lasting) -> Kind:
    """What it says of components, places and cause."""
    cause = state.incident.cause
    return Kind(
        components=frozenset(state.components),
        places=_places(state.incident.scope),
        cause=frozenset({str(cause).casefold()}) if cause else _NOTHING,
    )


_NOTHING = frozenset[str]()


def _places(scope: DeclaredScope | None) -> frozenset[str]:
    if scope is None:
        return _NOTHING
    return frozenset({*scope.countries, *(f"AS{number}" for number in scope.networks)})


def similar(events: Iterable[Event]) -> Mapping[str, tuple[str, ...]]:
    """By id: those that began before each and resemble it, the likest first; of equals the latest."""
    # Of those that began together the first by name counts as the latest.
    ordered = sorted(events, key=lambda event: event.id, reverse=True)
    ordered.sort(key=lambda event: event.starts_at)
    found: dict[str, tuple[str, ...]] = {}
    for first in range(0, len(ordered), _AT_ONCE):
        since = bisect_left(ordered, ordered[first].starts_at - _REACH, key=lambda event: event.starts_at)
        found |= _Stretch(ordered[since : first + _AT_ONCE]).similar(first - since)
    return found


class _Stretch:
    """Events of a few years, in order of time."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._starts = [event.starts_at for event in events]
        self._numbers = {event.id: number for number, event in enumerate(events)}
        self._aspects = [_Aspect([event.kind[aspect] for event in events]) for aspect in range(len(_WEIGHTS))]

    def similar(self, first: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Of those from the first on."""
        kinds: dict[Kind, list[int]] = defaultdict(list)
        for number in range(first, len(self._events)):
            kinds[self._events[number].kind].append(number)
        for kind, numbers in kinds.items():
            levels = self._levels(kind)
            for number in numbers:
                yield self._events[number].id, self._likest(number, levels)

    def _levels(self, kind: Kind) -> Sequence[_Bits]:
        """Those that resemble a kind, the likest first, equals together."""
        components, places, causes = (
            aspect.shares(said) for aspect, said in zip(self._aspects, kind, strict=True)
        )
        found: dict[float, _Bits] = defaultdict(int)
        for place, cause in product(places, causes):
            there = places[place] & causes[cause]
            for component, those in components.items():
                share = _weighed(component, place, cause)
                if share >= _LEAST:
                    found[share] |= those & there
        return [found[share] for share in sorted(found, reverse=True)]

    def _likest(self, number: int, levels: Sequence[_Bits]) -> tuple[str, ...]:
        event = self._events[number]
        first = bisect_left(self._starts, event.starts_at - _REACH)
        # What began together is not before it.
        end = bisect_left(self._starts, event.starts_at)
        meant = (1 << end) - (1 << first)
        for name in event.related:
            if name in self._numbers:
                meant &= ~(1 << self._numbers[name])
        found: list[str] = []
        for those in levels:
            rest = those & meant
            while rest and len(found) < MOST:
                last = rest.bit_length() - 1
                rest ^= 1 << last
                found.append(self._events[last].id)
        return tuple(found)


class _Aspect:
    """What each of some events says of components, of places or of the cause."""

    def __init__(self, said: Sequence[frozenset[str]]) -> None:
        self._naming = _bits_by((name, number) for number, names in enumerate(said) for name in names)
        self._all = (1 << len(said)) - 1
        self._sizes = _bits_by((len(names), number) for number, names in enumerate(said) if names)
        if silent := self._all & ~reduce(or_, self._sizes.values(), 0):
            self._sizes[0] = silent
        self._known: dict[frozenset[str], _Shares] = {}

    def shares(self, said: frozenset[str]) -> _Shares:
        """All events, by how much of what one of both says is common."""
        if said not in self._known:
            found: dict[float | None, _Bits] = defaultdict(int)
            for common, those in self._common(said).items():
                if said and not common:
                    found[0.0] = those
                    continue
                for size, ours in self._sizes.items():
                    if both := those & ours:
                        union = len(said) + size - common
                        found[common / union if union else None] |= both
            self._known[said] = found
        return self._known[said]

    def _common(self, said: Iterable[str]) -> Mapping[int, _Bits]:
        """All events, by how many of these names they have: the counts of all in binary, a digit a set."""
        digits: list[_Bits] = []
        for name in said:
            carry, place = self._naming.get(name, 0), 0
            while carry:
                if place == len(digits):
                    digits.append(0)
                digits[place], carry = digits[place] ^ carry, digits[place] & carry
                place += 1
        found = {0: self._all}
        for place, digit in enumerate(digits):
            for count, those in list(found.items()):
                if has := those & digit:
                    found[count + (1 << place)] = has
                    if has == those:
                        del found[count]
                    else:
                        found[count] = those ^ has
        return found


def _bits_by(pairs: Iterable[tuple[T, int]]) -> dict[T, _Bits]:
    """Events by key."""
    found: dict[T, _Bits] = defaultdict(int)
    for key, number in pairs:
        found[key] |= 1 << number
    return found


def likeness(one: Kind, other: Kind) -> float:
    """From 0 to 1: the same components, places and cause. What neither says is left out of account."""
    return _weighed(*(_overlap(ours, theirs) for ours, theirs in zip(one, other, strict=True)))


@lru_cache(maxsize=1 << 12)  # most events say little, and alike
def _weighed(*shares: float | None) -> float:
    told = [(weight, share) for weight, share in zip(_WEIGHTS, shares, strict=True) if share is not None]
    weight = sum(weight for weight, _ in told)
    return sum(weight * share for weight, share in told) / weight if told else 0.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float | None:
    """What is common, of all; None when both say nothing."""
    return len(one & other) / len(one | other) if one | other else None
