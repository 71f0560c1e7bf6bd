"""The past of a vantage becomes looks: what one check saw there, as far as it counts (rule 1)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from statusgen.judging.evidence import FRESH_INTERVALS, OFFLINE, AnyLook, Look, Spell, asks_network
from statusgen.judging.past import Past, Rounds
from statusgen.judging.streaks import INTERMITTENT_OF
from statusgen.judging.tallied import TalliedDay
from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.project import Component
from statusgen.model.words import Outcome

CALM_AFTER = INTERMITTENT_OF
"""Good looks in a row, each in time for the next, after which nothing that was wrong is remembered."""
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
        self._good = 0
        """Good looks in a row at the end, each in time for the next; counted to `CALM_AFTER`."""
        self._stretches: list[tuple[Sequence[datetime], int, int]] = []
        """Of the spell at the end, which is not among the looks yet."""
        self._last = _NEVER, OFFLINE
        """When the newest good look expires, and its result."""

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
        """Good rounds in a row together, as soon as nothing that was wrong is remembered."""
        expiries, breaks = day.expiries(self._reach), day.breaks(self._reach)
        end = 0
        for count, result in day.runs(keys):
            first, end = end, end + count
            if result is None:
                continue
            if result.outcome is Outcome.OK:
                for stretch in _unbroken(breaks, first, end):
                    self._take_good(day.moments, expiries, stretch, result)
                continue
            self._start_anew()
            for index in range(first, end):
                said = self._believed(result, day, index)
                self._looks.append(Look(day.moments[index], said.outcome, expiries[index], said))

    def _believed(self, result: ProbeResult, day: TalliedDay, index: int) -> ProbeResult:
        is_doubtful = result.outcome is Outcome.FAILED and self._needs_network
        return OFFLINE if is_doubtful and not day.online >> index & 1 else result

    def _take_good(
        self,
        moments: Sequence[datetime],
        expiries: Sequence[datetime],
        stretch: tuple[int, int],
        result: ProbeResult,
    ) -> None:
        """Rounds of which each was in time for the next."""
        first, end = stretch
        if moments[first] > self._last[0]:
            self._start_anew()
        single = min(first + CALM_AFTER - self._good, end)
        for index in range(first, single):
            self._looks.append(Look(moments[index], Outcome.OK, expiries[index], result))
        self._good += single - first
        if single < end:
            self._stretches.append((moments, single, end))
        self._last = expiries[end - 1], result

    def _start_anew(self) -> None:
        """Something else comes: the spell is over."""
        if self._stretches:
            expires_at, result = self._last
            (moments, first, _), (last_moments, _, end) = self._stretches[0], self._stretches[-1]
            until = last_moments[end - 1]
            self._looks.append(Spell(moments[first], Outcome.OK, expires_at, result, until, self._stretches))
            self._stretches = []
        self._good = 0


def _unbroken(breaks: Sequence[int], first: int, end: int) -> Sequence[tuple[int, int]]:
    """A row of rounds in pieces of which each round was in time for the next."""
    if not breaks:
        return ((first, end),)
    inside = breaks[bisect_right(breaks, first) : bisect_left(breaks, end)]
    return tuple(pairwise((first, *inside, end)))
