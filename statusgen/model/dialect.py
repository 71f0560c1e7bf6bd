"""The Markdown that people may write: one dialect for whoever reads it."""

import re

from markdown import Markdown
from markdown.extensions import Extension

LONGEST = 65_536
"""Longer texts are shown as they stand: the parser's time may grow with the square."""
_MEANS_SOMETHING = re.compile(r"[\\`*_{}\[\]<>&|~\t]|  | $|^(?: |[-+=#:]|\d+[.)])", re.MULTILINE)
"""What Markdown might make something of; errs on the side of the parser."""
_MOST_UNCLOSED = 100
_TOO_DEEP = re.compile(r"(?:[>\[(*_!`] ?){60}|^[ \t]{160}", re.MULTILINE)
"""Nesting nobody means, on which the parser would spend minutes."""


def parser(*extensions: Extension) -> Markdown:
    """Markdown in which raw HTML is text."""
    return Markdown(extensions=["tables", "fenced_code", "sane_lists", _NoHtml(), *extensions])


def is_plain(text: str) -> bool:
    """Markdown would make nothing of it but paragraphs."""
    return _MEANS_SOMETHING.search(text) is None


def is_bomb(text: str) -> bool:
    """The parser would spend seconds on it; nobody writes such a text to be read."""
    unclosed = max(text.count("[") - text.count("]"), text.count("(") - text.count(")"))
    return len(text) > LONGEST or unclosed > _MOST_UNCLOSED or bool(_TOO_DEEP.search(text))


class _NoHtml(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
