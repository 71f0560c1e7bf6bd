"""The page's status and uptime, and each component's, become badges for other people's pages."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from statusgen.model.snapshot import ComponentState
from statusgen.model.uptime import Uptime
from statusgen.rendering.badge_svg import Badge, draw
from statusgen.rendering.headline import top
from statusgen.rendering.numbers import percent, whole_percent
from statusgen.rendering.rows import WINDOW_NAMES, longest
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.shapes import INK, TONES
from statusgen.rendering.wording import SAID, State, state_of

FOLDER = "badge/"
CACHE_SECONDS = 300
"""How long shields.io may keep an answer; it keeps none for less."""
_NAMELESS = "Status"
"""For a name of which nothing is left once what cannot be printed is taken out."""
_WITHOUT = "not measured"


def blobs(scene: Scene) -> Iterator[Blob]:
    """A picture of each, and the same for shields.io to draw. An earlier id keeps its addresses."""
    snapshot = scene.snapshot
    name = scene.phrase(snapshot.page.name).text or _NAMELESS
    windows = snapshot.numbers.windows if snapshot.numbers else {}
    yield from _pair("status", _status(name, top(scene).state, scene))
    yield from _pair("uptime", _uptime(name, windows, scene))
    for state in snapshot.components:
        status, uptime = _of_component(state, scene)
        for component_id in (state.component.id, *state.component.was):
            yield from _pair(f"{component_id}/status", status)
            yield from _pair(f"{component_id}/uptime", uptime)


def _of_component(state: ComponentState, scene: Scene) -> tuple[Badge, Badge]:
    name = scene.phrase(state.component.name).text or state.component.id
    return _status(name, state_of(state), scene), _uptime(name, state.uptime, scene)


def _status(name: str, state: State, scene: Scene) -> Badge:
    now, until = scene.snapshot.taken_at, scene.snapshot.expires_at
    return Badge(
        label=name,
        key=state.key,
        words=state.word,
        aside="reported, not measured" if state is SAID else "",
        when=f"as of {scene.clock.day(now.date())} {now:%H:%M} UTC",
        spoken=_spoken(name, state, scene, until),
    )


def _spoken(name: str, state: State, scene: Scene, until: datetime | None) -> str:
    as_of = scene.clock.dated(scene.snapshot.taken_at).text
    if state is SAID:
        return f"{name}: {state.formal}, reported by people, not measured, as of {as_of}"
    if until is None:
        return f"{name}: {state.formal} as of {as_of}"
    return f"{name}: {state.formal} as of {as_of}; after {scene.clock.at(until).text}, treat as unknown"


def _uptime(name: str, windows: Mapping[str, Uptime], scene: Scene) -> Badge:
    uptime, label = longest(windows), f"{name} uptime"
    day = scene.clock.day(scene.snapshot.taken_at.date())
    if uptime is None or uptime.up is None:
        return Badge(
            label=label, key=None, words=_WITHOUT, aside="", when=f"to {day}", spoken=f"{label}: {_WITHOUT}"
        )
    share, window = percent(uptime.up), WINDOW_NAMES[uptime.window]
    coverage = whole_percent(uptime.measured)
    return Badge(
        label=label,
        key=None,
        words=f"{share} in {window}",
        aside=f"{coverage} measured" if uptime.measured < 1 else "",
        when=f"to {day}",
        spoken=f"{label}: {share} in the {window} to {day}, of which {coverage} was measured",
    )


def _pair(path: str, badge: Badge) -> Iterator[Blob]:
    yield Blob(path=f"{FOLDER}{path}.svg", data=draw(badge))
    yield Blob(path=f"{FOLDER}{path}.json", data=_shield(badge))


def _shield(badge: Badge) -> bytes:
    """For shields.io's endpoint badge. Bad news may not be painted over by the address that asks for it."""
    document = {
        "schemaVersion": 1,
        "label": badge.label,
        "message": " · ".join(filter(None, (badge.words, badge.aside, badge.when))),
        "color": (TONES[badge.key] if badge.key else INK).light,
        **({"isError": True} if badge.key not in (None, "ok", "said") else {}),
        "cacheSeconds": CACHE_SECONDS,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
