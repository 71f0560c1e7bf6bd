"""Links that lead nowhere become complaints: to other entries, and to pages of our own."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.linting.texts import Said, each, said, whereabouts

_LINK = re.compile(
    r"(?<!!)\[[^\[\]\n]{0,200}\]\([ \t]{0,9}<?([^\s<>)]{1,500})>?"
    r"(?:[ \t]{1,9}[\"'(][^\n]{0,200}?)?[ \t]{0,9}\)"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]{0,9}<?([^\s<>]{1,500})|<(https?://[^\s<>]{1,500})>",
    re.MULTILINE,
)
"""Inline, by reference, or an address in angle brackets; images are not links to pages.

Every part has a bound, so that no text takes longer than it is long.
"""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\?|\\", re.IGNORECASE)


def _unreachable(material: Material) -> Iterator[Complaint]:
    known = {entry.id for entry in material.entries()} | material.broken
    withdrawn = {e.id for e in (*material.project.incidents, *material.project.maintenances) if e.withdrawn}
    for entry in material.entries():
        for index, name in enumerate(entry.related):
            fault = (
                "is this entry itself"
                if name == entry.id
                else "is a draft, so it has no page"
                if name in material.drafts
                else "does not exist"
                if name not in known | withdrawn
                else ""
            )
            if fault:
                what = f"related '{name}' {fault}"
                yield Complaint(
                    entry=entry.id, path=("related", index), what=what, hint="mend or remove the id"
                )


def _dead_links(material: Material) -> Iterator[Complaint]:
    url = material.project.settings.page.url or ""

    def find(text: Said) -> Iterator[Complaint]:
        for match in _LINK.finditer(text.text):
            number = match.lastindex or 1
            path = _own_path(match[number], url)
            if path is not None and not _exists(path, material):
                what = f"the link '{match[number]}' leads to no page of ours"
                hint = "write a path from the page's root, such as incidents/<id>/"
                part = whereabouts(material, text, *match.span(number))
                yield text.complaint(what, hint, part)

    return each(said(material), find)


def _own_path(target: str, url: str) -> str | None:
    """The path from the page's root that a link means; None when it leads elsewhere."""
    if url and (target.startswith(url) or target == url.rstrip("/")):
        target = target[len(url) :]
    elif _ELSEWHERE.match(target) or target.startswith("/"):
        return None
    return unquote(re.split(r"[?#]", target, maxsplit=1)[0])


def _exists(path: str, material: Material) -> bool:
    plain = posixpath.normpath(path) if path else "."
    if plain == "." or posixpath.basename(plain) in material.broken:
        return True
    pages = material.pages()
    return plain in pages or f"{plain}/index.html" in pages


RULES = (
    Rule(
        "SG006", "unreachable-related", Level.WARNING, "A related entry that cannot be reached", _unreachable
    ),
    Rule("SG033", "dead-link", Level.WARNING, "A link to a page of ours that does not exist", _dead_links),
)
