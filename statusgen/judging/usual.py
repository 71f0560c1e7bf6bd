"""Earlier counts of the same hour become what is usual, and how far above that a spike begins (rule 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from statistics import median

from statusgen.judging.buckets import Bucket, Counts, Key, hour_of

WEEKS, LEAST_WEEKS = 8, 3
"""The same hour of the same weekday in so many weeks back; so many of them must have been counted."""
DAYS, LEAST_DAYS = 28, 3
"""With fewer weeks: the same hour of any day in so many days back; so many must have been counted."""
FLOOR = 10
"""A spike takes as many reports in a bucket, however few are usual: three in a quiet hour are no spike."""
BLIND_FLOOR = 100
"""While there is nothing to compare with, as many."""
TIMES = 3
"""A spike is as many times the usual count,"""
SPREADS = 8
"""and as many spreads above it. By this chance alone makes less than one spike in three years in a series."""
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)
_BACK = ((_WEEK, WEEKS, LEAST_WEEKS), (_DAY, DAYS, LEAST_DAYS))
_NORMAL = 1.4826
"""Turns a median absolute deviation into a standard deviation."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a bucket."""

    expected: float | None
    """None while there is too little to compare with."""
    spread: float = 0.0
    """Never under that of chance, the square root of what is expected."""
    is_same_weekday: bool = False
    """Compared with the same weekday; else with any day."""

    @property
    def entry(self) -> float:
        """As many reports begin a spike."""
        if self.expected is None:
            return BLIND_FLOOR
        return far_above(self.expected, self.spread)

    @property
    def exit(self) -> float:
        """With fewer it ends: at half, so that it does not flicker."""
        return self.entry / 2


def far_above(count: float, spread: float) -> float:
    """The count that is no chance any more where so many are usual."""
    return max(FLOOR, TIMES * count, count + SPREADS * spread)


class Levels:
    """What is usual in each bucket of one series, worked out once an hour."""

    def __init__(self, counts: Counts, keys: Sequence[Key]) -> None:
        self._counts, self._keys = counts, keys
        self._known: dict[Bucket, Usual] = {}

    def at(self, bucket: Bucket) -> Usual:
        """What is usual in a bucket."""
        hour = bucket._replace(at=hour_of(bucket.at))
        if hour not in self._known:
            self._known[hour] = usual(self._counts, self._keys, hour)
        return self._known[hour]


def usual(counts: Counts, keys: Sequence[Key], bucket: Bucket) -> Usual:
    """What is usual in a bucket of its source: the same weekday and hour, else the hour, else not known."""
    for step, most, least in _BACK:
        found = [_rates(counts, keys, bucket, back * step) for back in range(1, most + 1)]
        if sum(bool(rates) for rates in found) >= least:
            return _of_rates([rate for rates in found for rate in rates], bucket.minutes, step == _WEEK)
    return Usual(None)


def _rates(counts: Counts, keys: Sequence[Key], bucket: Bucket, back: timedelta) -> list[float]:
    """Reports a minute in each bucket of the same hour so long ago, of whatever length."""
    then = counts.hours.get((bucket.source, hour_of(bucket.at) - back), ())
    return [counts.count(keys, each) / each.minutes for each in then]


def _of_rates(rates: Iterable[float], minutes: int, is_same_weekday: bool) -> Usual:
    samples = [rate * minutes for rate in rates]
    expected = median(samples)
    deviation = median(abs(sample - expected) for sample in samples)
    return Usual(expected, max(_NORMAL * deviation, sqrt(expected)), is_same_weekday)
