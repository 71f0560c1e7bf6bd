"""Edits of a file's text become its new bytes, every other one as it was."""

from bisect import bisect_left
from collections.abc import Sequence

from statusgen.model.edits import Edit

_MARK = b"\xef\xbb\xbf"


def edited(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """The bytes of a file after edits of its decoded text; None when they overlap or lie outside."""
    mark = _MARK if data.startswith(_MARK) else b""
    text = data[len(mark) :].decode("utf-8")
    pairs = _line_ends(text)
    parts, past = [], 0
    for edit in sorted(set(edits)):
        start, end = (index + bisect_left(pairs, index) for index in (edit.start, edit.end))
        if start < past or not start <= end <= len(text) or "\n" in edit.text:
            return None
        parts += [text[past:start], edit.text]
        past = end
    return mark + "".join([*parts, text[past:]]).encode("utf-8")


def _line_ends(text: str) -> list[int]:
    """Where each `\\r\\n` stands in the text that has `\\n` in its place."""
    found: list[int] = []
    at = text.find("\r\n")
    while at >= 0:
        found.append(at - len(found))
        at = text.find("\r\n", at + 2)
    return found
