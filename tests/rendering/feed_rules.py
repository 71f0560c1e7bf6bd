"""What the W3C's feed validator calls an error, as far as our feeds could make it: RFC 4287 and RSS 2.0."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, fromstring

_ATOM = "{http://www.w3.org/2005/Atom}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
_URI = re.compile(r"(https?://[^\s<>\"]+|urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_OF_FEED = {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights"} | {
    *("subtitle", "title", "updated", "entry")
}
_OF_ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights"} | {
    *("source", "summary", "title", "updated")
}
_OF_ITEM = {"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate"}


def atom_errors(data: bytes, hub: str | None = None) -> list[str]:
    """What is wrong with an Atom feed; nothing else may stand in it."""
    feed = fromstring(data)
    wrong = [] if feed.tag == _ATOM + "feed" else ["is no feed"]
    wrong += _once(feed, _ATOM, "id", "title", "updated") + _only(feed, _ATOM, _OF_FEED)
    wrong += [] if feed.findtext(f"{_ATOM}author/{_ATOM}name") else ["nobody wrote it"]
    wrong += _links(feed, {"alternate", "self"} | ({"hub"} if hub else set()))
    entries = feed.findall(_ATOM + "entry")
    for entry in entries:
        wrong += _once(entry, _ATOM, "id", "title", "updated", "content") + _only(entry, _ATOM, _OF_ENTRY)
        wrong += _links(entry, {"alternate"})
        content = entry.find(_ATOM + "content")
        if content is None or content.get("type") != "html" or len(content):
            wrong.append("content is not escaped HTML")
    ids = [node.text or "" for node in feed.iter(_ATOM + "id")]
    wrong += ["two ids are the same"] if len(set(ids)) < len(ids) else []
    wrong += [f"{text} is no id" for text in ids if not _URI.fullmatch(text)]
    times = [n.text or "" for name in ("updated", "published") for n in feed.iter(_ATOM + name)]
    wrong += [f"{text} is no time" for text in times if not _TIME.fullmatch(text)]
    return wrong


def rss_errors(data: bytes) -> list[str]:
    """What is wrong with an RSS feed."""
    rss = fromstring(data)
    wrong = [] if (rss.tag, rss.get("version")) == ("rss", "2.0") else ["is no RSS 2.0"]
    channel = rss.find("channel")
    if channel is None:
        return [*wrong, "has no channel"]
    wrong += _once(channel, "", "title", "link", "description", _ATOM + "link")
    for item in channel.findall("item"):
        wrong += _once(item, "", "title", "link", "description", "guid", "pubDate") + _only(
            item, "", _OF_ITEM
        )
        guid = item.find("guid")
        if guid is not None and guid.get("isPermaLink") != "false":
            wrong.append("a guid claims to be an address")
    guids = [node.text for node in channel.iter("guid")]
    wrong += ["two guids are the same"] if len(set(guids)) < len(guids) else []
    for name in ("pubDate", "lastBuildDate"):
        for node in channel.iter(name):
            if (
                not _RFC822.fullmatch(node.text or "")
                or parsedate_to_datetime(node.text or "").tzinfo is None
            ):
                wrong.append(f"{node.text} is no time")
    wrong += [f"{n.text} is no address" for n in channel.iter("link") if not _URI.fullmatch(n.text or "")]
    return wrong


def _once(node: Element, space: str, *names: str) -> list[str]:
    full = [name if name.startswith("{") else space + name for name in names]
    return [f"{name} stands {len(node.findall(name))} times" for name in full if len(node.findall(name)) != 1]


def _only(node: Element, space: str, known: set[str]) -> list[str]:
    return [f"{child.tag} is not known" for child in node if child.tag.removeprefix(space) not in known]


def _links(node: Element, wanted: set[str]) -> list[str]:
    links = node.findall(_ATOM + "link")
    found = [link.get("rel") for link in links]
    wrong = [] if sorted(map(str, found)) == sorted(wanted) else [f"has links {found}"]
    return wrong + [f"{a} is no address" for a in _addresses(links) if not _URI.fullmatch(a)]


def _addresses(links: list[Element]) -> Iterator[str]:
    return (link.get("href") or "" for link in links)
