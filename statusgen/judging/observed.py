"""Looks of all checks of a component become what the probes say of it (rules 2 to 4)."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from statusgen.judging.evidence import Look, Seen, looks
from statusgen.judging.pieces import Piece, clipped, overlay
from statusgen.judging.places import Verdict, Vote, place
from statusgen.judging.regions import Explained
from statusgen.judging.streaks import Walk, track, walk
from statusgen.model.project import Check, Component, Settings, Vantage
from statusgen.model.snapshot import CheckState, PlaceState, Scope
from statusgen.model.words import Confidence, Outcome, ScopeKind, Status, worst

DOWN_AFTER_ALONE = 3
"""Failed rounds in a row that it takes where one vantage says so alone."""
DOWN_AFTER_AGREED = 2
"""Failed rounds in a row where several agree."""
MONITOR_OFFLINE = Verdict(Status.UNKNOWN, Scope(kind=ScopeKind.MONITOR_OFFLINE), Confidence.UNCONFIRMED)
"""Nothing answers and no control can say whether that is us."""


_Pair = tuple[Status | None, Status | None]


@dataclass(frozen=True, slots=True)
class CheckView:
    """All that is observed of one check."""

    check: Check
    walks: Mapping[str, Walk]
    """By vantage, with the longer streak that a vantage needs alone."""
    state: CheckState
    verdict: Verdict
    track: list[Piece[Status]]
    """Over time, all vantages together."""
    rest: list[Piece[Status]]
    """While a regional condition explains some vantages: what the others say."""
    failing: tuple[str, ...]
    """Vantages whose newest rounds failed without making an outage yet."""
    is_intermittent: bool
    expires_at: datetime | None
    """When the oldest of the votes that its verdict rests on stops counting."""
    blips: tuple[datetime, ...]
    """Failed rounds that made no outage."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What the probes say of a component."""

    status: Status
    scope: Scope | None
    confidence: Confidence
    checks: tuple[CheckView, ...]
    track: list[Piece[Status]]
    rest: list[Piece[Status]]
    """While a regional condition explains some vantages: what the others say."""

    @property
    def is_failing(self) -> bool:
        """A check fails and it is not confirmed yet."""
        return any(view.failing for view in self.checks)

    @property
    def since(self) -> datetime | None:
        """Since when the present status holds without a gap."""
        if self.track and self.track[-1].value is self.status:
            return self.track[-1].start
        return None


def observe(
    component: Component,
    settings: Settings,
    seen: Mapping[str, Sequence[Seen]],
    now: datetime,
    explained: Explained = (),
) -> Observed | None:
    """What the probes say; None for a component without checks.

    `explained` does not change it; what the other vantages say is told beside it.
    """
    if not component.all_checks:
        return None
    views = tuple(_view(component, check, settings, seen, now, explained) for check in component.all_checks)
    status = _together(tuple(view.verdict.status for view in views))
    deciding = [view.verdict for view in views if view.verdict.status is not Status.OPERATIONAL]
    least_sure = max((view.verdict for view in views), key=lambda v: list(Confidence).index(v.confidence))
    leading = max(deciding, key=lambda v: v.status.badness, default=least_sure)
    return Observed(
        status=status,
        scope=leading.scope if status is not Status.OPERATIONAL else None,
        confidence=leading.confidence,
        checks=views,
        track=_all_checks([_whole(view, now) for view in views]),
        rest=_all_checks([view.rest for view in views]),
    )


def _whole(view: CheckView, now: datetime) -> list[Piece[Status]]:
    """The check's track with its gaps as pieces of their own. Before its first look there was no check,
    so one that was added later does not make the time before it unmeasured."""
    if not view.walks:
        return []
    first = min(walked.looks[0].at for walked in view.walks.values())
    gaps = [Piece(first, now, Status.UNKNOWN)]
    return overlay([view.track, gaps], lambda values: values[0] or Status.UNKNOWN)


def _all_checks(tracks: Sequence[list[Piece[Status]]]) -> list[Piece[Status]]:
    return overlay(tracks, lambda values: _together(_known(values)))


def _known(values: tuple[Status | None, ...]) -> tuple[Status, ...]:
    return tuple(value for value in values if value)


def _together(statuses: tuple[Status, ...]) -> Status:
    """Rule 4: all checks down is that outage, some is partial; else the worst."""
    red = [status for status in statuses if status.is_red]
    if red and len(red) < len(statuses):
        return Status.PARTIAL_OUTAGE
    if red:
        # Every check is down; the component is as far down as the check that is least so.
        return min(red, key=lambda status: status.badness)
    return worst(*statuses)


