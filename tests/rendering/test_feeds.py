"""Feeds: what they tell, whom they tell it, and that every reader can read them, whatever people write."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from operator import itemgetter
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import fromstring

import feedparser
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statusgen.model.incidents import Announcement, Incident, Maintenance, Update
from statusgen.model.project import Page
from statusgen.model.times import format_moment
from statusgen.model.words import Status, UpdateStatus
from statusgen.rendering import feeds
from statusgen.rendering.feeds import MOST, MOST_OF_PART
from statusgen.rendering.site import render
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.feed_rules import atom_errors, rss_errors
from tests.rendering.json_feed import SCHEMA
from tests.rendering.written import URL, site

NOW = "2025-03-10T12:00Z"
SIGN_IN = """\
title: {title}
impact: {{sign-in: major_outage}}
updates:
  - {{at: 2025-03-10T09:45Z, status: investigating, text: We look into it.}}
  - {{at: 2025-03-10T10:00Z, status: investigating, text: Still looking., next_update_by: 2025-03-10T10:30Z}}
  - {{at: 2025-03-10T11:00Z, status: resolved, text: It works again.}}
"""
MOVE = """\
kind: maintenance
title: Mail moves
impact: {post: under_maintenance}
starts_at: 2025-03-12T02:00Z
ends_at: 2025-03-12T04:00Z
updates:
  - {at: 2025-03-09T08:00Z, status: scheduled, text: Two hours without mail.}
"""
NEWS = """\
kind: announcement
title: Old clients stop
updates:
  - {at: 2025-03-01T08:00Z, text: In May.}
