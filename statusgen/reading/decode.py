"""Bytes become text that is safe to print everywhere, or a complaint with its position."""

import re

from statusgen.model.codes import Code
from statusgen.model.errors import InputError, Place, Problem

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters and their like: no XML feed can hold them and no person sees them."""
MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
"""What a file in another Unicode encoding begins with; UTF-32 first, since it begins like UTF-16."""
MAX_COMPLAINTS = 10
"""A file that is no text at all would give thousands."""


def decode(data: bytes, file: str) -> str:
    """UTF-8 as text with `\\n` line ends; a byte order mark at the start is dropped."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            raise _problem(Place(file), f"the file is {encoding}", "save it as UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, file) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [match.start() for match in FORBIDDEN.finditer(text)]
    if found:
        raise InputError(_forbidden(text, index, file) for index in found[:MAX_COMPLAINTS])
    return text


def place_at(text: str, index: int, file: str) -> Place:
    """The place of a character in a text."""
    before = text.rfind("\n", 0, index)
    return Place(file, text.count("\n", 0, index) + 1, index - before)


def _not_utf8(data: bytes, start: int, file: str) -> InputError:
    text = data[:start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    what = f"byte 0x{data[start]:02X} at offset {start} is not UTF-8"
    return _problem(place_at(text, len(text), file), what, "save the file as UTF-8")


def _forbidden(text: str, index: int, file: str) -> Problem:
    what = f"character U+{ord(text[index]):04X} cannot be shown"
    return Problem(place_at(text, index, file), what, "remove it; editors may not display it", Code.FILE)


def _problem(where: Place, what: str, hint: str) -> InputError:
    return InputError([Problem(where, what, hint, Code.FILE)])
