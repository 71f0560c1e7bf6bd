"""Spikes become waves: each rise of reports with its fall, told apart by the quiet between (rule 6)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

from statusgen.judging.buckets import NAMED_NONE, Counts, Key
from statusgen.judging.entries import is_long_regional
from statusgen.judging.lasting import Lasting
from statusgen.judging.spikes import Point, Spike, points, spikes
from statusgen.judging.usual import Levels, far_above
from statusgen.model.heard import Wave

EBB = 3
"""A wave is over once reports fall under this part of its height: a third."""
QUIET = timedelta(minutes=30)
"""Waves with less between the end of one and the start of the next are one."""
_BEFORE = timedelta(hours=1)
"""People notice before anybody writes: a wave may begin so long before its incident."""


@dataclass(slots=True)
class _Rise:
    """A wave in the making."""

    points: list[Point]
    ends_at: datetime | None = None


def waves_of(state: Lasting, counts: Counts, now: datetime) -> tuple[Wave, ...]:
    """The waves of reports while an incident lasted. A condition that stands for long has none."""
    since, until = state.starts_at - _BEFORE, state.ends_at or now
    if not counts.has_any(since, until) or is_long_regional(state.incident, now):
        return ()
    return waves(counts, series_of(state), since, until)


def series_of(state: Lasting) -> Sequence[Key]:
    """What counts as a report of it: of its components, or of none by name, from where it holds."""
    scope = state.incident.scope
    where = scope.countries if scope and scope.countries else (None,)
    return [Key(name, country) for name in (*state.components, NAMED_NONE) for country in where]


def waves(counts: Counts, keys: Sequence[Key], since: datetime, until: datetime) -> tuple[Wave, ...]:
    """The waves of some series together, by all sources; those that overlap are one."""
    levels = Levels(counts, keys)
    found = [
        _told(counts, keys, levels, rise)
        for lane in counts.lanes
        for rise in _rises(spikes(points(counts, keys, lane, since, until), levels, until))
    ]
    return tuple(_joined(sorted(found, key=lambda wave: (wave.starts_at, -wave.peak, wave.minutes))))


def _rises(found: Iterable[Spike]) -> Iterator[_Rise]:
    """The waves of one lane, those without quiet between them as one."""
    rises = [rise for spike in found for rise in _apart(spike)]
    for before, after in pairwise(rises):
        if before.ends_at is None or after.points[0].bucket.at - before.ends_at >= QUIET:
            yield before
        else:
            after.points[:0] = before.points
    yield from rises[-1:]


def _apart(spike: Spike) -> Iterator[_Rise]:
    """The waves in one spike: where reports fell under a third, and then rose as far above their lowest
    as a spike rises above the usual.
    """
    rise: _Rise | None = _Rise([])
    ebb: list[Point] = []
    height = 0
    for point in spike.points:
        if rise is not None:
            if point.is_whole and EBB * point.count < height:
                rise.ends_at = point.bucket.at
                yield rise
                rise, ebb = None, [point]
            else:
                rise.points.append(point)
                height = max(height, point.count)
        elif point.is_whole and point.count <= ebb[0].count:
            ebb = [point]
        else:
            ebb.append(point)
            if point.count >= far_above(ebb[0].count, sqrt(ebb[0].count)):
                rise, height = _Rise(ebb[1:]), point.count
    if rise is not None:
        rise.ends_at = spike.ends_at
        yield rise


def _told(counts: Counts, keys: Sequence[Key], levels: Levels, rise: _Rise) -> Wave:
    highest = max(rise.points, key=lambda point: (point.count, -point.bucket.at.timestamp()))
    return Wave(
        starts_at=rise.points[0].bucket.at,
        ends_at=rise.ends_at,
        peak=highest.count,
        peak_at=highest.bucket.at,
        minutes=highest.bucket.minutes,
        expected=levels.at(highest.bucket).expected,
        countries=_countries(counts, keys, rise),
    )


def _countries(counts: Counts, keys: Sequence[Key], rise: _Rise) -> tuple[tuple[str, int], ...]:
    """Each country's own peak, the highest first."""
    parts: dict[str, list[Key]] = {}
    for key in keys:
        for name in (key.country,) if key.country else counts.countries.get(key.component, ()):
            parts.setdefault(name, []).append(Key(key.component, name))
    peaks = {name: max(counts.count(own, p.bucket) for p in rise.points) for name, own in parts.items()}
    return tuple(sorted(((n, peak) for n, peak in peaks.items() if peak), key=lambda row: (-row[1], row[0])))


def _joined(waves: Sequence[Wave]) -> Iterator[Wave]:
    """Waves that several sources counted at once are one; the highest count tells of it."""
    last: Wave | None = None
    for wave in waves:
        if last is None or (last.ends_at is not None and wave.starts_at >= last.ends_at):
            if last is not None:
                yield last
            last = wave
        else:
            ends = None if None in (last.ends_at, wave.ends_at) else max(_end(last), _end(wave))
            highest = max(last, wave, key=lambda each: each.peak)
            last = replace(highest, starts_at=last.starts_at, ends_at=ends)
    if last is not None:
        yield last


def _end(wave: Wave) -> datetime:
    return wave.ends_at or wave.starts_at
