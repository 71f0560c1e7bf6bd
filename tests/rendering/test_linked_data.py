"""JSON-LD says what the page says, and whatever people write stays inside it."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

from statusgen.model.project import Page
from statusgen.rendering.site import render
from tests.rendering import hostile, make

URL = "https://status.chirp.example/"


class Scripts(HTMLParser):
    """The text of each script by its type, as browsers cut it."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.found.append([dict(attrs).get("type"), ""])

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.found[-1][1] += data


def documents(page):
    parser = Scripts()
    parser.feed(page.decode())
    return [json.loads(text) for kind, text in parser.found if kind == "application/ld+json"]


def test_the_home_page_says_of_when_it_is_and_until_when():
    (told,) = documents(render(make.rich())["index.html"])
    assert (told["@context"], told["@type"], told["url"]) == ("https://schema.org", "WebPage", URL)
    assert told["description"].startswith("Sign-in is down for most people, as of 10 March 2025")
    assert (told["dateModified"], told["expires"]) == (
        "2025-03-10T11:05:20Z",
        "2025-03-10T11:20:00Z",
    ) or told["expires"] == "2025-03-10T11:20:20Z"


def test_an_incident_is_an_article_and_planned_work_an_event():
    files = render(make.rich())
    (incident,) = documents(files["incidents/sign-in-february/index.html"])
    (work,) = documents(files["maintenance/database/index.html"])
    (component,) = documents(files["components/sign-in/index.html"])

    assert (incident["@type"], incident["headline"]) == ("Article", "Sign-in fails on desktops")
    assert incident["datePublished"] < incident["dateModified"]
    assert (work["@type"], work["startDate"]) == ("Event", "2025-03-22T11:05:20Z")
    assert work["location"]["@type"] == "VirtualLocation"
    assert [one["name"] for one in component["breadcrumb"]["itemListElement"]] == ["Chirp status", "Sign-in"]


def test_a_page_that_does_not_know_its_address_has_none():
    files = render(replace(make.rich(), page=Page(name=make.words("Chirp"))))
    assert not any(b"ld+json" in data for data in files.values())


def test_lists_and_what_is_not_there_have_none():
    files = render(make.rich())
    for path in ("history/index.html", "maintenance/index.html", "404.html"):
        assert documents(files[path]) == []


def test_whatever_people_write_there_is_one_block_of_json_and_no_script_more():
    files = render(hostile.snapshot())
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        parser = Scripts()
        parser.feed(data.decode())
        kinds = [kind for kind, _ in parser.found]
        assert kinds.count("application/ld+json") <= 1
        assert len(kinds) <= 2, path
        for block in re.findall(rb'<script type="application/ld\+json">(.*?)</script>', data, re.DOTALL):
            assert not re.search(rb"[<>&]", block)
            json.loads(block)


def test_people_keep_their_words_in_it():
    title = 'It\'s </script> "down" & <b>out</b>'
    state = make.incident(
        "odd", title, {"web": make.DOWN}, make.resolved().incident.updates, ends_at=make.NOW
    )
    (told,) = documents(render(replace(make.clear(), incidents=(state,)))["incidents/odd/index.html"])
    assert told["headline"] == title
