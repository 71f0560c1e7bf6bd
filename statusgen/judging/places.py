"""Votes of several vantages become one verdict with the places where it holds (rule 3)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from statusgen.model.project import Settings, Vantage
from statusgen.model.snapshot import Scope
from statusgen.model.words import Confidence, NetworkKind, ScopeKind, Status


@dataclass(frozen=True, slots=True)
class Vote:
    """What one vantage with fresh evidence says of one check."""

    id: str
    vantage: Vantage
    status: Status
    """After as many failed rounds in a row as suffice where there are others."""
    alone: Status
    """After as many as it takes where nobody else agrees."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all votes together say."""

    status: Status
    scope: Scope | None
    confidence: Confidence
    affected: tuple[str, ...] = ()
    """Ids of the vantages that say so, where something is wrong."""
    voters: int = 0
    slow: tuple[str, ...] = ()
    """Ids of further vantages where it is merely slow, while it is down elsewhere."""


UNKNOWN = Verdict(Status.UNKNOWN, None, Confidence.UNKNOWN)


def place(votes: Sequence[Vote]) -> Verdict:
    """The verdict: an outage first, then slowness, else operational; unknown without votes."""
    if len(votes) == 1:
        votes = [replace(votes[0], status=votes[0].alone)]
    down = _agreeing(votes, lambda status: status is Status.MAJOR_OUTAGE)
    if down:
        slow_ids = tuple(vote.id for vote in votes if vote.alone is Status.DEGRADED_PERFORMANCE)
        return replace(_verdict(votes, down), slow=slow_ids)
    troubled = (Status.MAJOR_OUTAGE, Status.DEGRADED_PERFORMANCE)
    slow = _agreeing(votes, lambda status: status in troubled)
    if slow:
        return replace(_verdict(votes, slow), status=Status.DEGRADED_PERFORMANCE)
    # What one vantage alone saw for too short a time is no outage, and no good word either.
    fine = [vote for vote in votes if vote.alone is not Status.UNKNOWN]
    return Verdict(Status.OPERATIONAL, None, Confidence.CONFIRMED, voters=len(fine)) if fine else UNKNOWN


def told_silent(verdict: Verdict, voting: Collection[str], settings: Settings) -> Verdict:
    """Where those that have a say cannot speak for the world, it names the places that are silent."""
    silent = tuple(sorted(set(settings.vantages) - set(voting)))
    if verdict.scope is None or verdict.scope.kind is not ScopeKind.UNKNOWN or not silent:
        return verdict
    return replace(verdict, scope=replace(verdict.scope, silent=silent))


def _agreeing(votes: Sequence[Vote], claim: Callable[[Status], bool]) -> list[Vote]:
    """The vantages for which the claim holds; one that stands alone needs the longer streak."""
    those = [vote for vote in votes if claim(vote.status)]
    if len(those) == 1:
        return [vote for vote in those if claim(vote.alone)]
    return those


def _verdict(voters: Sequence[Vote], down: Sequence[Vote]) -> Verdict:
    status, scope_kind = next((status, kind) for fits, status, kind in PLACES if fits(voters, down))
    kind = scope_kind(voters)
    is_global = kind is ScopeKind.GLOBAL
    scope = Scope(
        kind=kind,
        countries=() if is_global else _countries(down),
        networks=() if is_global else _networks(down),
    )
    confidence = Confidence.LIKELY if len(down) == 1 else Confidence.CONFIRMED
    return Verdict(status, scope, confidence, tuple(vote.id for vote in down), len(voters))


def _everywhere(voters: Sequence[Vote], down: Sequence[Vote]) -> bool:
    return len(down) == len(voters)


def _most_countries(voters: Sequence[Vote], down: Sequence[Vote]) -> bool:
    """At least two and half of the voters, the majority down in two and in half of the countries."""
    if len(down) < 2 or 2 * len(down) < len(voters):
        return False
    countries = _countries(voters)
    lost = [
        country
        for country in countries
        if 2 * sum(v.vantage.country == country for v in down)
        > sum(v.vantage.country == country for v in voters)
    ]
    return len(lost) >= 2 and 2 * len(lost) >= len(countries)


def _whole_countries(voters: Sequence[Vote], down: Sequence[Vote]) -> bool:
    lost = {vote.vantage.country for vote in down}
    return None not in lost and all(vote in down for vote in voters if vote.vantage.country in lost)


def _whole_network(voters: Sequence[Vote], down: Sequence[Vote]) -> bool:
    lost = {vote.vantage.asn for vote in down}
    if len(lost) != 1 or None in lost or len(down) < 2:
        return False
    return all(vote in down for vote in voters if vote.vantage.asn in lost)


def _home_networks(voters: Sequence[Vote], down: Sequence[Vote]) -> bool:
    homes = [vote for vote in voters if vote.vantage.network is NetworkKind.EYEBALL]
    centers = [vote for vote in down if vote.vantage.network is NetworkKind.DATACENTER]
    return bool(homes) and not centers and all(vote in down for vote in homes)


def _otherwise(_voters: Sequence[Vote], _down: Sequence[Vote]) -> bool:
    return True


def _global_if_known(voters: Sequence[Vote]) -> ScopeKind:
    return ScopeKind.GLOBAL if len(_countries(voters)) >= 2 else ScopeKind.UNKNOWN


def _always(kind: ScopeKind) -> Callable[[Sequence[Vote]], ScopeKind]:
    return lambda _voters: kind


PLACES: Sequence[
    tuple[
        Callable[[Sequence[Vote], Sequence[Vote]], bool],
        Status,
        Callable[[Sequence[Vote]], ScopeKind],
    ]
] = (
    (_everywhere, Status.MAJOR_OUTAGE, _global_if_known),
    (_most_countries, Status.MAJOR_OUTAGE, _always(ScopeKind.GLOBAL)),
    (_whole_countries, Status.PARTIAL_OUTAGE, _always(ScopeKind.COUNTRY)),
    (_whole_network, Status.PARTIAL_OUTAGE, _always(ScopeKind.NETWORK)),
    (_home_networks, Status.MAJOR_OUTAGE, _always(ScopeKind.PARTIAL)),
    (_otherwise, Status.PARTIAL_OUTAGE, _always(ScopeKind.PARTIAL)),
)
"""Rows a to f of rule 3, given voters and those of them where it is down; the first that fits decides."""


def _countries(votes: Sequence[Vote]) -> tuple[str, ...]:
    return tuple(sorted({vote.vantage.country for vote in votes if vote.vantage.country}))


def _networks(votes: Sequence[Vote]) -> tuple[int, ...]:
    return tuple(sorted({vote.vantage.asn for vote in votes if vote.vantage.asn is not None}))
