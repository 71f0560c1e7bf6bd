"""Colours are read as people write them, and offered so that links can be read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.colours import (
    BLACK,
    DARK_PAPER,
    LIGHT_PAPER,
    WHITE,
    Colour,
    contrast,
    contrast_of_links,
    is_readable,
    parse_colour,
    readable,
)

STYLE = (Path(__file__).parents[2] / "templates/assets/style.css").read_text(encoding="utf-8")
PARTS = st.integers(0, 255)
COLOURS = st.builds(Colour, PARTS, PARTS, PARTS)
PAPERS = st.sampled_from([LIGHT_PAPER, DARK_PAPER])


@pytest.mark.parametrize("text", ["#1a54ad", "1a54ad", "#1A54AD", " #1a54ad "])
def test_a_colour_is_six_digits_with_or_without_a_sign(text):
    assert str(parse_colour(text)) == "#1a54ad"


def test_three_digits_stand_for_six():
    assert str(parse_colour("#15a")) == "#1155aa"


@pytest.mark.parametrize("text", ["blue", "#12345", "#1a54ag", "rgb(1, 2, 3)", "", "#1a54ad80"])
def test_anything_else_is_told_what_to_write(text):
    with pytest.raises(ValueError, match="is not a colour \\(write six hexadecimal digits in quotes"):
        parse_colour(text)


def test_contrast_is_that_of_wcag():
    """The figures are those of WCAG's own definition, worked out by hand for greys."""
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    assert contrast(parse_colour("#767676"), WHITE) == pytest.approx(4.54, abs=0.005)
    assert contrast(WHITE, parse_colour("#777777")) == pytest.approx(4.48, abs=0.005)


@given(colour=COLOURS, paper=PAPERS)
def test_what_is_offered_can_be_read(colour, paper):
    offered = readable(colour, paper)

    assert is_readable(offered, paper)
    assert contrast(offered, paper) >= contrast_of_links(offered, paper) >= 4.5


@given(colour=COLOURS, paper=PAPERS)
def test_what_can_be_read_already_stays(colour, paper):
    if is_readable(colour, paper):
        assert readable(colour, paper) == colour


def test_what_is_offered_keeps_its_hue():
    yellow = readable(parse_colour("#ffcc00"), LIGHT_PAPER)

    assert yellow.red > yellow.green > yellow.blue == 0


def test_papers_are_those_of_the_stylesheet():
    light, dark = re.search(r"--paper: light-dark\((\S+), (\S+)\)", STYLE).groups()

    assert (parse_colour(light), parse_colour(dark)) == (LIGHT_PAPER, DARK_PAPER)


@pytest.mark.parametrize("name", ["link", "ok", "slow", "part", "down", "work", "unk", "soft", "ink"])
def test_words_of_the_stylesheet_can_be_read_on_both_papers(name):
    light, dark = re.search(rf"--{name}: light-dark\((\S+), (\S+)\)", STYLE).groups()

    assert contrast_of_links(parse_colour(light), LIGHT_PAPER) >= 4.5
    assert contrast_of_links(parse_colour(dark), DARK_PAPER) >= 4.5
