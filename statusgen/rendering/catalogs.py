"""Catalogs: what another language says in the place of each of our messages, read from a `.po` file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

LOCALES = Path(__file__).resolve().parent.parent / "locale"
"""A folder for each language, and in it what gettext's tools expect."""
TEMPLATE = "statusgen.pot"
"""All messages, beside the folders."""
Catalog: TypeAlias = Mapping[str, tuple[str, ...]]
"""Translations by message, by the singular where there are several forms; a message that needs another
word elsewhere has its context and `\\x04` before it, as in gettext's own files."""
NOTHING: Catalog = MappingProxyType({})


def path_of(language: str) -> Path:
    """Where the catalog of a language lies: `pt_BR/LC_MESSAGES/statusgen.po` of `pt-BR`."""
    return LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "statusgen.po"


def nearest(language: str) -> str | None:
    """The language whose catalog serves it: `pt` for `pt-BR` where that has no own one; None without any."""
    while language:
        if path_of(language).is_file():
            return language
        language = language.rpartition("-")[0]
    return None


@cache
def read(path: Path) -> Catalog:
    """What is translated and not in doubt."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 (pages in English need no catalog)

    with path.open("rb") as file:
        messages = [one for one in read_po(file) if one.id and not one.fuzzy]
    return {_key(one.id, one.context): _forms(one.string) for one in messages if one.string}


def _key(message: str | list[str] | tuple[str, ...], context: str | None) -> str:
    singular = message if isinstance(message, str) else message[0]
    return f"{context}\x04{singular}" if context else singular


def _forms(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
