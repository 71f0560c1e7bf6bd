"""Country codes become names."""

from functools import cache

_WITH_ARTICLE = "AE BS CD CF CG DO FK GB GM KY MH MV NL PH SB SC TC TF UM US VA VG VI"
"""In a sentence they are "the Netherlands", "the United States"."""


def in_country(code: str) -> str:
    """The name as it stands after "in": "the Netherlands", "Pakistan"."""
    name = country_name(code)
    return f"the {name}" if code in _WITH_ARTICLE.split() else name


@cache
def country_name(code: str, language: str = "en") -> str:
    """The name of a country (CLDR); the code itself where it has none."""
    from babel import Locale  # noqa: PLC0415 (most pages name no country)

    return str(Locale.parse(language).territories.get(code, code))
