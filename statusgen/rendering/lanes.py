"""An incident's impact over time becomes a lane for each component, with its updates as marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.sentences import say
from statusgen.model.snapshot import IncidentState, Span
from statusgen.rendering.axis import Axis
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.courses import Strip, strips
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import DOUBT, STATES, State

LANE = 16
"""Pixels: of a lane, and of what is worst in it."""
_HEIGHTS = {"down": LANE, "part": 12}
_LOW = 7
_THINNEST = 0.6
"""Per cent of the width below which a block could not be seen."""
_ROOM = 5.5
"""Per cent of the width that the number of a mark takes on a phone; nearer ones stand on the next line."""
_LINES = 3
_FOOT, _LINE = 6, 14
"""Pixels: of the shortest mark, and of a line of numbers."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one status, placed in per cent of the chart's width."""

    x: float
    width: float
    height: int
    """In pixels: what is worse stands higher, so that no colour is needed."""
    state: State

    @property
    def y(self) -> int:
        """Its top."""
        return LANE - self.height


@dataclass(frozen=True, slots=True)
class Mark:
    """An update on the axis."""

    x: float
    number: int
    foot: int
    """Of its stroke, in pixels. Numbers stand on several lines, so that none covers another."""
    y: int
    """Of its number."""


@dataclass(frozen=True, slots=True)
class Row:
    """The same stretch in words."""

    component: Phrase
    state: State
    start: Moment
    end: Moment | None
    """None while it goes on."""
    lasted: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One component."""

    name: Phrase
    blocks: tuple[Block, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All components on one axis."""

    lanes: tuple[Lane, ...]
    strips: tuple[Strip, ...]
    """The evidence on the same axis."""
    marks: tuple[Mark, ...]
    height: int
    """Of the marks and their numbers, in pixels."""
    rows: tuple[Row, ...]
    start: Moment
    end: Moment


def chart(state: IncidentState, scene: Scene) -> Chart | None:
    """The chart, None when nothing was declared of any component."""
    start, end = state.starts_at, state.ends_at or scene.clock.now
    lanes = [(cid, _bad(state.lanes.get(cid, ()))) for cid in state.components]
    lanes = [(cid, spans) for cid, spans in lanes if spans]
    if not lanes or end <= start:
        return None
    axis = Axis(start, end)
    heard = (_heard(state, axis, scene),) if state.waves else ()
    marks = _marks(state, axis)
    return Chart(
        lanes=(*(_lane(cid, spans, axis, scene) for cid, spans in lanes), *heard),
        strips=strips(state.course, axis, scene.clock) if state.course else (),
        marks=marks,
        height=max((mark.y for mark in marks), default=0) + 3,
        rows=tuple(_row(cid, span, state, scene) for cid, spans in lanes for span in spans),
        start=scene.clock.at(start),
        end=scene.clock.at(end),
    )


def _marks(state: IncidentState, axis: Axis) -> tuple[Mark, ...]:
    """Updates in order, each number on the first line where there is room."""
    taken = [-_ROOM] * _LINES
    marks = []
    for number, update in enumerate(reversed(state.updates), start=1):
        if axis.start <= update.at <= axis.end:
            x = axis.x(update.at)
            line = next((n for n in range(_LINES) if x - taken[n] >= _ROOM), taken.index(min(taken)))
            taken[line] = x
            foot = _FOOT + line * _LINE
            marks.append(Mark(x, number, foot, foot + _LINE - 1))
    return tuple(marks)


def _bad(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.status.badness and span.end > span.start)


def _lane(cid: str, spans: Iterable[Span], axis: Axis, scene: Scene) -> Lane:
    blocks, told = [], []
    for span in spans:
        x = axis.x(span.start)
        width = max(_THINNEST, round(axis.x(span.end) - x, 2))
        blocks.append(_block(x, width, STATES[span.status]))
        lasted = duration(span.end - span.start)
        told.append(say("{status} for {span}", status=STATES[span.status].formal, span=lasted))
    name = scene.name(cid)
    return Lane(name, tuple(blocks), say("{name}: {told}.", name=name.text, told=_then(told)))


def _then(told: Sequence[str]) -> str:
    """One after another."""
    words = told[0]
    for one in told[1:]:
        words = say("{before}, then {after}", before=words, after=one)
    return words


def _block(x: float, width: float, state: State) -> Block:
    return Block(x, width, _HEIGHTS.get(state.key, _LOW), state)


def _heard(state: IncidentState, axis: Axis, scene: Scene) -> Lane:
    """People's reports on the same axis: a block a wave."""
    blocks, told = [], []
    for wave in state.waves:
        x, end = axis.x(wave.starts_at), wave.ends_at or axis.end
        blocks.append(_block(x, max(_THINNEST, round(axis.x(end) - x, 2)), DOUBT))
        told.append(say("up to {peak} for {span}", peak=wave.peak, span=duration(end - wave.starts_at)))
    return Lane(
        scene.phrase(say("Reports of people")),
        tuple(blocks),
        say("Reports of people: {told}.", told=_then(told)),
    )


def _row(cid: str, span: Span, state: IncidentState, scene: Scene) -> Row:
    goes_on = state.is_open and span.end >= scene.clock.now - timedelta(seconds=1)
    return Row(
        component=scene.name(cid),
        state=STATES[span.status],
        start=scene.clock.at(span.start),
        end=None if goes_on else scene.clock.at(span.end),
        lasted=duration(span.end - span.start),
    )
