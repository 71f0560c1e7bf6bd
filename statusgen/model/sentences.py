"""Sentences of ours: English text that knows how another language says the same.

A `Sentence` is its English, so whoever wants a text has one. `within(tongue)` says it anew from its parts:
the message with named places, which catalogs translate whole, and what stands in each place.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from statusgen.model.countries import country_name, in_country

if TYPE_CHECKING:  # the words of the model are sentences too
    from statusgen.model.scalars import Text


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


class Tongue(Protocol):
    """A language: its catalog of messages, and how it writes names, numbers and times."""

    def message(self, one: str, many: str | None = None, count: int = 1) -> str:
        """The message in this language, in the form that goes with the count."""

    def text(self, text: "Text") -> str:
        """A person's words in this language, else in the first one that there is."""

    def country(self, code: str, *, is_within: bool) -> str:
        """A country's name; as it stands after "in" where `is_within`."""

    def listed(self, items: Sequence[str], more: int) -> str:
        """`A, B and C`; `A, B and 3 more`."""

    def capital(self, text: str) -> str:
        """The text as it begins a sentence."""

    def between(self, mark: str) -> str:
        """What stands there between names or sentences where English has a comma or a semicolon."""

    def number(self, number: float) -> str:
        """`40,000`."""

    def instant(self, at: datetime, now: datetime) -> str:
        """A UTC time as short as it stays clear."""

    def month(self, at: datetime) -> str:
        """`February 2024`."""

    def month_name(self, number: int) -> str:
        """`February`, alone; from 1."""

    def day(self, day: date, *, with_year: bool, is_long: bool) -> str:
        """`2 Mar`; with the whole name of the month where it `is_long`."""

    def weekday(self, number: int) -> str:
        """`Monday`, alone; from 0."""

    def percent(self, digits: str) -> str:
        """`99.93 %`; `digits` are rounded and keep their zeros."""

    def city(self, zone: str) -> str:
        """`Los Angeles` of `America/Los_Angeles`."""


Value: TypeAlias = "str | int | float"
"""A sentence, a plain text that is the same everywhere, or a number."""


class Sentence(str):
    """A message with what stands in its places."""

    __slots__ = ("many", "message", "values")

    message: str
    many: str | None
    values: dict[str, Value]

    def __new__(cls, message: str, many: str | None = None, /, **values: Value) -> Self:
        """English at once. With `many` there is a place `{count}`, by which the form is chosen."""
        form = many if many is not None and values.get("count") != 1 else message
        # A page has tens of thousands of these: what is text already is taken as it is.
        shown = values
        for name, one in values.items():
            if not isinstance(one, str):
                shown = values.copy() if shown is values else shown
                shown[name] = f"{one:,}"
        said = str.__new__(cls, form.format_map(shown))
        said.message, said.many, said.values = message, many, values
        return said

    def within(self, tongue: Tongue) -> str:
        """The same in another language."""
        count = self.values.get("count", 1)
        form = tongue.message(self.message, self.many, count if isinstance(count, int) else 1)
        return form.format(**{name: within(one, tongue) for name, one in self.values.items()})


class Country(Sentence):
    """A country by its code."""

    __slots__ = ("code", "is_within")

    code: str
    is_within: bool

    def __new__(cls, code: str, *, is_within: bool = False) -> Self:
        """`is_within`: as it stands after "in", "the Netherlands"."""
        said = str.__new__(cls, in_country(code) if is_within else country_name(code))
        said.code, said.is_within = code, is_within
        return said

    def within(self, tongue: Tongue) -> str:
        """Its name there."""
        return tongue.country(self.code, is_within=self.is_within)


class Named(Sentence):
    """A person's words, which may exist in several languages."""

    __slots__ = ("words",)

    words: "Text"

    def __new__(cls, words: "Text") -> Self:
        """In the first language that they were written in."""
        said = str.__new__(cls, str(words))
        said.words = words
        return said

    def within(self, tongue: Tongue) -> str:
        """The words in that language, where somebody wrote them."""
        return tongue.text(self.words)


