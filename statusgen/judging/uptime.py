"""Observed time becomes day bars and uptime, with everything they were computed from (rule 12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from statusgen.judging.declared import Ids, cover
from statusgen.judging.pieces import Piece, Track, overlay, union, within
from statusgen.judging.regions import SCOPED
from statusgen.judging.windows import WINDOWS, first_day, first_of_calendar, first_told, midnight, months
from statusgen.model.project import Project
from statusgen.model.snapshot import Day
from statusgen.model.times import format_moment
from statusgen.model.uptime import Numbers, Uptime
from statusgen.model.words import Status

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_MILD = (Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE)
_MAINTENANCE, _DOWN_IN_MAINTENANCE, _EXCLUDED = "maintenance", "down in maintenance", "excluded"


@dataclass(frozen=True, slots=True)
class CutOuts:
    """Time that does not count as it was measured."""

    maintenance: Track[str]
    excluded: Track[str]
    notices: tuple[tuple[datetime, datetime, str], ...]
    """Each exclusion's start, end and sentence, for printing."""


class Times(NamedTuple):
    """How long it was what, in one window."""

    up: timedelta
    down: timedelta
    degraded: timedelta
    scoped: timedelta
    maintenance: timedelta
    maintenance_down: timedelta
    excluded: timedelta


def cut_outs(project: Project, component: str, ids: Ids, now: datetime) -> CutOuts:
    """Maintenance windows and exclusions that concern a component."""
    since = first_told(now)
    windows = union(
        span
        for maintenance in project.maintenances
        for span in cover(maintenance, component, ids, now, since=since)
    )
    notices = tuple(_notices(project, component, ids))
    return CutOuts(
        maintenance=[Piece(start, end, _MAINTENANCE) for start, end in windows],
        excluded=[Piece(start, end, _EXCLUDED) for start, end in union((s, e) for s, e, _ in notices)],
        notices=notices,
    )


def _notices(project: Project, component: str, ids: Ids) -> Iterable[tuple[datetime, datetime, str]]:
    for incident in project.incidents:
        for exclusion in () if incident.withdrawn else incident.exclude:
            names = exclusion.components or tuple(incident.impact)
            if any(component in ids.get(name, ()) for name in names):
                span = f"{format_moment(exclusion.starts_at)} to {format_moment(exclusion.ends_at)}"
                yield exclusion.starts_at, exclusion.ends_at, f"{span}: {exclusion.reason}"


def numbers(track: Track[str], cut: CutOuts, now: datetime) -> Numbers:
    """Uptime over each window that ends now, and over each month."""
    pieces = overlay([track, cut.maintenance, cut.excluded], _kind)
    return Numbers(
        windows={name: _uptime(name, pieces, cut, now - length, now) for name, length in WINDOWS.items()},
        months=tuple(_uptime(name, pieces, cut, start, end) for name, start, end in months(now)),
    )


def _kind(values: tuple[str | None, ...]) -> str:
    """What a stretch of time counts as: a status word, maintenance, excluded or unknown."""
    status, maintenance, excluded = values
    if status in (None, Status.UNKNOWN.value):
        return Status.UNKNOWN.value
    if maintenance and not excluded and status == Status.MAJOR_OUTAGE.value:
        return _DOWN_IN_MAINTENANCE
    return excluded or maintenance or str(status)


def _uptime(name: str, pieces: Track[str], cut: CutOuts, start: datetime, end: datetime) -> Uptime:
    total: dict[str, timedelta] = {}
    for piece in within(pieces, start, end):
        total[piece.value] = total.get(piece.value, _NOTHING) + (piece.end - piece.start)
    exclusions = tuple(text for s, e, text in cut.notices if s < end and e > start)
    return _of_sums(name, (start, end), tuple(sorted(total.items())), exclusions)


