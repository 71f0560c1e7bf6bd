"""Pages with words that are hard to lay out: too long, turned around, invisible, many."""

from collections.abc import Callable, Mapping

from statusgen.model.snapshot import Snapshot
from tests.browser.poison import everywhere

LONG = "W" * 1000
TURNED = "\u202eliaf s'ti yas\u202c \u2067status\u2069 \u200fpage\u200e \u202dleft\u202c مرحبا 123 שלום"
INVISIBLE = (
    "sta\u200btus\u200c \u200dpa\u2060ge\ufeff"
    + "\u200b" * 300
    + " a\u0301\u0301\u0301\u0301\u0301 \u00ad" * 40
)
URDU = "\u0633\u0627\u0626\u0646 \u0627\u0646 " * 60
NASTY: Mapping[str, Callable[[], Snapshot]] = {
    "long-words": lambda: everywhere((LONG, "\u0646" * 1000, "http://x.example/" + "a" * 983)),
    "turned-words": lambda: everywhere((TURNED, f"x {TURNED} y", "\u202e" + "never closed " * 9)),
    "invisible-words": lambda: everywhere((INVISIBLE, "\u200b\u200b\u200b", URDU)),
}
"""By name: the page with such words in every text."""
