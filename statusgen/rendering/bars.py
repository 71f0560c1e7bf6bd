"""Days become a bar: one SVG path for each kind of time, and the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.snapshot import Day
from statusgen.rendering.clocks import Clock, duration
from statusgen.rendering.wording import counted

HEIGHT = 28
STEP = 4
WIDTH = 3
"""A column of three and a gap of one."""
KINDS = ("down", "slow", "ok", "unk")
"""From the foot of a column upwards."""
LEAST = 5
"""Bad time is at least so high: twelve minutes must not vanish at arm's length."""
_NAMED = 3
"""Bad days that are named; the rest is counted."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stroke:
    """All columns of one kind of time."""

    kind: str
    path: str
    """Vertical strokes, each `WIDTH` wide."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A component's days."""

    width: int
    strokes: tuple[Stroke, ...]
    sentence: str
    """What the picture shows, for those who do not see it."""
    bad: str
    """The bad days in a few words; empty when there were none."""


def bar(days: Sequence[Day], clock: Clock) -> Bar | None:
    """The days drawn, None when there are none."""
    if not days:
        return None
    columns = [heights(day) for day in days]
    strokes = (Stroke(kind, _path(columns, row)) for row, kind in enumerate(KINDS))
    return Bar(
        width=len(days) * STEP - (STEP - WIDTH),
        strokes=tuple(stroke for stroke in strokes if stroke.path),
        sentence=_sentence(days, clock),
        bad=_bad_words(days, clock),
    )


def heights(day: Day) -> tuple[int, int, int, int]:
    """Pixels of down, degraded, operational and not measured time; what is to come has none."""
    shares = (day.down, day.degraded, day.operational, day.unmeasured)
    whole = round(min(1.0, sum(shares)) * HEIGHT)
    bad = [max(LEAST, round(share * HEIGHT)) if share > 0 else 0 for share in shares[:2]]
    # The longer of the two gives way when the floor of the other would burst the column.
    bad[bad.index(max(bad))] -= max(0, sum(bad) - HEIGHT)
    whole = max(whole, sum(bad))
    rest = whole - sum(bad)
    good_share = day.operational + day.unmeasured
    unmeasured = round(rest * day.unmeasured / good_share) if good_share > 0 else 0
    return bad[0], bad[1], rest - unmeasured, unmeasured


def bad_days(days: Sequence[Day]) -> list[Day]:
    """The days on which something was wrong, newest first."""
    return [day for day in reversed(days) if day.is_bad]


def day_words(day: Day) -> str:
    """`37 min down, 2 h degraded`."""
    parts = (("down", day.down), ("degraded", day.degraded))
    return ", ".join(f"{duration(share * _DAY)} {word}" for word, share in parts if share > 0)


def _path(columns: Sequence[tuple[int, ...]], row: int) -> str:
    """Relative moves, so that equal neighbours give equal bytes."""
    parts: list[str] = []
    x, y = 0, 0
    for index, column in enumerate(columns):
        if not column[row]:
            continue
        foot = HEIGHT - sum(column[:row])
        parts.append(
            f"m{(index - x) * STEP} {foot - y}v-{column[row]}" if parts else _first(index, foot, column[row])
        )
        x, y = index, foot - column[row]
    return "".join(parts)


def _first(index: int, foot: int, height: int) -> str:
    return f"M{index * STEP + WIDTH / 2} {foot}v-{height}"


def _sentence(days: Sequence[Day], clock: Clock) -> str:
    past = sum(day.down + day.degraded + day.operational + day.unmeasured for day in days)
    measured = (past - sum(day.unmeasured for day in days)) / past if past else 0
    told = [f"{day_words(day)} {_on(day, clock)}" for day in bad_days(days)[:_NAMED]]
    more = len(bad_days(days)) - len(told)
    told += [f"{counted(more, 'more bad day')}"] if more > 0 else []
    good = "nothing bad seen" if measured else "nothing seen"
    return f"Last {len(days)} days: measured {int(measured * 100)}\u00a0%; {'; '.join(told) or good}."


def _on(day: Day, clock: Clock) -> str:
    name = _name(day, clock)
    return name if name == "today" else f"on {name}"


def _bad_words(days: Sequence[Day], clock: Clock) -> str:
    bad = bad_days(days)
    if not bad:
        return ""
    named = ", ".join(f"{_name(day, clock)} {_longest(day)}" for day in bad[:_NAMED])
    more = f", {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
    return f"{counted(len(bad), 'bad day')}: {named}{more}"


def _name(day: Day, clock: Clock) -> str:
    return "today" if day.date == clock.now.date() else clock.day(day.date)


def _longest(day: Day) -> str:
    """What was worst in it: how long it was down, else degraded."""
    return duration(day.down * _DAY) if day.down else f"{duration(day.degraded * _DAY)} degraded"
