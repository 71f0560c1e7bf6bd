"""The page for addresses that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.sentences import say
from statusgen.rendering.headline import Top, top
from statusgen.rendering.scene import Scene, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Whoever is lost still learns whether something is broken."""

    top: Top


def sheets(scene: Scene) -> Iterator[Sheet]:
    """Hosts serve it at any depth, so its links start from the page's own address."""
    yield Sheet(
        path="404.html",
        template="404.html",
        title=say("Not found"),
        view=Lost(top=top(scene)),
        is_current=True,
        is_absolute=True,
        is_in_every_language=False,
    )
