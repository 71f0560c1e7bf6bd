"""The page's answer for other people's sites: what `embed.js` shows, and a page for an iframe."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.snapshot import Snapshot
from statusgen.model.times import format_moment
from statusgen.model.words import Status, worst
from statusgen.rendering.headline import Top, top
from statusgen.rendering.scene import Blob, Scene, Sheet
from statusgen.rendering.wording import STATES

SCHEMA = 1
BANNER = "embed/banner.json"
_CALM = (Status.OPERATIONAL, Status.UNKNOWN)
"""Not knowing is our trouble, and no news for the readers of another site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """The page for an iframe."""

    top: Top


def items(scene: Scene) -> Iterator[Blob | Sheet]:
    """What the script asks for, and the page."""
    text = json.dumps(banner(scene), ensure_ascii=False, indent=1)
    yield Blob(path=BANNER, data=text.encode() + b"\n")
    answer = top(scene)
    yield Sheet(
        path="embed/index.html",
        template="embed.html",
        title="",
        view=Embed(top=answer),
        tone=answer.state.key,
        is_current=True,
    )


def banner(scene: Scene) -> dict[str, object]:
    """All that the script knows, whole sentences among it: it has no words of its own."""
    snapshot = scene.snapshot
    status, said = _moving(snapshot), scene.phrase(snapshot.headline.text).text
    return {
        "schema": SCHEMA,
        "is_wrong": status not in _CALM,
        "tone": STATES[status].key,
        "taken_at": format_moment(snapshot.taken_at),
        "expires_at": format_moment(snapshot.expires_at) if snapshot.expires_at else None,
        "label": f"Status of {scene.phrase(snapshot.page.name).text}",
        "text": _now_words(said, scene),
        "late_text": _late_words(said, scene),
        "link_text": "Status page",
    }


def _moving(snapshot: Snapshot) -> Status:
    """The worst of what is not explained by a condition that has stood for long: that is no news."""
    return worst(*(state.elsewhere or state.status for state in snapshot.components))


def _now_words(said: str, scene: Scene) -> str:
    now = scene.snapshot.taken_at
    return f"{said} (as of {scene.clock.day(now.date())} {now:%H:%M} UTC)"


def _late_words(said: str, scene: Scene) -> str:
    """Once it may no longer be believed: what was known, and that it may be over."""
    return f"Last known on {scene.clock.dated(scene.snapshot.taken_at).text}: {said}. This may have changed."
