"""A series of counts becomes spikes: stretches in which far more was reported than is usual (rule 6)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.judging.buckets import Bucket, Counts, Key, Lane
from statusgen.judging.usual import FLOOR, Levels


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket of a series."""

    bucket: Bucket
    count: int
    is_whole: bool
    """Its time is over. An open bucket counts from its start: it can begin a spike and not end one."""


@dataclass(frozen=True, slots=True)
class Spike:
    """Where a series is far above the usual."""

    points: tuple[Point, ...]
    ends_at: datetime | None
    """None while it goes on."""

    @property
    def starts_at(self) -> datetime:
        """When its first bucket begins."""
        return self.points[0].bucket.at


def points(counts: Counts, keys: Sequence[Key], lane: Lane, since: datetime, now: datetime) -> list[Point]:
    """The series in one lane, in order: every bucket that was measured; the future is not believed."""
    buckets = counts.lanes.get(lane, ())
    first = bisect_left(buckets, since, key=lambda bucket: bucket.at)
    last = bisect_right(buckets, now, key=lambda bucket: bucket.at)
    return [Point(each, counts.count(keys, each), each.ends_at <= now) for each in buckets[first:last]]


def spikes(series: Iterable[Point], levels: Levels, now: datetime) -> Iterator[Spike]:
    """The spikes in a series of one lane, in order; the last one may go on."""
    running: list[Point] = []
    for point in series:
        if running and point.bucket.at > running[-1].bucket.expires_at:
            # Nothing was counted for too long: nothing is claimed of that time.
            yield Spike(tuple(running), running[-1].bucket.expires_at)
            running = []
        if running:
            if point.is_whole and point.count < levels.at(point.bucket).exit:
                yield Spike(tuple(running), point.bucket.at)
                running = []
            else:
                running.append(point)
        elif point.count >= FLOOR and point.count >= levels.at(point.bucket).entry:
            running = [point]
    if running:
        last = running[-1].bucket
        yield Spike(tuple(running), None if now < last.expires_at else last.expires_at)
