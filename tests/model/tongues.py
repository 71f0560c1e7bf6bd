"""Languages for tests: a little German, and one in which every letter of ours shows."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale

from statusgen.model.scalars import Text

_GERMAN = {
    "{who} works": "{who} funktioniert",
    "{count} place": "{count} Ort",
    "{count} places": "{count} Orte",
}
_PLACE = re.compile(r"(\{\w+\})")


class German:
    """As much of it as the tests need."""

    def message(self, one: str, many: str | None = None, count: int = 1) -> str:
        """The English where there is no other."""
        form = one if many is None or count == 1 else many
        return _GERMAN.get(form, form)

    def text(self, text: Text) -> str:
        """German, else the first."""
        return text.pick("de")[0]

    def country(self, code: str, *, is_within: bool) -> str:
        """CLDR's name."""
        return str(Locale("de").territories[code])

    def listed(self, items: Sequence[str], more: int) -> str:
        """Joined by "und"."""
        shown = [*items, f"{more} weitere"] if more else list(items)
        return " und ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)

    def capital(self, text: str) -> str:
        """As in English."""
        return text[:1].upper() + text[1:]

    def between(self, mark: str) -> str:
        """As in English."""
        return mark

    def number(self, number: float) -> str:
        """Thousands with a point."""
        whole = int(number) if number == int(number) else number
        return f"{whole:,}".translate({ord(","): ".", ord("."): ","})

    def instant(self, at: datetime, now: datetime) -> str:
        """`2. März 16:42 UTC`."""
        year = "" if at.year == now.year else f" {at.year}"
        day = (
            ""
            if at.date() == now.date()
            else f"{at.day}. {Locale('de').months['format']['wide'][at.month]}{year} "
        )
        return f"{day}{at:%H:%M} UTC"

    def month(self, at: datetime) -> str:
        """`März 2025`."""
        return f"{Locale('de').months['format']['wide'][at.month]} {at.year}"

    def month_name(self, number: int) -> str:
        """`März`."""
        return str(Locale("de").months["stand-alone"]["wide"][number])

    def day(self, day: date, *, with_year: bool, is_long: bool) -> str:
        """`2. März 2025`."""
        names = Locale("de").months["format"]["wide" if is_long else "abbreviated"]
        return f"{day.day}. {names[day.month]}{f' {day.year}' if with_year else ''}"

    def weekday(self, number: int) -> str:
        """`Montag`."""
        return str(Locale("de").days["stand-alone"]["wide"][number])

    def percent(self, digits: str) -> str:
        """`99,93 %`."""
        return f"{digits.replace('.', ',')}\u00a0%"

    def city(self, zone: str) -> str:
        """`Rom`."""
        known = Locale("de").time_zones.get(zone, {}).get("city")
        return str(known or zone.rpartition("/")[2].replace("_", " "))


class Foreign:
    """Every letter of a message of ours becomes `ŵ`, and whatever else is said a sign: what stays was not said."""

    def message(self, one: str, many: str | None = None, count: int = 1) -> str:
        """The places stay."""
        parts = _PLACE.split(one if many is None or count == 1 else many)
        return "".join(part if _PLACE.fullmatch(part) else re.sub("[A-Za-z]", "ŵ", part) for part in parts)

    def text(self, text: Text) -> str:
        """People's words."""
        return "†"

    def country(self, code: str, *, is_within: bool) -> str:
        """A name."""
        return "‡"

    def listed(self, items: Sequence[str], more: int) -> str:
        """A list."""
        return "¶".join([*items, str(more)] if more else items)

    def capital(self, text: str) -> str:
        """As in English."""
        return text[:1].upper() + text[1:]

    def between(self, mark: str) -> str:
        """Marks are no letters."""
        return mark

    def number(self, number: float) -> str:
        """A number."""
        return str(number)

    def instant(self, at: datetime, now: datetime) -> str:
        """A time."""
        return "§"

    def month(self, at: datetime) -> str:
        """A time."""
        return "§"

    def month_name(self, number: int) -> str:
        """A name."""
        return "§"

    def day(self, day: date, *, with_year: bool, is_long: bool) -> str:
        """A date."""
        return "§"

    def weekday(self, number: int) -> str:
        """A name."""
        return "§"

    def percent(self, digits: str) -> str:
        """A number."""
        return "%"

    def city(self, zone: str) -> str:
        """A name."""
        return "§"