"""
HOSTILE = (
    "\x00\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x85\x9f",
    "\ufffe \uffff \U0001fffe \ufdd0",
    "one\r\ntwo\rthree\u2028four\u2029five",
    "]]> <![CDATA[x]]> </script> <!-- --> &amp; &#11; &#x1b; &#xfffe; &#0; &nbsp; &bogus;",
    "\u202eabc\u202c \u2066x\u2069 שלום مرحبا 🧯👩🏽‍🚒",
    "<a href='x\"y'>&lt;</a> \\, \\; ; , : \\n BEGIN:VEVENT",
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
)
PICTURES = Path(__file__).parent.parent / "reading/pictures"
TYPES = {
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".json": "application/feed+json",
    ".ics": "text/calendar",
}
FEEDS = (".atom", ".rss", "feed.json")


def rich_site(tmp_path, title="Sign-in fails", **more):
    files = {"2025-03-10-sign-in": SIGN_IN.format(title=title), "move": MOVE, "news": NEWS}
    return site(tmp_path, files, NOW, **more)


def read(files, path):
    found = feedparser.parse(files[path], sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def ids(files, path="history.atom"):
    return [entry.id for entry in read(files, path).entries]


def feeds_of(files):
    return {path: data for path, data in files.items() if path.endswith(FEEDS)}


def wrong_in(files):
    """What is wrong with any feed of a site, by path."""
    checker = jsonschema.Draft7Validator(SCHEMA)
    found = {}
    for path, data in feeds_of(files).items():
        if path.endswith(".atom"):
            found[path] = atom_errors(data)
        elif path.endswith(".rss"):
            found[path] = rss_errors(data)
        else:
            found[path] = [error.message for error in checker.iter_errors(json.loads(data))]
        if not path.endswith(".json"):
            read(files, path)
    return {path: errors for path, errors in found.items() if errors}


def test_each_update_is_an_entry_the_newest_first(tmp_path):
    told = read(rich_site(tmp_path), "history.atom")

    assert [(entry.title, entry.updated) for entry in told.entries] == [
        ("Resolved: Sign-in fails", "2025-03-10T11:00:00+00:00"),
        ("Update: Sign-in fails", "2025-03-10T10:00:00+00:00"),
        ("Investigating: Sign-in fails", "2025-03-10T09:45:00+00:00"),
        ("Scheduled: Mail moves", "2025-03-09T08:00:00+00:00"),
        ("Old clients stop", "2025-03-01T08:00:00+00:00"),
    ]
    assert told.feed.title == "Chirp Status - Incident History"
    assert told.feed.updated == "2025-03-10T11:00:00+00:00"
    assert told.entries[1].link.startswith(URL + "incidents/2025-03-10-sign-in/#")
    assert told.entries[3].link.startswith(URL + "maintenance/move/#")
    assert told.entries[4].link == URL + "history/2025-03/#note-news"
    assert "Next word by 10 March 2025 10:30 UTC" in told.entries[1].content[0].value


def test_all_three_formats_tell_the_same(tmp_path):
    files = rich_site(tmp_path)
    atom, rss, feed = read(files, "history.atom"), read(files, "history.rss"), json.loads(files["feed.json"])

    assert [entry.id for entry in rss.entries] == ids(files) == [item["id"] for item in feed["items"]]
    assert [entry.summary for entry in rss.entries] == [entry.content[0].value for entry in atom.entries]
    assert [e.published_parsed for e in rss.entries] == [e.published_parsed for e in atom.entries]
    assert [item["url"] for item in feed["items"]] == [entry.link for entry in atom.entries]
    assert (feed["feed_url"], feed["home_page_url"]) == (URL + "feed.json", URL)


def test_links_of_entries_lead_to_what_is_on_the_site(tmp_path):
    files = rich_site(tmp_path)
    for entry in read(files, "history.atom").entries:
        page, _, anchor = entry.link.removeprefix(URL).partition("#")
        assert f'id="{anchor}"'.encode() in files[f"{page}index.html"]


def test_ids_are_unique_and_survive_a_new_title_a_new_update_and_another_address(tmp_path):
    before = ids(rich_site(tmp_path))
    assert len(set(before)) == 5
    assert ids(rich_site(tmp_path, title="Nobody can sign in", name="Twit")) == before
    assert ids(rich_site(tmp_path, url="http://other.example/status/")) == before
    more = SIGN_IN + "  - {{at: 2025-03-10T11:30Z, status: postmortem, text: A cache was full.}}\n"
    files = {"2025-03-10-sign-in": more.format(title="x"), "move": MOVE, "news": NEWS}
    after = ids(site(tmp_path, files, NOW))
    assert after[1:] == before
    assert after[0] not in before


def test_an_id_that_a_person_gives_survives_another_time(tmp_path):
    made = [
        ids(site(tmp_path, {"a": f"title: A\nupdates:\n  - {{at: {at}, id: first, text: x}}\n"}, NOW))
        for at in ("2025-03-10T09:00Z", "2025-03-10T09:30Z")
    ]
    assert made[0] == made[1]


def test_a_feed_has_the_same_bytes_until_something_is_said():
    made = make.rich()
    later = replace(made, taken_at=made.taken_at + make.MINUTE, expires_at=made.expires_at + make.MINUTE)

    assert feeds_of(render(made)) == feeds_of(render(later))


def test_the_future_and_drafts_are_not_told(tmp_path):
    files = {"2025-03-10-sign-in": SIGN_IN.format(title="x"), "b": "draft: true\n" + NEWS, "move": MOVE}
    early = site(tmp_path, files, "2025-03-10T09:50Z")

    assert [entry.title for entry in read(early, "history.atom").entries] == [
        "Investigating: x",
        "Scheduled: Mail moves",
    ]
    assert not any(b"Old clients" in data for data in feeds_of(early).values())


def test_what_was_withdrawn_leaves_an_entry_that_says_so(tmp_path):
    gone = SIGN_IN.format(title="Sign-in fails") + "withdrawn: It was <our> monitor.\n"
    (told,) = read(site(tmp_path, {"a": gone}, NOW), "history.atom").entries

    assert told.title == "Withdrawn: Sign-in fails"
    assert told.link == URL + "incidents/a/"
    assert "taken back. It was &lt;our&gt; monitor." in told.content[0].value
    assert "We look into it" not in told.content[0].value
    assert [
        e.id for e in read(site(tmp_path, {"a": gone}, NOW), "components/sign-in/history.rss").entries
    ] == [told.id]
    nobody_saw_it = site(tmp_path, {"a": gone}, "2025-03-10T09:00Z")
    assert read(nobody_saw_it, "history.atom").entries == []


def test_what_was_written_later_is_dated_when_it_was_written(tmp_path):
    late = "title: A\nupdates:\n  - {at: 2025-03-09T09:00Z, posted_at: 2025-03-10T09:00Z, text: x}\n"
    (told,) = read(site(tmp_path, {"a": late}, NOW), "history.atom").entries

    assert told.published == told.updated == "2025-03-10T09:00:00+00:00"
    assert "<small>Mar <var data-var='date'>9</var>" in told.content[0].value
    assert "Backdated, written 10 March 2025 09:00 UTC" in told.content[0].value


@pytest.mark.parametrize(
    ("folder", "about", "titles"),
    [
        (
            "components/sign-in/",
            "Chirp Status - Sign-in - Incident History",
            ["Resolved", "Update", "Investigating"],
        ),
        ("components/mail/", "Chirp Status - Mail - Incident History", ["Scheduled"]),
        ("components/web/", "Chirp Status - Web - Incident History", []),
        ("groups/chirp/", "Chirp Status - Chirp - Incident History", ["Resolved", "Update", "Investigating"]),
        ("maintenance/", "Chirp Status - Planned Work", ["Scheduled"]),
    ],
)
def test_each_part_has_a_feed_of_what_concerns_it(tmp_path, folder, about, titles):
    files = rich_site(tmp_path)
    for name in ("history.atom", "history.rss"):
        told = read(files, folder + name)
        assert told.feed.title == about
        assert [entry.title.partition(":")[0] for entry in told.entries] == titles
    assert len(json.loads(files[folder + "feed.json"])["items"]) == len(titles)


def test_an_impact_on_a_group_concerns_all_of_it(tmp_path):
    files = site(tmp_path, {"a": SIGN_IN.format(title="x").replace("sign-in:", "chirp:")}, NOW)
    assert len(ids(files, "components/web/history.atom")) == 3


def test_feeds_are_bounded_and_pages_keep_the_rest():
    updates = tuple(
        Update(
            at=make.NOW - (100 - n) * make.MINUTE, status=UpdateStatus.IDENTIFIED, text=make.words(f"No {n}.")
        )
        for n in range(90)
    )
    made = make.snapshot(
        [make.component()], incidents=(make.incident("long", "Long", {"web": make.DOWN}, updates),)
    )
    files = render(made)
    assert len(read(files, "history.atom").entries) == MOST
    assert len(read(files, "components/web/history.rss").entries) == MOST_OF_PART
    assert "No 89." in json.loads(files["feed.json"])["items"][0]["content_html"]
    assert b"No 0." in files["incidents/long/index.html"]


def test_the_markup_is_the_one_that_scrapers_of_statuspage_know(tmp_path):
    files = rich_site(tmp_path)
    wanted = re.compile(
        r"<p> <small>[A-Z][a-z]{2} <var data-var='date'>\d{1,2}</var>, <var data-var='time'>\d\d:\d\d</var> UTC</small>"
        r"<br> <strong>[A-Z][a-z ]+</strong> - (.+?)</p>"
    )
    entries = read(files, "history.rss").entries
    texts = [wanted.search(entry.summary)[1] for entry in entries]

    assert texts == [
        "It works again.",
        "Still looking.",
        "We look into it.",
        "Two hours without mail.",
        "In May.",
    ]
    assert entries[3].summary.startswith(
        "<p><strong>THIS IS A SCHEDULED EVENT Mar <var data-var='date'>12</var>, <var data-var='time'>02:00</var>"
        " - <var data-var='time'>04:00</var> UTC</strong></p>"
    )


def test_links_in_texts_are_absolute(tmp_path):
    text = "[a](history/) [b](/x) [c](#top) [d](https://e.example/) [e](//f.example/y) [f](?q)"
    update = f"title: A\nupdates:\n  - {{at: 2025-03-10T09:00Z, id: u, text: '{text}'}}\n"
    files = site(tmp_path, {"a": update}, NOW, url="https://chirp.example/status/")
    (told,) = read(files, "history.atom").entries

    here = "https://chirp.example/status/incidents/a/"
    assert re.findall(r'href="([^"]+)"', told.content[0].value) == [
        "https://chirp.example/status/history/",
        "https://chirp.example/x",
        f"{here}#top",
        "https://e.example/",
        "https://f.example/y",
        f"{here}?q",
    ]


def test_pictures_in_texts_come_from_the_page(tmp_path):
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents/a.png").write_bytes(sorted(PICTURES.glob("*.png"))[0].read_bytes())
    update = 'title: A\nupdates:\n  - {at: 2025-03-10T09:00Z, text: "![Errors](a.png)"}\n'
    files = site(tmp_path, {"a": update}, NOW)
    (told,) = read(files, "history.atom").entries

    (source,) = re.findall(r'src="([^"]+)"', told.content[0].value)
    assert source.removeprefix(URL) in files


@pytest.mark.parametrize("made", [make.rich, make.clear, make.unmeasured, lambda: make.many(5)])
def test_every_feed_holds_the_rules_of_its_format(made):
    snapshot = made()
    page = replace(snapshot.page, url=snapshot.page.url or URL)
    files = render(replace(snapshot, page=page))

    assert len(feeds_of(files)) >= 9
    assert wrong_in(files) == {}


def test_the_rules_notice_what_is_wrong():
    good = render(make.rich())["history.atom"]
    assert "id stands 0 times" in " ".join(atom_errors(re.sub(b"<id>.*?</id>", b"", good)))
    assert "2025-03-10 is no time" in atom_errors(re.sub(rb"<updated>[^<]*", b"<updated>2025-03-10", good))
    assert "two ids are the same" in atom_errors(re.sub(rb"<id>[^<]*", b"<id>urn:uuid:1", good))
    rss = render(make.rich())["history.rss"]
    assert rss_errors(rss.replace(b"<channel>", b"<chanel>").replace(b"</channel>", b"</chanel>"))
    assert rss_errors(rss.replace(b"<link>https://", b"<link>/"))


def test_whatever_people_write_every_feed_still_parses():
    for texts in (HOSTILE, PAYLOADS):
        made = everywhere(texts)
        files = render(replace(made, page=replace(made.page, url=URL)))
        assert wrong_in(files) == {}
        for path, data in feeds_of(files).items():
            if not path.endswith(".json"):
                fromstring(data)


class _Seen(HTMLParser):
    """Elements and attributes of a text, as a browser finds them."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in ("href", "src")}


