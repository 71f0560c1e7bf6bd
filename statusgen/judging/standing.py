"""Which components are in trouble only by a standing condition that an open incident explains (rule 11)."""

from collections.abc import Mapping, Sequence

from statusgen.judging.verdicts import Case
from statusgen.model.snapshot import ComponentState, IncidentState
from statusgen.model.words import Status


def standing(
    cases: Sequence[Case], states: Sequence[ComponentState], open_incidents: Sequence[IncidentState]
) -> frozenset[str]:
    """Components whose whole trouble is a standing condition that an open incident explains."""
    explained = {state.incident.id: state for state in open_incidents if state.is_standing}
    found = set()
    for case, state in zip(cases, states, strict=True):
        said = case.declared.statements
        is_explained = bool(said) and all(s.entry.id in explained for s in said)
        if is_explained and state.status is said[0].status and _fits(case, explained):
            found.add(case.component.id)
    return frozenset(found)


def _fits(case: Case, explained: Mapping[str, IncidentState]) -> bool:
    """What the probes see lies where the standing incidents say it does."""
    observed = case.observed
    if observed is None:
        return True
    if observed.is_failing or any(view.verdict.slow for view in observed.checks):
        return False
    if observed.status is Status.OPERATIONAL or observed.scope is None:
        return observed.status is Status.OPERATIONAL
    scopes = [
        scope
        for statement in case.declared.statements
        if statement.entry.id in explained and (scope := explained[statement.entry.id].incident.scope)
    ]
    countries = {country for scope in scopes for country in scope.countries}
    networks = {network for scope in scopes for network in scope.networks}
    in_countries = bool(countries) and set(observed.scope.countries) <= countries
    in_networks = bool(networks) and set(observed.scope.networks) <= networks
    return (in_countries and bool(observed.scope.countries)) or (
        in_networks and bool(observed.scope.networks)
    )
