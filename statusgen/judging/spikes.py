"""A series of counts becomes spikes: stretches in which far more was reported than is usual (rule 6)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.judging.buckets import Bucket, Counts, Key, Lane
from statusgen.judging.usual import FLOOR, Usual, usual


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
    usual: Usual
    """In its first bucket."""
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


def spikes(
    counts: Counts, keys: Sequence[Key], lane: Lane, since: datetime, now: datetime
) -> Iterator[Spike]:
    """The spikes in one lane, in order; the last one may go on."""
    running: list[Point] = []
    began = Usual(None)
    for point in points(counts, keys, lane, since, now):
        if running and point.bucket.at > running[-1].bucket.expires_at:
            # Nothing was counted for too long: nothing is claimed of that time.
            yield Spike(tuple(running), began, running[-1].bucket.expires_at)
            running = []
        if running:
            if point.is_whole and point.count < usual(counts, keys, point.bucket).exit:
                yield Spike(tuple(running), began, point.bucket.at)
                running = []
            else:
                running.append(point)
        elif point.count >= FLOOR and point.count >= (level := usual(counts, keys, point.bucket)).entry:
            running, began = [point], level
    if running:
        last = running[-1].bucket
        yield Spike(tuple(running), began, None if now < last.expires_at else last.expires_at)
