"""Days become a bar: one SVG path for each kind of time, with the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from statusgen.model.sentences import say
from statusgen.model.snapshot import Day
from statusgen.rendering.clocks import Clock
from statusgen.rendering.days import in_short, sentence

HEIGHT = 28
"""Of a column; below it lies the strip of regional trouble."""
STEP = 4
WIDTH = 3
"""A column of three and a gap of one."""
STRIP = 3
STRIP_FOOT = HEIGHT + 2 + STRIP
"""Two below the columns, so that it marks a day and does not look like a part of it."""
KINDS = ("down", "slow", "ok", "unk")
"""From the foot of a column upwards."""
SOME = "some"
"""The strip: up, but not in every place."""
LEAST = 5
"""Bad time is at least so high: twelve minutes must not vanish at arm's length."""
REGIONAL = say("trouble in one region")
"""What explains regional trouble, where nobody gave it a title."""


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
    has_some: bool
    """It shows time that was up, but not in every place."""


def bar(days: Sequence[Day], clock: Clock, condition: str = REGIONAL) -> Bar | None:
    """The days drawn, None when there are none. `condition` names what explains regional trouble."""
    if not days:
        return None
    columns = [heights(day) for day in days]
    strokes = [Stroke(kind, _path(columns, row)) for row, kind in enumerate(KINDS)]
    strokes.append(Stroke(SOME, _strip(days)))
    return Bar(
        width=len(days) * STEP - (STEP - WIDTH),
        strokes=tuple(stroke for stroke in strokes if stroke.path),
        sentence=sentence(days, clock, condition),
        bad=in_short(days, clock),
        has_some=any(day.scoped for day in days),
    )


def heights(day: Day) -> tuple[int, int, int, int]:
    """Pixels of down, degraded, up and not measured time; what is to come has none."""
    up = day.operational + day.scoped
    shares = (day.down, day.degraded, up, day.unmeasured)
    whole = round(min(1.0, sum(shares)) * HEIGHT)
    bad = [max(LEAST, round(share * HEIGHT)) if share > 0 else 0 for share in shares[:2]]
    # The longer of the two gives way when the floor of the other would burst the column.
    bad[bad.index(max(bad))] -= max(0, sum(bad) - HEIGHT)
    whole = max(whole, sum(bad))
    rest = whole - sum(bad)
    good_share = up + day.unmeasured
    unmeasured = round(rest * day.unmeasured / good_share) if good_share > 0 else 0
    return bad[0], bad[1], rest - unmeasured, unmeasured


def _path(columns: Sequence[tuple[int, ...]], row: int) -> str:
    """Relative moves, so that equal neighbours give equal bytes."""
    return _strokes([(HEIGHT - sum(column[:row]), column[row]) for column in columns])


def _strip(days: Sequence[Day]) -> str:
    return _strokes([(STRIP_FOOT, STRIP if day.scoped > 0 else 0) for day in days])


def _strokes(feet: Sequence[tuple[int, int]]) -> str:
    """Vertical strokes, one a day, from a foot upwards; none where the height is zero."""
    parts: list[str] = []
    x, y = 0, 0
    for index, (foot, height) in enumerate(feet):
        if not height:
            continue
        move = f"m{(index - x) * STEP} {foot - y}" if parts else f"M{index * STEP + WIDTH / 2} {foot}"
        parts.append(f"{move}v-{height}")
        x, y = index, foot - height
    return "".join(parts)
