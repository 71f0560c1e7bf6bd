"""Components of one status become a clause that says where: "Web is unreachable in Pakistan"."""

from collections.abc import Mapping, Sequence

from statusgen.judging.sentences import FAILING, INTERMITTENT, OFFLINE, in_countries, scope_words
from statusgen.model.sentences import Country, Listed, Named, message, say
from statusgen.model.snapshot import ComponentState, IncidentState, Scope
from statusgen.model.words import Outcome, ScopeKind, Status

VERBS: Mapping[Status, tuple[str, str]] = {
    Status.MAJOR_OUTAGE: (
        message("{who} is down{measured}{where}"),
        message("{who} are down{measured}{where}"),
    ),
    Status.PARTIAL_OUTAGE: (
        message("{who} is partly down{measured}{where}"),
        message("{who} are partly down{measured}{where}"),
    ),
    Status.DEGRADED_PERFORMANCE: (
        message("{who} is slow{measured}{where}"),
        message("{who} are slow{measured}{where}"),
    ),
    Status.UNKNOWN: (
        message("{who} is in an unknown state{measured}{where}"),
        message("{who} are in an unknown state{measured}{where}"),
    ),
    Status.UNDER_MAINTENANCE: (
        message("{who} is under maintenance{measured}{where}"),
        message("{who} are under maintenance{measured}{where}"),
    ),
}
"""What one component of a status does, or many."""
_UNREACHABLE = message("{who} is unreachable{where}"), message("{who} are unreachable{where}")
_FAILS = message("{who} fails{where}"), message("{who} fail{where}")
_INTERMITTENT = message("{who} fails intermittently"), message("{who} fail intermittently")
_FAILING = message("{who} is failing, being confirmed"), message("{who} are failing, being confirmed")
_OFFLINE = message("{who}: nothing answers; our monitor may be offline")


def clause(
    those: Sequence[ComponentState],
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
) -> str:
    """ "Web is unreachable in Pakistan", of components that have one status."""
    who, many = _subject(those, components)
    place = where(those, open_incidents)
    forms = _forms(those, place=place)
    return say(
        forms[many],
        who=who,
        measured=_measured(those),
        where=place or (_homes(those) if those[0].status is Status.MAJOR_OUTAGE else ""),
    )


def _forms(those: Sequence[ComponentState], place: str) -> tuple[str, str]:
    """The message for one component, and for many."""
    status, notes = those[0].status, {state.note for state in those}
    if status is Status.DEGRADED_PERFORMANCE and notes == {INTERMITTENT}:
        return _INTERMITTENT
    if status is Status.UNKNOWN and notes == {FAILING}:
        return _FAILING
    if status is Status.UNKNOWN and notes == {OFFLINE}:
        return _OFFLINE, _OFFLINE
    if place and status is Status.PARTIAL_OUTAGE and _is_whole_countries(those):
        return _broken(those)
    return VERBS[status]


def _broken(those: Sequence[ComponentState]) -> tuple[str, str]:
    """What does not get through is unreachable; what answers with an error fails."""
    is_answered = any(check.is_answered for state in those for check in state.checks if check.status.is_red)
    return _FAILS if is_answered else _UNREACHABLE


def where(those: Sequence[ComponentState], open_incidents: Sequence[IncidentState]) -> str:
    """ " in Pakistan", where trouble short of an outage is the same places' for all of them; else empty."""
    if those[0].status not in (Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE):
        return ""
    places = {_countries(state, open_incidents) for state in those}
    found = places.pop() if len(places) == 1 else ()
    return say(" in {countries}", countries=in_countries(found)) if found else ""


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


def _homes(those: Sequence[ComponentState]) -> str:
    """ " on home networks in Pakistan", where that holds for all of them."""
    homes = {_home_networks(state.scope) for state in those}
    return homes.pop() if len(homes) == 1 else ""


def _home_networks(scope: Scope | None) -> str:
    """Row e of rule 3, which alone makes an outage of a part: and of which country, where it is one."""
    if scope is None or scope.kind is not ScopeKind.PARTIAL:
        return ""
    if len(scope.countries) != 1:
        return say(" on home networks")
    return say(" on home networks in {country}", country=Country(scope.countries[0], is_within=True))


def _measured(those: Sequence[ComponentState]) -> str:
    """The countries that a verdict rests on while other places of ours are silent; empty otherwise."""
    found = {state.scope.countries if state.scope and state.scope.silent else () for state in those}
    countries = found.pop() if len(found) == 1 else ()
    return say(", measured from {countries} only", countries=in_countries(countries)) if countries else ""


def _subject(those: Sequence[ComponentState], components: Sequence[ComponentState]) -> tuple[str, bool]:
    if len(those) == len(components) > 1:
        return say("All {count} components", count=len(components)), True
    if len(those) > 3:
        return say("{part} of {all} components", part=len(those), all=len(components)), True
    return component_names(those), len(those) > 1


def component_names(those: Sequence[ComponentState]) -> Listed:
    """ "Web, Sign-in and API"."""
    return Listed([Named(state.component.name) for state in those])
