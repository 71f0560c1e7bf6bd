"""Pages become JSON-LD in the words of schema.org: what the page is about, with its times."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from statusgen.model.sentences import say
from statusgen.model.times import format_moment
from statusgen.rendering.components import ComponentPage
from statusgen.rendering.editions import address as address_of
from statusgen.rendering.home import Home
from statusgen.rendering.incidents import IncidentPage
from statusgen.rendering.maintenances import WorkPage
from statusgen.rendering.posts import written_at
from statusgen.rendering.scene import Scene, Sheet

_CONTEXT = "https://schema.org"
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end the element or begin a comment in it; JSON may write them as it likes."""
_Words = dict[str, Any]


def linked_data(sheet: Sheet, scene: Scene) -> Markup:
    """What stands in a page's `<script type="application/ld+json">`. It names absolute addresses, so a page
    that does not know its own has none.
    """
    url, describe = scene.snapshot.page.url, KINDS.get(type(sheet.view))
    if url is None or describe is None:
        return Markup("")
    address = address_of(url, scene.folder + sheet.path)
    document = {"@context": _CONTEXT, **describe(sheet, scene, address)}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_UNSAFE))  # noqa: S704 (nothing is left in it that HTML would read)


def _home(sheet: Sheet, scene: Scene, address: str) -> _Words:
    expires_at = scene.snapshot.expires_at
    return {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": _title(scene),
        "description": scene.language.printed(sheet.description),
        "dateModified": format_moment(scene.snapshot.taken_at),
        **({"expires": format_moment(expires_at)} if expires_at else {}),
        "publisher": {"@type": "Organization", "name": _brand(scene)},
    }


def _component(sheet: Sheet, scene: Scene, address: str) -> _Words:
    name = scene.name(sheet.path.split("/")[1]).text
    return {"@type": "WebPage", "@id": address, "url": address, "name": name, **_trail(name, scene, address)}


def _incident(sheet: Sheet, scene: Scene, address: str) -> _Words:
    state = scene.incidents[sheet.path.split("/")[1]]
    title, times = scene.phrase(state.incident.title).text, [written_at(one) for one in state.updates]
    return {
        "@type": "Article",
        "@id": address,
        "url": address,
        "headline": title,
        "datePublished": format_moment(min(times, default=state.starts_at)),
        "dateModified": format_moment(max(times, default=state.starts_at)),
        "about": [scene.name(component).text for component in state.components],
        "publisher": {"@type": "Organization", "name": _brand(scene)},
    }


def _work(sheet: Sheet, scene: Scene, address: str) -> _Words:
    state = scene.maintenances[sheet.path.split("/")[1]]
    return {
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": scene.phrase(state.maintenance.title).text,
        **_window(state.starts_at, state.ends_at),
        "eventStatus": f"{_CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{_CONTEXT}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": address},
        "organizer": {"@type": "Organization", "name": _brand(scene), "url": scene.snapshot.page.url},
    }


def _window(start: datetime, end: datetime) -> _Words:
    return {"startDate": format_moment(start), "endDate": format_moment(end)}


KINDS: Mapping[type, Callable[[Sheet, Scene, str], _Words]] = {
    Home: _home,
    ComponentPage: _component,
    IncidentPage: _incident,
    WorkPage: _work,
}
"""By what stands on the page; lists say nothing that their entries do not."""


def _brand(scene: Scene) -> str:
    return scene.phrase(scene.snapshot.page.name).text


def _title(scene: Scene) -> object:
    return scene.language.printed(say("{name} status", name=_brand(scene)))


def _trail(name: str, scene: Scene, address: str) -> _Words:
    """The way there from the home page."""
    places = ((_title(scene), scene.snapshot.page.url), (name, address))
    items = [
        {"@type": "ListItem", "position": number, "name": words, "item": where}
        for number, (words, where) in enumerate(places, start=1)
    ]
    return {"breadcrumb": {"@type": "BreadcrumbList", "itemListElement": items}}