def test_what_people_write_is_sanitized_as_on_the_page():
    made, seen = everywhere(PAYLOADS), _Seen()
    files = render(replace(made, page=replace(made.page, url=URL)))
    for path, data in feeds_of(files).items():
        if path.endswith(".json"):
            for item in json.loads(data)["items"]:
                seen.feed(item["content_html"])

    assert seen.tags <= {
        *(
            "p",
            "small",
            "var",
            "br",
            "strong",
            "ul",
            "li",
            "ol",
            "em",
            "a",
            "code",
            "pre",
            "blockquote",
            "hr",
        ),
        *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    }
    assert seen.attributes <= {"data-var", "href", "title", "rel", "start"}
    assert {link.partition(":")[0] for link in seen.links} <= {"http", "https", "mailto"}


def test_a_page_that_does_not_know_its_address_has_no_feeds_and_says_nothing_of_them(tmp_path):
    files = rich_site(tmp_path, url=None)
    assert feeds_of(files) == {}
    assert b"history.atom" not in files["index.html"]
    assert b'type="text/calendar"' in files["index.html"]


@pytest.mark.parametrize("url", [URL, None])
def test_programs_find_what_there_is_to_subscribe_to(tmp_path, url):
    files = rich_site(tmp_path, url=url)
    for path, data in files.items():
        if not path.endswith(".html") or path in ("404.html", "embed/index.html"):
            continue
        head = data.decode().partition("</head>")[0]
        if 'http-equiv="refresh"' in head:
            continue  # it only leads to the page that has them
        links = re.findall(r'<link rel="alternate" type="([^"]+)" title="([^"]+)" href="([^"]+)">', head)
        assert links
        for kind, _, href in links:
            target = urljoin(f"{URL}{path}", href).removeprefix(URL)
            assert target in files
            assert kind == TYPES[Path(target).suffix]
    component = files["components/sign-in/index.html"].decode()
    assert ("components/sign-in/history.atom" in component) == (url is not None)
    assert ("groups/chirp/history.rss" in component) == (url is not None)


