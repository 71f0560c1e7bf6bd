"""Times and durations as people write them become UTC datetimes and timedeltas.

Zones are resolved here and nowhere else: arithmetic on zone-aware times is wrong across
changes of the clocks, so everything past this module is UTC.
"""

import re
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_TIME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"[Tt ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d{1,9})?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2}|[A-Za-z][A-Za-z0-9_+\-/]*)?",
    re.ASCII,
)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d|w)", re.ASCII)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_LONGEST = timedelta(days=3660)
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Outside of these, zone arithmetic overflows and nobody means it."""


class NaiveTimeError(ValueError):
    """A time without a zone."""


def parse_moment(text: str) -> datetime:
    """A time with offset, `Z` or zone name, as UTC. ValueError says what to write instead."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        if _DATE.fullmatch(text.strip()):
            raise ValueError(f"'{text}' has no time of day (write {text.strip()}T09:00Z)")
        raise ValueError(f"'{text}' is not a time (write 2025-03-10T09:45Z)")
    zone = match["zone"]
    naive = _naive(text, match)
    if zone is None:
        raise NaiveTimeError(f"time '{text}' has no zone")
    if zone in "Zz":
        return naive.replace(tzinfo=UTC)
    if zone[0] in "+-":
        return naive.replace(tzinfo=_offset(text, zone)).astimezone(UTC)
    return _in_zone(text, naive, zone)


def _naive(text: str, match: re.Match[str]) -> datetime:
    day = parse_date(match["date"])
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if hour == 24:
        raise ValueError(f"'{text}' has hour 24 (write 00:00 of the next day)")
    if second == 60:
        raise ValueError(f"'{text}' has second 60 (write second 59)")
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"'{text}' is not a time of day (write 00:00 to 23:59)")
    micro = round(float(match["fraction"] or 0) * 1_000_000)
    return datetime(day.year, day.month, day.day, hour, minute, second, min(micro, 999_999))  # noqa: DTZ001 (the zone is put on by the caller)


def is_date(text: str) -> bool:
    """It has the form of a day, whether or not the calendar has it."""
    return _DATE.fullmatch(text.strip()) is not None


def parse_date(text: str) -> date:
    """A day, `2025-03-10`. ValueError says what is wrong."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a date (write 2025-03-10)")
    year, month, day = (int(part) for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"'{text}' is not between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"'{text}' does not exist in the calendar") from None


def _offset(text: str, zone: str) -> timezone:
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(f"'{text}' has an impossible offset '{zone}' (write +05:00)")
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if zone[0] == "-" else delta)


def _in_zone(text: str, naive: datetime, name: str) -> datetime:
    zone = parse_zone(name)
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    options = " or ".join(f"{t.isoformat(timespec='minutes')}" for t in (first, second))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise ValueError(f"'{text}' does not exist: clocks in {name} were put forward (write {options})")
    raise ValueError(f"'{text}' happened twice: clocks in {name} were put back (write {options})")


def parse_zone(name: str) -> ZoneInfo:
    """A zone of the IANA database. ValueError proposes one."""
    if name in _zone_names():
        return ZoneInfo(name)
    import difflib  # noqa: PLC0415 (only needed for the hint)

    close = difflib.get_close_matches(name, sorted(zone for zone in _zone_names() if "/" in zone), n=1)
    hint = f"did you mean {close[0]}?" if close else "write a name such as Europe/Berlin"
    raise ValueError(f"'{name}' is not a time zone ({hint})")


def written_zone(text: str) -> str | None:
    """The clocks that a written time names: a zone or `+05:00`; None for UTC and what is no time."""
    match = _TIME.fullmatch(text.strip())
    zone = match["zone"] if match else None
    if zone is None or zone in "Zz":
        return None
    if zone[0] in "+-":
        return f"{zone[:3]}:{zone[-2:]}" if zone.strip("+-0:") else None
    return zone if zone in _zone_names() else None


def zone_of(name: str | None) -> tzinfo:
    """The zone behind what `written_zone` found."""
    if name is None:
        return UTC
    return _offset(name, name) if name[0] in "+-" else ZoneInfo(name)


@cache
def _zone_names() -> AbstractSet[str]:
    """Asked once: each time walks the whole database on disk, 4 ms (for every time with a zone name)."""
    return available_timezones()


def parse_duration(text: str) -> timedelta:
    """`5m`, `800ms`, `1h30m`, `14d`. ValueError says what to write instead."""
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text.strip():
        raise ValueError(f"'{text}' is not a duration (write 800ms, 30s, 5m, 2h or 14d)")
    # As numbers first: a timedelta cannot hold what nine digits of weeks are.
    seconds = sum(float(number) * _UNITS[unit].total_seconds() for number, unit in parts)
    if not 0 < seconds <= _LONGEST.total_seconds():
        raise ValueError(f"'{text}' is not between 1ms and 10 years")
    return sum((float(number) * _UNITS[unit] for number, unit in parts), timedelta())


def format_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z`; fractions of a second only where there are some."""
    moment = moment.astimezone(UTC)
    timespec = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


def format_local(moment: datetime, zone: str | None) -> str:
    """As a person would write it, on the clocks of `written_zone`: `2025-03-10 09:45 Europe/Berlin`."""
    if zone is None:
        return format_moment(moment)
    local = moment.astimezone(zone_of(zone)).replace(tzinfo=None)
    text = local.isoformat(" ", "seconds" if local.second else "minutes")
    return text + zone if zone[0] in "+-" else f"{text} {zone}"


def format_duration(duration: timedelta) -> str:
    """As a person would write it in a file: `5m`, `1h30m`, `800ms`."""
    rest = round(duration / timedelta(milliseconds=1))
    text = ""
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, round(_UNITS[unit] / timedelta(milliseconds=1)))
        text += f"{count}{unit}" if count else ""
    return text or "0s"
