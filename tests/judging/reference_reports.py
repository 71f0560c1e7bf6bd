"""Rules 5 and 6 a second time, slow and plain, to compare the real ones with. Imports only the model.

Nothing is kept from one bucket to the next: whether a spike runs is asked anew from the first bucket on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from statusgen.model.evidence import Report

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What the reference says of one series now."""

    count: int
    expected: float | None
    is_spike: bool
    since: datetime | None


class Series:
    """The counts of some components in some country by one source, in buckets of one length."""

    def __init__(
        self,
        reports: Sequence[Report],
        components: set[str | None] | None,
        country: str | None,
        lane: tuple[str | None, int],
    ) -> None:
        self.lane = lane
        last = {report.key: report for report in reports}
        lines = [line for line in last.values() if line.source == lane[0] and line.minutes <= 60]
        self.counts = {(line.at, line.minutes): 0 for line in lines}
        for line in lines:
            if (components is None or line.component in components) and country in (None, line.country):
                self.counts[line.at, line.minutes] += line.count
        self.hours: dict[datetime, list[tuple[datetime, int]]] = {}
        for bucket in self.counts:
            self.hours.setdefault(bucket[0].replace(minute=0), []).append(bucket)
        self.levels: dict[datetime, tuple[float | None, float]] = {}

    def counted(self, at: datetime, minutes: int) -> int:
        """Reports in one bucket."""
        return self.counts[at, minutes]

    def buckets(self, since: datetime, until: datetime) -> list[datetime]:
        """When each begins that was measured."""
        return sorted(at for at, minutes in self.counts if minutes == self.lane[1] and since <= at <= until)

    def level(self, at: datetime) -> tuple[float | None, float]:
        """What is usual, and how many begin a spike."""
        if at not in self.levels:
            self.levels[at] = self._level(at)
        return self.levels[at]

    def _level(self, at: datetime) -> tuple[float | None, float]:
        hour = at.replace(minute=0, second=0, microsecond=0)
        for days, most in ((7, 8), (1, 28)):
            rates = [
                [self.counts[bucket] / bucket[1] for bucket in self.hours.get(hour - n * days * DAY, ())]
                for n in range(1, most + 1)
            ]
            if len([1 for found in rates if found]) >= 3:
                samples = [rate * self.lane[1] for found in rates for rate in found]
                usual = median(samples)
                deviation = 1.4826 * median([abs(sample - usual) for sample in samples])
                return usual, max(10, 3 * usual, usual + 8 * max(deviation, usual**0.5))
        return None, 100

    def is_whole(self, at: datetime, now: datetime) -> bool:
        """Its time is over."""
        return at + timedelta(minutes=self.lane[1]) <= now

    def expires(self, at: datetime) -> datetime:
        """When a bucket says nothing any more."""
        return at + max(timedelta(minutes=3 * self.lane[1]), timedelta(minutes=15))

    def runs(self, starts: Sequence[datetime], now: datetime) -> list[list[datetime]]:
        """The buckets of each spike."""
        spikes: list[list[datetime]] = []
        is_on = False
        for index, at in enumerate(starts):
            count, (_, entry) = self.counted(at, self.lane[1]), self.level(at)
            if is_on and at > self.expires(starts[index - 1]):
                is_on = False
            if is_on and self.is_whole(at, now) and count < entry / 2:
                is_on = False
            elif is_on:
                spikes[-1].append(at)
            elif count >= entry:
                is_on = True
                spikes.append([at])
        return spikes

    def ends(self, spike: Sequence[datetime], starts: Sequence[datetime], now: datetime) -> datetime | None:
        """None while it goes on."""
        after = [at for at in starts if at > spike[-1]]
        gone = self.expires(spike[-1])
        if after and after[0] <= gone:
            return after[0]
        return gone if after or now >= gone else None

    def now(self, now: datetime) -> Told | None:
        """What it says now; None when all of it is old."""
        starts = self.buckets(now - 2 * DAY, now)
        fresh = [at for at in starts if now < self.expires(at)]
        if not fresh:
            return None
        told = fresh[-1]
        if not self.is_whole(told, now) and len(fresh) > 1:
            before = fresh[-2]
            if self.counted(told, self.lane[1]) < self.counted(before, self.lane[1]):
                told = before
        on = [spike for spike in self.runs(starts, now) if self.ends(spike, starts, now) is None]
        return Told(
            count=self.counted(told, self.lane[1]),
            expected=self.level(told)[0],
            is_spike=bool(on),
            since=on[-1][0] if on else None,
        )

    def waves(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime | None, int]]:
        """Start, end and height of each."""
        starts = self.buckets(since, until)
        found: list[tuple[datetime, datetime | None, int]] = []
        for spike in self.runs(starts, until):
            found += self._parted(spike, self.ends(spike, starts, until), until)
        while True:
            pairs = list(pairwise(found))
            close = [n for n, (a, b) in enumerate(pairs) if a[1] and b[0] - a[1] < timedelta(minutes=30)]
            if not close:
                return found
            n = close[0]
            first, second = found[n], found[n + 1]
            found[n : n + 2] = [(first[0], second[1], max(first[2], second[2]))]

    def _parted(
        self, spike: Sequence[datetime], end: datetime | None, now: datetime
    ) -> list[tuple[datetime, datetime | None, int]]:
        counts = [self.counted(at, self.lane[1]) for at in spike]
        whole = [self.is_whole(at, now) for at in spike]
        here = 0
        parts: list[tuple[datetime, datetime | None, int]] = []
        while here < len(spike):
            ebbs = [
                n for n in range(here + 1, len(spike)) if whole[n] and 3 * counts[n] < max(counts[here:n])
            ]
            if not ebbs:
                return [*parts, (spike[here], end, max(counts[here:]))]
            parts.append((spike[here], spike[ebbs[0]], max(counts[here : ebbs[0]])))
            here = self._next(counts, whole, ebbs[0])
        return parts

    @staticmethod
    def _next(counts: Sequence[int], whole: Sequence[bool], ebb: int) -> int:
        """The first bucket of the next rise: that after the lowest before reports rise far above it."""
        for top in range(ebb + 1, len(counts)):
            before = [n for n in range(ebb, top) if n == ebb or whole[n]]
            low = min(counts[n] for n in before)
            lowest = max(n for n in before if counts[n] == low)
            is_lower = whole[top] and counts[top] <= low
            if not is_lower and counts[top] >= max(10, 3 * low, low + 8 * low**0.5):
                return lowest + 1
        return len(counts)


