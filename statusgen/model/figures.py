"""Numbers, percentages and dates: sentences that each language writes in its own way, without a message."""

from datetime import date
from typing import Self

from statusgen.model.sentences import MONTHS, Sentence, Tongue

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Number(Sentence):
    """`40,000`, `2.5`."""

    __slots__ = ("number",)

    number: float

    def __new__(cls, number: float, text: str | None = None) -> Self:
        """`text`: how it is written where that is not as it stands, as with a number that was rounded."""
        written = f"{number:,}" if text is None else text
        said = str.__new__(cls, written)
        plain = written.replace(",", "")
        said.number = int(plain) if plain.isdigit() else float(plain)
        return said

    def within(self, tongue: Tongue) -> str:
        """With the language's signs."""
        return tongue.number(self.number)


class Percent(Sentence):
    """`99.93 %`."""

    __slots__ = ("digits",)

    digits: str

    def __new__(cls, digits: str) -> Self:
        """The number as it is rounded, with a decimal point if it has any decimals."""
        said = str.__new__(cls, f"{digits}\u00a0%")
        said.digits = digits
        return said

    def within(self, tongue: Tongue) -> str:
        """With the language's signs."""
        return tongue.percent(self.digits)


class Day(Sentence):
    """`2 Mar`, `2 March 2025`."""

    __slots__ = ("at", "is_long", "with_year")

    at: date
    with_year: bool
    is_long: bool

    def __new__(cls, day: date, *, with_year: bool = False, is_long: bool = False) -> Self:
        """`is_long`: with the whole name of its month."""
        month = MONTHS[day.month - 1] if is_long else MONTHS[day.month - 1][:3]
        said = str.__new__(cls, f"{day.day} {month} {day.year}" if with_year else f"{day.day} {month}")
        said.at, said.with_year, said.is_long = day, with_year, is_long
        return said

    def within(self, tongue: Tongue) -> str:
        """With the language's months, in its order."""
        return tongue.day(self.at, with_year=self.with_year, is_long=self.is_long)


class MonthName(Sentence):
    """`February`, of any year."""

    __slots__ = ("number",)

    number: int

    def __new__(cls, number: int) -> Self:
        """From 1."""
        said = str.__new__(cls, MONTHS[number - 1])
        said.number = number
        return said

    def within(self, tongue: Tongue) -> str:
        """As it stands alone."""
        return tongue.month_name(self.number)


class Weekday(Sentence):
    """`Monday`."""

    __slots__ = ("number",)

    number: int

    def __new__(cls, number: int) -> Self:
        """From 0, which is Monday."""
        said = str.__new__(cls, WEEKDAYS[number])
        said.number = number
        return said

    def within(self, tongue: Tongue) -> str:
        """As it stands alone."""
        return tongue.weekday(self.number)


class City(Sentence):
    """`Los Angeles`, by which a zone is known."""

    __slots__ = ("zone",)

    zone: str

    def __new__(cls, zone: str) -> Self:
        """`America/Los_Angeles`."""
        said = str.__new__(cls, zone.rpartition("/")[2].replace("_", " "))
        said.zone = zone
        return said

    def within(self, tongue: Tongue) -> str:
        """Its name there, where that is known."""
        return tongue.city(self.zone)
