"""Components of one status become a clause that says where: "Web is unreachable in Pakistan"."""

from collections.abc import Callable, Mapping, Sequence

from statusgen.judging.sentences import FAILING, OFFLINE, names, scope_words
from statusgen.model.countries import in_country
from statusgen.model.snapshot import ComponentState, IncidentState, Scope
from statusgen.model.words import Outcome, ScopeKind, Status

_Verb = Callable[[bool], str]
VERBS: Mapping[Status, _Verb] = {
    Status.MAJOR_OUTAGE: lambda many: "are down" if many else "is down",
    Status.PARTIAL_OUTAGE: lambda many: "are partly down" if many else "is partly down",
    Status.DEGRADED_PERFORMANCE: lambda many: "are slow" if many else "is slow",
    Status.UNKNOWN: lambda many: "are in an unknown state" if many else "is in an unknown state",
    Status.UNDER_MAINTENANCE: lambda many: "are under maintenance" if many else "is under maintenance",
}
"""What one component of a status does, or many."""


def clause(
    those: Sequence[ComponentState],
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
) -> str:
    """ "Web is unreachable in Pakistan", of components that have one status."""
    subject, many = _subject(those, components)
    status = those[0].status
    verb = VERBS[status](many)
    measured = {_measured_from(state.scope) for state in those}
    if len(measured) == 1 and "" not in measured:
        verb = f"{verb}, measured from {measured.pop()} only"
    place = where(those, open_incidents)
    if place and status is Status.PARTIAL_OUTAGE and _is_whole_countries(those):
        verb = _broken(those, many=many)
    verb += place
    homes = {_home_networks(state.scope) for state in those}
    if status is Status.MAJOR_OUTAGE and len(homes) == 1:
        verb = f"{verb}{homes.pop()}"
    notes = {state.note for state in those}
    if status is Status.DEGRADED_PERFORMANCE and notes == {"intermittent"}:
        verb = f"{'fail' if many else 'fails'} intermittently"
    if status is Status.UNKNOWN and notes in ({FAILING}, {OFFLINE}):
        verb = f"{'are' if many else 'is'} {FAILING}" if notes == {FAILING} else f": {OFFLINE}"
    return f"{subject} {verb}".replace(" :", ":")


def _broken(those: Sequence[ComponentState], *, many: bool) -> str:
    """What does not get through is unreachable; what answers with an error fails."""
    is_answered = any(check.is_answered for state in those for check in state.checks if check.status.is_red)
    if is_answered:
        return "fail" if many else "fails"
    return "are unreachable" if many else "is unreachable"


def where(those: Sequence[ComponentState], open_incidents: Sequence[IncidentState]) -> str:
    """ " in Pakistan", where trouble short of an outage is the same places' for all of them; else empty."""
    if those[0].status not in (Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE):
        return ""
    places = {_countries(state, open_incidents) for state in those}
    found = places.pop() if len(places) == 1 else ()
    return f" in {names([in_country(code) for code in found])}" if found else ""


def answers_elsewhere(those: Sequence[ComponentState]) -> bool:
    """It is unreachable somewhere, and the newest look from every other place was good."""
    if those[0].status is not Status.PARTIAL_OUTAGE:
        return False
    checks = [check for state in those for check in state.checks]
    others = [p for check in checks for p in check.places if p.is_fresh and p.vantage not in check.affected]
    is_seen = any(check.affected for check in checks)
    return is_seen and bool(others) and all(place.outcome is Outcome.OK for place in others)


def _countries(state: ComponentState, open_incidents: Sequence[IncidentState]) -> tuple[str, ...]:
    """Where its status holds: by the probes, or by the incidents where only they say as much."""
    if state.observed is state.status:
        scope = state.scope
        is_named = scope and (scope_words(scope) or _is_part_of_one(scope))
        return scope.countries if scope and is_named else ()
    said = [
        one.incident.scope
        for one in open_incidents
        if not one.is_standing and one.impact.get(state.component.id) is state.status
    ]
    if not all(scope and scope.countries for scope in said):
        return ()
    return tuple(sorted({code for scope in said if scope for code in scope.countries}))


def _is_part_of_one(scope: Scope) -> bool:
    return scope.kind is ScopeKind.PARTIAL and len(scope.countries) == 1


def _is_whole_countries(those: Sequence[ComponentState]) -> bool:
    """No probe there gets through. What nobody measures does not speak against it."""
    measured = [state.scope for state in those if state.observed is state.status]
    return bool(measured) and all(map(scope_words, measured))


def _home_networks(scope: Scope | None) -> str:
    """Row e of rule 3, which alone makes an outage of a part: and of which country, where it is one."""
    if scope is None or scope.kind is not ScopeKind.PARTIAL:
        return ""
    where = f" in {in_country(scope.countries[0])}" if len(scope.countries) == 1 else ""
    return f" on home networks{where}"


def _measured_from(scope: Scope | None) -> str:
    """The countries that a verdict rests on while other places of ours are silent; empty otherwise."""
    if scope is None or not scope.silent:
        return ""
    return names([in_country(code) for code in scope.countries])


def _subject(those: Sequence[ComponentState], components: Sequence[ComponentState]) -> tuple[str, bool]:
    if len(those) == len(components) > 1:
        return f"All {len(components)} components", True
    if len(those) > 3:
        return f"{len(those)} of {len(components)} components", True
    return names([str(state.component.name) for state in those]), len(those) > 1
