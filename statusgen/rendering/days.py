"""Days become words: which were bad, for how long, and what held in some places only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from statusgen.model.snapshot import Day
from statusgen.rendering.clocks import Clock, duration
from statusgen.rendering.wording import counted

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
    parts = (("down", day.down), ("degraded", day.degraded))
    return ", ".join(_words(share, word) for word, share in parts if share > 0)


def stretch_name(stretch: Stretch, clock: Clock) -> str:
    """`today`, `2 Mar`, `14 Feb to 2 Mar`."""
    last = "today" if stretch.last == clock.now.date() else clock.day(stretch.last)
    return last if stretch.days == 1 else f"{clock.day(stretch.first)} to {last}"


def sentence(days: Sequence[Day], clock: Clock, condition: str) -> str:
    """All that a bar shows, in words. `condition` names what explains regional trouble."""
    past = sum(day.down + day.degraded + day.operational + day.scoped + day.unmeasured for day in days)
    measured = (past - sum(day.unmeasured for day in days)) / past if past else 0
    bad = stretches(days)
    told = [f"{day_words(stretch.day)} {_on(stretch, clock)}" for stretch in bad[:_NAMED]]
    more = sum(stretch.days for stretch in bad[_NAMED:])
    told += [counted(more, "more bad day")] if more else []
    scoped = sum(day.scoped > 0 for day in days)
    # Told after what was bad everywhere, and with its own name: people wrote it.
    told += [f"on {counted(scoped, 'day')} up, but not everywhere ({condition})"] if scoped else []
    good = "nothing bad seen" if measured else "nothing seen"
    return f"Last {len(days)} days: measured {int(measured * 100)}\u00a0%; {'; '.join(told) or good}."


def in_short(days: Sequence[Day], clock: Clock) -> str:
    """The bad days in a few words; empty when there were none."""
    bad = stretches(days)
    if not bad:
        return ""
    named = ", ".join(f"{stretch_name(stretch, clock)} {_longest(stretch.day)}" for stretch in bad[:_NAMED])
    more = sum(stretch.days for stretch in bad[_NAMED:])
    total = sum(stretch.days for stretch in bad)
    return f"{counted(total, 'bad day')}: {named}{f', {more} more' if more else ''}"


def _words(share: float, word: str) -> str:
    return f"{word} all day" if share >= _WHOLE else f"{duration(share * _DAY)} {word}"


def _is_all_day(day: Day) -> bool:
    return max(day.down, day.degraded) >= _WHOLE


def _on(stretch: Stretch, clock: Clock) -> str:
    name = stretch_name(stretch, clock)
    return name if name == "today" or stretch.days > 1 else f"on {name}"


def _longest(day: Day) -> str:
    """What was worst in it: how long it was down, else degraded."""
    if not day.down:
        return _words(day.degraded, "degraded")
    return "down all day" if day.down >= _WHOLE else duration(day.down * _DAY)
