"""Planned work becomes calendars, of the page and of each part of it."""

from collections.abc import Iterator

from statusgen.rendering.events import event, works
from statusgen.rendering.posts import concerned, members
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.subscriptions import Channel, channels


def blobs(scene: Scene) -> Iterator[Blob]:
    """A calendar of all works, and of those of each group and component."""
    from statusgen.rendering.icalendars import write  # noqa: PLC0415 (its library takes a tenth of a second)

    groups = members(scene)
    planned = [(event(work, scene), concerned(work, groups, scene)) for work in works(scene)]
    for channel in channels(scene):
        if not channel.is_work:
            events = tuple(told for told, names in planned if _tells_of(channel, names))
            yield Blob(path=channel.calendar, data=write(channel.calendar_title, events))


def _tells_of(channel: Channel, names: frozenset[str]) -> bool:
    return channel.components is None or bool(channel.components & names)
