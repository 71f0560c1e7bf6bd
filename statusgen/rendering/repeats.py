"""A rule of repetition becomes a sentence: "every Sunday at 02:00 Europe/Berlin"."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from statusgen.model.figures import Day, MonthName, Weekday
from statusgen.model.repeats import WEEKDAYS, Repeat
from statusgen.model.sentences import message, say
from statusgen.model.times import parse_date, zone_of
from statusgen.rendering.clocks import full_day
from statusgen.rendering.wording import all_of

UNCOMMON = say("repeats; its next dates are on its page")
"""A rule that would need a sentence nobody could read."""
_PLACES = {
    1: message("first {weekday}"),
    2: message("second {weekday}"),
    3: message("third {weekday}"),
    4: message("fourth {weekday}"),
    5: message("fifth {weekday}"),
    -1: message("last {weekday}"),
    -2: message("second to last {weekday}"),
}
_MONTHS = {
    1: say("every month"),
    2: say("every second month"),
    3: say("every third month"),
    4: say("every fourth month"),
    5: say("every fifth month"),
}
"""By how many months lie between; others are numbered."""
_LEAP = 2024
"""A year that has every day."""
_FRAME = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
"""Parts that say neither which days nor which hours."""
_WORKDAYS = WEEKDAYS[:5]


def sentence(repeat: Repeat, starts_at: datetime) -> str:
    """When it takes place, on the clocks of its rule; `UNCOMMON` where that is no short sentence."""
    local = starts_at.astimezone(zone_of(repeat.zone))
    asked = frozenset(repeat.parts) - _FRAME
    words = _WORDS.get((repeat.parts["FREQ"], asked))
    days = words(repeat, local.date()) if words else None
    if days is None:
        return UNCOMMON
    time = say("{days} at {time} {zone}", days=days, time=f"{local:%H:%M}", zone=_clocks(repeat.zone))
    return _ended(time, repeat)


def _clocks(zone: str | None) -> str:
    if zone is None:
        return "UTC"
    return f"UTC{zone}" if zone[0] in "+-" else zone.replace("_", " ")


def _ended(times: str, repeat: Repeat) -> str:
    parts = repeat.parts
    if "COUNT" in parts:
        return say("{times}, once", "{times}, {count} times in all", times=times, count=int(parts["COUNT"]))
    if "UNTIL" in parts:
        last = full_day(_last_day(parts["UNTIL"], repeat.zone))
        return say("{times}, until {day}", times=times, day=last)
    return times


def _last_day(until: str, zone: str | None) -> date:
    day = parse_date(f"{until[:4]}-{until[4:6]}-{until[6:8]}")
    if not until.endswith("Z"):
        return day
    moment = datetime(day.year, day.month, day.day, int(until[9:11]), int(until[11:13]), tzinfo=UTC)
    return moment.astimezone(zone_of(zone)).date()


def _daily(repeat: Repeat, _first: date) -> str:
    return say("every day", "every {count} days", count=repeat.interval)


def _weekly(repeat: Repeat, first: date) -> str:
    written = repeat.parts.get("BYDAY", WEEKDAYS[first.weekday()]).split(",")
    days = tuple(day for day in WEEKDAYS if day in written)
    if len(days) == len(WEEKDAYS):
        if repeat.interval == 1:
            return _daily(repeat, first)
        return say("every {count} week on all days", "every {count} weeks on all days", count=repeat.interval)
    names = all_of([Weekday(WEEKDAYS.index(day)) for day in days])
    text = say("Monday to Friday") if days == _WORKDAYS else names
    return say("every {days}", "every {count} weeks on {days}", count=repeat.interval, days=text)


def _monthly(repeat: Repeat, first: date) -> str | None:
    numbers = [int(number) for number in repeat.parts.get("BYMONTHDAY", str(first.day)).split(",")]
    if numbers == [-1]:
        return say("on the last day of {months}", months=_months(repeat.interval))
    if min(numbers) < 1:
        return None
    days = all_of([str(number) for number in sorted(numbers)])
    if len(numbers) == 1:
        return say("on day {day} of {months}", day=days, months=_months(repeat.interval))
    return say("on days {days} of {months}", days=days, months=_months(repeat.interval))


def _monthly_on_weekday(repeat: Repeat, _first: date) -> str | None:
    days = _numbered(repeat)
    return say("on the {days} of {months}", days=days, months=_months(repeat.interval)) if days else None


def _yearly(repeat: Repeat, first: date) -> str | None:
    month, number = (
        repeat.parts.get("BYMONTH", str(first.month)),
        repeat.parts.get("BYMONTHDAY", str(first.day)),
    )
    if not (month.isdigit() and number.isdigit()):
        return None
    try:
        day = Day(date(_LEAP, int(month), int(number)), is_long=True)
    except ValueError:  # 31 February never comes
        return None
    return say("{years} on {day}", years=_years(repeat), day=day)


def _yearly_on_weekday(repeat: Repeat, _first: date) -> str | None:
    days, month = _numbered(repeat), repeat.parts["BYMONTH"]
    if not days or not month.isdigit():
        return None
    years = _years(repeat)
    return say("{years} on the {days} of {month}", years=years, days=days, month=MonthName(int(month)))


def _numbered(repeat: Repeat) -> str | None:
    """`first Sunday`; None for a rule that names weekdays without their place."""
    items = [(item[:-2], item[-2:]) for item in repeat.parts["BYDAY"].split(",")]
    if not all(number and int(number) in _PLACES for number, _ in items):
        return None
    return all_of([say(_PLACES[int(n)], weekday=Weekday(WEEKDAYS.index(day))) for n, day in items])


def _months(interval: int) -> str:
    return _MONTHS.get(interval) or say("every {count}th month", "every {count}th month", count=interval)


def _years(repeat: Repeat) -> str:
    return say("every year", "every {count} years", count=repeat.interval)


_Words = Callable[[Repeat, date], str | None]
_WORDS: dict[tuple[str, frozenset[str]], _Words] = {
    ("DAILY", frozenset()): _daily,
    ("WEEKLY", frozenset()): _weekly,
    ("WEEKLY", frozenset({"BYDAY"})): _weekly,
    ("MONTHLY", frozenset()): _monthly,
    ("MONTHLY", frozenset({"BYMONTHDAY"})): _monthly,
    ("MONTHLY", frozenset({"BYDAY"})): _monthly_on_weekday,
    ("YEARLY", frozenset()): _yearly,
    ("YEARLY", frozenset({"BYMONTH"})): _yearly,
    ("YEARLY", frozenset({"BYMONTH", "BYMONTHDAY"})): _yearly,
    ("YEARLY", frozenset({"BYMONTH", "BYDAY"})): _yearly_on_weekday,
}
"""Which parts make which sentence; any others are uncommon."""
