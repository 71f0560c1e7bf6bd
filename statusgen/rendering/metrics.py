"""A Snapshot becomes `metrics.txt`: numbers for Prometheus and whatever reads OpenMetrics."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from statusgen.model.latencies import LatencyPoint
from statusgen.model.snapshot import CheckLatency, ComponentState, Snapshot
from statusgen.model.uptime import Uptime
from statusgen.model.words import Severity, Status
from statusgen.rendering.openmetrics import Family, Sample, write
from statusgen.rendering.rows import WINDOWS
from statusgen.rendering.scene import Blob, Scene

_Labels: TypeAlias = tuple[tuple[str, str], ...]
_ByWindow: TypeAlias = Iterable[tuple[_Labels, Mapping[str, Uptime]]]
PATH = "metrics.txt"
_CONFLICTS = ("undeclared", "forgotten", "overrun")
_NEWEST = timedelta(hours=2)
"""An hour of latencies that began longer ago says nothing of now."""


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file."""
    yield Blob(path=PATH, data=write((*_of_page(scene.snapshot), *_of_components(scene))))


def _of_page(snapshot: Snapshot) -> Iterator[Family]:
    windows = snapshot.numbers.windows if snapshot.numbers else {}
    yield _time("page_taken", "The instant that the page tells of", [((), snapshot.taken_at)])
    yield _time("page_expires", "From then on nothing here may be believed", [((), snapshot.expires_at)])
    yield _statuses(
        "page_status", "The headline's status, 1 for the one that holds", [((), snapshot.headline.status)]
    )
    yield _ratio("page_uptime", "Uptime of all measured components together", _ups([((), windows)]))
    yield _ratio("page_coverage", "The share of the window that was measured", _shares([((), windows)]))
    still_open = [state.severity for state in snapshot.incidents if state.is_open]
    yield Family(
        name="statusgen_incidents_open",
        help="Open incidents by severity",
        samples=tuple(
            Sample(still_open.count(severity), (("severity", severity.value),)) for severity in Severity
        ),
    )
    kinds = [conflict.kind for conflict in snapshot.conflicts]
    yield Family(
        name="statusgen_conflicts",
        help="Where people and probes disagree, by kind",
        samples=tuple(Sample(kinds.count(kind), (("kind", kind),)) for kind in _CONFLICTS),
    )


def _of_components(scene: Scene) -> Iterator[Family]:
    states = [((("component", state.component.id),), state) for state in scene.snapshot.components]
    yield Family(
        name="statusgen_component_info",
        help="What a component is called, and the group it stands in",
        samples=tuple(Sample(1, (*labels, *_names(state, scene))) for labels, state in states),
    )
    for name, what, pairs in (
        ("component_status", "The published status", [(at, state.status) for at, state in states]),
        ("component_declared", "What people say", [(at, state.declared) for at, state in states]),
        ("component_observed", "What probes see", [(at, state.observed) for at, state in states]),
    ):
        yield _statuses(name, f"{what}, 1 for the one that holds", pairs)
    seen = [(labels, state.as_of) for labels, state in states]
    yield _time("component_evidence", "The newest evidence of a component", seen)
    windows = [(labels, state.uptime) for labels, state in states]
    yield _ratio("component_uptime", "Uptime, absent where nothing was measured", _ups(windows))
    yield _ratio("component_coverage", "The share of the window that was measured", _shares(windows))
    yield Family(
        name="statusgen_check_latency_seconds",
        help="Latency of answers in the newest hour that has any, from all places",
        kind="summary",
        unit="seconds",
        samples=tuple(
            Sample(value / 1000, (*labels, ("check", check), ("quantile", quantile)))
            for labels, state in states
            for check, point in _latencies(state, scene.snapshot.taken_at)
            for quantile, value in (("0.5", point.p50_ms), ("0.95", point.p95_ms))
        ),
    )


def _names(state: ComponentState, scene: Scene) -> _Labels:
    group = state.group.id if state.group else ""
    return ("name", scene.phrase(state.component.name).text), ("group", group)


def _time(name: str, what: str, pairs: Iterable[tuple[_Labels, datetime | None]]) -> Family:
    return Family(
        name=f"statusgen_{name}_timestamp_seconds",
        help=f"{what}, in Unix time",
        unit="seconds",
        samples=tuple(Sample(moment.timestamp(), labels) for labels, moment in pairs if moment),
    )


def _statuses(name: str, what: str, pairs: Iterable[tuple[_Labels, Status | None]]) -> Family:
    """One line for each status there is, as a state set has, in words that the older format knows too."""
    return Family(
        name=f"statusgen_{name}",
        help=what,
        samples=tuple(
            Sample(int(status is held), (*labels, ("status", status.value)))
            for labels, held in pairs
            if held is not None
            for status in Status
        ),
    )


def _ratio(name: str, what: str, samples: Iterable[Sample]) -> Family:
    return Family(name=f"statusgen_{name}_ratio", help=what, unit="ratio", samples=tuple(samples))


def _ups(pairs: _ByWindow) -> Iterator[Sample]:
    for labels, uptime in _windows(pairs):
        if uptime.up is not None:
            yield Sample(uptime.up, labels)


def _shares(pairs: _ByWindow) -> Iterator[Sample]:
    for labels, uptime in _windows(pairs):
        yield Sample(uptime.measured, labels)


def _windows(pairs: _ByWindow) -> Iterator[tuple[_Labels, Uptime]]:
    for labels, windows in pairs:
        for name in WINDOWS:
            if name in windows:
                yield (*labels, ("window", name)), windows[name]


def _latencies(state: ComponentState, now: datetime) -> Iterator[tuple[str, LatencyPoint]]:
    """Each check by its id; a hash of its address would tell of it, so without an id it is counted."""
    for number, series in enumerate(state.latencies, start=1):
        recent = [point for point in series.together.hours if now - point.starts_at < _NEWEST]
        if recent:
            yield _check_name(series, state, number), recent[-1]


def _check_name(series: CheckLatency, state: ComponentState, number: int) -> str:
    check = next((check.check for check in state.checks if check.key == series.key), None)
    return (check.id if check else None) or f"#{number}"