class Listed(Sentence):
    """Several names in a row; beyond a few they are counted."""

    __slots__ = ("items", "more")

    items: tuple[str, ...]
    more: int

    def __new__(cls, items: Sequence[str], most: int = 3) -> Self:
        """`A`, `A and B`, `A, B and C`, `A, B and 3 more`. One more than `most` is named, not counted."""
        more = len(items) - most + 1 if len(items) > most + 1 else 0
        shown = tuple(items[: most - 1] if more else items)
        said = str.__new__(cls, listed([*shown, f"{more} more"] if more else shown))
        said.items, said.more = shown, more
        return said

    def within(self, tongue: Tongue) -> str:
        """In the way that the language joins them."""
        return tongue.listed([within(item, tongue) for item in self.items], self.more)


class Instant(Sentence):
    """A UTC time as short as it stays clear: with its day unless that is today, its year unless this."""

    __slots__ = ("at", "now")

    at: datetime
    now: datetime

    def __new__(cls, at: datetime, now: datetime) -> Self:
        """`09:45 UTC`, `10 Mar 09:45 UTC`, `10 Mar 2024 09:45 UTC`."""
        day = ""
        if at.date() != now.date():
            year = f" {at.year}" if at.year != now.year else ""
            day = f"{at.day} {MONTHS[at.month - 1][:3]}{year} "
        said = str.__new__(cls, f"{day}{at.hour:02}:{at.minute:02} UTC")
        said.at, said.now = at, now
        return said

    def within(self, tongue: Tongue) -> str:
        """With the language's months."""
        return tongue.instant(self.at, self.now)


class Month(Sentence):
    """`February 2024`."""

    __slots__ = ("at",)

    at: datetime

    def __new__(cls, at: datetime) -> Self:
        """The month of that instant."""
        said = str.__new__(cls, f"{MONTHS[at.month - 1]} {at.year}")
        said.at = at
        return said

    def within(self, tongue: Tongue) -> str:
        """With the language's months."""
        return tongue.month(self.at)


class Capital(Sentence):
    """A sentence that begins with a capital letter."""

    __slots__ = ("inner",)

    inner: str

    def __new__(cls, inner: str) -> Self:
        """What begins small elsewhere."""
        said = str.__new__(cls, inner[:1].upper() + inner[1:])
        said.inner = inner
        return said

    def within(self, tongue: Tongue) -> str:
        """In languages without capitals nothing changes."""
        return tongue.capital(within(self.inner, tongue))


class LowerFirst(Sentence):
    """A title within a sentence."""

    __slots__ = ("inner",)

    inner: str

    def __new__(cls, inner: str) -> Self:
        """ "Blocked in Pakistan" loses its capital; a word in capitals stays."""
        said = str.__new__(cls, _lower_first(inner))
        said.inner = inner
        return said

    def within(self, tongue: Tongue) -> str:
        """Nouns keep their capitals where the language writes them so: the title stays as it is."""
        return within(self.inner, tongue)


class Joined(Sentence):
    """Whole sentences, one after another."""

    __slots__ = ("between", "parts")

    parts: tuple[str, ...]
    between: str

    def __new__(cls, parts: Sequence[str], between: str = " ") -> Self:
        """Sentences beside each other, or conditions with a semicolon between them."""
        said = str.__new__(cls, between.join(parts))
        said.parts, said.between = tuple(parts), between
        return said

    def within(self, tongue: Tongue) -> str:
        """The same order everywhere."""
        return tongue.between(self.between).join(within(part, tongue) for part in self.parts)


say = Sentence
"""`say("{name} works", name=…)`; `say("{count} place", "{count} places", count=…)`."""


def message(text: str) -> str:
    """A message that is said later, so that catalogs hold it: `say(WORDS[status], name=…)`."""
    return text


def within(value: Value, tongue: Tongue) -> str:
    """What stands in a place, in another language; a plain text stays as it is."""
    if isinstance(value, Sentence):
        return value.within(tongue)
    return value if isinstance(value, str) else tongue.number(value)


def listed(items: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def _lower_first(title: str) -> str:
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() else title[:1].lower() + title[1:]
