"""Rules read a second time, slow and plain: every day is looked at, every quarter of an hour of a zone is walked.

Nothing of `statusgen` and no library of rules is used; the zones' clocks are all it knows.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
Fits = Callable[[date, date], bool]
"""Whether a rule that began on the first day has a start on the second."""


@cache
def first_showing(zone: str, year: int, years: int) -> dict[datetime, datetime]:
    """When the clocks of a zone first show a time, for each that they show."""
    shown: dict[datetime, datetime] = {}
    moment, end = datetime(year - 1, 12, 25, tzinfo=UTC), datetime(year + years, 1, 8, tzinfo=UTC)
    while moment < end:
        shown.setdefault(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None), moment)
        moment += QUARTER
    return shown


def instant(shown: dict[datetime, datetime], local: datetime) -> datetime:
    """The first time that the clocks show it; where they jump over it, as long after the jump as it lies in it."""
    if local in shown:
        return shown[local]
    before = local
    while before not in shown:
        before -= QUARTER
    return shown[before] + (local - before)


def starts(zone: str, first: datetime, fits: Fits, years: int, skipped: set[date]) -> Iterator[datetime]:
    """All starts of a rule in so many years from its first, in UTC."""
    shown = first_showing(zone, first.year, years)
    day = first.date()
    while day.year < first.year + years:
        if fits(first.date(), day) and day not in skipped:
            yield instant(shown, datetime.combine(day, first.time()))
        day += timedelta(days=1)


def daily(every: int = 1) -> Fits:
    return lambda first, day: (day - first).days % every == 0


def weekly(*weekdays: int, every: int = 1) -> Fits:
    def fits(first: date, day: date) -> bool:
        monday, week = first - timedelta(days=first.weekday()), day - timedelta(days=day.weekday())
        return day.weekday() in weekdays and (week - monday).days // 7 % every == 0

    return fits


def monthly(*numbers: int, every: int = 1) -> Fits:
    def fits(first: date, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        months = (day.year - first.year) * 12 + day.month - first.month
        return months % every == 0 and (day.day in numbers or day.day - length - 1 in numbers)

    return fits


def nth_weekday(number: int, weekday: int, every: int = 1, month: int | None = None) -> Fits:
    def fits(first: date, day: date) -> bool:
        numbers = range(1, monthrange(day.year, day.month)[1] + 1)
        same = [n for n in numbers if date(day.year, day.month, n).weekday() == weekday]
        months = (day.year - first.year) * 12 + day.month - first.month
        place = number - 1 if number > 0 else number
        is_month = month is None or day.month == month
        is_there = -len(same) <= place < len(same)
        return is_month and months % every == 0 and is_there and same[place] == day.day

    return fits


def yearly(month: int, number: int, every: int = 1) -> Fits:
    return lambda first, day: (day.month, day.day) == (month, number) and (day.year - first.year) % every == 0


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())
