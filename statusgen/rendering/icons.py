"""A state becomes the icon that stands in the browser's tab."""

from collections.abc import Mapping

from statusgen.rendering.shapes import PAPER, TONES

_QUESTION = '<path d="M12 12.5a4 4 0 1 1 5.5 3.7q-1.5.7-1.5 2.800M16 23v1" class="l"/>'
_SIGNS = {
    "ok": '<path d="M9.5 16.5l4.5 4.5 9-10" class="l"/>',
    "said": '<rect x="3" y="3" width="26" height="26" rx="6" fill="#fff"/>'
    f'<path d="M9.5 16.5l4.5 4.5 9-10" class="l" style="stroke:{TONES["said"].light}"/>',
    "doubt": _QUESTION,
    "slow": '<path d="M16 8v10M16 22.5v1" class="l"/>',
    "part": '<path d="M16 7a9 9 0 0 1 0 18z" fill="#fff"/>',
    "down": '<path d="M10.5 10.5l11 11M21.5 10.5l-11 11" class="l"/>',
    "work": '<path d="M16 9l7 7-7 7-7-7z" fill="#fff"/>',
    "unk": _QUESTION,
}
"""By a state's key; bolder than its shape on the page, since a tab shows it in 16 pixels."""
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    "<style>.l{{fill:none;stroke:#fff;stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}}</style>"
    '<rect width="32" height="32" rx="8" fill="{colour}"/>{sign}</svg>\n'
)
STALE = "unk"
"""The key of the icon that a page takes when it has expired."""
ICONS: Mapping[str, bytes] = {
    key: _ICON.format(colour=TONES[key].light, sign=sign).encode() for key, sign in _SIGNS.items()
}
"""By a state's key."""


def path_of(tone: str) -> str:
    """Where a state's icon lies, from the site's root."""
    return f"assets/favicon-{tone}.svg"


INSTALLED_PATH = "assets/icon.svg"
INSTALLED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    f'<rect width="32" height="32" fill="{PAPER.dark}"/>'
    f'<path d="M10 21v-6M16 21V11M22 21v-8" fill="none" stroke="{PAPER.light}" stroke-width="3.5"'
    ' stroke-linecap="round"/></svg>\n'
).encode()
"""Of the page where it is installed. Without a state: it stays what it was on the day of that."""
