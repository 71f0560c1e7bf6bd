"""How a page speaks: English, which needs no catalog; `translated` has the other languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from statusgen.model.countries import country_name, in_country
from statusgen.model.figures import City, Day, MonthName, Percent, Weekday
from statusgen.model.scalars import Text
from statusgen.model.sentences import Instant, Month, Sentence, listed
from statusgen.rendering.texts import clean_line, clean_sentence

ENGLISH = "en"


@dataclass(frozen=True)
class Language:
    """English, and what every language has."""

    tag: str
    """Of our own words, as `<html lang>` has it."""
    wanted: tuple[str, ...]
    """The languages in which people's words are shown, the best first."""
    is_alone: bool = False
    """Nothing on the page exists in another language."""

    direction: ClassVar[str] = "ltr"
    """Or `rtl`."""
    comma: ClassVar[str] = ", "
    """Between names in a row."""

    def printed(self, value: object) -> object:
        """What a template shows: a sentence of ours in this language; all else as it is."""
        if not isinstance(value, Sentence):
            return value
        return clean_sentence(str(value) if self.is_alone else value.within(self))

    def message(self, one: str, many: str | None = None, count: int = 1) -> str:
        """Messages are in English."""
        return one if many is None or count == 1 else many

    def text(self, text: Text) -> str:
        """People's words in the best language that there is."""
        return clean_line(text.pick(*self.wanted)[0])

    def country(self, code: str, *, is_within: bool) -> str:
        """As English has it."""
        return in_country(code) if is_within else country_name(code)

    def listed(self, items: Sequence[str], more: int) -> str:
        """`A, B and 3 more`."""
        return listed([*items, f"{more} more"] if more else items)

    def capital(self, text: str) -> str:
        """Its first letter is a capital."""
        return text[:1].upper() + text[1:]

    def between(self, mark: str) -> str:
        """The mark."""
        return mark

    def number(self, number: float) -> str:
        """`40,000`."""
        return f"{number:,}"

    def instant(self, at: datetime, now: datetime) -> str:
        """`10 Mar 09:45 UTC`."""
        return str(Instant(at, now))

    def month(self, at: datetime) -> str:
        """`February 2024`."""
        return str(Month(at))

    def month_name(self, number: int) -> str:
        """`February`."""
        return str(MonthName(number))

    def day(self, day: date, *, with_year: bool, is_long: bool) -> str:
        """`2 Mar`."""
        return str(Day(day, with_year=with_year, is_long=is_long))

    def weekday(self, number: int) -> str:
        """`Monday`."""
        return str(Weekday(number))

    def percent(self, digits: str) -> str:
        """`99.93 %`."""
        return str(Percent(digits))

    def city(self, zone: str) -> str:
        """`Los Angeles`."""
        return str(City(zone))
