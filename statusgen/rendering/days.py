"""Days become words: which were bad, for how long, and what held in some places only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from statusgen.model.figures import Percent
from statusgen.model.sentences import Joined, say
from statusgen.model.snapshot import Day
from statusgen.rendering.clocks import Clock, duration

_NAMED = 3
"""Stretches of bad days that are named; the rest is counted."""
_WHOLE = 1 - 0.5 / 1440
"""A share that reads "all day": to the minute."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bad days in a row that were equally bad, or one bad day."""

    first: date
    last: date
    day: Day
    """One of them; they are alike."""

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def stretches(days: Sequence[Day]) -> list[Stretch]:
    """The bad days, newest first; days in a row that were bad from end to end are one stretch."""
    made: list[Stretch] = []
    for day in reversed(days):
        if not day.is_bad:
            continue
        follows = made and made[-1].first - day.date == _DAY
        if follows and _is_all_day(day) and day_words(day) == day_words(made[-1].day):
            made[-1] = Stretch(day.date, made[-1].last, day)
        else:
            made.append(Stretch(day.date, day.date, day))
    return made


def day_words(day: Day) -> str:
    """`37 min down, 2 h degraded`; `degraded all day`."""
    parts = (_down(day.down) if day.down > 0 else "", _degraded(day.degraded) if day.degraded > 0 else "")
    return Joined([part for part in parts if part], between=", ")


def stretch_name(stretch: Stretch, clock: Clock) -> str:
    """`today`, `2 Mar`, `14 Feb to 2 Mar`."""
    last = say("today") if stretch.last == clock.now.date() else clock.day(stretch.last)
    return last if stretch.days == 1 else say("{first} to {last}", first=clock.day(stretch.first), last=last)


def sentence(days: Sequence[Day], clock: Clock, condition: str) -> str:
    """All that a bar shows, in words. `condition` names what explains regional trouble."""
    past = sum(day.down + day.degraded + day.operational + day.scoped + day.unmeasured for day in days)
    measured = (past - sum(day.unmeasured for day in days)) / past if past else 0
    bad = stretches(days)
    told = [_told(stretch, clock) for stretch in bad[:_NAMED]]
    more = sum(stretch.days for stretch in bad[_NAMED:])
    told += [say("{count} more bad day", "{count} more bad days", count=more)] if more else []
    scoped = sum(day.scoped > 0 for day in days)
    # Told after what was bad everywhere, and with its own name: people wrote it.
    told += [_in_part(scoped, condition)] if scoped else []
    told = told or [say("nothing bad seen") if measured else say("nothing seen")]
    return say(
        "Last {count} day: measured {share}; {told}.",
        "Last {count} days: measured {share}; {told}.",
        count=len(days),
        share=Percent(str(int(measured * 100))),
        told=Joined(told, between="; "),
    )


def in_short(days: Sequence[Day], clock: Clock) -> str:
    """The bad days in a few words; empty when there were none."""
    bad = stretches(days)
    if not bad:
        return ""
    named = [
        say("{day} {what}", day=stretch_name(stretch, clock), what=_longest(stretch.day))
        for stretch in bad[:_NAMED]
    ]
    more = sum(stretch.days for stretch in bad[_NAMED:])
    named += [say("{count} more", "{count} more", count=more)] if more else []
    total = sum(stretch.days for stretch in bad)
    return say(
        "{count} bad day: {days}",
        "{count} bad days: {days}",
        count=total,
        days=Joined(named, between=", "),
    )


def _down(share: float) -> str:
    return say("down all day") if share >= _WHOLE else say("{span} down", span=duration(share * _DAY))


def _degraded(share: float) -> str:
    return say("degraded all day") if share >= _WHOLE else say("{span} degraded", span=duration(share * _DAY))


def _in_part(days: int, condition: str) -> str:
    return say(
        "on {count} day up, but not everywhere ({condition})",
        "on {count} days up, but not everywhere ({condition})",
        count=days,
        condition=condition,
    )


def _is_all_day(day: Day) -> bool:
    return max(day.down, day.degraded) >= _WHOLE


def _told(stretch: Stretch, clock: Clock) -> str:
    """`37 min down on 2 Mar`; `2 h degraded today`."""
    what, day = day_words(stretch.day), stretch_name(stretch, clock)
    if stretch.days > 1 or stretch.last == clock.now.date():
        return say("{what} {day}", what=what, day=day)
    return say("{what} on {day}", what=what, day=day)


def _longest(day: Day) -> str:
    """What was worst in it: how long it was down, else degraded."""
    if not day.down:
        return _degraded(day.degraded)
    return say("down all day") if day.down >= _WHOLE else duration(day.down * _DAY)
