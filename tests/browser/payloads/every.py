"""All payloads, and several of them as one text."""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from tests.browser.payloads import attributes, elements, markdown, texts

PAYLOADS: tuple[str, ...] = (
    *elements.SCRIPTS,
    *elements.LOADERS,
    *elements.SVG,
    *elements.MUTATING,
    *attributes.HANDLERS,
    *attributes.BREAKOUTS,
    *attributes.STYLES,
    *attributes.CLOBBERING,
    *markdown.LINKS,
    *markdown.PICTURES,
    *markdown.BLOCKS,
    *texts.TEMPLATES,
    *texts.PROGRAMS,
    *texts.ENCODINGS,
)
"""Each of them once."""


def batches(payloads: Sequence[str], size: int) -> tuple[tuple[str, ...], ...]:
    """All of them, `size` at a time, each batch with some of every kind."""
    count = -(-len(payloads) // size)
    return tuple(tuple(payloads[first::count]) for first in range(count))


def raw_batches(payloads: Sequence[str], size: int) -> tuple[tuple[str, ...], ...]:
    """The same for pages that do not escape: what would hide those after it stands alone."""
    hiding = [payload for payload in payloads if hides(payload)]
    others = [payload for payload in payloads if payload not in hiding]
    return (*batches(others, size), *((payload,) for payload in hiding))


def hides(payload: str) -> bool:
    """Whether what follows it as raw HTML is no element of its own any more."""
    after = LexborHTMLParser(f"<!doctype html><body><p>{payload}\n\n<i id=after></i>").css_first("i#after")
    return after is None


def together(batch: Sequence[str]) -> str:
    """A batch as one text, each in a paragraph of its own."""
    return "\n\n".join(batch)
