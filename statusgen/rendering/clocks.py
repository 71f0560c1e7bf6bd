"""Instants and durations become words and `<time>` elements, in UTC and in the page's zones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from statusgen.model.figures import City, Day
from statusgen.model.sentences import Instant, message, say
from statusgen.model.times import format_moment

_DAYS_ALONE = 60
"""From so many days on, hours say nothing more."""
_DATED = message("{day} {time} UTC")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as it is printed."""

    iso: str
    """For `<time datetime>`."""
    text: str
    """In UTC; with the date where it is not the page's day."""
    elsewhere: tuple[str, ...] = ()
    """The same instant in the page's zones."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Prints instants as seen from the page's instant."""

    now: datetime
    zones: tuple[str, ...] = ()

    def at(self, moment: datetime) -> Moment:
        """The instant; without the date on the page's own day, without the year in its own year."""
        return Moment(format_moment(moment), Instant(moment, self.now), self._elsewhere(moment))

    def dated(self, moment: datetime) -> Moment:
        """The instant with its date and year, to the second: for what must be plain years later."""
        time = f"{_hour(moment)}:{moment.second:02}" if moment.second else _hour(moment)
        text = say(_DATED, day=full_day(moment.date()), time=time)
        return Moment(format_moment(moment), text, self._elsewhere(moment))

    def maybe(self, moment: datetime | None) -> Moment | None:
        """The instant, or None when it is not known."""
        return self.at(moment) if moment else None

    def day(self, day: date) -> str:
        """`2 Mar`, with the year where it is not the page's."""
        return Day(day, with_year=day.year != self.now.year)

    def since(self, moment: datetime) -> str:
        """How long ago it was."""
        return duration(self.now - moment)

    def _elsewhere(self, moment: datetime) -> tuple[str, ...]:
        return _in_zones(moment, self.zones) if self.zones else ()


def full_day(day: date) -> str:
    """`2 March 2025`."""
    return Day(day, with_year=True, is_long=True)


@lru_cache(maxsize=4096)
def duration(span: timedelta) -> str:
    """`40 s`, `37 min`, `1 h 20 min`, `3 d 4 h`, `14 days`; rounded down."""
    seconds = max(0, int(span.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 60:
        return say("{seconds} s", seconds=seconds)
    if hours < 1:
        return say("{minutes} min", minutes=minutes)
    if days < 1:
        rest = minutes % 60
        return (
            say("{hours} h {minutes} min", hours=hours, minutes=rest)
            if rest
            else say("{hours} h", hours=hours)
        )
    if days < _DAYS_ALONE and hours % 24:
        return say("{days} d {hours} h", days=days, hours=hours % 24)
    return say("{count} day", "{count} days", count=days)


@lru_cache(maxsize=4096)
def _in_zones(moment: datetime, zones: tuple[str, ...]) -> tuple[str, ...]:
    """The same instants stand on many pages."""
    return tuple(_in_zone(moment, zone) for zone in zones if zone != "UTC")


def _in_zone(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    time, city = _hour(local), _city(zone)
    if local.date() != moment.astimezone(UTC).date():
        return say("{day} {time} {city}", day=Day(local.date()), time=time, city=city)
    return say("{time} {city}", time=time, city=city)


_city = lru_cache(maxsize=64)(City)


def _hour(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"
