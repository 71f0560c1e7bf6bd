"""Looks and reports become the course of an incident: how many places failed, and how many people told."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from statusgen.judging.buckets import Counts
from statusgen.judging.checks import CheckView
from statusgen.judging.entries import is_long_regional
from statusgen.judging.lasting import Lasting
from statusgen.judging.observed import Observed
from statusgen.judging.pieces import Piece, overlay
from statusgen.judging.spikes import Point, points
from statusgen.judging.streaks import Walk
from statusgen.judging.usual import Levels
from statusgen.judging.waves import series_of
from statusgen.model.course import Course, PlacesLevel, ReportsLevel
from statusgen.model.words import Outcome

LONGEST = timedelta(days=7)
"""What lasted longer has too many looks to be drawn on one axis."""
_Failing = tuple[int, int]
"""Places that fail, and places that look."""


_NONE = Course()


def course_of(
    state: Lasting,
    observed: Mapping[str, Observed | None],
    counts: Counts,
    now: datetime,
    *,
    has_waves: bool,
) -> Course | None:
    """An incident's course; None of what stands for long."""
    start, end = state.starts_at, state.ends_at or now
    if end - start > LONGEST or is_long_regional(state.incident, now):
        return None
    views = [view for name in state.components if (one := observed.get(name)) for view in one.checks]
    if not views and not has_waves:
        return _NONE
    return Course(
        places=tuple(_places(views, start, end)),
        reports=tuple(_reports(state, counts, start, end)) if has_waves else (),
    )


def _places(views: Sequence[CheckView], start: datetime, end: datetime) -> Iterator[PlacesLevel]:
    """A place fails while its newest look of any of the checks failed."""
    # Of incidents of years most were over before the first look that is read.
    if not any(walked.looks and walked.looks[0].at < end for view in views for walked in view.walks.values()):
        return
    names = sorted({name for view in views for name in view.walks})
    seen = [
        overlay(
            [list(_looks(view.walks[name], start, end)) for view in views if name in view.walks],
            _fails,
        )
        for name in names
    ]
    for piece in overlay(seen, _counted):
        failing, looking = piece.value
        if looking:
            yield PlacesLevel(piece.start, piece.end, failing, looking)


def _fails(values: tuple[bool | None, ...]) -> bool | None:
    """None while nothing is known of any check."""
    known = [value for value in values if value is not None]
    return any(known) if known else None


def _counted(values: tuple[bool | None, ...]) -> _Failing:
    known = [value for value in values if value is not None]
    return sum(known), len(known)


def _looks(walked: Walk, start: datetime, end: datetime) -> Iterator[Piece[bool]]:
    """Whether it failed, from each look until the next one, as far as the look counts."""
    first = max(0, bisect_right(walked.looks, start, key=lambda look: look.at) - 1)
    last = bisect_right(walked.looks, end, key=lambda look: look.at)
    for look, following in zip_longest(walked.looks[first:last], walked.looks[first + 1 : last]):
        until = min(look.expires_at, end, following.at if following else end)
        if look.outcome is not Outcome.UNKNOWN and until > max(look.at, start):
            yield Piece(max(look.at, start), until, look.outcome is Outcome.FAILED)


def _reports(state: Lasting, counts: Counts, start: datetime, end: datetime) -> Iterator[ReportsLevel]:
    """The buckets of the source that counted most; one that is open only once it has as many as the last."""
    keys = series_of(state)
    lanes = [points(counts, keys, lane, start, end) for lane in counts.lanes]
    levels = Levels(counts, keys)
    before = 0
    for point in max(lanes, key=_total, default=[]):
        if point.is_whole or point.count >= before:
            before = point.count
            expected = levels.at(point.bucket).expected
            yield ReportsLevel(point.bucket.at, point.bucket.minutes, point.count, expected)


def _total(series: Sequence[Point]) -> int:
    return sum(point.count for point in series)
