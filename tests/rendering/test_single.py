"""The home page in one file: nothing is beside it, and nothing is lost."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from statusgen.model.pictures import Picture
from statusgen.model.project import Page
from statusgen.model.theme import Logo, ThemeFile
from statusgen.rendering.single import single
from tests.rendering import make

LOGO = Logo(
    light=ThemeFile("templates/a.svg", picture=Picture(data=b"<svg/>", kind="svg", width=9, height=3))
)


class Addresses(HTMLParser):
    """Every address in a page, and what its links say."""

    def __init__(self, page):
        super().__init__()
        self.found, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found += [
            (tag, key, value) for key, value in attrs if key in ("href", "src", "srcset", "data-stale")
        ]

    def handle_data(self, data):
        self.texts.append(data)


def page_of(url="https://status.chirp.example/here/", **more):
    page = Page(name=make.words("Chirp"), url=url, **more)
    return single(replace(make.rich(), page=page)).decode()


def test_nothing_is_fetched_from_anywhere():
    page = page_of(logo=LOGO)

    for tag, key, value in Addresses(page).found:
        if tag not in ("a", "link", "title") or (tag == "link" and key == "data-stale"):
            assert value.startswith(("data:image/", "#")), (tag, key, value)
    icons = re.findall(r'<link rel="icon"[^>]* href="([^"]+)" data-stale="([^"]+)"', page)
    assert [all(address.startswith("data:image/svg+xml;base64,") for address in pair) for pair in icons] == [
        True
    ]
    assert "data:image/svg+xml;base64,PHN2Zy8+" in page


def test_its_policy_lets_its_own_style_and_pictures_be_and_nothing_else():
    page = page_of()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in policy
    assert "img-src data:;" in policy
    assert "unsafe" not in policy


def test_links_lead_to_the_published_pages():
    addresses = [
        value for tag, key, value in Addresses(page_of()).found if tag in ("a", "link") and key == "href"
    ]

    assert "https://status.chirp.example/here/incidents/sign-in-fails/index.html" in addresses
    assert "https://status.chirp.example/here/history.atom" in addresses
    assert all(value.startswith(("#", "https:", "mailto:", "data:")) for value in addresses)


def test_without_an_address_there_are_no_links_but_the_words_stay():
    page = page_of(url=None)
    found = Addresses(page)
    links = [value for tag, key, value in found.found if tag == "a" and key == "href"]

    assert [value for value in links if not value.startswith(("#", "https:", "mailto:"))] == []
    assert 'rel="alternate"' not in page
    assert "Sign-in" in "".join(found.texts)
    assert 'aria-label="Subscribe"' not in page


def test_pictures_of_texts_stand_inside():
    picture = Picture(data=b"\x89PNG", kind="png", width=2, height=2)
    made = make.rich()
    (state, *rest) = [one for one in made.incidents if one.is_open]
    text = replace(make.words("![The graph](graph.png) and <b>words</b>"), pictures=(("graph.png", picture),))
    updates = tuple(replace(update, text=text) for update in state.updates)
    told = replace(state, updates=updates, incident=replace(state.incident, updates=updates))

    page = single(replace(made, incidents=(told, *rest))).decode()

    assert f'src="data:image/png;base64,{base64.b64encode(picture.data).decode()}"' in page
    assert "pictures/" not in page


@pytest.mark.parametrize("address", ["//[", "https://[", "?a=1", "../up"])
def test_an_odd_link_of_people_breaks_nothing(address):
    made = make.rich()
    (state, *rest) = [one for one in made.incidents if one.is_open]
    updates = tuple(replace(update, text=make.words(f"[here]({address})")) for update in state.updates)
    told = replace(state, updates=updates, incident=replace(state.incident, updates=updates))

    page = single(replace(made, incidents=(told, *rest))).decode()

    assert ">here</a>" in page or "here" in page


def test_a_title_that_looks_like_an_address_stays_a_title():
    text = make.words("[a](https://x.example/ 'x href=') and [b](https://x.example/ 'x src=')")
    rich = make.rich()
    update = replace(rich.incidents[0].updates[0], text=text)
    incidents = (replace(rich.incidents[0], updates=(update,)), *rich.incidents[1:])
    for url in ("https://status.chirp.example/", None):
        page = single(
            replace(rich, incidents=incidents, page=Page(name=make.words("Chirp"), url=url))
        ).decode()
        assert 'title="x href=" rel="noopener noreferrer nofollow">a</a>' in page
        assert 'title="x src=" rel="noopener noreferrer nofollow">b</a>' in page
