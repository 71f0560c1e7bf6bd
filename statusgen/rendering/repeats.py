"""A rule of repetition becomes a sentence: "every Sunday at 02:00 Europe/Berlin"."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from statusgen.model.repeats import WEEKDAYS, Repeat
from statusgen.model.sentences import listed
from statusgen.model.times import parse_date, zone_of
from statusgen.rendering.clocks import MONTHS, full_day

UNCOMMON = "repeats; its next dates are on its page"
"""A rule that would need a sentence nobody could read."""
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}
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
    return f"{days} at {local:%H:%M} {_clocks(repeat.zone)}{_end(repeat)}"


def _clocks(zone: str | None) -> str:
    if zone is None:
        return "UTC"
    return f"UTC{zone}" if zone[0] in "+-" else zone.replace("_", " ")


def _end(repeat: Repeat) -> str:
    parts = repeat.parts
    if "COUNT" in parts:
        return ", once" if parts["COUNT"] == "1" else f", {parts['COUNT']} times in all"
    if "UNTIL" in parts:
        return f", until {full_day(_last_day(parts['UNTIL'], repeat.zone))}"
    return ""


def _last_day(until: str, zone: str | None) -> date:
    day = parse_date(f"{until[:4]}-{until[4:6]}-{until[6:8]}")
    if not until.endswith("Z"):
        return day
    moment = datetime(day.year, day.month, day.day, int(until[9:11]), int(until[11:13]), tzinfo=UTC)
    return moment.astimezone(zone_of(zone)).date()


def _daily(repeat: Repeat, _first: date) -> str:
    return "every day" if repeat.interval == 1 else f"every {repeat.interval} days"


def _weekly(repeat: Repeat, first: date) -> str:
    written = repeat.parts.get("BYDAY", WEEKDAYS[first.weekday()]).split(",")
    days = tuple(day for day in WEEKDAYS if day in written)
    text = "Monday to Friday" if days == _WORKDAYS else listed([_NAMES[WEEKDAYS.index(day)] for day in days])
    if len(days) == len(WEEKDAYS):
        text = "day" if repeat.interval == 1 else "all days"
    return f"every {text}" if repeat.interval == 1 else f"every {repeat.interval} weeks on {text}"


def _monthly(repeat: Repeat, first: date) -> str | None:
    numbers = [int(number) for number in repeat.parts.get("BYMONTHDAY", str(first.day)).split(",")]
    if numbers == [-1]:
        return f"on the last day of {_months(repeat)}"
    if min(numbers) < 1:
        return None
    noun = "day" if len(numbers) == 1 else "days"
    return f"on {noun} {listed([str(number) for number in sorted(numbers)])} of {_months(repeat)}"


def _monthly_on_weekday(repeat: Repeat, _first: date) -> str | None:
    days = _numbered(repeat)
    return f"on the {days} of {_months(repeat)}" if days else None


def _yearly(repeat: Repeat, first: date) -> str | None:
    month, number = (
        repeat.parts.get("BYMONTH", str(first.month)),
        repeat.parts.get("BYMONTHDAY", str(first.day)),
    )
    if not (month.isdigit() and number.isdigit()):
        return None
    return f"{_years(repeat)} on {number} {MONTHS[int(month) - 1]}"


def _yearly_on_weekday(repeat: Repeat, _first: date) -> str | None:
    days, month = _numbered(repeat), repeat.parts["BYMONTH"]
    return f"{_years(repeat)} on the {days} of {MONTHS[int(month) - 1]}" if days and month.isdigit() else None


def _numbered(repeat: Repeat) -> str | None:
    """`first Sunday`; None for a rule that names weekdays without their place."""
    items = [(item[:-2], item[-2:]) for item in repeat.parts["BYDAY"].split(",")]
    if not all(number and int(number) in _PLACES for number, _ in items):
        return None
    return listed([f"{_PLACES[int(number)]} {_NAMES[WEEKDAYS.index(day)]}" for number, day in items])


def _months(repeat: Repeat) -> str:
    return "every month" if repeat.interval == 1 else f"every {_nth(repeat.interval)} month"


def _years(repeat: Repeat) -> str:
    return "every year" if repeat.interval == 1 else f"every {repeat.interval} years"


def _nth(number: int) -> str:
    return _PLACES.get(number, f"{number}th")


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
