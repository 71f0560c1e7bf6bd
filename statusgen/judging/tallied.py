"""A day's tally tells what its rounds would: whose vantage was online when, and how long each counts.

Sets of rounds are whole numbers with a bit for each round, so that a calm day costs a few steps.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise

from statusgen.judging.evidence import FRESH_INTERVALS, Seen, has_majority, is_answer
from statusgen.model.evidence import Circumstances, ProbeResult
from statusgen.model.tallies import Run, Tally


class TalliedDay:
    """A day of a vantage that stands in a tally as a whole and is over."""

    def __init__(self, tally: Tally, interval: timedelta, local: frozenset[str]) -> None:
        """`local` are the keys of checks that ask no network."""
        self._tally, self._interval, self._local = tally, interval, local
        self.moments: Sequence[datetime] = tally.moments
        self._all = _bits(0, len(tally.moments))
        self.expiries: Callable[[timedelta], tuple[datetime, ...]] = cache(self._expiries)
        """From when on each round's result of a check with this reach of its own is no evidence."""
        self.breaks: Callable[[timedelta], tuple[int, ...]] = cache(self._breaks)
        """The rounds which no round before was in time for, at that reach."""

    def runs(self, keys: Sequence[str]) -> Sequence[Run]:
        """What was seen of a check under any of these keys; the first with a result counts."""
        every = self._tally.runs
        usual = every.get(keys[0], ())
        if len(usual) == 1 and usual[0].result is not None:
            return usual
        found = [every[key] for key in keys if key in every]
        if len(found) < 2 or all(run.result is not None for run in found[0]):
            return found[0] if found else ()
        columns = [[run.result for run in runs for _ in range(run.rounds)] for runs in found]
        return [Run(1, next(filter(None, results), None)) for results in zip(*columns, strict=True)]

    @cached_property
    def online(self) -> int:
        """The rounds that prove their vantage online."""
        bits = 0
        for first, count, kind in self._kinds:
            mask = _bits(first, count)
            if not kind.controls_all:
                bits |= mask & self._answered
            elif has_majority(kind):
                bits |= mask
        return bits

    def newest_first(self) -> Iterator[Seen]:
        """What each round proves of its vantage."""
        for first, count, kind in reversed(self._kinds):
            for index in range(first + count - 1, first - 1, -1):
                if self._asked >> index & 1:
                    yield self._seen(index, kind)

    @property
    def begins_at(self) -> datetime | None:
        """The time of the first round that saw anything; None when none did."""
        lowest = self._asked & -self._asked
        return self.moments[lowest.bit_length() - 1] if lowest else None

    def sources(self) -> set[str]:
        """Other tools that its rounds came from."""
        return {
            kind.source
            for first, count, kind in self._kinds
            if kind.source and self._asked & _bits(first, count)
        }

    def _seen(self, index: int, kind: Circumstances) -> Seen:
        is_online = bool(self.online >> index & 1)
        return Seen(kind, self.moments[index], self.expiries(timedelta(0))[index], is_online)

    @cached_property
    def _kinds(self) -> Sequence[tuple[int, int, Circumstances]]:
        """First round, number of rounds and what they say of themselves."""
        found, first = [], 0
        for count, kind in self._tally.circumstances:
            found.append((first, count, kind))
            first += count
        return found

    @cached_property
    def _asked(self) -> int:
        """The rounds that saw anything; the others are none."""
        return self._rounds(lambda _: True, is_local_too=True)

    @cached_property
    def _answered(self) -> int:
        """The rounds in which something answered, or that asked no network and so leave nothing to doubt."""
        answered = self._rounds(is_answer)
        if answered == self._all:
            return answered
        return answered | self._all & ~self._rounds(lambda _: True)

    def _rounds(self, holds: Callable[[ProbeResult], bool], *, is_local_too: bool = False) -> int:
        """The rounds in which it holds for any result."""
        bits = 0
        for key, runs in self._tally.runs.items():
            if bits == self._all:
                break
            if key in self._local and not is_local_too:
                continue
            first = 0
            for run in runs:
                if run.result is not None and holds(run.result):
                    bits |= _bits(first, run.rounds)
                first += run.rounds
        return bits

    def _expiries(self, reach: timedelta) -> tuple[datetime, ...]:
        found: list[datetime] = []
        for first, count, kind in self._kinds:
            longest = max(FRESH_INTERVALS * (kind.every or self._interval), reach)
            found += [at + longest for at in self.moments[first : first + count]]
        return tuple(found)

    def _breaks(self, reach: timedelta) -> tuple[int, ...]:
        in_time = zip(pairwise(self.moments), self.expiries(reach), strict=False)
        return tuple(index for index, ((_, at), end) in enumerate(in_time, start=1) if at > end)


def _bits(first: int, count: int) -> int:
    return ((1 << count) - 1) << first
