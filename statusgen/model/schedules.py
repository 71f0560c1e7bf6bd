"""A start, a rule and its exceptions become the starts in a stretch of time, as far as somebody asks.

dateutil walks the rule on the clocks of its zone, without zones of its own; what leaves here is UTC.
A local time that does not exist moves by the gap, one that happens twice is the first (RFC 5545).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, islice, takewhile

from statusgen.model.repeats import WEEKDAYS, Repeat
from statusgen.model.times import LAST_YEAR, zone_of

MOST = 50_000
"""Starts that one question answers; a day has at most 24, and pages ask for months."""
_CYCLES = 7600
"""Years that a rule is walked in the future of: the calendar repeats every 400 years, weekdays too.
A search for days that never come ends with the year 9999, so from there it is short."""
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_PERIODS = {
    "DAILY": _DAY,
    "WEEKLY": timedelta(weeks=1),
    "MONTHLY": timedelta(days=31),
    "YEARLY": timedelta(days=366),
}
_NAMES_DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When something begins, once or by a rule."""

    starts_at: datetime
    """UTC; the first time, from which a rule counts."""
    repeat: Repeat | None = None
    exceptions: frozenset[date | datetime] = frozenset()
    """Days on the rule's clocks, and exact starts, that do not happen."""

    def between(self, since: datetime, until: datetime) -> tuple[datetime, ...]:
        """Its starts in a half-open stretch of time, in order; at most `MOST`."""
        if self.repeat is None:
            return (self.starts_at,) if since <= self.starts_at < until else ()
        return _between(self, since, until)

    def first(self, most: int, until: datetime) -> tuple[datetime, ...]:
        """Its first starts before a moment."""
        if self.repeat is None:
            return self.between(self.starts_at, until)
        return tuple(islice(takewhile(lambda start: start < until, _starts(self, self.starts_at)), most))

    def last_until(self, moment: datetime) -> datetime | None:
        """The latest start up to a moment; None when there is none."""
        if self.repeat is None:
            return self.starts_at if self.starts_at <= moment else None
        return _last_until(self, moment)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first start past a moment; None when there is none."""
        if self.repeat is None:
            return self.starts_at if self.starts_at > moment else None
        return _next_after(self, moment)


# The same questions come from every component and every page of a build.


@lru_cache(maxsize=256)
def _between(schedule: Schedule, since: datetime, until: datetime) -> tuple[datetime, ...]:
    starts = (start for start in _starts(schedule, since) if start >= since)
    return tuple(islice(takewhile(lambda start: start < until, starts), MOST))


@lru_cache(maxsize=4096)
def _last_until(schedule: Schedule, moment: datetime) -> datetime | None:
    if moment < schedule.starts_at or schedule.repeat is None:
        return None
    whole = moment - schedule.starts_at
    reach = min(2 * schedule.repeat.interval * _PERIODS[schedule.repeat.parts["FREQ"]], whole)
    while not (found := _between(schedule, moment - reach, moment + _INSTANT)) and reach < whole:
        reach = min(8 * reach, whole)
    return found[-1] if found else None


@lru_cache(maxsize=4096)
def _next_after(schedule: Schedule, moment: datetime) -> datetime | None:
    return next((start for start in _starts(schedule, moment) if start > moment), None)


def _starts(schedule: Schedule, since: datetime) -> Iterator[datetime]:
    """In order, from some way before `since` on, with those left out that do not happen."""
    repeat, exceptions = schedule.repeat, schedule.exceptions
    if repeat is None:
        return
    zone = zone_of(repeat.zone)
    for start in _all_starts(schedule.starts_at, repeat, since):
        is_left_out = exceptions and (start in exceptions or start.astimezone(zone).date() in exceptions)
        if not is_left_out:
            yield start


def _all_starts(first: datetime, repeat: Repeat, since: datetime) -> Iterable[datetime]:
    if "COUNT" not in repeat.parts:
        return _endless(first, repeat, since)
    counted = _counted(first, repeat)
    return islice(counted, bisect_left(counted, since), None)


@lru_cache(maxsize=64)
def _counted(first: datetime, repeat: Repeat) -> tuple[datetime, ...]:
    """All starts of a rule with COUNT: which is the last shows only when all are counted."""
    return tuple(islice(_endless(first, repeat, first), int(repeat.parts["COUNT"])))


def _endless(first: datetime, repeat: Repeat, since: datetime) -> Iterator[datetime]:
    """The rule's starts in UTC, to its UNTIL, from the period of the rule on in which `since` lies."""
    zone, last = zone_of(repeat.zone), None
    near = max(since, first).astimezone(zone).replace(tzinfo=None) - _DAY
    # Within a day a gap of the clocks may change the order, and join two.
    for _, day in groupby(_local(first, repeat, near), key=lambda local: local.date()):
        for start in sorted({local.replace(tzinfo=zone, fold=0).astimezone(UTC) for local in day}):
            if start >= first and (last is None or start > last):
                last = start
                yield start