@lru_cache(maxsize=1 << 9)  # most components were fine all the time
def _of_sums(
    name: str,
    span: tuple[datetime, datetime],
    sums: tuple[tuple[str, timedelta], ...],
    exclusions: tuple[str, ...],
) -> Uptime:
    total = dict(sums)
    degraded = sum((total.get(status.value, _NOTHING) for status in _MILD), _NOTHING)
    scoped = total.get(SCOPED, _NOTHING)
    down_in_maintenance = total.get(_DOWN_IN_MAINTENANCE, _NOTHING)
    times = Times(
        up=total.get(Status.OPERATIONAL.value, _NOTHING) + degraded + scoped,
        down=total.get(Status.MAJOR_OUTAGE.value, _NOTHING),
        degraded=degraded,
        scoped=scoped,
        maintenance=total.get(_MAINTENANCE, _NOTHING) + down_in_maintenance,
        maintenance_down=down_in_maintenance,
        excluded=total.get(_EXCLUDED, _NOTHING),
    )
    return reckoned(name, span, span[1] - span[0], times, exclusions)


def reckoned(
    name: str,
    span: tuple[datetime, datetime],
    whole: timedelta,
    times: Times,
    exclusions: tuple[str, ...],
) -> Uptime:
    """The shares of these times; `whole` is all that could have been measured."""
    up, down, maintenance = times.up, times.down, times.maintenance
    return Uptime(
        window=name,
        starts_at=span[0],
        ends_at=span[1],
        up=_share(up, up + down),
        measured=_share(up + down + maintenance, whole) or 0.0,
        up_time=up,
        down_time=down,
        degraded_time=times.degraded,
        scoped_time=times.scoped,
        maintenance_time=maintenance,
        maintenance_down_time=times.maintenance_down,
        up_with_maintenance=_share(up + maintenance - times.maintenance_down, up + down + maintenance),
        excluded_time=times.excluded,
        exclusions=exclusions,
    )


def _share(part: timedelta, whole: timedelta) -> float | None:
    """None of no time at all."""
    return rounded_down(part, whole) if whole else None


def rounded_down(part: timedelta, whole: timedelta) -> float:
    """A share, rounded down to a hundredth of a per cent, so that no outage ever reads 100 %."""
    microsecond = timedelta(microseconds=1)
    return (part // microsecond) * 10_000 // (whole // microsecond) / 10_000


def days(track: Track[str], blips: Sequence[datetime], now: datetime) -> tuple[Day, ...]:
    """UTC days, oldest first: the last 90, and those before them that the calendar has and that were
    measured. Maintenance does not change what was observed."""
    begins = midnight(track[0].start.date()) if track else now
    start = min(first_day(now), max(first_of_calendar(now), begins))
    sums: dict[date, dict[str, timedelta]] = {}
    for piece in within(track, start, now):
        for day, length in _by_day(piece):
            row = sums.setdefault(day, {})
            row[piece.value] = row.get(piece.value, _NOTHING) + length
    counts: dict[date, int] = {}
    for at in blips:
        counts[at.date()] = counts.get(at.date(), 0) + 1
    dates = [(start + index * _DAY).date() for index in range((now - start) // _DAY + 1)]
    return tuple(
        _day(day, tuple(sums.get(day, {}).items()), counts.get(day, 0), min(now - midnight(day), _DAY))
        for day in dates
    )


def _by_day(piece: Piece[str]) -> Iterable[tuple[date, timedelta]]:
    start = piece.start
    while start < piece.end:
        end = min(piece.end, midnight(start.date() + _DAY))
        yield start.date(), end - start
        start = end


@lru_cache(maxsize=1 << 9)  # as above
def _day(day: date, sums: tuple[tuple[str, timedelta], ...], blips: int, past: timedelta) -> Day:
    row = dict(sums)
    down = row.get(Status.MAJOR_OUTAGE.value, _NOTHING)
    degraded = sum((row.get(status.value, _NOTHING) for status in _MILD), _NOTHING)
    scoped = row.get(SCOPED, _NOTHING)
    good = row.get(Status.OPERATIONAL.value, _NOTHING)
    unmeasured = past - down - degraded - scoped - good
    return Day(
        date=day,
        operational=good / _DAY,
        degraded=degraded / _DAY,
        down=down / _DAY,
        unmeasured=max(unmeasured / _DAY, 0.0),
        scoped=scoped / _DAY,
        blips=blips,
    )