Place = tuple[str | None, int | None, str | None, str, str | None, bool]
"""Country, network, kind, outcome, layer, and whether controls proved it online."""


def interfered(places: Sequence[Place]) -> list[str]:
    """Rule 5: the countries in which it looks like interference."""
    failing = {place for place in range(len(places)) if places[place][3] == "failed"}
    centres = {n for n, place in enumerate(places) if place[2] == "datacenter"}
    suspects = {}
    for country in {place[0] for place in places} - {None}:
        homes = {n for n, place in enumerate(places) if place[0] == country and place[2] == "eyeball"}
        networks = {places[n][1] for n in homes} - {None}
        cut = {n for n in homes if n in failing and places[n][4] in ("dns", "tcp", "tls")}
        if len(networks) > 1 and cut == homes:
            suspects[country] = homes
    named = []
    for country, homes in suspects.items():
        elsewhere = {n for n, p in enumerate(places) if p[0] != country and p[0] not in suspects}
        proved = all(places[n][5] for n in homes)
        if centres and not centres & failing and proved and elsewhere and not elsewhere & failing:
            named.append(str(country))
    return sorted(named)


def cut_off(
    vantages: Sequence[tuple[str, str | None, int | None, bool | None]],
) -> list[tuple[str, str | None]]:
    """Rule 5 by controls. A vantage is id, country, network, and whether they answer (None: not known)."""
    found = []
    for country in sorted({v[1] for v in vantages if v[3] is False}, key=str):
        lost = {v[2] for v in vantages if v[1] == country and v[3] is False} - {None}
        others = [v for v in vantages if v[1] != country and v[3]]
        is_there = country is not None and len(lost) > 1 and bool(others)
        found.append(("disruption" if is_there else "monitor_offline", country))
    return found
