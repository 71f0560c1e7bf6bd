"""A hub hears of feeds that are new, when readers can get them, and of nothing else."""

import shutil
from urllib.parse import parse_qs
from xml.etree.ElementTree import fromstring

import pytest

from tests.commands.make import quickly
from tests.commands.test_notify import published
from tests.notifying.make import sink
from tests.rendering.feed_rules import atom_errors

ATOM = "{http://www.w3.org/2005/Atom}"
ENTRY = """\
title: Sign-in fails
impact: {{web: major_outage}}
updates:
  - {{at: 2025-03-10T09:45Z, status: investigating, text: "{text}"}}
"""
BOTH = ("web", "api")


def settle(root, url, hub, components=BOTH):
    """A project, its page built."""
    rows = ", ".join(f"{{id: {name}, name: {name}}}" for name in components)
    (root / "statusgen.yaml").write_text(
        f"page: {{name: Chirp, url: '{url}', hub: '{hub}'}}\ncomponents: [{rows}]\n"
    )
    (root / "incidents").mkdir(exist_ok=True)
    build(root)


def build(root):
    ran = quickly("-C", root, "build")
    assert ran.code == 0, ran.err


def say(root, text):
    """Write an incident and build the page."""
    (root / "incidents" / "ddos.yaml").write_text(ENTRY.format(text=text))
    build(root)


def publish(root, host):
    shutil.copytree(root / "site", host, dirs_exist_ok=True)


def tell(root):
    return quickly("-C", root, "notify", "--hub")


def heard(hub, url):
    """The feeds that each request names, below the page's address."""
    told = [parse_qs(one.body.decode(), strict_parsing=True) for one in hub.heard]
    assert all(one["hub.mode"] == ["publish"] and one.keys() == {"hub.mode", "hub.url"} for one in told)
    return [[address.removeprefix(url) for address in one["hub.url"]] for one in told]


@pytest.fixture
def host(tmp_path):
    """The folder of a host, and its address."""
    folder = tmp_path / "host"
    folder.mkdir()
    with published(folder) as url:
        yield folder, url


@pytest.fixture
def root(tmp_path):
    """A project's folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_every_feed_names_the_hub_and_stays_valid(root):
    hub = "https://hub.example.com/?a=1&b=2"
    settle(root, "https://status.chirp.example/", hub)
    say(root, "We look into it.")
    assert atom_errors((root / "site/history.atom").read_bytes(), hub) == []
    for name, way in (("history.atom", f"{ATOM}link"), ("history.rss", f"channel/{ATOM}link")):
        links = fromstring((root / "site/components/web" / name).read_bytes()).findall(way)
        assert [link.get("href") for link in links if link.get("rel") == "hub"] == [hub]


def test_the_hub_hears_once_of_what_is_new_and_published(root, host):
    folder, url = host
    with sink() as hub:
        settle(root, url, hub.url)
        publish(root, folder)
        assert tell(root).code == 0
        assert {"history.atom", "history.rss", "feed.json", "components/api/history.atom"} <= {
            *heard(hub, url)[0]
        }
        assert tell(root).out == "the hub was told of nothing\n"

        say(root, "We look into it.")
        assert "not published yet" in tell(root).err
        assert len(hub.heard) == 1

        publish(root, folder)
        assert tell(root).out == "the hub was told of 6 feeds\n"
        names = ["feed.json", "history.atom", "history.rss"]
        assert heard(hub, url)[1] == [f"components/web/{name}" for name in names] + names
        build(root)
        tell(root)
        assert len(hub.heard) == 2


def test_a_hub_that_fails_is_told_at_the_next_run(root, host):
    folder, url = host
    with sink("500") as hub:
        settle(root, url, hub.url)
        publish(root, folder)
        ran = tell(root)
        assert ran.code == 4
        assert "the hub was not told: it answers with status 500 (tried again at the next run)" in ran.err
        assert tell(root).code == 0
        first, second = heard(hub, url)
    assert first == second


def test_a_memory_that_cannot_be_read_is_told_with_its_file(root, host):
    folder, url = host
    with sink() as hub:
        settle(root, url, hub.url)
        publish(root, folder)
        (root / ".statusgen/notify/hub.json").mkdir(parents=True)
        ran = tell(root)
        assert ran.code == 4
        assert "hub.json: " in ran.err
        assert hub.heard == []


def test_a_page_that_cannot_be_read_is_told_with_its_reason(root):
    with sink() as hub:
        settle(root, "http://127.0.0.1:9/", hub.url)
        ran = tell(root)
        assert ran.code == 4
        assert "the hub was not told, since the published feed is not known: cannot read from" in ran.err
        assert hub.heard == []


def test_a_large_page_is_told_in_several_requests_none_of_them_twice(root, host):
    folder, url = host
    with sink("204", "503") as hub:
        settle(root, url, hub.url, [f"c{n}" for n in range(40)])
        publish(root, folder)
        assert tell(root).code == 4
        assert tell(root).code == 0
        told = heard(hub, url)
    assert told[1] == told[2]
    once = [*told[0], *told[2], *told[3]]
    assert len(once) == len(set(once)) == 3 * (40 + 2)


def test_another_hub_hears_of_everything(root, host):
    folder, url = host
    with sink() as hub, sink() as other:
        for one in (hub, other):
            settle(root, url, one.url)
            publish(root, folder)
            assert tell(root).code == 0
        assert "history.atom" in heard(hub, url)[0]
        assert "components/api/feed.json" in heard(other, url)[0]


def test_run_tells_the_hub_of_what_it_built_where_it_is_served(root):
    (root / "site").mkdir()
    with published(root / "site") as url, sink() as hub:
        settle(root, url, hub.url)
        for _ in range(2):
            ran = quickly("-C", root, "run")
            assert ran.code == 0, ran.err
        (told,) = heard(hub, url)
    assert "history.atom" in told


def test_without_a_hub_there_is_nobody_to_tell(root):
    (root / "statusgen.yaml").write_text("page: {name: Chirp}\ncomponents: [{id: web, name: Web}]\n")
    build(root)
    ran = tell(root)
    assert ran.code == 2
    assert "there is no hub to tell" in ran.err
    assert quickly("-C", root, "notify", "--hub", "--dry-run").code == 2
