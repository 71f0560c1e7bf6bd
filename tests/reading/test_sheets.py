"""A sheet knows what is a comment, and where each value stands."""

import pytest

from statusgen.model.errors import Place
from statusgen.model.nodes import Source
from statusgen.model.sheets import Sheet
from statusgen.reading.sheets import sheet_of
from statusgen.reading.yaml_text import PARSER, parse_yaml

yaml = pytest.importorskip("yaml")
TEXT = """\
# head
title: Sign-in # 1
quoted: "no # comment" # 2
text: | # 3
  not # one
  # nor this

# 4
folded: >-
  not # one
# 5
list: [a#b, 'c # d'] # 6
plain: one
  # 7
😀: "😀 # no" # 8
over:
  two # 9
hash: a#b
last: x
# 10"""


def sheet(text: str, parser: object = PARSER) -> Sheet:
    parsed = parse_yaml(text, "a.yaml", parser)
    assert parsed.root
    return sheet_of(Source("a.yaml", parsed.root, text, parsed.spans))


@pytest.mark.parametrize("parser", [PARSER, yaml.SafeLoader])
def test_comments_are_what_stands_outside_of_values(parser):
    found = sheet(TEXT, parser).comments

    assert [c.text for c in found] == ["# head", *(f"# {n}" for n in range(1, 11))]
    assert [c.text for c in found if c.is_alone] == ["# head", "# 4", "# 5", "# 7", "# 10"]
    assert [c.line for c in found][:4] == [1, 2, 3, 4]


def test_a_value_ends_where_it_ends():
    page = sheet(TEXT)

    assert page.raw(page.find(("quoted",))) == '"no # comment"'
    assert page.raw(page.find(("text",))) == "| # 3\n  not # one\n  # nor this"
    assert page.raw(page.find(("list", 1))) == "'c # d'"
    assert page.raw(page.find(("😀",))) == '"😀 # no"'
    assert page.find(("quoted",)).value == "no # comment"


def test_what_is_not_written_has_the_place_of_what_is_around_it():
    page = sheet("title: x\nupdates:\n  - at: 2025-03-10T09:45Z\n    status: resolved\n")

    missing = page.find(("updates", 0, "text"))

    assert not missing.is_written
    assert missing.value is None
    assert page.place(missing.start) == Place("a.yaml", 3, 5)


def test_a_word_is_found_on_its_line_of_a_block():
    page = sheet("text: |\n  one two\n\n  two three\n")
    text = page.find(("text",))

    second = page.within(text, "two", skip=1)

    assert second is not None
    assert page.place(second.start) == Place("a.yaml", 4, 3)
    assert page.within(text, "two", skip=2) is None
    assert page.text_of(4) == "  two three"
    assert page.text_of(5) == ""
