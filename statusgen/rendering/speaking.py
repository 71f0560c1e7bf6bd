"""A page's language becomes what speaks it."""

from statusgen.rendering import catalogs
from statusgen.rendering.languages import ENGLISH, Language


def language(tag: str, *otherwise: str) -> Language:
    """Our words in that language where there is a catalog, else in English; people's words in it or in one
    of the others, the best first."""
    wanted = tuple(dict.fromkeys((tag, *otherwise)))
    near = catalogs.nearest(tag)
    if near is None or near == ENGLISH:
        return Language(_english(tag), wanted, is_alone=not otherwise)
    # CLDR costs time that a page in English need not spend.
    from babel import Locale  # noqa: PLC0415

    from statusgen.rendering.translated import Translated  # noqa: PLC0415

    locale = Locale.parse(near, sep="-")
    return Translated(tag, wanted, locale=locale, catalog=catalogs.read(catalogs.path_of(near)))


def own_name(tag: str) -> str:
    """The language's name in itself; its code where CLDR does not know it."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return str(Locale.parse(tag, sep="-").display_name)
    except (UnknownLocaleError, ValueError):
        return tag


def _english(tag: str) -> str:
    return tag if tag.partition("-")[0] == ENGLISH else ENGLISH
