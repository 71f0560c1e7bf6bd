"""Markdown twins say what their pages say, lead to what is there, and are the same for the same page."""

import re
from posixpath import dirname, join, normpath

import pytest
from markdown_it import MarkdownIt

from statusgen.rendering.site import render
from tests.rendering import hostile, make
from tests.rendering.test_markdown import HARMLESS, READER, leads_away

LINKS = re.compile(r'(?:href|src)="([^"]*)"')


def twins(files):
    return {path: data.decode() for path, data in files.items() if path.endswith("index.md")}


def test_home_components_and_incidents_have_one():
    found = set(twins(render(make.rich())))
    assert {"index.md", "components/sign-in/index.md", "incidents/sign-in-fails/index.md"} <= found
    assert {path.split("/")[0] for path in found} == {"index.md", "components", "incidents"}


def test_the_home_page_in_markdown_answers_in_the_same_order():
    text = render(make.rich())["index.md"].decode()
    order = (
        "# Chirp status: Sign-in is down for most people",
        "Timelines and the API work.",
        "- Since 09:45 UTC (1 h 20 min), confirmed",
        "valid until 11:20 UTC; later, treat as unknown.",
        "## Where our word and our probes disagree",
        "## Open incidents",
        "### [Sign-in fails",
        "## Standing conditions",
        "## Old clients stop in May",
        "## Chirp",
        "- [Sign-in](components/sign-in/index.md): Down",
        "## Planned work",
        "## Past two weeks",
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_an_incident_tells_its_updates_and_its_postmortem():
    text = render(make.rich())["incidents/sign-in-february/index.md"].decode()
    assert "### Resolved, " in text
    assert "> All works again." in text
    assert "> #### What happened" in text
    assert "> ```\n> used 100 %\n> ```" in text
    assert "As of" not in text  # what is over carries no time of the build


def test_a_component_tells_both_sides():
    text = render(make.rich())["components/sign-in/index.md"].decode()
    assert text.startswith("# Sign-in: Down\n")
    assert "- Our word: Partial outage" in text
    assert "- Our probes: 7 of 9 places fail at TLS: the connection is cut" in text
    assert "Retired" in render(make.rich())["components/fax/index.md"].decode().split("\n")[0]


@pytest.mark.parametrize(
    "page", [make.rich, make.clear, make.unmeasured], ids=["rich", "clear", "unmeasured"]
)
def test_links_lead_to_what_is_there(page):
    files = render(page())
    for path, text in twins(files).items():
        for href in LINKS.findall(MarkdownIt().render(text)):
            if not re.match(r"[a-z]+:", href):
                assert normpath(join(dirname(path), href.partition("#")[0])) in files, (path, href)


def test_whatever_people_write_it_is_text():
    files = render(hostile.snapshot())
    for path, text in twins(files).items():
        assert all(
            letter.isprintable() or letter in "\n\u00a0\u00ad" for letter in text if letter < "\u2000"
        ), path
        again = READER.render(text)
        assert HARMLESS.sub("", again).count("<") == 0, path
        for href in LINKS.findall(again):
            assert not leads_away(href), (path, href)


def test_people_cannot_write_a_heading_of_ours():
    text = render(hostile.snapshot())["index.md"].decode()
    headings = [one for one in text.split("\n") if re.match(r"#+ ", one)]
    assert not any("heading" in one and one == "# heading" for one in headings)
