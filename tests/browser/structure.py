"""A page is read as browsers parse it, without one: what stands on it that no harmless page has."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

LINKS = ("a", "area", "form")
"""Elements that lead to other origins when a reader wants it; what others load is the site's own."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE | re.ASCII)
_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
"""What a browser drops from an address before it reads the scheme: control characters before, breaks within."""
_SAFE = {"http", "https", "mailto"}
_ADDRESSES = {"href", "src", "srcset", "action", "formaction", "data", "poster", "xlink:href", "background"}
_NAMES_OF_OTHERS = {"canonical", "alternate"}
_CODE = ("script", "style")


@dataclass(frozen=True, slots=True)
class Harmless:
    """What pages are made of."""

    attributes: frozenset[tuple[str, str]]
    """Elements with their attributes; each element also with none."""
    code: frozenset[str]
    """Scripts and styles."""


def harmless(pages: Iterable[bytes]) -> Harmless:
    """What these pages are made of."""
    nodes = [node for page in pages for node in _nodes(page)]
    return Harmless(
        attributes=frozenset(pair for node in nodes for pair in _pairs(node)),
        code=frozenset(_code(node) for node in nodes if node.tag in _CODE),
    )


def strange(page: bytes, known: Harmless) -> list[str]:
    """Elements, attributes, comments, code and addresses that should not be there."""
    return [fault for node in _nodes(page) for fault in _faults(node, known)]


def strange_pages(files: Mapping[str, bytes], known: Harmless) -> dict[str, list[str]]:
    """The same of every page of a site, by path; at most a few for each."""
    found = {path: strange(data, known) for path, data in files.items() if path.endswith(".html")}
    return {path: faults[:5] for path, faults in found.items() if faults}


def _nodes(page: bytes) -> Iterator[LexborNode]:
    root = LexborHTMLParser(page).root
    assert root is not None
    return (node for node in root.traverse(include_text=True) if not node.is_text_node)


def _faults(node: LexborNode, known: Harmless) -> Iterator[str]:
    if node.is_comment_node:
        yield "comment"
        return
    yield from (f"<{tag} {name}>" for tag, name in _pairs(node) if (tag, name) not in known.attributes)
    if node.tag in _CODE and _code(node) not in known.code:
        yield f"code in <{node.tag}>"
    for name, value in node.attributes.items():
        if name in _ADDRESSES and not _is_safe(node, value or ""):
            yield f"<{node.tag} {name}={value!r}>"


def _pairs(node: LexborNode) -> list[tuple[str, str]]:
    tag = node.tag or ""
    return [(tag, ""), *((tag, name) for name in node.attributes)] if node.is_element_node else []


def _code(node: LexborNode) -> str:
    """What is written there; of data for search engines, that it is data."""
    text = node.text(deep=True)
    if node.attributes.get("type") != "application/ld+json":
        return text
    try:
        json.loads(text)
    except ValueError:
        return text
    return "data"


def _is_safe(node: LexborNode, address: str) -> bool:
    address = _IGNORED.sub("", address)
    scheme = _SCHEME.match(address)
    if node.tag == "img" or node.attributes.get("rel") == "icon":
        return _is_ours(address) or address.startswith("data:image/")
    if node.tag in LINKS or node.attributes.get("rel") in _NAMES_OF_OTHERS:
        return not scheme or scheme[0].lower() in _SAFE
    return _is_ours(address)


def _is_ours(address: str) -> bool:
    return not _SCHEME.match(address) and not re.match(r"[/\\]{2}", address)
