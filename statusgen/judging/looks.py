"""The past of a vantage becomes looks: what one check saw there, as far as it counts (rule 1)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from statusgen.judging.evidence import FRESH_INTERVALS, OFFLINE, AnyLook, Look, Spell, Stretch, asks_network
from statusgen.judging.past import Past, Rounds
from statusgen.judging.tallied import TalliedDay
from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.project import Component
from statusgen.model.words import Outcome

_NEVER = datetime.min.replace(tzinfo=UTC)


def looks(component: Component, check: Check, past: Past) -> list[AnyLook]:
    """All looks of one check, oldest first. From a vantage that was offline a failure says nothing."""
    keys = component.history_keys(check)
    reach = FRESH_INTERVALS * (check.every or timedelta(0))
    gathered = _Gathered(reach, needs_network=asks_network(check))
    for part in past.parts:
        if isinstance(part, Rounds):
            gathered.take_rounds(part, keys)
        else:
            gathered.take_day(part, keys)
    return gathered.all()


class _Gathered:
    """Looks so far, the good ones in a row of tallied days as spells."""

    def __init__(self, reach: timedelta, *, needs_network: bool) -> None:
        self._reach, self._needs_network = reach, needs_network
        self._looks: list[AnyLook] = []
        self._stretches: list[Stretch] = []
        """Of the spell at the end, which is not among the looks yet."""
        self._until = _NEVER
        """When the newest good look expires."""

    def all(self) -> list[AnyLook]:
        """The looks."""
        self._start_anew()
        return self._looks

    def take_rounds(self, part: Rounds, keys: Sequence[str]) -> None:
        """Each round a look of its own."""
        self._start_anew()
        newest_key, *older_keys = keys
        add, reach, needs_network = self._looks.append, self._reach, self._needs_network
        for row, results in zip(part.rows, part.results, strict=True):
            result = results.get(newest_key) or next((results[k] for k in older_keys if k in results), None)
            if result is None:
                continue
            if result.outcome is Outcome.FAILED and not row.is_online and needs_network:
                result = OFFLINE
            expires_at = max(row.expires_at, row.at + reach) if reach else row.expires_at
            add(Look(row.at, result.outcome, expires_at, result))

    def take_day(self, day: TalliedDay, keys: Sequence[str]) -> None:
        """Good rounds in a row together."""
        expiries, breaks = day.expiries(self._reach), day.breaks(self._reach)
        end = 0
        for count, result in day.runs(keys):
            first, end = end, end + count
            if result is None:
                continue
            if result.outcome is Outcome.OK:
                for begin, stop in _unbroken(breaks, first, end) if breaks else ((first, end),):
                    self._take_good(Stretch(day.moments, expiries, begin, stop, result))
                continue
            self._start_anew()
            for index in range(first, end):
                said = self._believed(result, day, index)
                self._looks.append(Look(day.moments[index], said.outcome, expiries[index], said))

    def _believed(self, result: ProbeResult, day: TalliedDay, index: int) -> ProbeResult:
        is_doubtful = result.outcome is Outcome.FAILED and self._needs_network
        return OFFLINE if is_doubtful and not day.online >> index & 1 else result

    def _take_good(self, stretch: Stretch) -> None:
        """Rounds of which each was in time for the next."""
        if stretch.moments[stretch.first] > self._until:
            self._start_anew()
        self._stretches.append(stretch)
        self._until = stretch.expiries[stretch.end - 1]

    def _start_anew(self) -> None:
        """Something else comes: the spell is over."""
        if self._stretches:
            self._looks.append(Spell.of(self._stretches))
            self._stretches = []
        self._until = _NEVER


def _unbroken(breaks: Sequence[int], first: int, end: int) -> Sequence[tuple[int, int]]:
    """A row of rounds in pieces of which each round was in time for the next."""
    inside = breaks[bisect_right(breaks, first) : bisect_left(breaks, end)]
    return tuple(pairwise((first, *inside, end)))
