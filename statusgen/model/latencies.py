"""Many latencies become a few counts, from which quantiles are read and which can be added up.

Counts by size, in buckets whose borders grow by a fixed share: what DDSketch does (Masson et al., 2019),
with borders that are whole milliseconds. So every machine sorts alike, and equal latencies give equal bytes.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, pairwise
from typing import NamedTuple

RELATIVE_ERROR = 0.02
"""A quantile read here lies within this share of the exact one, or within half a millisecond of it."""
_LONGEST = 10**9
"""Milliseconds; no line of history holds more."""


def _borders() -> tuple[int, ...]:
    """The greatest latency of each bucket; the one before is the bucket's lower end, not in it."""
    borders = [0]
    while borders[-1] < _LONGEST:
        last = borders[-1]
        # Width w above a lower end l: its middle is off by at most w/2, and w/2 is 2 % of l for w = l/25.
        borders.append(last + max(1, last // 25))
    return tuple(borders)


_BORDERS = _borders()


@dataclass(frozen=True, slots=True)
class Latencies:
    """How often latencies of each size were seen."""

    counts: Mapping[int, int] = field(default_factory=dict)
    """By number of the bucket, none of them zero."""

    @classmethod
    def of(cls, milliseconds: Iterable[int]) -> "Latencies":
        """The counts of latencies, each at least 0 ms."""
        counts: dict[int, int] = {}
        for value, count in Counter(milliseconds).items():
            bucket = bisect_left(_BORDERS, value)
            counts[bucket] = counts.get(bucket, 0) + count
        return cls(counts)

    @classmethod
    def together(cls, parts: "Iterable[Latencies]") -> "Latencies":
        """All of them added up, whatever their order."""
        first, *others = list(parts) or [cls()]
        counts = dict(first.counts)
        for part in others:
            for bucket, count in part.counts.items():
                counts[bucket] = counts.get(bucket, 0) + count
        return cls(counts)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def quantile(self, share: float) -> float | None:
        """The latency in milliseconds that `share` of them do not exceed; None when there are none.

        It is the one at rank ceil(share x total), the smallest for 0, within `RELATIVE_ERROR`.
        """
        return next(iter(self.quantiles(share)), None)

    def quantiles(self, *shares: float) -> tuple[float, ...]:
        """Several at once; empty when there are no latencies."""
        if not self.counts:
            return ()
        buckets = sorted(self.counts)
        up_to = list(accumulate(map(self.counts.__getitem__, buckets)))
        found = []
        for share in shares:
            rank = max(1, -(-round(share * 10_000) * up_to[-1] // 10_000))
            found.append(_MIDDLES[buckets[bisect_left(up_to, rank)]])
        return tuple(found)


class LatencyPoint(NamedTuple):
    """Latencies of one hour or day. A tuple, since there are many."""

    starts_at: datetime
    looks: int
    """That got an answer in time."""
    p50_ms: float
    """The median, within `RELATIVE_ERROR`."""
    p95_ms: float
    """What 95 of 100 do not exceed, within the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencySeries:
    """Latency over time, oldest first; a time without any has no point."""

    hours: tuple[LatencyPoint, ...]
    """Of the last two days, in UTC, as far as they are kept by the hour."""
    days: tuple[LatencyPoint, ...]
    """Of the UTC days that have bars."""


_MIDDLES = (0.0, *((before + 1 + top) / 2 for before, top in pairwise(_BORDERS)))
LAST_BUCKET = len(_BORDERS) - 1
