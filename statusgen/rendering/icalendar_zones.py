"""The clocks that a rule follows become a VTIMEZONE: every change of theirs, for decades."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from statusgen.model.times import LAST_YEAR, zone_of

_YEARS, _TO_YEAR = 20, 2050
"""So long, and at least to there, changes are told; most calendars know the zone by its name anyway."""
_STEP = timedelta(days=7)
"""No clocks change twice within it."""
_SECOND = timedelta(seconds=1)


class Change(NamedTuple):
    """The clocks are put forward or back."""

    at: datetime
    """On the clocks as they were until then (RFC 5545, 3.6.5)."""
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def instant(self) -> datetime:
        """The same in UTC."""
        return (self.at - self.before).replace(tzinfo=UTC)


def zone_id(zone: str | None) -> str:
    """How events name it."""
    if zone is None:
        return "UTC"
    return f"UTC{zone}" if zone[0] in "+-" else zone


@lru_cache(maxsize=256)
def definition(zone: str | None, year: int) -> Timezone:
    """The zone's changes from a year on."""
    made, kinds = Timezone(), dict[tuple[object, ...], list[Change]]()
    made.add("tzid", zone_id(zone))
    for change in changes(zone, year):
        kinds.setdefault(change[1:], []).append(change)
    for alike in kinds.values():
        first = alike[0]
        part = TimezoneDaylight() if first.is_summer else TimezoneStandard()
        part.add("dtstart", first.at)
        part.add("tzoffsetfrom", first.before)
        part.add("tzoffsetto", first.after)
        part.add("tzname", first.name)
        for change in alike[1:]:
            # A line each: ical.js reads the first of a list.
            part.add("rdate", [change.at])
        made.add_component(part)
    return made


@lru_cache(maxsize=256)
def changes(zone: str | None, year: int) -> tuple[Change, ...]:
    """From a year on; the first is how the clocks stand at its beginning."""
    return tuple(_changes(zone_of(zone), year))


def _changes(zone: tzinfo, year: int) -> Iterator[Change]:
    at = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(min(max(_TO_YEAR, year + _YEARS), LAST_YEAR), 1, 1, tzinfo=UTC)
    offset = _offset(at, zone)
    yield _change(at, offset, zone)
    while at < end:
        later = at + _STEP
        if (now := _offset(later, zone)) != offset:
            yield _change(_moment_of_change(at, later, zone), offset, zone)
            offset = now
        at = later


def _moment_of_change(low: datetime, high: datetime, zone: tzinfo) -> datetime:
    before = _offset(low, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high.replace(microsecond=0)


def _change(at: datetime, before: timedelta, zone: tzinfo) -> Change:
    local = at.astimezone(zone)
    return Change(
        at=(at + before).replace(tzinfo=None),
        before=before,
        after=_offset(at, zone),
        name=local.tzname() or "",
        is_summer=bool(local.dst()),
    )


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
