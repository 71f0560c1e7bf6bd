"""All that can be subscribed to stands on one page, and every address leads to a file."""

import re
from dataclasses import replace

from statusgen.model.project import Page
from statusgen.rendering.site import render
from tests.rendering import make

PATH = "subscribe/index.html"


def hrefs(files):
    return [
        href.removeprefix("../")
        for href in re.findall(r"<li>.*?</li>", files[PATH].decode())
        for href in re.findall(r'href="([^"]+)"', href)
    ]


def test_the_page_each_group_and_each_component_have_feeds_and_a_calendar():
    files = render(make.rich())

    found = hrefs(files)
    assert set(found) <= set(files)
    for folder in ("", "groups/chirp/", "components/sign-in/"):
        assert {
            folder + name for name in ("history.atom", "history.rss", "feed.json", "maintenance.ics")
        } <= set(found)


def test_a_page_that_does_not_know_its_address_offers_calendars_alone():
    snapshot = replace(make.clear(), page=Page(name=make.words("Chirp")))
    files = render(snapshot)

    assert {href.rpartition(".")[2] for href in hrefs(files)} == {"ics", "svg"}
    assert b"feed reader" not in files[PATH]


def test_badges_stand_beside_them_and_numbers_below():
    files = render(make.rich())

    assert {"badge/status.svg", "badge/sign-in/status.svg"} <= set(hrefs(files))
    for name in ("status.json", "metrics.txt", "uptime.csv", "incidents.csv"):
        assert f'href="../{name}"'.encode() in files[PATH]
        assert name in files


def test_it_is_one_step_from_every_page():
    files = render(make.rich())

    apart = ("404.html", "embed/index.html")
    pages = [data for path, data in files.items() if path.endswith(".html") and path not in apart]
    assert all(b'subscribe/index.html"' in data for data in pages)


def with_page(**more):
    snapshot = make.rich()
    return render(replace(snapshot, page=replace(snapshot.page, **more)))[PATH].decode()


def test_who_wants_a_webhook_is_told_whom_to_ask():
    asked = '(a webhook): <a href="mailto:help@chirp.example" rel="noopener noreferrer">ask us for it</a>'
    assert asked in with_page(contact="mailto:help@chirp.example")
    assert "(a webhook)" not in with_page(contact=None)


def test_a_hub_is_told_of_where_the_feeds_name_one():
    assert "(WebSub)" in with_page(hub="https://hub.example/", url="https://status.chirp.example/")
    assert "(WebSub)" not in with_page(hub="https://hub.example/", url=None)
    assert "(WebSub)" not in with_page(hub=None)
