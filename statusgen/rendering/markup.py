"""Markdown that people wrote becomes HTML that can do no harm.

Three layers, each of which may fail: raw HTML is text to the parser, an allow-list cleans
what the parser made, and the page's policy lets nothing run.
"""

import html
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from statusgen.model.dialect import is_bomb, is_plain, parser
from statusgen.model.pictures import Picture

Pictures: TypeAlias = Mapping[str, Picture]

PICTURES = "pictures/"
"""The folder of the site that pictures of texts lie in, under names made of their content."""
_PICTURE = re.compile(rf"{PICTURES}[0-9a-f]{{16}}\.(?:png|jpeg|gif|webp|avif)", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?\\]", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|/)(?:index\.html)?(?:[?#].*)?$")
"""The address of a page; other files are the same in every language."""
_LOCAL = "/#?\\"
"""What a link begins with that counts neither from the site's root nor from nowhere."""
_LINK_SCHEMES = {"http", "https", "mailto"}
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"}, "ol": {"start"}}
_LOWEST_HEADING = 6
_HEADINGS_DOWN = 2
"""People's headings stand below those of the page."""


class Parser:
    """Markdown to HTML without raw HTML; not yet clean. Built when a text first needs it."""

    def __init__(self) -> None:
        self._parser: Markdown | None = None
        self._house = _Rewriter()

    def to_html(self, text: str, pictures: Pictures = MappingProxyType({})) -> str:
        """The text's HTML; texts without Markdown cost nothing. `pictures`: by the address written."""
        if is_plain(text) or is_bomb(text):
            return paragraphs(text)
        if self._parser is None:
            self._parser = parser(_House(self._house))
        self._house.pictures = pictures
        return self._parser.reset().convert(text)


def paragraphs(text: str) -> str:
    """Text as it stands, a paragraph for each block between blank lines."""
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip())
    return "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def clean(source: str, root: str = "", here: str = "", folder: str = "") -> str:
    """HTML with allowed elements only. Relative addresses count from the site's root, `root` away.

    `here` is the address of the page that shows it; given, every link becomes absolute. `folder` is that of
    the page's language, where it is another than the site's first: `root` leads to it, and pages lie in it.
    """
    top = root + "../" * folder.count("/")

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("img", "src"):
            return top + value if _PICTURE.fullmatch(value) else None
        if (tag, attribute) in (("img", "width"), ("img", "height")):
            return value if value.isdecimal() else None
        if (tag, attribute) == ("a", "href") and not _SCHEME.match(value):
            return (root if _PAGE.search(value) else top) + value
        if here and (tag, attribute) == ("a", "href") and value[0] in _LOCAL:
            return _joined(here, value)
        return value

    return nh3.clean(
        source,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        tag_attribute_values={"img": {"loading": {"lazy"}}},
        url_schemes=_LINK_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _joined(here: str, link: str) -> str | None:
    try:
        return urljoin(here, link)
    except ValueError:
        return None


def safe_link(url: str | None) -> str | None:
    """The address when a reader may be sent there, else None."""
    return url if url and url.partition(":")[0].lower() in _LINK_SCHEMES else None


class _Rewriter(Treeprocessor):
    """Headings stand lower, pictures are those that were read, others are links."""

    pictures: Pictures = MappingProxyType({})

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                element.tag = f"h{min(int(element.tag[1]) + _HEADINGS_DOWN, _LOWEST_HEADING)}"
            elif element.tag == "img":
                picture = self.pictures.get(element.get("src", ""))
                _show(element, picture) if picture else _picture_to_link(element)


class _House(Extension):
    def __init__(self, rewriter: _Rewriter) -> None:
        super().__init__()
        self._rewriter = rewriter

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.treeprocessors.register(self._rewriter, "house", 0)


def _show(element: Element, picture: Picture) -> None:
    element.set("src", PICTURES + picture.name)
    element.set("loading", "lazy")
    if picture.width and picture.height:
        element.set("width", str(picture.width))
        element.set("height", str(picture.height))


def _picture_to_link(element: Element) -> None:
    """Another origin must not learn who reads this page."""
    source, words = element.get("src", ""), element.get("alt", "")
    element.tag, element.text = "a", words or source
    element.attrib.clear()
    element.set("href", source)
