"""Country codes become names."""

from functools import cache


@cache
def country_name(code: str, language: str = "en") -> str:
    """The name of a country (CLDR); the code itself where it has none."""
    from babel import Locale  # noqa: PLC0415 (most pages name no country)

    return str(Locale.parse(language).territories.get(code, code))
