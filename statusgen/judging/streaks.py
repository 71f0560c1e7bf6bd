"""Looks of one check at one vantage become its state over time (rule 2).

One failed round is a blip, several in a row are an outage. The state changes when a streak
confirms it and then counts from the streak's first round. Everything is derived from history,
so a restart changes nothing.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.judging.evidence import AnyLook, Spell
from statusgen.judging.pieces import Piece, joined
from statusgen.model.words import Outcome, Status

UP_AFTER = 2
"""Good rounds in a row until a check that is down is up again."""
INTERMITTENT_OF = 12
INTERMITTENT_FAILED = 4
"""So many failed rounds of the last twelve, in any order, read "intermittent"."""


@dataclass(slots=True)
class Run:
    """How many rounds in a row were of one sort, and the index of the first of them."""

    first: int = 0
    count: int = 0

    def go_on(self, index: int) -> None:
        """One more."""
        if self.count == 0:
            self.first = index
        self.count += 1


@dataclass(slots=True)
class Streak:
    """The state machine of one check at one vantage; after the last look, where it stands."""

    down_after: int
    status: Status = Status.UNKNOWN
    """Operational, degraded, major outage; unknown before the first good round or a confirmed outage."""
    is_slow: bool = False
    fails: Run = field(default_factory=Run)
    goods: Run = field(default_factory=Run)
    """Slow is an answer, so it is good."""
    slows: Run = field(default_factory=Run)
    """Failures in between do not break it."""
    normals: Run = field(default_factory=Run)
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=INTERMITTENT_OF))
    """Whether each of the last rounds failed."""
    last: AnyLook | None = None
    """The newest look that says something."""

    @property
    def is_intermittent(self) -> bool:
        """It fails too often to be called operational, and is not down.

        Failures of one unbroken outage that is over are not intermittent: it takes two separate ones.
        """
        if self.status is Status.MAJOR_OUTAGE or sum(self.recent) < INTERMITTENT_FAILED:
            return False
        rounds = list(self.recent)
        return sum(now and not before for before, now in zip([False, *rounds], rounds, strict=False)) > 1

    @property
    def is_calm(self) -> bool:
        """It works, and nothing that was wrong is remembered."""
        return (
            self.status is Status.OPERATIONAL
            and not (self.fails.count or self.slows.count)
            and True not in self.recent
        )

    @property
    def is_failing(self) -> bool:
        """The newest rounds failed and do not make an outage yet."""
        return self.fails.count > 0 and self.status is not Status.MAJOR_OUTAGE


@dataclass(frozen=True, slots=True)
class Walk:
    """The state at each look, and where the check stands after the last."""

    looks: Sequence[AnyLook]
    statuses: Sequence[Status]
    streak: Streak

    @property
    def is_uneventful(self) -> bool:
        """It was never down and never slow, nor intermittent."""
        return {Status.OPERATIONAL, Status.UNKNOWN}.issuperset(self.statuses)

    @property
    def failing_since(self) -> datetime | None:
        """The first failed look of the running streak."""
        return self.looks[self.streak.fails.first].at if self.streak.fails.count else None


def walk(looks: Sequence[AnyLook], down_after: int) -> Walk:
    """The state at each look; looks that say nothing are `unknown` and neither count nor break.

    The looks of the walk are those given, each spell in its first looks and the rest of it.
    """
    taken: list[AnyLook] = []
    statuses: list[Status] = []
    streak = Streak(down_after)
    is_calm = False
    for look in looks:
        if look.outcome is Outcome.UNKNOWN:
            taken.append(look)
            statuses.append(Status.UNKNOWN)
            continue
        if streak.last is None or look.at > streak.last.expires_at:
            streak, is_calm = Streak(down_after), False
        if is_calm and look.outcome is Outcome.OK:
            # Nearly all rounds of most histories: one more good one changes nothing that can matter later.
            taken.append(look)
            statuses.append(Status.OPERATIONAL)
            streak.last = look
            continue
        if isinstance(look, Spell):
            _take_spell(streak, look, taken, statuses)
        else:
            _take(streak, look, taken, statuses)
        is_calm = streak.is_calm
    return Walk(taken, statuses, streak)


def _take_spell(streak: Streak, spell: Spell, taken: list[AnyLook], statuses: list[Status]) -> None:
    """Look by look until it is settled, then the rest at once."""
    rest: Spell | None = spell
    while rest and not _is_settled(streak):
        look, rest = rest.parted()
        _take(streak, look, taken, statuses)
    if rest:
        _take(streak, rest, taken, statuses)
        streak.recent.extend([False] * min(rest.rounds - 1, INTERMITTENT_OF))


def _is_settled(streak: Streak) -> bool:
    """Good looks can only leave it as it is, however many come: neither slow nor intermittent."""
    return streak.status is Status.OPERATIONAL


def _take(streak: Streak, look: AnyLook, taken: list[AnyLook], statuses: list[Status]) -> None:
    index = len(taken)
    _count(streak, index, look.outcome)
    changed_from = _decide(streak, look.outcome)
    taken.append(look)
    statuses.append(streak.status)
    if changed_from is not None:
        _backdate(taken, statuses, changed_from, index)
    streak.last = look


def _count(streak: Streak, index: int, outcome: Outcome) -> None:
    streak.recent.append(outcome is Outcome.FAILED)
    if outcome is Outcome.FAILED:
        streak.fails.go_on(index)
        streak.goods.count = streak.normals.count = 0
        return
    streak.fails.count = 0
    streak.goods.go_on(index)
    if outcome is Outcome.SLOW:
        streak.slows.go_on(index)
        streak.normals.count = 0
    else:
        streak.normals.go_on(index)
        streak.slows.count = 0


def _decide(streak: Streak, outcome: Outcome) -> int | None:
    """Move the state on. Returns the index of the look from which a confirmed change counts."""
    if streak.status is Status.MAJOR_OUTAGE:
        if streak.goods.count < UP_AFTER:
            return None
        _come_up(streak, is_slow=streak.slows.count >= min(UP_AFTER, streak.down_after))
        return streak.goods.first
    if streak.fails.count >= streak.down_after:
        streak.status, streak.is_slow = Status.MAJOR_OUTAGE, False
        return streak.fails.first
    if streak.status is Status.UNKNOWN:
        if outcome is not Outcome.FAILED:
            _come_up(streak, is_slow=outcome is Outcome.SLOW)
        return None
    return _mind_speed(streak)


def _come_up(streak: Streak, *, is_slow: bool) -> None:
    streak.is_slow, streak.status = is_slow, Status.OPERATIONAL  # not down: only then it can be intermittent
    is_degraded = is_slow or streak.is_intermittent
    streak.status = Status.DEGRADED_PERFORMANCE if is_degraded else Status.OPERATIONAL


def _mind_speed(streak: Streak) -> int | None:
    """Slow and normal change by streaks too; being intermittent is decided round by round."""
    changed_from = None
    if not streak.is_slow and streak.slows.count >= streak.down_after:
        streak.is_slow, changed_from = True, streak.slows.first
    elif streak.is_slow and streak.normals.count >= UP_AFTER:
        streak.is_slow, changed_from = False, streak.normals.first
    _come_up(streak, is_slow=streak.is_slow)
    return changed_from


def _backdate(looks: Sequence[AnyLook], statuses: list[Status], first: int, last: int) -> None:
    for index in range(first, last):
        if looks[index].outcome is not Outcome.UNKNOWN:
            statuses[index] = statuses[last]


def track(walked: Walk, now: datetime) -> list[Piece[Status]]:
    """The state over time: a look covers the time until the next, at most three intervals (rule 12)."""
    following = [look.at for look in walked.looks[1:]] + [now]
    pieces: list[Piece[Status]] = []
    start, end, before = now, now, Status.UNKNOWN
    for look, status, next_at in zip(walked.looks, walked.statuses, following, strict=True):
        if status is not before or look.at != end:
            pieces.append(Piece(start, end, before))
            start, before = look.at, status
        end = next_at if next_at < look.expires_at else look.expires_at
    pieces.append(Piece(start, end, before))
    return joined(piece for piece in pieces if piece.value is not Status.UNKNOWN)
