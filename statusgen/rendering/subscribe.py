"""All that a reader can subscribe to, on one page."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.sentences import say
from statusgen.rendering.badges import FOLDER
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.subscriptions import (
    PAGE,
    WORK,
    Subscription,
    component_folder,
    group_folder,
    subscriptions,
)
from statusgen.rendering.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to subscribe to."""

    name: Phrase
    links: tuple[Subscription, ...]
    badge: str = ""
    """The picture of its status, from the site's root; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The page."""

    whole: tuple[Choice, ...]
    """Everything, and planned work alone."""
    groups: tuple[Choice, ...]
    components: tuple[Choice, ...]
    has_feeds: bool
    """Feeds need the page's own address."""
    has_api: bool
    has_hub: bool
    """A hub calls programs when a feed has something new."""


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The page."""
    yield Sheet(
        path="subscribe/index.html", template="subscribe.html", title=say("Subscribe"), view=choices(scene)
    )


def choices(scene: Scene) -> Choices:
    """The page, planned work, groups and components, in the order of the page."""
    links, snapshot = subscriptions(scene), scene.snapshot
    whole = ((say("Everything"), PAGE, f"{FOLDER}status.svg"), (say("Planned work alone"), WORK, ""))
    return Choices(
        whole=tuple(
            Choice(name=scene.phrase(name), links=links[folder], badge=badge) for name, folder, badge in whole
        ),
        groups=tuple(
            Choice(name=scene.phrase(group.name), links=links[group_folder(group.id)])
            for group in snapshot.groups
        ),
        components=tuple(
            Choice(
                name=scene.phrase(state.component.name),
                links=links[component_folder(state.component.id)],
                badge=f"{FOLDER}{state.component.id}/status.svg",
            )
            for state in snapshot.components
        ),
        has_feeds=bool(snapshot.page.url),
        has_api=snapshot.statuspage is not None,
        has_hub=bool(snapshot.page.url and snapshot.page.hub),
    )
