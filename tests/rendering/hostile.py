"""Texts that break formats, and every output that is plain, to be read strictly."""

from dataclasses import replace

from statusgen.model.project import Page
from statusgen.model.snapshot import Snapshot
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make

TEXTS = (
    "\x00\x01\x07\x08\x0b\x0c\x0e\x1b[31m\x1b]0;t\x07\x7f\x85\x9b31m\x9f",
    "\ufffe \uffff \U0001fffe \ufdd0",
    "one\r\ntwo\rthree\u2028four\u2029five\nSitemap: https://elsewhere.example/",
    "]]> <![CDATA[x]]> </script> <!-- --> &amp; &#11; &#0; &lt;b&gt; </urlset>",
    "\u202eabc\u202c \u2066x\u2069 שלום مرحبا 🧯👩🏽‍🚒",
    "漢" * 100,
    "a" + "\u0301" * 400,
    "x" * 400,
    "[a](javascript:alert(1)) ![b](data:x) <javascript:alert(1)> [c]: javascript:x",
    "# heading\n- item\n1. one\n> quote\n```\nfence",
    "``` ~~~ *a* _b_ `c` \\ | d | \\| ***",
)


def snapshot(url: str | None = "https://status.chirp.example/") -> Snapshot:
    """Every text that a person can write is one of them, on a page that knows its address."""
    made = everywhere(TEXTS + PAYLOADS[::7])
    page = Page(name=make.words(TEXTS[2]), description=make.words(TEXTS[3]), url=url)
    return replace(made, page=page)
