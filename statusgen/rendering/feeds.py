"""What was said becomes feeds: Atom, RSS and JSON Feed, of the page and of each part of it."""

import json
from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from statusgen.model.times import format_moment
from statusgen.rendering.posts import Feed, Post, Said, is_work, order, post, speakers
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.subscriptions import (
    ATOM,
    JSON,
    PAGE,
    RSS,
    WORK,
    Channel,
    channels,
    component_folder,
    group_folder,
)

MOST, MOST_OF_PART = 50, 25
"""Posts in a feed of the page or of planned work, and of a component or group. Readers ask often and keep
what they have seen; pages keep everything."""
_NAMELESS = "Status"
"""For a name of which nothing is left once what cannot be printed is taken out; a feed needs an author."""
_VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel has to tell."""

    channel: Channel
    said: tuple[Said, ...]
    """The newest first."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Of its feeds, one in each format."""
        return tuple(self.channel.folder + name for name in FORMATS)


class Posts:
    """Words become posts, each once: several feeds tell of it."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._made = scene, dict[int, Post]()

    def files(self, told: Told) -> Iterator[Blob]:
        """The channel's feeds."""
        url = self._scene.snapshot.page.url or ""
        posts = tuple(self._post(one, url) for one in told.said)
        for name, write in FORMATS.items():
            feed = _feed(told.channel, posts, self._scene, url, name)
            yield Blob(path=told.channel.folder + name, data=write(feed))

    def _post(self, one: Said, url: str) -> Post:
        if id(one) not in self._made:
            self._made[id(one)] = post(one, self._scene, url)
        return self._made[id(one)]


def blobs(scene: Scene) -> Iterator[Blob]:
    """Every feed in every format; none for a page that does not know its address."""
    posts = Posts(scene)
    for one in told(scene):
        yield from posts.files(one)


def told(scene: Scene) -> Sequence[Told]:
    """Of every channel; none for a page that does not know its address."""
    if scene.snapshot.page.url is None:
        return ()
    chosen = _by_folder(scene)
    return [
        Told(channel, chosen[channel.folder].said if channel.folder in chosen else ())
        for channel in channels(scene)
    ]


class _Newest:
    """The newest words of a channel."""

    def __init__(self, most: int) -> None:
        self._most, self._rows = most, list[tuple[tuple[datetime, str, datetime], int, Said]]()
        self._count = 0

    def takes(self, until: datetime) -> bool:
        """Whether a word of no later than that may be one of them."""
        return len(self._rows) < self._most or self._rows[0][0][0] <= until

    def add(self, one: Said) -> None:
        self._count += 1
        # Of those that came in one go, the first that was said comes first, as the newest do.
        insort(self._rows, (order(one), -self._count, one), key=lambda row: row[:2])
        del self._rows[: -self._most]

    @property
    def said(self) -> tuple[Said, ...]:
        """The newest first."""
        return tuple(one for _, _, one in reversed(self._rows))


def _by_folder(scene: Scene) -> Mapping[str, _Newest]:
    """Of each channel. In a long history few speakers have anything to say that is new enough for one."""
    groups: dict[str, list[str]] = {}
    for group in scene.snapshot.groups:
        for component in group.components:
            groups.setdefault(component.id, []).append(group_folder(group.id))
    chosen: dict[str, _Newest] = {}
    for speaker in speakers(scene):
        names = speaker.components
        folders = {PAGE, *(component_folder(name) for name in names)}
        folders |= {folder for name in names for folder in groups.get(name, ())}
        folders |= {WORK} if is_work(speaker.owner) else set()
        for folder in folders - chosen.keys():
            chosen[folder] = _Newest(MOST if folder in (PAGE, WORK) else MOST_OF_PART)
        if any(chosen[folder].takes(speaker.until) for folder in folders):
            for one in speaker.said():
                for folder in folders:
                    chosen[folder].add(one)
    return chosen


def _feed(channel: Channel, posts: tuple[Post, ...], scene: Scene, url: str, name: str) -> Feed:
    page = scene.snapshot.page
    brand = scene.phrase(page.name).text or _NAMELESS
    about = scene.phrase(page.description).text if page.description else ""
    return Feed(
        title=channel.title,
        description=about or f"Status of {brand}",
        author=brand,
        language=scene.writer.languages[0],
        home=url + channel.home,
        url=url + channel.folder + name,
        hub=page.hub,
        posts=posts,
    )


def _atom(feed: Feed) -> bytes:
    from statusgen.rendering.xml_feeds import atom  # noqa: PLC0415 (only pages with feeds pay for it)

    return atom(feed)


def _rss(feed: Feed) -> bytes:
    from statusgen.rendering.xml_feeds import rss  # noqa: PLC0415 (as above)

    return rss(feed)


def _json(feed: Feed) -> bytes:
    document: dict[str, Any] = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.description,
        "authors": [{"name": feed.author}],
        "language": feed.language,
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}),
        "items": [
            {
                "id": post.id,
                "url": post.link,
                "title": post.title,
                "content_html": post.html,
                "date_published": format_moment(post.at),
                "date_modified": format_moment(post.at),
                "tags": list(post.tags),
            }
            for post in feed.posts
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


FORMATS: Mapping[str, Callable[[Feed], bytes]] = {ATOM: _atom, RSS: _rss, JSON: _json}
"""By the name of the file, which is Statuspage's for the first two."""
