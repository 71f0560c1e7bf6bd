"""Markdown: what is allowed, what is not, and what needs no parser."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from statusgen.model.dialect import is_plain
from statusgen.model.scalars import Text, text_of
from statusgen.rendering import markup
from statusgen.rendering.texts import Phrase, Writer, clean_block, clean_line


def html(text, root=""):
    return str(Writer().prose(text_of(text), root).html)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All works.", "<p>All works.</p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("**bold** and *em*", "<p><strong>bold</strong> and <em>em</em></p>"),
        ("# Heading", "<h3>Heading</h3>"),
        ("###### Low", "<h6>Low</h6>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("<div>\n\nno\n\n</div>", "<p>&lt;div&gt;</p>\n<p>no</p>\n<p>&lt;/div&gt;</p>"),
        ("[x](javascript:alert)", '<p><a rel="noopener noreferrer nofollow">x</a></p>'),
        (
            "[x](https://a.example/?b=1&c=2)",
            '<p><a href="https://a.example/?b=1&amp;c=2" rel="noopener noreferrer nofollow">x</a></p>',
        ),
        ("![a graph](https://a.example/x.png)", None),
    ],
)
def test_what_markdown_becomes(text, expected):
    if expected is None:
        expected = '<p><a href="https://a.example/x.png" rel="noopener noreferrer nofollow">a graph</a></p>'
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[x](incidents/y/index.html)", 'href="../../incidents/y/index.html"'),
        ("[x](#below)", 'href="#below"'),
        ("[x](/elsewhere)", 'href="/elsewhere"'),
        ("[x](mailto:a@b.example)", 'href="mailto:a@b.example"'),
    ],
)
def test_relative_addresses_count_from_the_root_of_the_site(text, part):
    assert part in html(text, "../../")


@pytest.mark.parametrize(
    "source",
    ["//a.example/x.png", "/\\a.example/x.png", "\\\\a.example/x", "data:image/png,x", "../../x.png"],
)
def test_pictures_come_from_the_page_itself_or_not_at_all(source):
    assert "<img" not in html(f"![g]({source})")
    assert "src" not in markup.clean(f'<img src="{source}">')


PLAIN = st.text(alphabet="ab zé.,;!?'\"()/%$@0123456789:-#+=\n\u0679\U0001f600", max_size=80)


@given(PLAIN)
def test_a_text_without_markdown_needs_no_parser(text):
    text = clean_block(text)
    if is_plain(text):
        assert markup.paragraphs(text) == Markdown(
            extensions=["tables", "fenced_code", "sane_lists"]
        ).convert(text)


@pytest.mark.parametrize(
    "text", ["Sign-in fails since 09:45 UTC; we don't know why (yet).", "Two.\n\nParagraphs."]
)
def test_usual_sentences_are_plain(text):
    assert is_plain(text)


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 60_000,
        "*a " * 20_000,
        "> " * 3_000 + "x",
        "**a __b " * 8_000,
        "`" * 60_000,
        "- " * 10_000,
        "![" * 30_000,
        "[a](" * 15_000,
        "[a](" * 12_000 + ")" * 12_000,
        "[" * 20_000 + "]" * 20_000,
        "![a](" * 90,
        "1. x\n" * 10_000,
        "<" * 60_000,
        "|" * 60_000,
        "\\" * 60_000,
        "_" * 60_000,
        "&" * 60_000,
        "\n".join("  " * n + "- x" for n in range(200)),
        "x" * 10_000_000,
        "* " * 5_000_000,
    ],
    ids=lambda bomb: f"{bomb[:6]!r} {len(bomb)}",
)
def test_no_text_is_a_bomb(bomb):
    start = time.process_time()
    html(bomb)
    assert time.process_time() - start < 20, "a hang, not a benchmark"


def test_controls_are_stripped_and_direction_marks_leave_titles():
    assert clean_line("a\u202eb\u2066c\x00d\x1b[31m\u2028e\n f") == "abcd[31m e f"
    assert clean_block("a\r\nb\rc\x0bd\u2029\ufffe") == "a\nb\ncd"
    assert clean_line("\ud800x") == "x"


def test_a_text_is_told_in_the_language_of_the_page_and_marked_when_it_is_not_the_interfaces():
    text = Text((("en", "Down"), ("ur", "بند")))
    assert Writer(("en",)).phrase(text) == Phrase("Down")
    assert Writer(("ur", "en")).phrase(text) == Phrase("بند", "ur")
    assert Writer(("ur",)).phrase(text_of("بند")) == Phrase("بند", "ur")
    assert Writer(("ur",)).ui_language == "en"


def test_each_distinct_text_is_parsed_once(monkeypatch):
    seen = []
    convert = markup.Parser.to_html
    monkeypatch.setattr(
        markup.Parser, "to_html", lambda self, text, *more: seen.append(text) or convert(self, text, *more)
    )
    writer = Writer()
    for root in ("", "../../", ""):
        writer.prose(text_of("*again*"), root)
    assert seen == ["*again*"]


def test_references_to_characters_that_nobody_prints_are_dropped():
    told = Writer().prose(text_of("a&#11;b &#x1b; `c&#xfffe;` **d&#x85;**&#x2028;"), "").html
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\ufffe]", told)
    assert told.startswith("<p>ab ")
