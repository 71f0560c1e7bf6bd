"""A component's verdict becomes its row: state, note, uptime with coverage, and bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.snapshot import ComponentState, Reason, Uptime
from statusgen.model.words import Status
from statusgen.rendering.bars import Bar, bar
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.numbers import percent, whole_percent
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import SOURCES, STATES, State, scope_words

_WINDOWS = ("90d", "30d", "7d", "24h")
"""The longest known one stands in the row."""
_WINDOW_NAMES = {"90d": "90 days", "30d": "30 days", "7d": "7 days", "24h": "24 hours"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One reason, and who gives it."""

    source: str
    text: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A component on the home page."""

    href: str
    name: Phrase
    state: State
    note: Phrase | None
    is_alarm: bool
    """The note tells of a failure that is not confirmed yet."""
    where: str
    uptime: str | None
    """None when nothing was measured."""
    coverage: str
    bar: Bar | None
    why: tuple[Why, ...]
    """Empty while all is well."""
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
    maintenance: str
    excluded: str
    exclusions: tuple[Phrase, ...]
    since: Moment


def row(state: ComponentState, scene: Scene) -> Row:
    """The component as one row."""
    uptime = _longest(state.uptime)
    return Row(
        href=f"components/{state.component.id}/index.html",
        name=scene.phrase(state.component.name),
        state=STATES[state.status],
        note=note(state, scene),
        is_alarm=bool(state.note),
        where=scope_words(state.scope),
        uptime=percent(uptime.up) if uptime and uptime.up is not None else None,
        coverage=f"{whole_percent(uptime.measured)} measured" if uptime and _is_gappy(uptime) else "",
        bar=bar(state.days, scene.clock) if state.is_measured else None,
        why=reasons(state.reasons, scene) if state.status is not Status.OPERATIONAL or state.note else (),
        warnings=tuple(scene.phrase(text) for text in state.warnings),
    )


def note(state: ComponentState, scene: Scene) -> Phrase | None:
    """What stands beside the status; what nobody measures says so."""
    if state.note:
        return scene.phrase(state.note)
    return None if state.is_measured else scene.phrase("not measured")


def reasons(given: tuple[Reason, ...], scene: Scene) -> tuple[Why, ...]:
    """The reasons with their sources named."""
    return tuple(
        Why(source=SOURCES.get(reason.source, reason.source), text=scene.phrase(reason.text))
        for reason in given
    )


def uptime_rows(windows: Mapping[str, Uptime], scene: Scene) -> tuple[UptimeRow, ...]:
    """All windows, the shortest first."""
    known = [windows[name] for name in reversed(_WINDOWS) if name in windows]
    return tuple(_uptime_row(uptime, scene) for uptime in known)


def _uptime_row(uptime: Uptime, scene: Scene) -> UptimeRow:
    return UptimeRow(
        window=_WINDOW_NAMES.get(uptime.window, uptime.window),
        up=percent(uptime.up) if uptime.up is not None else "not measured",
        coverage=whole_percent(uptime.measured),
        up_time=duration(uptime.up_time),
        down_time=duration(uptime.down_time),
        degraded=_some(uptime.degraded_time),
        maintenance=_some(uptime.maintenance_time),
        excluded=_some(uptime.excluded_time),
        exclusions=tuple(scene.phrase(reason) for reason in uptime.exclusions),
        since=scene.clock.at(uptime.starts_at),
    )


def _some(span: timedelta) -> str:
    return duration(span) if span else ""


def _is_gappy(uptime: Uptime) -> bool:
    """Coverage is printed always, but for a window seen whole."""
    return uptime.up is not None and uptime.measured < 1


def _longest(windows: Mapping[str, Uptime]) -> Uptime | None:
    return next((windows[name] for name in _WINDOWS if name in windows), None)
