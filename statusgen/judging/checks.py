"""Looks of one check at all vantages become what the probes say of it (rules 2 and 3)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from statusgen.judging.ballots import ballots, inside, merged, outside
from statusgen.judging.evidence import AnyLook, Spell, asks_network, is_answer
from statusgen.judging.looks import looks
from statusgen.judging.past import Past
from statusgen.judging.pieces import Piece
from statusgen.judging.places import Verdict, Vote, place, told_silent
from statusgen.judging.regions import Explained
from statusgen.judging.streaks import Walk, walk
from statusgen.model.checks import Check
from statusgen.model.project import Component, Settings
from statusgen.model.snapshot import CheckState, PlaceState, Scope
from statusgen.model.words import Confidence, Layer, Outcome, ScopeKind, Status

DOWN_AFTER_ALONE = 3
"""Failed rounds in a row that it takes where one vantage says so alone."""
DOWN_AFTER_AGREED = 2
"""Failed rounds in a row where several agree."""
MONITOR_OFFLINE = Verdict(Status.UNKNOWN, Scope(kind=ScopeKind.MONITOR_OFFLINE), Confidence.UNCONFIRMED)
"""Nothing answers and no control can say whether that is us."""


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
    countries: Mapping[str, list[Piece[Status]]]
    """The same of the vantages of one country, by country, where vantages differ in it."""
    rest: list[Piece[Status]]
    """While a regional condition explains some vantages: what the others say."""
    voting: tuple[str, ...]
    """Vantages with fresh evidence."""
    failing: tuple[str, ...]
    """Vantages whose newest rounds failed without making an outage yet."""
    is_intermittent: bool
    expires_at: datetime | None
    """When the oldest of the votes that its verdict rests on stops counting."""
    blips: tuple[datetime, ...]
    """Failed rounds that made no outage."""


def view(
    component: Component,
    check: Check,
    settings: Settings,
    seen: Mapping[str, Past],
    now: datetime,
    explained: Explained,
) -> CheckView:
    """All that is observed of one check of a component."""
    alone, agreed = _walks(component, check, seen)
    present = [vantage for vantage in settings.vantages if vantage in alone]
    silent = {v for v in present if asks_network(check) and seen[v].is_silent}
    voting = [v for v in present if _is_fresh(alone[v], now) and v not in silent]
    failing = tuple(v for v in voting if alone[v].streak.is_failing)
    cast = ballots(alone, agreed, now)
    verdict = told_silent(place(_votes(voting, alone, agreed, settings)), voting, settings)
    if not voting and any(now < seen[v].newest.expires_at for v in silent):
        verdict = MONITOR_OFFLINE
    elif failing and not (verdict.status.is_red or verdict.status is Status.DEGRADED_PERFORMANCE):
        verdict = Verdict(verdict.status, None, Confidence.UNCONFIRMED, failing, len(voting))
    return CheckView(
        check=check,
        walks=alone,
        state=_state(component, check, alone, present, verdict, now),
        verdict=verdict,
        track=merged(cast, settings),
        countries={
            country: merged(inside(cast, names), settings)
            for country, names in vantages_by_country(settings).items()
        },
        rest=[piece for part in explained for piece in merged(outside(cast, part), settings)],
        voting=tuple(voting),
        failing=failing,
        is_intermittent=any(alone[v].streak.is_intermittent for v in voting),
        expires_at=min((last.expires_at for v in voting if (last := alone[v].streak.last)), default=None),
        blips=_blips(alone),
    )


def vantages_by_country(settings: Settings) -> Mapping[str, Collection[str]]:
    """The vantages of each country, where vantages differ in it: of one country all say what it says."""
    found: dict[str | None, list[str]] = {}
    for name, vantage in settings.vantages.items():
        found.setdefault(vantage.country, []).append(name)
    known = sorted((country, names) for country, names in found.items() if country)
    return dict(known) if len(found) > 1 else {}


def _walks(
    component: Component, check: Check, seen: Mapping[str, Past]
) -> tuple[Mapping[str, Walk], Mapping[str, Walk]]:
    """By vantage: with the streak that a vantage needs alone, and with the one that suffices for several."""
    by_vantage = {v: found for v, past in seen.items() if (found := looks(component, check, past))}
    if check.down_after or len(by_vantage) < 2:
        alone = {v: walk(rows, check.down_after or DOWN_AFTER_ALONE) for v, rows in by_vantage.items()}
        return alone, alone
    agreed = {v: walk(rows, DOWN_AFTER_AGREED) for v, rows in by_vantage.items()}
    return {
        # Where the shorter streak never came to pass, the longer one did not either.
        v: agreed[v] if agreed[v].is_uneventful else walk(rows, DOWN_AFTER_ALONE)
        for v, rows in by_vantage.items()
    }, agreed


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
        as_of=max((last.until for v in present if (last := walks[v].streak.last)), default=None),
        outcome=shown.outcome if shown else None,
        latency_ms=shown.result.latency_ms if shown else None,
        reason=shown.result.reason if shown else None,
        failing_rounds=newest.streak.fails.count if newest else 0,
        failing_since=newest.failing_since if newest else None,
        achieved_interval=_achieved(newest.looks) if newest else None,
        places=tuple(_place_state(vantage, walks[vantage].looks[-1], now) for vantage in present),
        affected=verdict.affected,
        voters=verdict.voters,
        is_answered=verdict.status.is_red and any(_is_answered(walks[v]) for v in verdict.affected),
    )


def _is_answered(walked: Walk) -> bool:
    """The newest failure was an answer: nothing on the way kept it back."""
    for look in reversed(walked.looks):
        if look.outcome is Outcome.FAILED:
            return look.result.failed_at in (Layer.HTTP, Layer.CONTENT) and is_answer(look.result)
    return False


def _place_state(vantage: str, look: AnyLook, now: datetime) -> PlaceState:
    return PlaceState(
        vantage=vantage,
        outcome=look.outcome,
        latency_ms=look.result.latency_ms,
        reason=look.result.reason,
        as_of=look.until,
        is_fresh=now < look.expires_at,
    )


def _newest_look(walked: Walk) -> datetime:
    return walked.looks[-1].until


def _achieved(rows: Sequence[AnyLook]) -> timedelta | None:
    """The median time between rounds of the last day."""
    since = rows[-1].until - timedelta(days=1)
    times = takewhile(lambda at: at > since, _backwards(rows))
    gaps = sorted(after - before for after, before in pairwise(times))
    return gaps[len(gaps) // 2] if gaps else None


def _backwards(rows: Sequence[AnyLook]) -> Iterator[datetime]:
    """The time of every look, the newest first."""
    for look in reversed(rows):
        if isinstance(look, Spell):
            yield from look.backwards()
        else:
            yield look.at
