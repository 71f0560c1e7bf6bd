"""Drawings that draw are logos; those that run, load or hide something are told why not."""

import pytest

from statusgen.reading.svg_bytes import is_svg, svg_of

BOX = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"'
LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawn(inside: str = "<path d='M0 0h120v40z'/>", attributes: str = BOX) -> bytes:
    return f"<?xml version='1.0'?>\n<svg {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "inside",
    [
        "<style>.a{fill:url(#g)}</style><linearGradient id='g'/><path class='a'/>",
        "<use href='#a'/>",
        f"<g {LINK}><use xlink:href='#a'/></g>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<!-- made by a program --><metadata>words</metadata>",
    ],
)
def test_what_only_draws_is_taken_as_it_is(inside):
    assert svg_of(drawn(inside)).data == drawn(inside)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        (BOX, (120, 40)),
        ('xmlns="http://www.w3.org/2000/svg" viewBox="0,0,12.4,4"', (12, 4)),
        ('xmlns="http://www.w3.org/2000/svg" width="60px" height="20"', (60, 20)),
        ('xmlns="http://www.w3.org/2000/svg" width="100%" height="100%" viewBox="0 0 9 3"', (9, 3)),
    ],
)
def test_its_size_is_told_by_its_lengths_or_its_box(attributes, size):
    picture = svg_of(drawn(attributes=attributes))

    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<g xmlns:s='http://www.w3.org/2000/svg'><s:script/></g>", "holds <script>"),
        ("<ScRiPt/>", "holds <script>"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>", "holds <foreignobject>"),
        ("<path onclick='x()'/>", "runs script by onclick="),
        ("<path OnLoad='x()'/>", "runs script by onload="),
        ("<a href='javascript:x()'><path/></a>", "leads to another file"),
        ("<a href=' java&#10;script:x()'><path/></a>", "leads to another file"),
        ("<image href='https://x.example/a.png'/>", "leads to another file"),
        (f"<g {LINK}><use xlink:href='other.svg#a'/></g>", "leads to another file"),
        ("<image href='data:image/svg+xml;base64,AAAA'/>", "leads to another file"),
        ("<style>@import 'x.css';</style>", "loads another file"),
        ("<style>a{fill:url('https://x.example/')}</style>", "loads another file"),
        ("<path style='fill:url(x.svg#a)'/>", "loads another file"),
        ("<path fill='URL( x.svg#a)'/>", "loads another file"),
    ],
)
def test_what_does_more_than_draw_is_refused(inside, why):
    with pytest.raises(ValueError, match=why):
        svg_of(drawn(inside))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", "has a document type"),
        (drawn("<path"), "is no XML in line 2"),
        (b"<html><svg/></html>", "is no SVG"),
        (b"\xff<svg/>", "is not UTF-8"),
        (drawn().decode().encode("utf-16"), "is not UTF-8"),
        (b"<svg/>", "says no size"),
        (drawn(attributes='viewBox="0 0 0 40"'), "says no size"),
        (drawn(attributes='viewBox="a b c d"'), "says no size"),
        (drawn(attributes='viewBox="0 0 nan 40"'), "says no size"),
        (drawn(attributes='viewBox="0 0 1e999 40"'), "says no size"),
    ],
)
def test_what_is_none_is_refused(data, why):
    with pytest.raises(ValueError, match=why):
        svg_of(data)


def test_a_drawing_is_told_by_its_beginning():
    assert is_svg(drawn())
    assert not is_svg(b"\x89PNG\r\n\x1a\n")