def _local(first: datetime, repeat: Repeat, near: datetime) -> Iterator[datetime]:
    """The rule's starts on its own clocks, without zone, from the period of `near` on."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 (only repeating work pays for it)

    zone, until = zone_of(repeat.zone), repeat.parts.get("UNTIL")
    local = first.astimezone(zone).replace(tzinfo=None)
    parts = _explicit(repeat.parts, local)
    begin = _period_of(max(near, local), local, parts)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    for there in rrulestr(text, dtstart=begin.replace(year=begin.year + _CYCLES)):
        start = there.replace(year=there.year - _CYCLES, microsecond=first.microsecond)
        if start.year > LAST_YEAR or (until and _is_past(start, until, repeat)):
            return
        yield start


def _explicit(parts: Mapping[str, str], first: datetime) -> dict[str, str]:
    """The rule with the days written out that it takes from its start, so that it may be begun later;
    without what ends it, which dateutil would compare on the clocks of one zone."""
    out = {name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")}
    if "BYWEEKNO" in out:
        out.setdefault("BYDAY", WEEKDAYS[first.weekday()])
    elif not any(name in out for name in _NAMES_DAYS) and out["FREQ"] != "DAILY":
        if out["FREQ"] == "YEARLY":
            out.setdefault("BYMONTH", str(first.month))
        is_weekly = out["FREQ"] == "WEEKLY"
        name, value = ("BYDAY", WEEKDAYS[first.weekday()]) if is_weekly else ("BYMONTHDAY", str(first.day))
        out[name] = value
    return out


def _period_of(near: datetime, first: datetime, parts: Mapping[str, str]) -> datetime:
    """The beginning of the day, week, month or year of the rule in which `near` lies, at its time of day.
    So ten years of a rule cost as much as one."""
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "YEARLY":
        return first.replace(year=near.year - (near.year - first.year) % interval, month=1, day=1)
    if parts["FREQ"] == "MONTHLY":
        months = (near.year - first.year) * 12 + near.month - first.month
        months = first.year * 12 + first.month - 1 + months // interval * interval
        return first.replace(year=months // 12, month=months % 12 + 1, day=1)
    length = interval * _PERIODS[parts["FREQ"]]
    begin = first
    if parts["FREQ"] == "WEEKLY":
        begin -= (first.weekday() - WEEKDAYS.index(parts.get("WKST", "MO"))) % 7 * _DAY
    return begin + (near.date() - begin.date()) // length * length


def _is_past(start: datetime, until: str, repeat: Repeat) -> bool:
    """UNTIL holds as written: a day to its end, a time on the rule's clocks, with Z in UTC."""
    if len(until) == len("20251228"):
        return f"{start:%Y%m%d}" > until
    if until.endswith("Z"):
        start = start.replace(tzinfo=zone_of(repeat.zone), fold=0).astimezone(UTC)
    return f"{start:%Y%m%dT%H%M%S}" > until.removesuffix("Z")
