"""Long regional conditions that people declared become the vantages they explain, over time (rule 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen.judging.declared import Ids, lane
from statusgen.judging.entries import is_long_regional
from statusgen.judging.pieces import Piece, overlay
from statusgen.model.incidents import DeclaredScope
from statusgen.model.project import Project, Vantage
from statusgen.model.words import Status

Explained = Sequence[Piece[frozenset[str]]]
"""Stretches of time, each with the vantages whose trouble a regional condition explains."""
SCOPED = "scoped"
"""Time whose only trouble lies where a regional condition explains it."""
_MILD = (Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE)


def with_long_regional(project: Project, now: datetime) -> Project:
    """The project with its long regional incidents alone."""
    those = [one for one in project.incidents if not one.withdrawn and is_long_regional(one, now)]
    return replace(project, incidents=tuple(those))


def explained(project: Project, component: str, ids: Ids, now: datetime) -> Explained:
    """Which vantages' trouble with a component is explained, and when."""
    tracks = [
        [Piece(p.start, p.end, there) for p in lane(incident, component, ids, now)]
        for incident in project.incidents
        if not incident.withdrawn
        and is_long_regional(incident, now)
        and (there := inside(incident.scope, project.settings.vantages))
    ]
    together = overlay(tracks, lambda values: frozenset[str]().union(*(v for v in values if v)))
    return [piece for piece in together if piece.value]


def inside(scope: DeclaredScope | None, vantages: Mapping[str, Vantage]) -> frozenset[str]:
    """The vantages that lie where people say it holds."""
    if scope is None:
        return frozenset()
    return frozenset(name for name, vantage in vantages.items() if _lies_in(vantage, scope))


def _lies_in(vantage: Vantage, scope: DeclaredScope) -> bool:
    if scope.countries and vantage.country not in scope.countries:
        return False
    if scope.networks and vantage.asn is not None:
        return vantage.asn in scope.networks
    return bool(scope.countries)


def told_apart(track: list[Piece[Status]], rest: list[Piece[Status]]) -> list[Piece[str]]:
    """Status words over time; `scoped` where the places that nothing explains were fine."""
    return overlay([track, rest], _word)


def _word(values: tuple[Status | None, ...]) -> str:
    status, rest = values
    if status in _MILD and rest is Status.OPERATIONAL:
        return SCOPED
    return (status or Status.UNKNOWN).value
