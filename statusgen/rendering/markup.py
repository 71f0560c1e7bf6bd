"""Markdown that people wrote becomes HTML that can do no harm.

Three layers, each of which holds alone: raw HTML is text to the parser, an allow-list cleans
what the parser made, and the page's policy lets nothing run.
"""

import html
import re
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

LONGEST = 65_536
"""Longer texts are shown as they stand: the parser's time may grow with the square."""

_MEANS_SOMETHING = re.compile(r"[\\`*_{}\[\]<>&|~\t]|  | $|^(?: |[-+=#:]|\d+[.)])", re.MULTILINE)
"""What Markdown might make something of; errs on the side of the parser."""
_OWN_FILE = re.compile(r"(?:[A-Za-z0-9_-][\w.-]*/)*[A-Za-z0-9_-][\w.-]*", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?\\]", re.IGNORECASE)
_LINK_SCHEMES = {"http", "https", "mailto"}
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_LOWEST_HEADING = 6
_HEADINGS_DOWN = 2
"""People's headings stand below those of the page."""
_MOST_UNCLOSED = 100
_TOO_DEEP = re.compile(r"(?:[>\[(*_!`] ?){60}|^[ \t]{160}", re.MULTILINE)
"""Nesting nobody means, on which the parser would spend minutes."""


class Parser:
    """Markdown to HTML without raw HTML; not yet clean. Built when a text first needs it."""

    def __init__(self) -> None:
        self._parser: Markdown | None = None

    def to_html(self, text: str) -> str:
        """The text's HTML; texts without Markdown cost nothing."""
        if is_plain(text) or _is_bomb(text):
            return paragraphs(text)
        if self._parser is None:
            self._parser = Markdown(extensions=["tables", "fenced_code", "sane_lists", _House()])
        return self._parser.reset().convert(text)


def is_plain(text: str) -> bool:
    """Markdown would make nothing of it but paragraphs."""
    return _MEANS_SOMETHING.search(text) is None


def paragraphs(text: str) -> str:
    """Text as it stands, a paragraph for each block between blank lines."""
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip())
    return "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def clean(source: str, root: str = "") -> str:
    """HTML with allowed elements only. Relative addresses count from the site's root, `root` away."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("img", "src"):
            return root + value if _OWN_FILE.fullmatch(value) else None
        if (tag, attribute) == ("a", "href") and not _SCHEME.match(value):
            return root + value
        return value

    return nh3.clean(
        source,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_LINK_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def safe_link(url: str | None) -> str | None:
    """The address when a reader may be sent there, else None."""
    return url if url and url.partition(":")[0].lower() in _LINK_SCHEMES else None


def _is_bomb(text: str) -> bool:
    """The parser would spend seconds on it; nobody writes such a text to be read."""
    unclosed = max(text.count("[") - text.count("]"), text.count("(") - text.count(")"))
    return len(text) > LONGEST or unclosed > _MOST_UNCLOSED or bool(_TOO_DEEP.search(text))


class _House(Extension):
    """Raw HTML is text, headings stand lower, pictures from elsewhere are links."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Rewriter(md), "house", 0)


class _Rewriter(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                element.tag = f"h{min(int(element.tag[1]) + _HEADINGS_DOWN, _LOWEST_HEADING)}"
            elif element.tag == "img" and not _OWN_FILE.fullmatch(element.get("src", "")):
                _picture_to_link(element)


def _picture_to_link(element: Element) -> None:
    """Another origin must not learn who reads this page."""
    source, words = element.get("src", ""), element.get("alt", "")
    element.tag, element.text = "a", words or source
    element.attrib.clear()
    element.set("href", source)
