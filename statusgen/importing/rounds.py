"""Sightings become rounds: each finds the check that it answers and the place that it was seen from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from statusgen.importing.matching import host_of, owner, proposed_id, vantage
from statusgen.importing.sightings import Sighting, Spot
from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Component, Settings
from statusgen.model.words import Layer, Outcome

_THROTTLED = 429
_GOOD = (Outcome.OK, Outcome.SLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for."""

    source: str
    """The word that history keeps."""
    seen_at: datetime
    """When it became known to us."""
    vantage: str | None
    """The place of all sightings; None to find each one's own."""
    prefix: str
    """With which the ids of such places begin."""
    component: Component | None
    """Whose evidence all of it is; None to find each one's own by its host."""


@dataclass(slots=True, kw_only=True)
class Harvest:
    """What an import came to."""

    rounds: list[Round] = field(default_factory=list)
    """By time, then vantage."""
    strangers: set[str] = field(default_factory=set)
    """Targets that no check asks."""
    missing: dict[str, Spot] = field(default_factory=dict)
    """Ids of places that the settings would need."""
    placeless: int = 0
    """Sightings of which nobody says from what country."""


@dataclass(slots=True)
class _Gathered:
    results: dict[str, list[ProbeResult]] = field(default_factory=lambda: defaultdict(list))
    every: timedelta | None = None
    online: list[bool] = field(default_factory=list)


def harvest(sightings: Iterable[Sighting], settings: Settings, order: Order) -> Harvest:
    """All rounds of an import, and what stands in their way."""
    out, gathered = Harvest(), dict[tuple[datetime, str], _Gathered]()
    for one in sightings:
        whose = owner(one.target, settings, order.component)
        where = order.vantage or vantage(one.spot, settings, order.prefix)
        if whose is None:
            out.strangers.add(host_of(one.target) or "")
        elif where is None and one.spot.country is None:
            out.placeless += 1
        elif where is None:
            out.missing[proposed_id(one.spot, order.prefix)] = one.spot
        else:
            _add(gathered.setdefault((one.at, where), _Gathered()), one, *whose)
    out.rounds += [_round(at, where, gathered[at, where], order) for at, where in sorted(gathered)]
    return out


def _add(into: _Gathered, one: Sighting, component: Component, check: Check) -> None:
    into.results[component.history_keys(check)[0]].append(_held(one, check))
    into.every = max(filter(None, (into.every, one.every)), default=None)
    if one.is_online is not None:
        into.online.append(one.is_online)


def _round(at: datetime, where: str, found: _Gathered, order: Order) -> Round:
    return Round(
        at=at,
        vantage=where,
        results={key: _together(results) for key, results in found.results.items()},
        # Whoever asked a control of their own, or a server of theirs, proved to be online by that.
        controls_passed=int(any(found.online)),
        controls_all=int(bool(found.online)),
        every=found.every,
        seen_at=order.seen_at,
        source=order.source,
        # It holds what the tool looked at, which need not be all that we ask.
        is_partial=True,
    )


def _held(one: Sighting, check: Check) -> ProbeResult:
    """The result as our check would have judged it."""
    result, status = one.result, one.http_status
    if status is not None and not any(first <= status <= last for first, last in check.expect.status):
        if status == _THROTTLED:
            return ProbeResult(Outcome.UNKNOWN, result.latency_ms, Layer.HTTP, "throttled")
        return ProbeResult(Outcome.FAILED, result.latency_ms, Layer.HTTP, "status")
    is_late = check.slow_after and timedelta(milliseconds=result.latency_ms or 0) > check.slow_after
    return (
        ProbeResult(Outcome.SLOW, result.latency_ms) if result.outcome is Outcome.OK and is_late else result
    )


def _together(results: Sequence[ProbeResult]) -> ProbeResult:
    """Several probes of one place at one time: what most of them say; where they are even, nothing."""
    good = [one for one in results if one.outcome in _GOOD]
    bad = [one for one in results if one.outcome is Outcome.FAILED]
    if not good and not bad:
        return results[0]
    if len(good) == len(bad):
        return ProbeResult(Outcome.UNKNOWN)
    if len(bad) > len(good):
        return max(sorted(bad, key=str), key=bad.count)
    return sorted(good, key=lambda one: (one.latency_ms is None, one.latency_ms or 0))[len(good) // 2]


def fresh(rounds: Iterable[Round], there: Iterable[Round]) -> Iterator[Round]:
    """The rounds that add something to those that are there. A second import adds nothing.

    One that another import left with other checks is written again with both: the last line of a time counts.
    """
    known = {(one.at, one.vantage): one for one in there}
    for one in rounds:
        before = known.get((one.at, one.vantage))
        if before is None:
            yield one
        elif before.source == one.source and not one.results.keys() <= before.results.keys():
            yield _merged(before, one)


def _merged(before: Round, one: Round) -> Round:
    return Round(
        at=one.at,
        vantage=one.vantage,
        results={**one.results, **before.results},
        controls_passed=one.controls_passed,
        controls_all=one.controls_all,
        every=max(filter(None, (before.every, one.every)), default=None),
        seen_at=one.seen_at,
        source=one.source,
        is_partial=True,
    )
