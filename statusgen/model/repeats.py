"""An RRULE as people write it becomes a rule that was read, or a complaint that names the part."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from statusgen.model.times import parse_date

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_COUNTED = 9999
"""COUNT is counted from the start at every build; without an end, or with UNTIL, nothing is."""
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z?)?", re.ASCII)
_DAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})", re.ASCII)
_ELSEWHERE = {
    "DTSTART": "the start stands in starts_at; remove DTSTART",
    "DTEND": "the end stands in ends_at; remove DTEND",
    "DURATION": "the end stands in ends_at; remove DURATION",
    "EXDATE": "write exceptions: [2025-12-28]",
    "RDATE": "write a second maintenance for a day of its own",
    "EXRULE": "write exceptions: [2025-12-28]",
    "BYMINUTE": "the minute is that of starts_at; remove BYMINUTE",
    "BYSECOND": "the second is that of starts_at; remove BYSECOND",
    "BYEASTER": "write a maintenance for each year",
}
"""What calendars write beside a rule, or into it, and where it stands here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """When something planned takes place again."""

    rule: str
    """As RFC 5545 has it, such as `FREQ=WEEKLY;BYDAY=SU`; valid, in capitals."""
    zone: str | None = None
    """Whose clocks it follows: the name or offset written in `starts_at`; None is UTC."""

    @property
    def parts(self) -> Mapping[str, str]:
        """The rule's parts by name, as written."""
        return dict(part.split("=", 1) for part in self.rule.split(";"))

    @property
    def interval(self) -> int:
        """Every so many days, weeks, months or years."""
        return int(self.parts.get("INTERVAL", "1"))


def parse_repeat(text: str, zone: str | None = None) -> Repeat:
    """A rule whose every part is understood. ValueError names the first that is not."""
    plain = re.sub(r"^rrule:", "", text.strip(), flags=re.IGNORECASE).rstrip(";")
    foreign = next((name for name in _ELSEWHERE if re.search(rf"\b{name}\b", plain.upper())), None)
    if foreign:
        raise ValueError(f"a rule with {foreign} is not read ({_ELSEWHERE[foreign]})")
    parts: dict[str, str] = {}
    for part in (part.strip() for part in plain.split(";")):
        name, equals, value = (piece.strip() for piece in part.upper().partition("="))
        if not equals or name not in _PARTS:
            raise ValueError(f"the part '{part}' is not one of a rule (write FREQ=WEEKLY;BYDAY=SU)")
        if name in parts:
            raise ValueError(f"the part '{name}' stands twice in the rule (keep one)")
        if not _PARTS[name].fits(value):
            raise ValueError(f"the part '{part}' cannot be read (write {_PARTS[name].example})")
        parts[name] = value
    _agree(parts)
    return Repeat(rule=";".join(f"{name}={value}" for name, value in parts.items()), zone=zone)


def _agree(parts: Mapping[str, str]) -> None:
    """What parts say of each other (RFC 5545, 3.3.10)."""
    if "FREQ" not in parts:
        raise ValueError("the rule has no FREQ (write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY)")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("the rule has both COUNT and UNTIL (keep one)")
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise ValueError("BYSETPOS picks among the days of another part (write BYDAY=MO,TU,WE,TH,FR too)")
    for name in parts:
        if parts["FREQ"] not in _PARTS[name].frequencies:
            allowed = " or ".join(_PARTS[name].frequencies)
            raise ValueError(f"'{name}' does not fit FREQ={parts['FREQ']} (it goes with {allowed})")
    days = parts.get("BYDAY", "")
    has_month = parts["FREQ"] in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in parts
    if re.search(r"\d", days) and not has_month:
        raise ValueError(f"the number in 'BYDAY={days}' counts weekdays of a month or a year (remove it)")


def _numbers(lowest: int, highest: int, *, is_signed: bool = False) -> Callable[[str], bool]:
    pattern = re.compile(r"[+-]?\d{1,3}" if is_signed else r"\d{1,3}", re.ASCII)

    def fits(value: str) -> bool:
        items = value.split(",")
        return len(items) <= highest - lowest + 1 + is_signed * highest and all(
            pattern.fullmatch(item) and lowest <= abs(int(item)) <= highest for item in items
        )

    return fits


def _number(highest: int) -> Callable[[str], bool]:
    return lambda value: bool(re.fullmatch(r"[1-9]\d{0,3}", value, re.ASCII)) and int(value) <= highest


def _days(value: str) -> bool:
    found = [_DAY.fullmatch(item) for item in value.split(",")]
    return len(found) <= 100 and all(day and (day[1] is None or 1 <= abs(int(day[1])) <= 53) for day in found)


def _until(value: str) -> bool:
    match = _UNTIL.fullmatch(value)
    if match is None:
        return False
    try:
        parse_date("-".join(match.groups()[:3]))
    except ValueError:
        return False
    return True


class _Part(NamedTuple):
    fits: Callable[[str], bool]
    example: str
    frequencies: tuple[str, ...] = FREQUENCIES


_PARTS: dict[str, _Part] = {
    "FREQ": _Part(lambda value: value in FREQUENCIES, "FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"),
    "INTERVAL": _Part(_number(999), "INTERVAL=2, up to 999"),
    "COUNT": _Part(_number(MOST_COUNTED), f"COUNT=10, up to {MOST_COUNTED}; without an end leave it out"),
    "UNTIL": _Part(_until, "UNTIL=20251228 or UNTIL=20251228T010000Z"),
    "WKST": _Part(lambda value: value in WEEKDAYS, "WKST=MO"),
    "BYDAY": _Part(_days, "BYDAY=MO, BYDAY=SA,SU or, in a month, BYDAY=1SU or BYDAY=-1FR"),
    "BYMONTHDAY": _Part(
        _numbers(1, 31, is_signed=True),
        "BYMONTHDAY=1 to 31, or -1 for the last",
        ("DAILY", "MONTHLY", "YEARLY"),
    ),
    "BYMONTH": _Part(_numbers(1, 12), "BYMONTH=1 to 12"),
    "BYYEARDAY": _Part(
        _numbers(1, 366, is_signed=True), "BYYEARDAY=1 to 366, or -1 for the last", ("YEARLY",)
    ),
    "BYWEEKNO": _Part(_numbers(1, 53, is_signed=True), "BYWEEKNO=1 to 53, or -1 for the last", ("YEARLY",)),
    "BYSETPOS": _Part(_numbers(1, 366, is_signed=True), "BYSETPOS=1 for the first, -1 for the last"),
    "BYHOUR": _Part(_numbers(0, 23), "BYHOUR=0 to 23"),
}
