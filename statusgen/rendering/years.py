"""The days of a year become a calendar: a column a week, one SVG path for each kind of day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from statusgen.model.snapshot import Day
from statusgen.rendering.bars import SOME, Stroke
from statusgen.rendering.clocks import Clock
from statusgen.rendering.days import sentence

WEEKS, WEEK = 52, 7
CELL, GAP = 10, 2
PITCH = CELL + GAP
WIDTH, HEIGHT = WEEKS * PITCH - GAP, WEEK * PITCH - GAP
CUT = "cut"
"""Marks on bad days, so that no colour is needed: a cross on those with down time, else a bar."""
_MARKS = {"down": "m2.5-7.5l5 5m0-5l-5 5", "slow": "m2.5-5h5"}
_NOTHING = "unk"
_FORMS = {
    _NOTHING: (CELL // 2 + 1, 2),
    "ok": (CELL, CELL),
    "slow": (CELL, CELL),
    "down": (CELL, CELL),
    SOME: (CELL, 2),
}
"""Foot and height of each kind within its cell: a dot, the whole, a strip at the foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A component's calendar."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    sentence: str
    begins: str


def year(days: Sequence[Day], clock: Clock, condition: str) -> Year | None:
    """The calendar, None where no day is known. Days before the first known one were not measured."""
    if not days:
        return None
    today = clock.now.date()
    first = today - timedelta(days=today.weekday() + WEEK * (WEEKS - 1))
    known = {day.date: day for day in days if day.date >= first}
    cells: dict[str, list[int]] = {}
    for index in range((today - first).days + 1):
        day = known.get(first + timedelta(days=index))
        for kind in _kinds(day) if day else (_NOTHING,):
            cells.setdefault(kind, []).append(index)
    return Year(
        width=WIDTH,
        height=HEIGHT,
        strokes=tuple(_strokes(cells)),
        sentence=sentence(_whole(known, first, today), clock, condition),
        begins=clock.day(first),
    )


def _kinds(day: Day) -> tuple[str, ...]:
    """What a day counts as, by its worst; a strip is drawn on it where it was not up everywhere."""
    strip = (SOME,) if day.scoped > 0 else ()
    if day.down > 0:
        return ("down", *strip)
    if day.degraded > 0:
        return ("slow", *strip)
    if day.operational > 0 or day.scoped > 0:
        return ("ok", *strip)
    return (_NOTHING,)


def _whole(known: dict[date, Day], first: date, today: date) -> list[Day]:
    """All days, those that nobody measured too."""
    dates = [first + timedelta(days=index) for index in range((today - first).days + 1)]
    return [
        known.get(one) or Day(date=one, operational=0.0, degraded=0.0, down=0.0, unmeasured=1.0)
        for one in dates
    ]


def _strokes(cells: dict[str, list[int]]) -> Iterable[Stroke]:
    for kind, (foot, height) in _FORMS.items():
        if kind in cells:
            yield Stroke(kind, _columns(cells[kind], foot, height))
    marks = "".join(_mark(index, kind) for kind in _MARKS for index in cells.get(kind, ()))
    if marks:
        yield Stroke(CUT, marks)


def _columns(indices: Sequence[int], below: int, height: int) -> str:
    """Vertical strokes, one a cell, upwards; relative moves, so that equal neighbours give equal bytes."""
    parts: list[str] = []
    x, y = 0, 0
    for index in indices:
        column, row = divmod(index, WEEK)
        left, foot = column * PITCH + CELL // 2, row * PITCH + below
        parts.append(f"m{left - x} {foot - y}v-{height}" if parts else f"M{left} {foot}v-{height}")
        x, y = left, foot - height
    return "".join(parts)


def _mark(index: int, kind: str) -> str:
    column, row = divmod(index, WEEK)
    return f"M{column * PITCH} {row * PITCH + CELL}{_MARKS[kind]}"
