"""Ids of other files become links to where their entries stand."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link inside the site, from its root, or one that leads out."""

    href: str
    name: Phrase


def related(ids: tuple[str, ...], scene: Scene) -> tuple[Link, ...]:
    """Links to other files' pages; what has no page is left out."""
    if not ids:
        return ()
    links = []
    announcements = {announcement.id: announcement for announcement in scene.snapshot.announcements}
    for name in ids:
        if name in scene.incidents:
            title, href = scene.incidents[name].incident.title, f"incidents/{name}/index.html"
        elif name in scene.maintenances:
            title, href = scene.maintenances[name].maintenance.title, f"maintenance/{name}/index.html"
        elif name in announcements:
            title = announcements[name].title
            href = f"{month_href(announcements[name].updates[0].at)}#{note_anchor(name)}"
        else:
            continue
        links.append(Link(href=href, name=scene.phrase(title)))
    return tuple(links)


def month_href(moment: datetime) -> str:
    """The page of history that tells of a month."""
    return f"history/{moment.year:04}-{moment.month:02}/index.html"


def note_anchor(announcement_id: str) -> str:
    """Where an announcement stands in its month and on the home page."""
    return f"note-{announcement_id}"
