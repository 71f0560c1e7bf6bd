"""The course of an incident's evidence becomes strips under its lanes, and words beside its updates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.course import Course, PlacesLevel, ReportsLevel
from statusgen.model.sentences import Joined, say
from statusgen.rendering.axis import Axis
from statusgen.rendering.clocks import Clock
from statusgen.rendering.wording import places_that_fail, reports_words

WIDTH, HEIGHT = 1000, 40
"""Units of the picture, which is stretched to its place."""
_ROOM = 3
"""So many times the usual fit at least: what is usual never looks like much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Evidence over time, on the axis of the lanes."""

    name: str
    told: str
    """Its numbers."""
    sentence: str
    """Both."""
    area: str
    base: str
    """Where there is evidence at all; a gap is left open."""
    usual: str
    """The level of the usual; empty where none is known or none is meant."""


def strips(course: Course, axis: Axis, clock: Clock) -> tuple[Strip, ...]:
    """What probes saw, then what people reported."""
    made = []
    if course.places:
        made.append(_places(course.places, axis, clock))
    if course.reports:
        made.append(_reports(course.reports, axis, clock))
    return tuple(made)


def seen_at(course: Course, moment: datetime) -> Iterator[str]:
    """What was known by machines when something was said."""
    level = next((one for one in course.places if one.start <= moment < one.end), None)
    if level:
        yield places_that_fail(level.failing, level.looking)
    before = [one for one in course.reports if _end(one) <= moment < _end(one) + 2 * _length(one)]
    if before:
        yield reports_words(before[-1].count, before[-1].minutes, before[-1].expected)


def _places(levels: Sequence[PlacesLevel], axis: Axis, clock: Clock) -> Strip:
    highest = max(levels, key=lambda level: level.failing / level.looking)
    last = levels[-1]
    told = say(
        "Most at {at}: {failing} of {looking}; at the end {failing_last} of {looking_last}.",
        at=clock.at(highest.start).text,
        failing=highest.failing,
        looking=highest.looking,
        failing_last=last.failing,
        looking_last=last.looking,
    )
    return Strip(
        name=say("Share of places that fail"),
        told=told,
        sentence=Joined([say("Share of places that fail."), told]),
        area="".join(_block(axis, one.start, one.end, one.failing / one.looking) for one in levels),
        base="".join(_flat(axis, one.start, one.end, HEIGHT) for one in levels),
        usual="",
    )


def _reports(levels: Sequence[ReportsLevel], axis: Axis, clock: Clock) -> Strip:
    highest = max(levels, key=lambda level: level.count)
    top = max([1.0, float(highest.count), *(_ROOM * (level.expected or 0.0) for level in levels)])
    words = reports_words(highest.count, highest.minutes, highest.expected)
    told = say("Most at {at}: {reports}.", at=clock.at(highest.start).text, reports=words)
    return Strip(
        name=say("Reports of people against the usual"),
        told=told,
        sentence=Joined([say("Reports of people against the usual."), told]),
        area="".join(_block(axis, one.start, _end(one), one.count / top) for one in levels),
        base="".join(_flat(axis, one.start, _end(one), HEIGHT) for one in levels),
        usual="".join(
            _flat(axis, one.start, _end(one), round(HEIGHT * (1 - one.expected / top)))
            for one in levels
            if one.expected is not None
        ),
    )


def _block(axis: Axis, start: datetime, end: datetime, share: float) -> str:
    """A rectangle; nothing where there is nothing, and never so low that it cannot be seen."""
    if not share:
        return ""
    left, right = _x(axis, start), _x(axis, end)
    return f"M{left} {HEIGHT}V{HEIGHT - max(2, round(HEIGHT * share))}H{max(right, left + 1)}V{HEIGHT}z"


def _flat(axis: Axis, start: datetime, end: datetime, y: int) -> str:
    return f"M{_x(axis, start)} {y}H{_x(axis, end)}"


def _x(axis: Axis, moment: datetime) -> int:
    return round(axis.x(moment) * WIDTH / 100)


def _length(level: ReportsLevel) -> timedelta:
    return timedelta(minutes=level.minutes)


def _end(level: ReportsLevel) -> datetime:
    return level.start + _length(level)
