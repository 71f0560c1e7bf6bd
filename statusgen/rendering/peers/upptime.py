"""Measured components become Upptime's sites: its summary, and the numbers that shields.io draws.

Upptime knows up, degraded and down. What the page does not know is degraded there, never up.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import ceil
from typing import Any

from statusgen.model.latencies import LatencyPoint
from statusgen.model.snapshot import ComponentState
from statusgen.model.words import Status
from statusgen.rendering.numbers import percent
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.wording import state_of

SUMMARY = "history/summary.json"
STATUSES = {
    Status.OPERATIONAL: "up",
    Status.UNDER_MAINTENANCE: "degraded",
    Status.UNKNOWN: "degraded",
    Status.DEGRADED_PERFORMANCE: "degraded",
    Status.PARTIAL_OUTAGE: "degraded",
    Status.MAJOR_OUTAGE: "down",
}
_DAY = timedelta(days=1)
PERIODS = (
    ("", "", "365d", 365 * _DAY),
    ("day", " 24h", "24h", _DAY),
    ("week", " 7d", "7d", 7 * _DAY),
    ("month", " 30d", "30d", 30 * _DAY),
    ("year", " 1y", "365d", 365 * _DAY),
)
"""Their name, what their label adds, our window, and its length. The longest we know is their "all"."""
_WITHOUT = "not measured"
_MINUTES = 24 * 60
_UPTIME_COLOURS = ((95, "brightgreen"), (90, "green"), (85, "yellowgreen"), (80, "yellow"), (75, "orange"))
"""Above so many per cent, as theirs are."""
_TIME_COLOURS = (
    (200, "brightgreen"),
    (400, "green"),
    (600, "yellowgreen"),
    (800, "yellow"),
    (1000, "orange"),
)
"""Below so many milliseconds."""


def blobs(scene: Scene) -> Iterator[Blob]:
    """The summary of all sites, and ten numbers of each."""
    sites = [state for state in scene.snapshot.components if state.is_measured]
    summary = json.dumps([_site(state, scene) for state in sites], ensure_ascii=False, indent=2)
    yield Blob(path=SUMMARY, data=summary.encode() + b"\n")
    for state in sites:
        for period, more, window, length in PERIODS:
            end = f"-{period}.json" if period else ".json"
            folder = f"api/{state.component.id}/"
            yield Blob(path=f"{folder}uptime{end}", data=_uptime_shield(state, window, more))
            time = _time(state, scene, length)
            yield Blob(path=f"{folder}response-time{end}", data=_time_shield(time, more))


def _site(state: ComponentState, scene: Scene) -> dict[str, Any]:
    url = scene.snapshot.page.url or ""
    times = {f"time{name.title()}": _time(state, scene, length) for name, _, _, length in PERIODS}
    return {
        "name": scene.phrase(state.component.name).text,
        # What is probed stays private, so it leads to what we say of it.
        "url": f"{url}components/{state.component.id}/",
        "icon": f"{url}assets/favicon-{state_of(state).key}.svg",
        "slug": state.component.id,
        "status": STATUSES[state.status],
        **{f"uptime{name.title()}": _uptime(state, window) for name, _, window, _ in PERIODS},
        # Theirs is 0 where there is none.
        **{name: time or 0 for name, time in times.items()},
        "dailyMinutesDown": {
            day.date.isoformat(): ceil(round(day.down * _MINUTES, 3))
            for day in reversed(state.days)
            if day.down > 0
        },
    }


def _share(state: ComponentState, window: str) -> float | None:
    return state.uptime[window].up if window in state.uptime else None


def _uptime(state: ComponentState, window: str) -> str:
    share = _share(state, window)
    return _WITHOUT if share is None else _percent(share)


def _percent(share: float) -> str:
    """`99.93%`, as they write it, rounded down."""
    return "100.00%" if share >= 1 else percent(share).replace("\u00a0", "")


def _time(state: ComponentState, scene: Scene, length: timedelta) -> int | None:
    """The mean of the medians of hours or days, of the first check that has any; None where there is none."""
    since = scene.snapshot.taken_at - length
    for series in state.latencies:
        finest = series.together.hours if length <= _DAY and series.together.hours else series.together.days
        points = [point for point in finest if point.starts_at >= since]
        if points:
            return _mean(points)
    return None


def _mean(points: Sequence[LatencyPoint]) -> int:
    looks = sum(point.looks for point in points)
    return round(sum(point.p50_ms * point.looks for point in points) / looks)


def _uptime_shield(state: ComponentState, window: str, more: str) -> bytes:
    share = _share(state, window)
    colour = "lightgrey" if share is None else _above(share * 100)
    return _shield(f"uptime{more}", _uptime(state, window), colour)


def _time_shield(time: int | None, more: str) -> bytes:
    label = f"response time{more}"
    return (
        _shield(label, _WITHOUT, "lightgrey") if time is None else _shield(label, f"{time} ms", _below(time))
    )


def _above(value: float) -> str:
    return next((colour for least, colour in _UPTIME_COLOURS if value > least), "red")


def _below(value: float) -> str:
    return next((colour for most, colour in _TIME_COLOURS if value < most), "red")


def _shield(label: str, message: str, colour: str) -> bytes:
    document = {"schemaVersion": 1, "label": label, "message": message, "color": colour}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"
