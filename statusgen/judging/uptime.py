"""Observed time becomes day bars and uptime, with everything they were computed from (rule 12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from statusgen.judging.declared import Ids, cover
from statusgen.judging.pieces import Piece, Track, clipped, overlay, union
from statusgen.judging.regions import SCOPED
from statusgen.model.project import Project
from statusgen.model.snapshot import Day, Uptime
from statusgen.model.times import format_moment
from statusgen.model.words import Status

DAYS = 90
WINDOWS = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=DAYS),
}
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_MILD = (Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE)
_MAINTENANCE, _EXCLUDED = "maintenance", "excluded"


@dataclass(frozen=True, slots=True)
class CutOuts:
    """Time that does not count as it was measured."""

    maintenance: Track[str]
    excluded: Track[str]
    notices: tuple[tuple[datetime, datetime, str], ...]
    """Each exclusion's start, end and sentence, for printing."""


def first_day(now: datetime) -> datetime:
    """The start of the first day that bars show; no window reaches further back than this and a day."""
    today = datetime.combine(now.date(), time(), tzinfo=UTC)
    return today - (DAYS - 1) * _DAY


def cut_outs(project: Project, component: str, ids: Ids, now: datetime) -> CutOuts:
    """Maintenance windows and exclusions that concern a component."""
    since = now - max(WINDOWS.values())
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


def uptimes(track: Track[str], cut: CutOuts, now: datetime) -> Mapping[str, Uptime]:
    """Uptime over each window that ends now."""
    pieces = overlay([track, cut.maintenance, cut.excluded], _kind)
    return {name: _uptime(name, pieces, cut, now - length, now) for name, length in WINDOWS.items()}


def _kind(values: tuple[str | None, ...]) -> str:
    """What a stretch of time counts as: a status word, maintenance, excluded or unknown."""
    status, maintenance, excluded = values
    if status in (None, Status.UNKNOWN.value):
        return Status.UNKNOWN.value
    return excluded or maintenance or str(status)


def _uptime(name: str, pieces: Track[str], cut: CutOuts, start: datetime, end: datetime) -> Uptime:
    total: dict[str, timedelta] = {}
    for piece in clipped(pieces, start, end):
        total[piece.value] = total.get(piece.value, _NOTHING) + (piece.end - piece.start)
    down = total.get(Status.MAJOR_OUTAGE.value, _NOTHING)
    degraded = sum((total.get(status.value, _NOTHING) for status in _MILD), _NOTHING)
    scoped = total.get(SCOPED, _NOTHING)
    up = total.get(Status.OPERATIONAL.value, _NOTHING) + degraded + scoped
    maintenance = total.get(_MAINTENANCE, _NOTHING)
    return Uptime(
        window=name,
        starts_at=start,
        ends_at=end,
        up=rounded_down(up, up + down) if up + down else None,
        measured=rounded_down(up + down + maintenance, end - start),
        up_time=up,
        down_time=down,
        degraded_time=degraded,
        scoped_time=scoped,
        maintenance_time=maintenance,
        excluded_time=total.get(_EXCLUDED, _NOTHING),
        exclusions=tuple(text for s, e, text in cut.notices if s < end and e > start),
    )


def rounded_down(part: timedelta, whole: timedelta) -> float:
    """A share, rounded down to a hundredth of a per cent, so that no outage ever reads 100 %."""
    microsecond = timedelta(microseconds=1)
    return (part // microsecond) * 10_000 // (whole // microsecond) / 10_000


def days(track: Track[str], blips: Sequence[datetime], now: datetime) -> tuple[Day, ...]:
    """The last 90 UTC days, oldest first. Maintenance does not change what was observed."""
    start = first_day(now)
    sums: dict[date, dict[str, timedelta]] = {}
    for piece in clipped(track, start, now):
        for day, length in _by_day(piece):
            row = sums.setdefault(day, {})
            row[piece.value] = row.get(piece.value, _NOTHING) + length
    counts: dict[date, int] = {}
    for at in blips:
        counts[at.date()] = counts.get(at.date(), 0) + 1
    dates = [(start + index * _DAY).date() for index in range(DAYS)]
    return tuple(_day(day, sums.get(day, {}), counts.get(day, 0), now) for day in dates)


def _by_day(piece: Piece[str]) -> Iterable[tuple[date, timedelta]]:
    start = piece.start
    while start < piece.end:
        midnight = datetime.combine(start.date() + _DAY, time(), tzinfo=UTC)
        end = min(piece.end, midnight)
        yield start.date(), end - start
        start = end


def _day(day: date, row: Mapping[str, timedelta], blips: int, now: datetime) -> Day:
    begins = datetime.combine(day, time(), tzinfo=UTC)
    past = min(now - begins, _DAY)
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
