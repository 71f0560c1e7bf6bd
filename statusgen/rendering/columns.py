"""Text becomes lines of so many columns, as terminals count them."""

import unicodedata
from collections.abc import Iterator

_MORE = "..."
_BYTES_A_COLUMN = 1.5
"""Wide letters take three bytes for two columns. What takes more are marks that are piled on letters."""
_INVISIBLE = ("Mn", "Me", "Cf", "Cc")
"""Marks on the letter before them, and what shows nothing."""


def width(text: str) -> int:
    """Columns that it takes; those of emoji that are joined are counted one by one, so never too few."""
    return sum(_width(letter) for letter in text)


def cut(text: str, columns: int) -> str:
    """The text if it fits, else its beginning and three dots. Bytes are limited with the columns."""
    if _fits(text, columns):
        return text
    kept = _beginning(text, columns - len(_MORE))
    return f"{kept.rstrip()}{_MORE}"


def padded(text: str, columns: int) -> str:
    """The text with as many spaces behind it as it lacks."""
    return text + " " * max(0, columns - width(text))


def wrapped(text: str, columns: int, most: int) -> Iterator[str]:
    """At most so many lines, broken at spaces where there are any; the last one is cut."""
    rest = text
    for number in range(1, most + 1):
        if not rest or number == most or _fits(rest, columns):
            break
        line = _beginning(rest, columns)
        whole = line.rpartition(" ")[0] if rest[len(line) : len(line) + 1] not in ("", " ") else line
        line = whole or line
        yield line
        rest = rest[len(line) :].strip()
    if rest:
        yield cut(rest, columns)


def _beginning(text: str, columns: int) -> str:
    taken, size = 0, 0
    for at, letter in enumerate(text):
        taken += _width(letter)
        size += len(letter.encode())
        if taken > columns or size > columns * _BYTES_A_COLUMN:
            return text[:at]
    return text


def _fits(text: str, columns: int) -> bool:
    return width(text) <= columns and len(text.encode()) <= columns * _BYTES_A_COLUMN


def _width(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
