"""Announcements become notices on the home page and in history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.incidents import Announcement
from statusgen.rendering.entries import Entry, entries
from statusgen.rendering.related import Link, note_anchor, related
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase

_NEWS = timedelta(days=14)
"""An announcement that names no end leaves the home page after so long, unless pinned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An announcement."""

    anchor: str
    title: Phrase
    entries: tuple[Entry, ...]
    related: tuple[Link, ...]


def on_home(scene: Scene) -> tuple[Notice, ...]:
    """Those that hold now, pinned ones first."""
    current = [a for a in scene.snapshot.announcements if _is_current(a, scene.clock.now)]
    return tuple(notice(a, scene, "") for a in sorted(current, key=lambda a: not a.pin))


def notice(announcement: Announcement, scene: Scene, root: str) -> Notice:
    """The announcement for a page that lies `root` away from the site's root."""
    past = tuple(reversed(announcement.updates_until(scene.clock.now)))
    return Notice(
        anchor=note_anchor(announcement.id),
        title=scene.phrase(announcement.title),
        entries=entries(past, announcement.id, scene, root),
        related=related(announcement.related, scene),
    )


def begins(announcement: Announcement) -> datetime | None:
    """When it was first said."""
    return announcement.updates[0].at if announcement.updates else None


def _is_current(announcement: Announcement, now: datetime) -> bool:
    if announcement.expires_at is not None:
        return now < announcement.expires_at
    began = begins(announcement)
    return announcement.pin or began is None or now - began < _NEWS
