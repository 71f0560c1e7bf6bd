"""Clean HTML becomes Markdown that other programs read as the same text, and nothing more."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from statusgen.rendering import markup
from statusgen.rendering.markdown import line, link, markdown, of_elements
from tests.browser.poison import PAYLOADS
from tests.rendering.hostile import TEXTS

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
"""Another program: CommonMark with raw HTML and tables."""
PARSER = markup.Parser()
HARMLESS = re.compile(
    r"</?(?:p|br|hr|em|strong|code|pre|blockquote|ul|ol|li|h[1-6]|table|thead|tbody|tr|th|td|a|img)\b[^<>]*>"
)


def cleaned(text):
    return markup.clean(PARSER.to_html(text))


def letters(html):
    """What a reader sees, without spaces."""
    return "".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def leads_away(href):
    """It has a scheme that a reader should not be sent to."""
    scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", href, re.IGNORECASE)
    return scheme is not None and scheme[0].lower() not in ("http", "https", "mailto")


CASES = {
    "Plain words.": "Plain words.",
    "*a* and **b** and `c`": "*a* and **b** and `c`",
    "# Head\n\nText": "#### Head\n\nText",
    "- a\n- b": "-   a\n-   b",
    "1. a\n2. b": "1.  a\n2.  b",
    "> said": "> said",
    "[x](https://a.example/?q=1&b=(2))": "[x](https://a.example/?q=1&b=%282%29)",
    "```\na ``` b\n```": "````\na ``` b\n````",
    "`` a`b ``": "``a`b``",
    "<b>raw</b>": "&lt;b>raw&lt;/b>",
    "2 \\* 3 \\_ 4": "2 \\* 3 \\_ 4",
    "snake_case stays": "snake_case stays",
    "| a | b |\n|---|---|\n| c | d |": "| a | b |\n|---|---|\n| c | d |",
}


@pytest.mark.parametrize("source", CASES)
def test_what_people_write_comes_out_as_markdown(source):
    assert markdown(cleaned(source)) == CASES[source]


def test_lists_in_lists_and_code_in_items_keep_their_place():
    html = "<ul><li><p>a</p><pre><code>x\n  y\n</code></pre><ol start=3><li>b</li></ol></li></ul>"
    made = markdown(html)
    assert made == "-   a\n\n    ```\n    x\n      y\n    ```\n\n    3.  b"
    assert letters(READER.render(made)) == letters(html)


def test_a_link_that_was_taken_away_leaves_its_words():
    made = markdown(cleaned("[click](javascript:alert(1))"))
    assert made == "click"


@pytest.mark.parametrize("payload", [*PAYLOADS, *TEXTS])
def test_no_text_becomes_an_element_or_a_link_that_was_not_there(payload):
    html = cleaned(payload)
    again = READER.render(markdown(html))

    assert HARMLESS.sub("", again).count("<") == 0
    hrefs = re.findall(r'(?:href|src)="([^"]*)"', again)
    assert [href for href in hrefs if leads_away(href)] == []
    assert len(hrefs) <= len(re.findall(r"<(?:a|img)\b", html))


@given(st.text(alphabet=st.sampled_from("ab1 \n*_`#->+=.)[](){}!|~\\<&;:\"'/x")))
def test_another_reader_sees_the_same_letters(text):
    html = markup.clean(markup.paragraphs(text))
    again = READER.render(markdown(html))

    assert letters(again) == letters(html)
    assert markdown(html) == of_elements(html)


@given(st.text(alphabet=st.sampled_from("ab1 *_`#->+=.)[](){}!|~\\<&;:\"'/x"), min_size=1))
def test_a_line_of_peoples_words_is_that_line(text):
    again = READER.render(line(text))
    assert letters(again) == "".join(text.split())
    assert HARMLESS.sub("", again).count("<") == 0


@given(st.text(alphabet=st.sampled_from("ab1*_`#[](){}!|~\\<&;:/x"), min_size=1))
def test_a_link_of_our_own_keeps_its_words_and_leads_where_it_should(text):
    again = READER.render(link(text, "components/a b/index.md"))
    assert again.count("<a ") == 1
    assert 'href="components/a%20b/index.md"' in again
    assert letters(again) == "".join(text.split())
