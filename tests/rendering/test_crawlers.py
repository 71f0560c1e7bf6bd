"""robots.txt, sitemap.xml and llms.txt: they name what is there, and change only with it."""

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
from markdown_it import MarkdownIt

from statusgen.model.project import Page
from statusgen.rendering.site import render
from tests.rendering import hostile, make

URL = "https://status.chirp.example/"
PLACES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(files):
    root = fromstring(files["sitemap.xml"])
    assert root.tag == f"{PLACES}urlset"
    return {one.find(f"{PLACES}loc").text: one.findtext(f"{PLACES}lastmod") for one in root}


def test_the_sitemap_names_every_page_that_somebody_may_look_for():
    files = render(make.rich())
    found = sitemap(files)

    assert {
        URL,
        f"{URL}components/sign-in/",
        f"{URL}incidents/sign-in-fails/",
        f"{URL}history/2025-03/",
    } <= set(found)
    for address in found:
        assert f"{address.removeprefix(URL)}index.html" in files
    assert not any("404" in one or "false-alarm" in one for one in found)
    assert len(found) == len(set(found))


def test_the_time_of_a_page_is_that_of_its_newest_word():
    found = sitemap(render(make.rich()))
    assert found[f"{URL}incidents/sign-in-february/"] == "2025-03-02T11:42:20Z"
    assert found[URL] is None


def test_a_build_of_a_minute_later_changes_neither():
    before = render(make.rich())
    later = replace(make.rich(), taken_at=make.NOW + timedelta(minutes=1))
    after = render(later)
    for name in ("sitemap.xml", "robots.txt", "llms.txt"):
        assert before[name] == after[name]


def test_without_an_address_there_is_no_sitemap():
    files = render(replace(make.rich(), page=Page(name=make.words("Chirp"))))
    assert "sitemap.xml" not in files
    assert files["robots.txt"] == b"User-agent: *\nAllow: /\n"
    assert b"https://" not in files["llms.txt"]


def test_robots_are_told_where_it_is():
    assert render(make.rich())["robots.txt"].decode().splitlines()[-1] == f"Sitemap: {URL}sitemap.xml"


def test_addresses_are_sent_in_ascii():
    page = Page(name=make.words("Chirp"), url="https://status.chirp.example/état/")
    files = render(replace(make.clear(), page=page))
    assert "https://status.chirp.example/%C3%A9tat/" in sitemap(files)


def llms_links(files):
    html = MarkdownIt().render(files["llms.txt"].decode())
    return re.findall(r'href="([^"]*)"', html)


@pytest.mark.parametrize("page", [make.rich, make.clear, hostile.snapshot], ids=["rich", "clear", "hostile"])
def test_llms_txt_has_its_form_and_leads_to_what_is_there(page):
    files = render(page())
    text = files["llms.txt"].decode()
    first, *rest = [block for block in text.split("\n\n") if block]

    assert re.fullmatch(r"# [^\n]+", first)
    assert rest[0].startswith("> ")
    assert all(re.match(r"## |- \[", block) for block in rest[1:])
    links = llms_links(files)
    assert len(links) > 6
    for address in links:
        path = address.removeprefix(URL)
        if path.startswith("api/v2/"):
            continue  # made by hand, these pages were not judged for it
        assert (path if not path.endswith("/") else f"{path}index.html") in files, address


def test_hostile_texts_leave_the_sitemap_strict_xml_with_the_same_addresses():
    files = render(hostile.snapshot())
    assert all(re.fullmatch(r"[!-~]+", address) for address in sitemap(files))
    assert b"elsewhere" not in files["robots.txt"]
