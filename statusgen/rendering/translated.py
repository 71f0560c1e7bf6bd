"""A language with a catalog of our messages; names, numbers and times are written as CLDR has them."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from babel import Locale, localedata
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from statusgen.model.scalars import Text
from statusgen.model.sentences import say
from statusgen.rendering.catalogs import Catalog
from statusgen.rendering.languages import Language

ORDER = ("zero", "one", "two", "few", "many", "other")
"""Of a message's forms in a catalog, as far as the language has them."""
_MARKS = {
    ", ": {"ar": "\u060c ", "ur": "\u060c ", "ja": "\u3001", "zh": "\uff0c"},
    "; ": {"ar": "\u061b ", "ur": "\u061b ", "ja": "\uff1b", "zh": "\uff1b"},
}
"""As they stand between two conditions; elsewhere as in English. CLDR has them between names alone."""
_DOTTED = {"tr", "az"}
_ISOLATE = "\u2068{}\u2069"
"""What stands between keeps its direction to itself."""


@dataclass(frozen=True)
class Translated(Language):
    """Any language but English."""

    locale: Locale = field(kw_only=True, compare=False)
    catalog: Catalog = field(kw_only=True, compare=False)

    @cached_property
    def direction(self) -> str:  # type: ignore[override]
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    @cached_property
    def comma(self) -> str:  # type: ignore[override]
        """As it stands between the first of several names."""
        pattern = str(self.locale.list_patterns["standard"]["start"])
        return pattern.removeprefix("{0}").removesuffix("{1}")

    def message(self, one: str, many: str | None = None, count: int = 1) -> str:
        """The form that goes with the count; English where the catalog has none."""
        forms = self.catalog.get(one)
        if forms is None:
            return super().message(one, many, count)
        return forms[min(self._form(count), len(forms) - 1)]

    def text(self, text: Text) -> str:
        """Names in another script keep their own direction."""
        words = super().text(text)
        return _ISOLATE.format(words) if self.direction == "rtl" else words

    def country(self, code: str, *, is_within: bool) -> str:  # noqa: ARG002 (English alone has it)
        """Messages are made so that the name needs no other form in them."""
        return str(self.locale.territories.get(code, code))

    def listed(self, items: Sequence[str], more: int) -> str:
        """Joined as the language does."""
        rest = [say("{count} more", "{count} more", count=more).within(self)] if more else []
        return format_list([*items, *rest], locale=self.locale)

    def capital(self, text: str) -> str:
        """In Turkish an i with a dot keeps it."""
        is_dotted = text.startswith("i") and self.locale.language in _DOTTED
        return f"\u0130{text[1:]}" if is_dotted else super().capital(text)

    def between(self, mark: str) -> str:
        """The language's own comma or semicolon."""
        return _MARKS.get(mark, {}).get(self.locale.language, mark)

    def number(self, number: float) -> str:
        """With the language's signs; in Western digits everywhere, as times are."""
        return format_decimal(number, locale=self.locale)

    def instant(self, at: datetime, now: datetime) -> str:
        """`2. März 16:42 UTC`."""
        day = "" if at.date() == now.date() else self._date("MMMd" if at.year == now.year else "yMMMd", at)
        return f"{day} {at:%H:%M} UTC".lstrip()

    def month(self, at: datetime) -> str:
        """`März 2025`."""
        return self._date("yMMMM", at)

    def month_name(self, number: int) -> str:
        """`März`."""
        return str(self._months[number])

    def day(self, day: date, *, with_year: bool, is_long: bool) -> str:
        """`2. März 2025`."""
        return self._date(("y" if with_year else "") + ("MMMMd" if is_long else "MMMd"), day)

    def weekday(self, number: int) -> str:
        """`Montag`."""
        return str(self.locale.days["format"]["wide"][number])

    def percent(self, digits: str) -> str:
        """`99,93 %`."""
        pattern = self.locale.percent_formats[None]
        decimal = self.locale.number_symbols["latn"]["decimal"]
        return f"{pattern.prefix[0]}{digits.replace('.', decimal)}{pattern.suffix[0]}"

    def city(self, zone: str) -> str:
        """CLDR names cities where their name is another than English has."""
        known = self.locale.time_zones.get(zone, {}).get("city")
        return str(known) if known else super().city(zone)

    @cached_property
    def _months(self) -> dict[int, str]:
        # Babel (2.18) writes what an alias of one language stood for into data that all languages share.
        own = copy.deepcopy(localedata.load(str(self.locale))["months"])
        return dict(localedata.LocaleDataDict({"months": own})["months"]["stand-alone"]["wide"])

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        rule = self.locale.plural_form
        return tuple(tag for tag in ORDER if tag in rule.tags or tag == "other")

    def _form(self, count: int) -> int:
        return self._forms.index(self.locale.plural_form(count))

    def _date(self, skeleton: str, at: date) -> str:
        return format_skeleton(skeleton, at, locale=self.locale)
