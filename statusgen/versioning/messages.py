"""What people wrote becomes the first line of a commit."""

import unicodedata

_WIDTH = 72
"""What `git log` shows on one line of a terminal."""
_JOINERS = "\u200c\u200d"
"""Words and emoji are made with them."""
_NOTHING_LEFT = "Status update"


def subject(text: str) -> str:
    """One line that git keeps as it is: no breaks, nothing that drives a terminal, no more than fits."""
    plain = "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)
    line = " ".join(plain.split())
    if not line.strip(_JOINERS + " "):
        return _NOTHING_LEFT
    return line if len(line) <= _WIDTH else _shortened(line)


def _shortened(line: str) -> str:
    end = _WIDTH - 1
    while end and _continues(line[end], line[end - 1]):
        end -= 1
    head = line[: end or _WIDTH - 1]
    words = head.rpartition(" ")[0] if line[end] != " " else head
    # A word that fills most of the line is cut; others go whole.
    return (words if len(words) > _WIDTH // 2 else head).rstrip() + "…"


def _continues(char: str, before: str) -> bool:
    """A cut before it would tear an accent or an emoji apart."""
    is_joined = char in _JOINERS or before in _JOINERS
    return (
        is_joined
        or bool(unicodedata.combining(char))
        or unicodedata.category(char) in ("Mn", "Me", "Mc", "Sk")
    )
