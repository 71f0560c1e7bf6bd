"""A component's verdict becomes its row: state, note, uptime with coverage, and bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.sentences import Joined, say
from statusgen.model.snapshot import ComponentState
from statusgen.model.uptime import Uptime
from statusgen.model.words import ScopeKind, Status
from statusgen.rendering.bars import REGIONAL, Bar, bar
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.numbers import percent, whole_percent
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import ELSEWHERE, State, all_of, scope_words, state_of

_IN_ROW = ("90d", "30d", "7d", "24h")
"""The longest known one stands in the row, as long as its bar is."""
WINDOW_NAMES = {
    "24h": say("24 hours"),
    "7d": say("7 days"),
    "30d": say("30 days"),
    "90d": say("90 days"),
    "365d": say("365 days"),
}
WINDOWS = tuple(WINDOW_NAMES)
"""The shortest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A component on the home page."""

    href: str
    name: Phrase
    state: State
    aside: str
    """A few words beside the status: that only people report it, or where it holds."""
    note: Phrase | None
    """A state of its own, such as a failure that is being confirmed."""
    uptime: str | None
    """None when nothing was measured."""
    coverage: str
    bar: Bar | None
    why: Phrase | None
    """One reason; None while all is well, and where an open incident on the page tells it."""
    warnings: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UptimeRow:
    """Uptime over one window with its inputs."""

    window: str
    up: str
    coverage: str
    up_time: str
    down_time: str
    degraded: str
    some: str
    """Up, but not in every place."""
    maintenance: str
    with_maintenance: str
    """Uptime with maintenance counted as it was measured; empty without any."""
    excluded: str
    exclusions: tuple[Phrase, ...]
    since: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One line of the table of uptimes: a cell for each window."""

    name: str
    cells: tuple[str, ...]
    is_part: bool
    """A part of the line above."""


def row(state: ComponentState, scene: Scene) -> Row:
    """The component as one row."""
    uptime, why = longest(state.uptime), _why(state, scene)
    return Row(
        href=f"components/{state.component.id}/index.html",
        name=scene.phrase(state.component.name),
        state=state_of(state),
        aside=_aside(state),
        note=None if _repeats(why, state.note) else scene.maybe(state.note),
        uptime=percent(uptime.up) if uptime and uptime.up is not None else None,
        coverage=say("{share} measured", share=whole_percent(uptime.measured))
        if uptime and _is_gappy(uptime)
        else "",
        bar=bar(state.days, scene.clock, condition(state, scene)) if state.is_measured else None,
        why=why,
        warnings=tuple(scene.phrase(text) for text in state.warnings),
    )


def _repeats(why: Phrase | None, note: str | None) -> bool:
    """The reason says the note's words and more."""
    return why is not None and note is not None and why.text.lower().startswith(note)


def _aside(state: ComponentState) -> str:
    if not state.is_measured:
        return say("reported by people, not measured")
    is_regional = state.scope is not None and state.scope.kind in (ScopeKind.COUNTRY, ScopeKind.NETWORK)
    if not is_regional:
        return ""
    # What is doubted elsewhere is told by the note below.
    if state.elsewhere and not state.note:
        return Joined([scope_words(state.scope), ELSEWHERE[state.elsewhere]], between="; ")
    return scope_words(state.scope)


def _why(state: ComponentState, scene: Scene) -> Phrase | None:
    """What the probes say, unless the row or an open incident says as much."""
    if state.status is Status.OPERATIONAL and not state.note:
        return None
    is_told = any(state.component.id in one.components for one in scene.open)
    if is_told and state.status is not Status.UNKNOWN and not state.note:
        return None
    leading = "reports" if _is_doubted(state) else "probes"
    return next((scene.phrase(reason.text) for reason in state.reasons if reason.source == leading), None)


def _is_doubted(state: ComponentState) -> bool:
    """Only people report something of it."""
    seen = {reason.source for reason in state.reasons}
    return state.scope is not None and state.scope.kind is ScopeKind.UNCONFIRMED and "reports" in seen


def condition(state: ComponentState, scene: Scene) -> str:
    """What explains regional trouble: the titles of the standing conditions, else that it was regional."""
    titles = [
        scene.phrase(one.incident.title).text
        for one in scene.open
        if one.is_standing and state.component.id in one.components
    ]
    return all_of(titles) if titles else REGIONAL


def uptime_rows(windows: Mapping[str, Uptime], scene: Scene) -> tuple[UptimeRow, ...]:
    """All windows, the shortest first."""
    known = [windows[name] for name in WINDOWS if name in windows]
    return tuple(_uptime_row(uptime, scene) for uptime in known)


def inputs(rows: Sequence[UptimeRow]) -> tuple[Inputs, ...]:
    """The numbers with all that they were computed from; lines without any time are left out."""
    table = (
        (say("Uptime"), [row.up for row in rows], False),
        (say("Up"), [row.up_time for row in rows], False),
        (say("degraded"), [row.degraded for row in rows], True),
        (say("not everywhere"), [row.some for row in rows], True),
        (say("Down"), [row.down_time for row in rows], False),
        (say("Maintenance"), [row.maintenance for row in rows], False),
        (say("uptime with it"), [row.with_maintenance for row in rows], True),
        (say("Not counted"), [row.excluded for row in rows], False),
        (say("Measured"), [row.coverage for row in rows], False),
    )
    return tuple(
        Inputs(name=name, cells=tuple(cell or say("none") for cell in cells), is_part=is_part)
        for name, cells, is_part in table
        if any(cells)
    )


def _uptime_row(uptime: Uptime, scene: Scene) -> UptimeRow:
    return UptimeRow(
        window=WINDOW_NAMES.get(uptime.window, uptime.window),
        up=percent(uptime.up) if uptime.up is not None else say("not measured"),
        coverage=whole_percent(uptime.measured),
        up_time=duration(uptime.up_time),
        down_time=_some(uptime.down_time) or say("none"),
        degraded=_some(uptime.degraded_time),
        some=_some(uptime.scoped_time),
        maintenance=_some(uptime.maintenance_time),
        with_maintenance=_with_maintenance(uptime),
        excluded=_some(uptime.excluded_time),
        exclusions=tuple(scene.phrase(reason) for reason in uptime.exclusions),
        since=scene.clock.at(uptime.starts_at),
    )


def _with_maintenance(uptime: Uptime) -> str:
    if not uptime.maintenance_time or uptime.up_with_maintenance is None:
        return ""
    return percent(uptime.up_with_maintenance)


def _some(span: timedelta) -> str:
    return duration(span) if span else ""


def _is_gappy(uptime: Uptime) -> bool:
    """Coverage is printed always, but for a window seen whole."""
    return uptime.up is not None and uptime.measured < 1


def longest(windows: Mapping[str, Uptime]) -> Uptime | None:
    """The longest window that is as long as a bar, or the longest below it."""
    return next((windows[name] for name in _IN_ROW if name in windows), None)
