"""What may be shown of an answer: little, printable, and no secret in any form it could come back in."""

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.probing.findings import LONGEST, shown

SECRET = "cänary <7>/+%q"
FORMS = {
    "plain": SECRET,
    "in capitals": SECRET.upper(),
    "quoted": quote(SECRET),
    "quoted as a part": quote(SECRET, safe=""),
    "quoted as a form": quote_plus(SECRET),
    "in HTML": html.escape(SECRET),
    "in JSON": json.dumps(SECRET)[1:-1],
    "in hex": SECRET.encode().hex(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_secret_that_comes_back_is_hidden(form):
    assert shown(f"a {form} b", [SECRET]) == "a *** b"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_secret_inside_of_base64_is_hidden(before):
    seen = shown(base64.b64encode(f"{before}{SECRET}:more".encode()).decode(), [SECRET])
    assert "***" in seen
    assert len(seen) <= 20


def test_a_secret_that_the_cut_would_halve_is_hidden_first():
    assert "cän" not in shown("x" * (LONGEST - 4) + SECRET, [SECRET])


@given(st.text(max_size=200))
def test_any_text_becomes_one_short_printable_line(text):
    line = shown(text)
    assert line.isprintable()
    assert len(line) <= LONGEST
