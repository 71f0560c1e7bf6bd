"""What counts as evidence: looks of checks, and what a round proves of its vantage (rule 1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from statusgen.model.checks import Check
from statusgen.model.evidence import Circumstances, ProbeResult, Round
from statusgen.model.reasons import REASONS
from statusgen.model.words import CheckKind, Layer, Outcome

FRESH_INTERVALS = 3
"""A result counts for this many of its intervals."""
FUTURE_LIMIT = timedelta(minutes=2)
"""Clocks differ; results further ahead than this are not believed."""
OFFLINE = ProbeResult(Outcome.UNKNOWN, None, Layer.LOCAL, "prober_offline")
"""What a failure says that was seen from a vantage which was offline: nothing."""


class Look(NamedTuple):
    """One result of one check at one vantage. A tuple, since there are millions."""

    at: datetime
    outcome: Outcome
    expires_at: datetime
    """From then on it is no evidence."""
    result: ProbeResult

    @property
    def until(self) -> datetime:
        """The time of its last round; it has one."""
        return self.at


class Stretch(NamedTuple):
    """Good looks in a row of one tallied day."""

    moments: Sequence[datetime]
    """Of the whole day."""
    expiries: Sequence[datetime]
    """From when on the look of each moment is no evidence."""
    first: int
    end: int
    """The one behind the last."""
    result: ProbeResult


class Spell(NamedTuple):
    """Good looks in a row, each in time for the next. As soon as nothing that was wrong can still matter,
    one stands for all of those that are left.
    """

    at: datetime
    outcome: Outcome
    """`ok`."""
    expires_at: datetime
    """Of its last look, and so is the result."""
    result: ProbeResult
    until: datetime
    """The time of its last look."""
    stretches: Sequence[Stretch]

    @classmethod
    def of(cls, stretches: Sequence[Stretch]) -> "Spell":
        """Their looks in a row."""
        first, last = stretches[0], stretches[-1]
        return cls(
            first.moments[first.first],
            Outcome.OK,
            last.expiries[last.end - 1],
            last.result,
            last.moments[last.end - 1],
            stretches,
        )

    @property
    def rounds(self) -> int:
        """How many looks."""
        return sum(stretch.end - stretch.first for stretch in self.stretches)

    def parted(self) -> "tuple[Look, Spell | None]":
        """The first look, and those that are left."""
        stretch, *others = self.stretches
        look = Look(self.at, Outcome.OK, stretch.expiries[stretch.first], stretch.result)
        if stretch.first + 1 < stretch.end:
            others.insert(0, stretch._replace(first=stretch.first + 1))
        return look, Spell.of(others) if others else None

    def backwards(self) -> Iterator[datetime]:
        """The times of its looks, the newest first."""
        for stretch in reversed(self.stretches):
            yield from reversed(stretch.moments[stretch.first : stretch.end])


AnyLook = Look | Spell


@dataclass(frozen=True, slots=True)
class Seen:
    """What a round proves of its vantage."""

    circumstances: Round | Circumstances
    """What the round says of itself."""
    at: datetime
    """The round's time, at most `now`."""
    expires_at: datetime
    """From then on it is no evidence."""
    is_online: bool

    @property
    def has_controls(self) -> bool:
        """Some were asked."""
        return self.circumstances.controls_all > 0

    @property
    def is_silent(self) -> bool:
        """Nothing answered and no control could say why."""
        return not self.is_online and not self.has_controls

    @property
    def is_telling(self) -> bool:
        """It says whether its vantage is online. One for which somebody chose the checks and that got no
        answer says nothing of it, unless controls spoke: what was chosen may just be down.
        """
        return self.is_online or self.has_controls or not self.circumstances.is_partial


def asks_network(check: Check) -> bool:
    """A job's heartbeat is a file of the vantage: it neither proves it online nor needs it to be."""
    return check.kind is not CheckKind.HEARTBEAT


def has_majority(circumstances: Round | Circumstances) -> bool:
    """More than half of the controls passed."""
    return circumstances.controls_passed * 2 > circumstances.controls_all


def is_answer(result: ProbeResult) -> bool:
    """Something had to be reached for this to be seen."""
    if result.outcome in (Outcome.OK, Outcome.SLOW):
        return True
    reason = REASONS.get(result.reason or "")
    if reason is not None:
        return reason.is_answer
    return result.failed_at in (Layer.HTTP, Layer.CONTENT)
