"""Latencies become charts: the median as a line, what 95 of 100 stay within as an area, gaps left open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

from statusgen.model.figures import Number
from statusgen.model.latencies import LatencyPoint
from statusgen.model.sentences import Joined, message, say
from statusgen.model.snapshot import CheckLatency, ComponentState
from statusgen.model.tallies import DAY, HOUR
from statusgen.rendering.clocks import Clock, Moment
from statusgen.rendering.measuring import numbered, target_words
from statusgen.rendering.numbers import rounded
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase

STEP, HEIGHT = 4, 200
"""Of one hour or day, and of the whole: units of the picture, which is stretched to its place."""
GRID = 3
"""Lines above zero, the highest on top."""
_NICE = (1, 2, 2.5, 5)
_HOURS = 48
_DAYS = 90
_LEAST_LINES = 2
"""So many hours or days make a course; one is a number."""
_HOURS_SAID = message(
    "Last 48 hours: half of the answers came within {low} to {high}, "
    "95 of 100 within {most_low} to {most_high}."
)
_HOURS_GAPS = message("In {gaps} of 48 hours nothing was answered in time.")
_DAYS_SAID = message(
    "Last 90 days: half of the answers came within {low} to {high}, "
    "95 of 100 within {most_low} to {most_high}."
)
_DAYS_GAPS = message("In {gaps} of 90 days nothing was answered in time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A labelled line."""

    y: float
    """In per cent from the top."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedRow:
    """What a point of the chart says, in words."""

    at: Moment
    day: str
    """Instead of the time, where it stands for a whole day; else empty."""
    half: str
    most: str
    looks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Latency over one span of time."""

    title: str
    width: int
    line: str
    area: str
    grid: tuple[GridLine, ...]
    begins: str
    ends: str
    sentence: str
    unit: str
    """What a row of the table is: `Hour (UTC)`."""
    rows: tuple[SpeedRow, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One check's charts."""

    what: Phrase | None
    """None where the component has one check only."""
    plots: tuple[Plot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """What one chart shows."""

    title: str
    first: datetime
    step: timedelta
    count: int
    unit: str
    said: str
    """What the picture shows, as a message."""
    gaps: str
    """How much of it is missing, as a message."""


def speeds(state: ComponentState, scene: Scene) -> tuple[Speed, ...]:
    """The charts of all checks that were answered."""
    checks = dict(zip((one.key for one in state.checks), numbered(state.checks), strict=True))
    made = []
    for latency in state.latencies:
        plots = tuple(_plots(latency, scene.clock))
        if plots and latency.key in checks:
            number, check = checks[latency.key]
            words = target_words(check.check, number, scene.snapshot.page) if number else None
            made.append(Speed(what=scene.maybe(words), plots=plots))
    return tuple(made)


def _plots(latency: CheckLatency, clock: Clock) -> list[Plot]:
    hour = clock.now.replace(minute=0, second=0, microsecond=0)
    midnight = hour.replace(hour=0)
    spans = (
        (
            latency.together.hours,
            _Span(
                title=say("Last two days, by the hour"),
                first=hour - (_HOURS - 1) * HOUR,
                step=HOUR,
                count=_HOURS,
                unit=say("Hour (UTC)"),
                said=_HOURS_SAID,
                gaps=_HOURS_GAPS,
            ),
        ),
        (
            latency.together.days,
            _Span(
                title=say("Last 90 days, by the day"),
                first=midnight - (_DAYS - 1) * DAY,
                step=DAY,
                count=_DAYS,
                unit=say("Day (UTC)"),
                said=_DAYS_SAID,
                gaps=_DAYS_GAPS,
            ),
        ),
    )
    return [_plot(points, span, clock) for points, span in spans if len(points) >= _LEAST_LINES]


def _plot(points: Sequence[LatencyPoint], span: _Span, clock: Clock) -> Plot:
    top = _top(max(point.p95_ms for point in points))
    slots = {round((point.starts_at - span.first) / span.step): point for point in points}
    runs = _runs(sorted(slots))
    return Plot(
        title=span.title,
        width=span.count * STEP,
        line="".join(_line(run, slots, lambda p: p.p50_ms, top) for run in runs),
        area="".join(_area(run, slots, lambda p: p.p95_ms, top) for run in runs),
        grid=tuple(
            GridLine(y=round(100 - 100 * n / GRID, 2), label=milliseconds(top * n / GRID))
            for n in range(GRID, 0, -1)
        ),
        begins=clock.day(span.first.date()) if span.step == DAY else clock.at(span.first).text,
        ends=say("today") if span.step == DAY else say("now"),
        sentence=_sentence(points, span),
        unit=span.unit,
        rows=tuple(_row(point, span, clock) for point in reversed(points)),
    )


def _top(highest: float) -> float:
    """The least height of which a third is a round number."""
    scale = 1.0
    while True:
        for nice in _NICE:
            if GRID * nice * scale >= highest:
                return GRID * nice * scale
        scale *= 10


@lru_cache(maxsize=4096)
def milliseconds(value: float) -> str:
    """`240 ms`, `2.5 s`."""
    if value < 1000:
        return say("{number} ms", number=rounded(value))
    return say("{number} s", number=Number(value, f"{value / 1000:.3g}"))


def _runs(indices: Sequence[int]) -> list[list[int]]:
    """Neighbours together; a gap parts them."""
    keyed = groupby(enumerate(indices), key=lambda pair: pair[1] - pair[0])
    return [[index for _, index in group] for _, group in keyed]


_Value = Callable[[LatencyPoint], float]


def _steps(run: Sequence[int], slots: dict[int, LatencyPoint], value: _Value, top: float) -> str:
    """Each value lasts as long as its hour or day; equal neighbours are one stroke."""
    heights = [round(HEIGHT * (1 - value(slots[index]) / top)) for index in run]
    parts = []
    for height, group in groupby(heights):
        parts.append(f"V{height}h{STEP * len(list(group))}")
    return "".join(parts)


def _line(run: Sequence[int], slots: dict[int, LatencyPoint], value: _Value, top: float) -> str:
    return f"M{run[0] * STEP} " + _steps(run, slots, value, top).removeprefix("V")


def _area(run: Sequence[int], slots: dict[int, LatencyPoint], value: _Value, top: float) -> str:
    return f"M{run[0] * STEP} {HEIGHT}{_steps(run, slots, value, top)}V{HEIGHT}z"


def _sentence(points: Sequence[LatencyPoint], span: _Span) -> str:
    """What the picture shows, in words."""
    halves, most = [p.p50_ms for p in points], [p.p95_ms for p in points]
    gaps = span.count - len(points)
    shown = say(
        span.said,
        low=milliseconds(min(halves)),
        high=milliseconds(max(halves)),
        most_low=milliseconds(min(most)),
        most_high=milliseconds(max(most)),
    )
    return Joined([shown, say(span.gaps, gaps=gaps)]) if gaps else shown


def _row(point: LatencyPoint, span: _Span, clock: Clock) -> SpeedRow:
    return SpeedRow(
        at=clock.at(point.starts_at),
        day=clock.day(point.starts_at.date()) if span.step == DAY else "",
        half=milliseconds(point.p50_ms),
        most=milliseconds(point.p95_ms),
        looks=Number(point.looks),
    )
