"""The page becomes cState's `index.json`: systems with the issues that are not resolved.

cState knows ok, notice, disrupted and down. What the page does not know is a notice there, never ok.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from statusgen.model.incidents import Announcement
from statusgen.model.scalars import Text
from statusgen.model.snapshot import ComponentState, IncidentState
from statusgen.model.words import Status, worst
from statusgen.rendering.related import month_href, note_anchor
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.shapes import TONES

PATH = "index.json"
STATUSES = {
    Status.OPERATIONAL: "ok",
    Status.UNDER_MAINTENANCE: "notice",
    Status.UNKNOWN: "notice",
    Status.DEGRADED_PERFORMANCE: "disrupted",
    Status.PARTIAL_OUTAGE: "disrupted",
    Status.MAJOR_OUTAGE: "down",
}
_VERSION, _API = "6.0.1", "2.0"
"""Of cState, whose form this is."""
_REST = "Other"
"""Their systems all stand in a category."""


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file."""
    yield Blob(path=PATH, data=json.dumps(index(scene), ensure_ascii=False, indent=1).encode() + b"\n")


def index(scene: Scene) -> dict[str, Any]:
    """The document; keys stand in their order."""
    snapshot, now = scene.snapshot, scene.snapshot.taken_at
    return {
        "is": "index",
        "cStateVersion": _VERSION,
        "apiVersion": _API,
        "title": scene.phrase(snapshot.page.name).text,
        "languageCodeHTML": scene.writer.languages[0],
        "languageCode": scene.writer.languages[0],
        "baseURL": snapshot.page.url or "",
        "description": _line(snapshot.page.description, scene),
        "summaryStatus": STATUSES[snapshot.headline.status],
        "categories": _categories(scene),
        "pinnedIssues": [
            _note(note, scene)
            for note in snapshot.announcements
            if note.pin and (note.expires_at is None or note.expires_at > now)
        ],
        "systems": [_system(state, scene) for state in snapshot.components],
        "buildDate": f"{now:%Y-%m-%d}",
        "buildTime": f"{now:%H:%M}",
        "buildTimezone": "UTC",
        "colorBrand": TONES["work"].light,
        "colorOk": TONES["ok"].light,
        "colorDisrupted": TONES["part"].light,
        "colorDown": TONES["down"].light,
        "colorNotice": TONES["unk"].light,
        "alwaysKeepBrandColor": "false",
        "logo": "",
        "googleAnalytics": "",
    }


def _categories(scene: Scene) -> list[dict[str, Any]]:
    names = [scene.phrase(group.name).text for group in scene.snapshot.groups]
    rest = [_REST] if any(state.group is None for state in scene.snapshot.components) else []
    shown = {"hideTitle": False, "closedByDefault": False}
    return [
        *({"name": name, **shown} for name in names),
        *({"name": name, **shown, "hideTitle": True} for name in rest),
    ]


def _system(state: ComponentState, scene: Scene) -> dict[str, Any]:
    about = _line(state.component.description, scene)
    concerned = [i for i in scene.open if state.component.id in _present(i, scene)]
    return {
        "name": scene.phrase(state.component.name).text,
        **({"description": about} if about else {}),
        "category": scene.phrase(state.group.name).text if state.group else _REST,
        "status": STATUSES[state.status],
        "unresolvedIssues": [_issue(one, scene) for one in concerned],
    }


def _present(state: IncidentState, scene: Scene) -> set[str]:
    """Ids of what it named, as they are now."""
    return {scene.renamed.get(name, name) for name in state.components}


def _issue(state: IncidentState, scene: Scene) -> dict[str, Any]:
    entry = state.incident
    said = max((update.at for update in state.updates), default=state.starts_at)
    impact = STATUSES[worst(*state.impact.values())]
    return {
        "is": "issue",
        "title": scene.phrase(entry.title).text,
        "createdAt": _time(state.starts_at),
        "lastMod": _time(said),
        "permalink": _link(f"incidents/{entry.id}/", scene),
        "severity": "notice" if impact == "ok" else impact,
        "resolved": False,
        "informational": False,
        "resolvedAt": "",
        "affected": [name.text for name in scene.names(state.components)],
        "filename": f"{entry.id}.yaml",
    }


def _note(note: Announcement, scene: Scene) -> dict[str, Any]:
    times = [update.at for update in note.updates_until(scene.clock.now)] or [scene.clock.now]
    return {
        "is": "issue",
        "title": scene.phrase(note.title).text,
        "createdAt": _time(times[0]),
        "lastMod": _time(times[-1]),
        "permalink": _link(f"{month_href(times[0])}#{note_anchor(note.id)}", scene),
        "affected": [],
        "filename": f"{note.id}.yaml",
    }


def _line(text: Text | None, scene: Scene) -> str:
    return scene.phrase(text).text if text else ""


def _link(path: str, scene: Scene) -> str:
    return f"{scene.snapshot.page.url or ''}{path}"


def _time(moment: datetime) -> str:
    """As Go prints times, which is how Hugo puts them there."""
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000 UTC"
