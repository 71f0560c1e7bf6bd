"""Everything written in a file can be found again."""

from statusgen.model.nodes import Source, plain, reordered
from statusgen.reading.yaml_text import parse_yaml

TEXT = """\
# a comment
title: "Sign-in fails"
impact: {web: down,
  mail: up}
updates:
  - at: 1
    text: |
      One.
  -
    at: 2
note:
"""


def source(text: str = TEXT) -> Source:
    root = parse_yaml(text, "a.yaml").root
    assert root is not None
    return Source("a.yaml", root)


def at(path: tuple[str | int, ...], *, of_key: bool = False) -> tuple[int, int]:
    place = source().place(path, of_key=of_key)
    return place.line, place.column


def test_values_and_keys_have_places():
    assert at(("title",)) == (2, 8)
    assert at(("title",), of_key=True) == (2, 1)
    assert at(("impact", "mail")) == (4, 9)
    assert at(("impact", "mail"), of_key=True) == (4, 3)
    assert at(("updates", 0, "text")) == (7, 11)
    assert at(("updates", 1)) == (10, 5)
    assert at(("note",))[0] == 11


def test_columns_count_characters_not_bytes():
    assert source("{é😀: 1, b: 2}").place(("b",), of_key=True).column == 9


def test_a_byte_order_mark_of_a_line_break_only_yaml_knows_shifts_nothing():
    assert source("a: x\u2028y\x85z\nb: 1\n").place(("b",)).line == 2


def test_what_is_not_written_has_the_place_of_what_is_around_it():
    assert at(("updates", 0, "status")) == (6, 5)
    assert at(("updates", 7)) == (6, 3)
    assert at(("severity",)) == (2, 1)


def test_what_is_written_is_told_from_what_is_not():
    assert source().has(("updates", 0, "text"))
    assert source().has(("note",))
    assert not source().has(("updates", 2))
    assert not source().has(("title", "en"))


def test_a_reordered_list_keeps_each_items_place():
    moved = reordered(source(), "updates", [1, 0])

    assert moved.place(("updates", 0, "at")).line == 10
    assert moved.place(("updates", 1, "at")).line == 6
    assert moved.place(("title",)) == source().place(("title",))


def test_every_scalar_is_text_and_nothing_is_none():
    assert plain(source("a: 1\nb: null\nc: 'null'\nd: [~, '~', no]\ne:\nf: ''\n").root) == {
        "a": "1",
        "b": None,
        "c": "null",
        "d": [None, "~", "no"],
        "e": None,
        "f": "",
    }
