"""Counts of people's reports become what they say now: how many, from where, against the usual (rule 6)."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import sqrt

from statusgen.judging.buckets import Counts, Key, Lane
from statusgen.judging.spikes import Point, Spike, points, spikes
from statusgen.judging.usual import Levels
from statusgen.model.evidence import Report
from statusgen.model.heard import ReportCount
from statusgen.model.words import Trend

MOST = 20
"""Rows that are told of one component."""
_WALK = timedelta(days=2)
"""Spikes are followed from so far back."""
_CITIES, _CITY_SHARE = 3, 0.1
"""So many cities are named, of those with a tenth of their country's reports."""
_PROBLEMS = 3
_CHANGE, _CHANCE = 1.2, 2
"""Rising is a fifth more than in the bucket before, and twice what chance does."""


def reported(counts: Counts, component: str | None, now: datetime) -> tuple[ReportCount, ...]:
    """What people report of a component now (None: of all together). Reports of long ago say nothing."""
    rows = [row for lane in counts.lanes for row in _lane_rows(counts, component, lane, now)]
    return tuple(sorted(rows, key=_rank)[:MOST])


def _rank(row: ReportCount) -> tuple[object, ...]:
    """Spikes first, then by count."""
    return not row.is_spike, -row.count, row.country or "", row.source or "", row.minutes


def _lane_rows(counts: Counts, component: str | None, lane: Lane, now: datetime) -> Iterator[ReportCount]:
    """Every country of which people report. All together stand beside them when only their sum is a spike."""
    newest = counts.lanes[lane][: bisect_right(counts.lanes[lane], now, key=lambda bucket: bucket.at)][-1:]
    if not newest or now >= newest[0].expires_at:
        return
    rows = [
        _row(counts, Key(component, name), lane, now) for name in sorted(counts.countries.get(component, ()))
    ]
    told = [row for row in rows if row is not None and (row.count or row.is_spike)]
    yield from told
    total = None if any(row.is_spike for row in told) else _row(counts, Key(component, None), lane, now)
    if total is not None and (total.is_spike or (total.count and not told)):
        yield total


def _row(counts: Counts, key: Key, lane: Lane, now: datetime) -> ReportCount | None:
    series = points(counts, [key], lane, now - _WALK, now)
    fresh = [point for point in series if now < point.bucket.expires_at]
    if not fresh:
        return None
    levels = Levels(counts, [key])
    spike = _running(spikes(series, levels, now))
    told = _told(fresh)
    expected = levels.at(told.bucket).expected
    return ReportCount(
        country=key.country,
        count=told.count,
        expected=expected,
        is_spike=spike is not None,
        source=lane.source or None,
        starts_at=told.bucket.at,
        minutes=lane.minutes,
        expires_at=told.bucket.expires_at,
        is_whole=told.is_whole,
        since=spike.starts_at if spike else None,
        trend=_trend(series),
        cities=_cities(_of(counts, key, told), told.count),
        problems=_problems(_of(counts, key, told)),
    )


def _running(found: Iterable[Spike]) -> Spike | None:
    return next((spike for spike in found if spike.ends_at is None), None)


def _told(fresh: Sequence[Point]) -> Point:
    """The newest bucket; one that is still open only once it has as many as the one before."""
    newest, *before = fresh[:-3:-1]
    if newest.is_whole or not before or newest.count >= before[0].count:
        return newest
    return before[0]


def _trend(series: Sequence[Point]) -> Trend:
    """By the last two that can be compared; an open bucket can rise and not fall."""
    *rest, newest = series
    if not newest.is_whole and rest and newest.count < rest[-1].count:
        *rest, newest = rest
    if not rest:
        return Trend.STEADY
    before = rest[-1].count
    beyond_chance = abs(newest.count - before) > _CHANCE * sqrt(newest.count + before)
    if beyond_chance and newest.count >= _CHANGE * before:
        return Trend.RISING
    if beyond_chance and _CHANGE * newest.count <= before:
        return Trend.FALLING
    return Trend.STEADY


def _of(counts: Counts, key: Key, point: Point) -> list[Report]:
    """The lines of a bucket that the series counts."""
    return [
        row
        for row in counts.rows[point.bucket]
        if key.component in (None, row.component) and key.country in (None, row.country)
    ]


def _cities(rows: Iterable[Report], total: int) -> tuple[str, ...]:
    found: Counter[str] = Counter()
    for row in rows:
        if row.city:
            found[row.city] += row.count
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(city for city, count in most[:_CITIES] if count >= _CITY_SHARE * total and count)


def _problems(rows: Iterable[Report]) -> tuple[tuple[str, float], ...]:
    found: Counter[str] = Counter()
    for row in rows:
        if row.problem:
            found[row.problem] += row.count
    total = found.total()
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((problem, count / total) for problem, count in most[:_PROBLEMS] if count)
