"""What a maintenance that repeats says against itself: days its rule does not have, windows that overlap."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from statusgen.model.errors import Problem
from statusgen.model.incidents import Maintenance
from statusgen.model.nodes import Source
from statusgen.model.schedules import Schedule
from statusgen.model.times import format_duration, format_local, zone_of

MOST_EXCEPTIONS = 400
"""Each is looked up in the rule."""
_COMPARED = 400
"""Starts whose distances are measured: of a daily rule a year with both changes of the clocks."""
_COMES_ROUND = timedelta(days=28 * 366)
"""Within these years weekdays and leap days come round."""
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_AT = ("repeat",)


def _is_about_a_rule(entry: Maintenance, source: Source) -> Iterator[Problem]:
    if entry.exceptions and entry.repeat is None:
        hint = "write repeat: FREQ=WEEKLY, or remove exceptions"
        yield source.problem(("exceptions",), "'exceptions' stands without 'repeat'", hint, of_key=True)
    if len(entry.exceptions) > MOST_EXCEPTIONS:
        what = f"{len(entry.exceptions)} exceptions, more than {MOST_EXCEPTIONS}"
        yield source.problem(("exceptions",), what, "end the rule with UNTIL and begin a second file")


def _begins_with_its_start(entry: Maintenance, source: Source) -> Iterator[Problem]:
    """RFC 5545 leaves it open what a start says that its rule does not have, and calendars differ."""
    if entry.repeat is None:
        return
    first = _rule(entry).next_after(entry.starts_at - _INSTANT)
    rule, zone = entry.repeat.rule, entry.repeat.zone
    if first is None:
        what = (
            f"the rule '{rule}' never takes place from 'starts_at' {format_local(entry.starts_at, zone)} on"
        )
        yield source.problem(_AT, what, "check its days, months and UNTIL")
    elif first != entry.starts_at:
        what = f"'starts_at' {format_local(entry.starts_at, zone)} is not in the rule '{rule}'"
        yield source.problem(("starts_at",), what, f"its first start is {format_local(first, zone)}")


def _leaves_something(entry: Maintenance, source: Source) -> Iterator[Problem]:
    if _is_sound(entry) and entry.schedule.next_after(entry.starts_at - _INSTANT) is None:
        hint = "remove some, or write withdrawn: with the reason"
        yield source.problem(("exceptions",), "the exceptions leave nothing of the rule", hint)


def _has_room(entry: Maintenance, source: Source) -> Iterator[Problem]:
    length = entry.ends_at - entry.starts_at
    if not _is_sound(entry) or entry.repeat is None or length <= timedelta(0):
        return
    starts = entry.schedule.first(_COMPARED, entry.starts_at + _COMES_ROUND)
    close = next((pair for pair in pairwise(starts) if pair[1] - pair[0] < length), None)
    if close:
        until = format_local(close[1], entry.repeat.zone)
        what = f"the window of {format_duration(length)} is not over when the next begins, {until}"
        most = format_duration(close[1] - close[0])
        hint = f"write an ends_at at most {most} after starts_at, or a rarer rule"
        yield source.problem(("ends_at",), what, hint)


def _excepts_what_there_is(entry: Maintenance, source: Source) -> Iterator[Problem]:
    if not _is_sound(entry) or entry.repeat is None:
        return
    rule, zone = _rule(entry), entry.repeat.zone
    for index, exception in enumerate(entry.exceptions[:MOST_EXCEPTIONS]):
        since = exception if isinstance(exception, datetime) else _midnight(exception, zone)
        length = _INSTANT if isinstance(exception, datetime) else _DAY
        near = [s for s in (rule.last_until(since + length), rule.next_after(since)) if s]
        if not any(exception in (start, start.astimezone(zone_of(zone)).date()) for start in near):
            nearest = min(near, key=lambda start: abs(start - since))
            is_time = isinstance(exception, datetime)
            shown = (
                format_local(nearest, zone) if is_time else f"{nearest.astimezone(zone_of(zone)):%Y-%m-%d}"
            )
            said = format_local(exception, zone) if isinstance(exception, datetime) else str(exception)
            what = (
                f"exception '{said}' is no {'start' if is_time else 'day'} of the rule '{entry.repeat.rule}'"
            )
            yield source.problem(("exceptions", index), what, f"did you mean {shown}?")


def _midnight(day: date, zone: str | None) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone_of(zone)).astimezone(UTC)


def _rule(entry: Maintenance) -> Schedule:
    return replace(entry.schedule, exceptions=frozenset())


def _is_sound(entry: Maintenance) -> bool:
    """The rule begins at its start; of another nothing more can be said."""
    if entry.repeat is None:
        return False
    return _rule(entry).next_after(entry.starts_at - _INSTANT) == entry.starts_at


RULES_OF_REPEATS: tuple[Callable[[Maintenance, Source], Iterator[Problem]], ...] = (
    _is_about_a_rule,
    _begins_with_its_start,
    _leaves_something,
    _has_room,
    _excepts_what_there_is,
)
