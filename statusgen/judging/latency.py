"""Latencies that rounds and tallies hold become quantiles for each hour and day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from statusgen.judging.evidence import FUTURE_LIMIT
from statusgen.judging.windows import first_day, midnight
from statusgen.model.evidence import Round
from statusgen.model.latencies import Latencies, LatencyPoint, LatencySeries
from statusgen.model.project import Component
from statusgen.model.snapshot import CheckLatency
from statusgen.model.tallies import HOUR, History, Tally

HOURS = timedelta(hours=48)
"""So long back there is a point for each hour, beside one for each day that has a bar."""
_Sizes = dict[datetime, list[Latencies]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one vantage measured."""

    rounds: Mapping[datetime, Sequence[Round]]
    """By hour, or by day where hours are not told."""
    tallies: Sequence[tuple[datetime, bool, Tally]]
    """Midnight of its day and whether all of it was over, for each."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Latencies of one check from one vantage, by the start of the hour and of the day."""

    hours: _Sizes
    days: _Sizes


def measured(history: History, now: datetime) -> Mapping[str, Measured]:
    """By vantage, what may matter at `now`."""
    since, hourly_since = first_day(now), _first_hour(now)
    rounds: dict[str, dict[datetime, list[Round]]] = defaultdict(lambda: defaultdict(list))
    for round_ in history.rounds:
        at = min(round_.at, now)
        if since <= at and round_.at <= now + FUTURE_LIMIT:
            start = _hour(at) if at >= hourly_since else midnight(at.date())
            rounds[round_.vantage][start].append(round_)
    tallies: dict[str, list[tuple[datetime, bool, Tally]]] = defaultdict(list)
    midnights = {tally.slot.day: tally.slot.starts_at for tally in history.tallies}
    for tally in history.tallies:
        if since.date() <= tally.slot.day <= now.date() and tally.latencies:
            is_over = tally.moments[-1] <= now
            tallies[tally.slot.vantage].append((midnights[tally.slot.day], is_over, tally))
    names = sorted({*rounds, *tallies})
    return {name: Measured(rounds.get(name, {}), tallies.get(name, ())) for name in names}


def latency(component: Component, seen: Mapping[str, Measured], now: datetime) -> tuple[CheckLatency, ...]:
    """Of each check in the order of the component's, from all vantages together and from each of several."""
    found = []
    for check in component.all_checks:
        keys = component.history_keys(check)
        told = {name: one for name, part in seen.items() if (one := _told(part, keys, now)).days}
        found.append(
            CheckLatency(
                key=keys[0],
                together=_series(list(told.values())),
                places={name: _series([one]) for name, one in told.items()} if len(told) > 1 else {},
            )
        )
    return tuple(found)


def _told(part: Measured, keys: Sequence[str], now: datetime) -> _Told:
    found = _Told(defaultdict(list), defaultdict(list))
    first_hour = _first_hour(now)
    by_day: dict[date, list[int]] = defaultdict(list)
    for start, rounds in part.rounds.items():
        values = [
            result.latency_ms
            for key in keys
            for round_ in rounds
            if (result := round_.results.get(key)) is not None and result.latency_ms is not None
        ]
        if values:
            by_day[start.date()] += values
        if values and start >= first_hour:
            found.hours[start].append(Latencies.of(values))
    for day, values in by_day.items():
        found.days[midnight(day)].append(Latencies.of(values))
    for start, is_over, tally in part.tallies:
        for key in keys:
            sizes = {hour: size for hour, size in tally.latencies.get(key, {}).items() if size.counts}
            if sizes:
                if tally.resolution == HOUR:
                    _add_hours(found, start, sizes, now if is_over else _hour(now))
                elif is_over:
                    found.days[start] += sizes.values()
    return found


def _add_hours(found: _Told, start: datetime, sizes: Mapping[int, Latencies], until: datetime) -> None:
    """Only those that were over: a tally does not tell which looks of an hour came after `until`."""
    for number, size in sizes.items():
        begins = start + number * HOUR
        if begins < until:
            found.days[start].append(size)
            if begins >= _first_hour(until):
                found.hours[begins].append(size)


def _series(parts: Sequence[_Told]) -> LatencySeries:
    return LatencySeries(
        hours=_points([part.hours for part in parts]), days=_points([part.days for part in parts])
    )


def _points(parts: Sequence[_Sizes]) -> tuple[LatencyPoint, ...]:
    """Oldest first; a time without latencies has none."""
    first, *others = parts or ({},)
    together = {start: list(sizes) for start, sizes in first.items()} if others else first
    for part in others:
        for start, sizes in part.items():
            together.setdefault(start, []).extend(sizes)
    return tuple(_point(start, together[start]) for start in sorted(together))


def _point(start: datetime, sizes: Sequence[Latencies]) -> LatencyPoint:
    whole = sizes[0] if len(sizes) == 1 else Latencies.together(sizes)
    return LatencyPoint(start, whole.total, *whole.quantiles(0.5, 0.95))


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _first_hour(now: datetime) -> datetime:
    return _hour(now) - HOURS + HOUR