def test_a_site_in_another_language_says_so():
    page = Page(name=make.words("چہچہا"), languages=("ur",), url=URL)
    files = render(make.snapshot([make.component(name="ویب")], page=page, incidents=(make.resolved(),)))
    assert read(files, "history.atom").feed.language == "ur"
    assert json.loads(files["feed.json"])["language"] == "ur"
    assert "lang=" not in json.loads(files["feed.json"])["items"][0]["content_html"]


def test_every_kind_of_entry_is_tagged(tmp_path):
    tags = [item["tags"] for item in json.loads(rich_site(tmp_path)["feed.json"])["items"]]
    kinds = {kind.__name__.lower() for kind in (Incident, Maintenance, Announcement)}
    assert {tag for (tag,) in tags} == kinds


_MINUTES = st.integers(0, 30)
_WORDS = st.lists(st.tuples(_MINUTES, st.one_of(st.none(), _MINUTES)), min_size=1, max_size=4)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.tuples(_WORDS, st.sets(st.sampled_from(["sign-in", "web"]))), max_size=9))
def test_each_feed_has_the_newest_words_whoever_spoke_when(told, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 4)
    monkeypatch.setattr(feeds, "MOST_OF_PART", 2)
    start, states, spoken = make.NOW - timedelta(hours=1), [], []
    for number, (minutes, names) in enumerate(told):
        moments = sorted(
            ((start + timedelta(minutes=at), posted) for at, posted in minutes), key=itemgetter(0)
        )
        updates = [
            Update(
                at=at,
                text=make.words("x"),
                posted_at=None if posted is None else start + timedelta(minutes=posted),
            )
            for at, posted in moments
        ]
        name = f"2025-03-10-a{number}"
        impact = dict.fromkeys(sorted(names), Status.PARTIAL_OUTAGE)
        states.append(make.incident(name, "A", impact, updates, ends_at=make.NOW))
        spoken += [(max(one.at, one.posted_at or one.at), name, one.at, names) for one in updates]
    page = replace(make.rich().page, url="https://status.example/")
    parts = [make.component("sign-in", "Sign-in"), make.component("web", "Web")]
    files = render(make.snapshot(parts, page=page, incidents=tuple(states)))

    for folder, most in (("", 4), ("components/sign-in/", 2), ("components/web/", 2)):
        about = folder.split("/")[1] if folder else None
        newest = sorted((one[:3] for one in spoken if about is None or about in one[3]), reverse=True)[:most]
        shown = json.loads(files[f"{folder}feed.json"])["items"]
        assert [(one["date_published"], one["url"].split("/")[4]) for one in shown] == [
            (format_moment(at), name) for at, name, _ in newest
        ]
