"""What readers can subscribe to: the page, a component, a group, planned work; and where it lies."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.sentences import Joined, say
from statusgen.rendering.scene import Scene

PAGE, WORK = "", "maintenance/"
"""Folders of the page's own feeds and of those of planned work alone."""
CALENDAR = "maintenance.ics"
ATOM, RSS, JSON = "history.atom", "history.rss", "feed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One thing to subscribe to."""

    folder: str
    """Where its files lie, from the site's root; ends with `/` unless it is the root."""
    about: str
    """Whose status it tells."""
    home: str
    """The page it tells of, from the site's root."""
    components: frozenset[str] | None
    """Ids of those that it tells of; None tells of everything."""
    is_work: bool = False
    """It tells of planned work alone."""

    @property
    def title(self) -> str:
        """Of its feeds."""
        return self.calendar_title if self.is_work else say("{about} - Incident History", about=self.about)

    @property
    def calendar_title(self) -> str:
        """Of its calendar."""
        return say("{about} - Planned Work", about=self.about)

    @property
    def calendar(self) -> str:
        """The path of its calendar: planned work has the page's."""
        return (PAGE if self.is_work else self.folder) + CALENDAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A link by which a reader's program finds it."""

    name: str
    """Of the format, for a person."""
    type: str
    title: str
    href: str
    """From the site's root."""


def component_folder(component_id: str) -> str:
    """Where a component's feeds lie: beside its page."""
    return f"components/{component_id}/"


def group_folder(group_id: str) -> str:
    """Where a group's feeds lie."""
    return f"groups/{group_id}/"


def channels(scene: Scene) -> Iterator[Channel]:
    """The page, planned work, then each group and each component, retired ones too."""
    about = say("{name} Status", name=scene.phrase(scene.snapshot.page.name).text)
    yield Channel(folder=PAGE, about=about, home="", components=None)
    yield Channel(folder=WORK, about=about, home=WORK, components=None, is_work=True)
    for group in scene.snapshot.groups:
        yield Channel(
            folder=group_folder(group.id),
            about=Joined([about, scene.phrase(group.name).text], between=" - "),
            home=f"#group-{group.id}",
            components=frozenset(component.id for component in group.components),
        )
    for component_id in scene.components:
        folder = component_folder(component_id)
        yield Channel(
            folder=folder,
            about=Joined([about, scene.name(component_id).text], between=" - "),
            home=folder,
            components=frozenset({component_id}),
        )


def subscriptions(scene: Scene) -> dict[str, tuple[Subscription, ...]]:
    """By folder. Feeds need absolute addresses, so a page that does not know its own has only calendars."""
    return {channel.folder: tuple(_links(channel, scene)) for channel in channels(scene)}


def _links(channel: Channel, scene: Scene) -> Iterator[Subscription]:
    if scene.snapshot.page.url:
        for name, kind, file in (
            ("Atom", "application/atom+xml", ATOM),
            ("RSS", "application/rss+xml", RSS),
            ("JSON Feed", "application/feed+json", JSON),
        ):
            yield Subscription(name=name, type=kind, title=channel.title, href=channel.folder + file)
    yield Subscription(
        name=say("Calendar"), type="text/calendar", title=channel.calendar_title, href=channel.calendar
    )
