"""A language whose every letter of ours is `ŵ`: what stays readable on a page was never given to translators."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from selectolax.lexbor import LexborHTMLParser

from tests.docs.languages import template

TAG = "el"
"""Its dates and countries have no Latin letter, so theirs is no word of ours that stayed."""
_KEPT = re.compile(r"%\(\w+\)s|%%|\{\w+\}|<[^>]*>|&\w+;")
_SHOWN = ("aria-label", "title", "alt", "placeholder", "data-now", "data-word", "data-found", "data-stale")
_SHOWN_ELSEWHERE = ("data-busy", "data-done", "data-offline", "data-cut")


def foreign(message: str) -> str:
    """Places and markup stay."""
    ends = 0
    parts = []
    for kept in _KEPT.finditer(message):
        parts += [re.sub("[A-Za-z]", "ŵ", message[ends : kept.start()]), kept[0]]
        ends = kept.end()
    return "".join([*parts, re.sub("[A-Za-z]", "ŵ", message[ends:])])


def write(folder: Path) -> None:
    """Its catalog, where `catalogs.LOCALES` is that folder."""
    catalog = Catalog(locale=TAG)
    for message in template():
        if message.id:
            forms = [message.id] if isinstance(message.id, str) else list(message.id)
            said = [foreign(form) for form in forms]
            catalog.add(message.id, said if len(said) > 1 else said[0], context=message.context)
    path = folder / TAG / "LC_MESSAGES" / "statusgen.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)


def readable(page: bytes, known: re.Pattern[str]) -> Iterator[str]:
    """Words in Latin letters that a reader meets, without people's own and without `known` names."""
    tree = LexborHTMLParser(page)
    for node in tree.css("script, style, .prose, .languages"):
        node.decompose()
    shown = [tree.body.text(separator="\n"), tree.css_first("title").text()] if tree.body else []
    for node in tree.css("*"):
        names = (*_SHOWN, *_SHOWN_ELSEWHERE) if node.tag != "link" else ()
        shown += [node.attributes.get(name) or "" for name in names if name in node.attributes]
    description = tree.css_first("meta[name=description]")
    shown += [description.attributes.get("content") or ""] if description else []
    for text_ in shown:
        for line in known.sub("", text_).split("\n"):
            if re.search("[A-Za-z]", line):
                yield " ".join(line.split())