def _view(
    component: Component,
    check: Check,
    settings: Settings,
    seen: Mapping[str, Sequence[Seen]],
    now: datetime,
    explained: Explained,
) -> CheckView:
    alone, agreed = _walks(component, check, seen)
    present = [vantage for vantage in settings.vantages if vantage in alone]
    voting = [v for v in present if _is_fresh(alone[v], now) and not seen[v][-1].is_silent]
    failing = tuple(v for v in voting if alone[v].streak.is_failing)
    ballots = _ballots(alone, agreed, now)
    verdict = place(_votes(voting, alone, agreed, settings))
    if not voting and any(seen[v][-1].is_silent and now < seen[v][-1].expires_at for v in present):
        verdict = MONITOR_OFFLINE
    elif failing and not (verdict.status.is_red or verdict.status is Status.DEGRADED_PERFORMANCE):
        verdict = Verdict(verdict.status, None, Confidence.UNCONFIRMED, failing, len(voting))
    return CheckView(
        check=check,
        walks=alone,
        state=_state(component, check, alone, present, verdict, now),
        verdict=verdict,
        track=_merge(ballots, settings),
        rest=[piece for part in explained for piece in _merge(_outside(ballots, part), settings)],
        failing=failing,
        is_intermittent=any(alone[v].streak.is_intermittent for v in voting),
        expires_at=min((last.expires_at for v in voting if (last := alone[v].streak.last)), default=None),
        blips=_blips(alone),
    )


def _walks(
    component: Component, check: Check, seen: Mapping[str, Sequence[Seen]]
) -> tuple[Mapping[str, Walk], Mapping[str, Walk]]:
    """By vantage: with the streak that a vantage needs alone, and with the one that suffices for several."""
    by_vantage = {v: rows for v, all_rows in seen.items() if (rows := looks(component, check, all_rows))}
    alone = {v: walk(rows, check.down_after or DOWN_AFTER_ALONE) for v, rows in by_vantage.items()}
    if check.down_after or len(by_vantage) < 2:
        return alone, alone
    return alone, {v: walk(rows, DOWN_AFTER_AGREED) for v, rows in by_vantage.items()}


def _votes(
    voting: Sequence[str], alone: Mapping[str, Walk], agreed: Mapping[str, Walk], settings: Settings
) -> list[Vote]:
    return [
        Vote(v, settings.vantages[v], agreed[v].streak.status, alone[v].streak.status)
        for v in voting
        if agreed[v].streak.status is not Status.UNKNOWN
    ]


def _is_fresh(walked: Walk, now: datetime) -> bool:
    return walked.streak.last is not None and now < walked.streak.last.expires_at


def _ballots(
    alone: Mapping[str, Walk], agreed: Mapping[str, Walk], now: datetime
) -> dict[str, list[Piece[_Pair]]]:
    """By vantage over time, what it says where others agree and what alone."""
    return {
        name: overlay([track(agreed[name], now), track(alone[name], now)], lambda pair: (pair[0], pair[1]))
        for name in alone
    }


def _outside(
    ballots: Mapping[str, list[Piece[_Pair]]], part: Piece[frozenset[str]]
) -> dict[str, list[Piece[_Pair]]]:
    """The same within a stretch of time, without the vantages that are explained in it."""
    return {
        name: list(clipped(pairs, part.start, part.end))
        for name, pairs in ballots.items()
        if name not in part.value
    }


def _merge(ballots: Mapping[str, list[Piece[_Pair]]], settings: Settings) -> list[Piece[Status]]:
    """All vantages over time. A vantage that left the settings keeps its past."""
    names = list(ballots)

    def decide(values: tuple[_Pair | None, ...]) -> Status:
        votes = [
            Vote(name, settings.vantages.get(name, Vantage()), value[0], value[1] or Status.UNKNOWN)
            for name, value in zip(names, values, strict=True)
            if value and value[0]
        ]
        return place(votes).status

    return overlay(list(ballots.values()), decide)


def _blips(walks: Mapping[str, Walk]) -> tuple[datetime, ...]:
    return tuple(
        look.at
        for walked in walks.values()
        for look, status in zip(walked.looks, walked.statuses, strict=True)
        if look.outcome is Outcome.FAILED and status is not Status.MAJOR_OUTAGE
    )


def _state(
    component: Component,
    check: Check,
    walks: Mapping[str, Walk],
    present: Sequence[str],
    verdict: Verdict,
    now: datetime,
) -> CheckState:
    newest = max((walks[v] for v in present), key=_newest_look, default=None)
    shown = newest.looks[-1] if newest else None
    return CheckState(
        key=component.history_keys(check)[0],
        check=check,
        status=verdict.status,
        confidence=verdict.confidence,
        as_of=max((last.at for v in present if (last := walks[v].streak.last)), default=None),
        outcome=shown.outcome if shown else None,
        latency_ms=shown.result.latency_ms if shown else None,
        reason=shown.result.reason if shown else None,
        failing_rounds=newest.streak.fails.count if newest else 0,
        failing_since=newest.failing_since if newest else None,
        achieved_interval=_achieved(newest.looks) if newest else None,
        places=tuple(_place_state(vantage, walks[vantage].looks[-1], now) for vantage in present),
    )


def _place_state(vantage: str, look: Look, now: datetime) -> PlaceState:
    return PlaceState(
        vantage=vantage,
        outcome=look.outcome,
        latency_ms=look.result.latency_ms,
        reason=look.result.reason,
        as_of=look.at,
        is_fresh=now < look.expires_at,
    )


def _newest_look(walked: Walk) -> datetime:
    return walked.looks[-1].at


def _achieved(rows: Sequence[Look]) -> timedelta | None:
    """The median time between rounds of the last day."""
    first = bisect_right(rows, rows[-1].at - timedelta(days=1), key=lambda look: look.at)
    gaps = sorted(b.at - a.at for a, b in pairwise(rows[first:]))
    return gaps[len(gaps) // 2] if gaps else None
