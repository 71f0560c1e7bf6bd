"""A feed becomes Atom or RSS, written by feedgenerator."""

from datetime import datetime
from io import StringIO
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

from statusgen.rendering.posts import Feed


class _Ours:
    """The library would date a feed without entries by the clock, and knows no hub."""

    updated: datetime
    hub: str | None
    link: str
    """The element of a link."""

    def latest_post_date(self) -> datetime:
        return self.updated

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)  # type: ignore[misc] # the library's, which has no types
        if self.hub:
            handler.addQuickElement(self.link, "", {"rel": "hub", "href": self.hub})


class _Atom(_Ours, Atom1Feed):  # type: ignore[misc] # as above
    """Atom, RFC 4287."""

    link = "link"


class _Rss(_Ours, Rss201rev2Feed):  # type: ignore[misc] # as above
    """RSS 2.0."""

    link = "atom:link"


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    made = _begun(_Atom, feed)
    for post in feed.posts:
        made.add_item(
            title=post.title,
            link=post.link,
            description=None,
            content=post.html,
            unique_id=post.id,
            pubdate=post.at,
            updateddate=post.at,
            categories=post.tags,
        )
    return _written(made)


def rss(feed: Feed) -> bytes:
    """The feed as RSS."""
    made = _begun(_Rss, feed)
    for post in feed.posts:
        made.add_item(
            title=post.title,
            link=post.link,
            description=post.html,
            unique_id=post.id,
            unique_id_is_permalink=False,
            pubdate=post.at,
            categories=post.tags,
        )
    return _written(made)


def _begun(kind: type[_Atom] | type[_Rss], feed: Feed) -> _Atom | _Rss:
    made = kind(
        title=feed.title,
        link=feed.home,
        description=feed.description,
        language=feed.language,
        author_name=feed.author,
        feed_url=feed.url,
        feed_guid=feed.url,
    )
    made.updated, made.hub = feed.updated, feed.hub
    return made


def _written(made: _Atom | _Rss) -> bytes:
    out = StringIO()
    made.write(out, "utf-8")
    return out.getvalue().encode() + b"\n"
