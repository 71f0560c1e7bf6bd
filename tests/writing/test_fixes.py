"""Edits change what they name, and not a byte elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.edits import Edit
from statusgen.reading.decode import decode
from statusgen.writing.fixes import edited

MARK = b"\xef\xbb\xbf"


def replaced(data: bytes, old: str, new: str) -> bytes | None:
    text = decode(data, "a.yaml")
    start = text.index(old)
    return edited(data, [Edit("a.yaml", start, start + len(old), new)])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\nb: x\n", b"a: 1\nb: yy\n"),
        (b"a: 1\r\nb: x\r\n", b"a: 1\r\nb: yy\r\n"),
        (b"a: 1\rb: x", b"a: 1\rb: yy"),
        (MARK + b"a: 1\r\n\nb: x \t\r\n", MARK + b"a: 1\r\n\nb: yy \t\r\n"),
        ("a: 😀é\r\nb: x\u2028\r\n".encode(), "a: 😀é\r\nb: yy\u2028\r\n".encode()),
    ],
)
def test_line_ends_marks_and_odd_characters_stay(data, expected):
    assert replaced(data, "x", "yy") == expected


@given(st.text(alphabet="a\r\n😀\u2028", max_size=30), st.text(alphabet="a\r\n😀", max_size=30))
def test_what_stands_around_an_edit_stays_whatever_the_line_ends(before, after):
    data = f"{before}X{after}".encode()

    assert replaced(data, "X", "Y") == f"{before}Y{after}".encode()


def test_the_same_edit_twice_is_one_and_overlapping_ones_are_refused():
    one, other = Edit("a", 0, 2, "x"), Edit("a", 1, 3, "y")

    assert edited(b"abc", [one, one]) == b"xc"
    assert edited(b"abc", [one, other]) is None
    assert edited(b"abc", [Edit("a", 2, 9, "x")]) is None
    assert edited(b"abc", [Edit("a", 0, 1, "x\ny")]) is None
