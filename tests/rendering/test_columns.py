"""Lines are never wider than asked for, whatever stands in them."""

from hypothesis import given
from hypothesis import strategies as st

from statusgen.rendering.columns import cut, padded, width, wrapped
from tests.rendering.hostile import TEXTS

TEXT = st.text(max_size=60) | st.sampled_from(TEXTS)


def test_wide_letters_take_two_columns_and_marks_none():
    assert [width(text) for text in ("web", "漢字", "a\u0301", "🧯", "")] == [3, 4, 1, 2, 0]


def test_what_does_not_fit_ends_in_dots():
    assert cut("Sign-in", 7) == "Sign-in"
    assert cut("Sign-in fails", 10) == "Sign-in..."
    assert cut("漢漢漢漢", 6) == "漢..."


def test_padding_counts_columns():
    assert padded("漢", 4) == "漢  "
    assert padded("long", 2) == "long"


def test_lines_break_at_spaces():
    assert list(wrapped("one two three four", 8, 3)) == ["one two", "three", "four"]
    assert list(wrapped("one two three four", 8, 2)) == ["one two", "three..."]
    assert list(wrapped("0123456789", 4, 5)) == ["0123", "4567", "89"]
    assert list(wrapped("", 8, 2)) == []


@given(TEXT, st.integers(4, 80))
def test_nothing_is_wider_or_heavier_than_it_may_be(text, columns):
    shown = cut(text, columns)
    assert width(shown) <= columns
    assert len(shown.encode("utf-8", "surrogatepass")) <= columns * 1.5 + 3


@given(TEXT.map(lambda text: " ".join(text.split())), st.integers(4, 80), st.integers(1, 4))
def test_wrapping_loses_nothing_unless_it_says_so(text, columns, most):
    lines = list(wrapped(text, columns, most))
    assert len(lines) <= most
    assert all(width(line) <= columns for line in lines)
    joined = "".join("".join(lines).split())
    if not (lines and lines[-1].endswith("...")):
        assert joined == "".join(text.split())
