"""Now becomes the stretches of time that numbers are told of (rule 12)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

DAYS = 90
"""So many days have a bar."""
WEEKS = 52
"""So many weeks, which begin on Mondays, have a calendar; the last of them is running."""
MONTHS = 12
"""So many calendar months have a number; the last of them is running."""
WINDOWS = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=DAYS),
    "365d": timedelta(days=365),
}
_DAY = timedelta(days=1)


def midnight(day: date) -> datetime:
    """The start of a UTC day."""
    return datetime.combine(day, time(), tzinfo=UTC)


def first_day(now: datetime) -> datetime:
    """The start of the first day that bars show; the window of as many days begins up to a day earlier."""
    return midnight(now.date()) - (DAYS - 1) * _DAY


def first_of_calendar(now: datetime) -> datetime:
    """The Monday on which the calendar begins."""
    today = midnight(now.date())
    return today - today.weekday() * _DAY - 7 * (WEEKS - 1) * _DAY


def months(now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Name, start and end of the last calendar months in UTC, oldest first; the running one ends now."""
    running = now.year * 12 + now.month - 1
    for number in range(running - MONTHS + 1, running + 1):
        start, end = _month(number), _month(number + 1)
        yield f"{start:%Y-%m}", start, min(end, now)


def first_told(now: datetime) -> datetime:
    """Where the first of all windows and months begins."""
    _, first_month, _ = next(months(now))
    return min(first_month, now - max(WINDOWS.values()))


def _month(number: int) -> datetime:
    """Its start; months are numbered from that of the year 0."""
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
