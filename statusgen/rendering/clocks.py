"""Instants and durations become words and `<time>` elements, in UTC and in the page's zones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from statusgen.model.times import format_moment

# Not from the locale: the same bytes everywhere.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS_ALONE = 60
"""From so many days on, hours say nothing more."""


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
        day = "" if moment.date() == self.now.date() else self.day(moment.date()) + " "
        return Moment(format_moment(moment), f"{day}{moment:%H:%M} UTC", self._elsewhere(moment))

    def dated(self, moment: datetime) -> Moment:
        """The instant with its date and year, to the second: for what must be plain years later."""
        text = f"{full_day(moment.date())} {moment:%H:%M:%S} UTC"
        return Moment(format_moment(moment), text.replace(":00 UTC", " UTC"), self._elsewhere(moment))

    def maybe(self, moment: datetime | None) -> Moment | None:
        """The instant, or None when it is not known."""
        return self.at(moment) if moment else None

    def day(self, day: date) -> str:
        """`2 Mar`, with the year where it is not the page's."""
        text = f"{day.day} {MONTHS[day.month - 1][:3]}"
        return text if day.year == self.now.year else f"{text} {day.year}"

    def since(self, moment: datetime) -> str:
        """How long ago it was."""
        return duration(self.now - moment)

    def _elsewhere(self, moment: datetime) -> tuple[str, ...]:
        return tuple(_in_zone(moment, zone) for zone in self.zones if zone != "UTC")


def full_day(day: date) -> str:
    """`2 March 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def duration(span: timedelta) -> str:
    """`40 s`, `37 min`, `1 h 20 min`, `3 d 4 h`, `14 days`; rounded down."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return _pair(hours, "h", minutes % 60, "min")
    if days < _DAYS_ALONE:
        return _pair(days, "d", hours % 24, "h") if hours % 24 else f"{days} day{'s' if days > 1 else ''}"
    return f"{days:,} days"


def _pair(big: int, big_unit: str, small: int, small_unit: str) -> str:
    return f"{big} {big_unit} {small} {small_unit}" if small else f"{big} {big_unit}"


def _in_zone(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    city = zone.rpartition("/")[2].replace("_", " ")
    is_other_day = local.date() != moment.astimezone(UTC).date()
    day = f"{local.day} {MONTHS[local.month - 1][:3]} " if is_other_day else ""
    return f"{day}{local:%H:%M} {city}"
