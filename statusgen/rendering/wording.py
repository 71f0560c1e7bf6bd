"""Statuses, confidence and places become the words and shapes a reader sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.countries import in_country
from statusgen.model.incidents import DeclaredScope
from statusgen.model.sentences import listed
from statusgen.model.snapshot import ComponentState, Scope
from statusgen.model.tallies import DAY, HOUR
from statusgen.model.words import Confidence, NetworkKind, Outcome, ScopeKind, Status


@dataclass(frozen=True, slots=True)
class State:
    """How a status looks: the same word, shape and colour everywhere."""

    key: str
    """Names its shape and its colour in the stylesheet."""
    word: str
    formal: str
    """The field's word, for titles and alternative text."""


STATES: dict[Status, State] = {
    Status.OPERATIONAL: State("ok", "Operational", "Operational"),
    Status.DEGRADED_PERFORMANCE: State("slow", "Slow", "Degraded performance"),
    Status.PARTIAL_OUTAGE: State("part", "Partly down", "Partial outage"),
    Status.MAJOR_OUTAGE: State("down", "Down", "Major outage"),
    Status.UNDER_MAINTENANCE: State("work", "Maintenance", "Under maintenance"),
    Status.UNKNOWN: State("unk", "Not known", "Unknown"),
}
SAID = State("said", "Operational", "Operational")
"""Nobody measures it; people say nothing bad of it. An outline where evidence is filled."""
DOUBT = State("doubt", "In doubt", "Operational, in doubt")
"""Operational so far, with a failure that is being confirmed or problems that people report: never the
look of what is fine."""
ENDED = State("past", "Over", "Over")
"""An incident that is over has no present state."""

CONFIDENCE: dict[Confidence, str] = {
    Confidence.CONFIRMED: "confirmed",
    Confidence.LIKELY: "likely, seen from one place",
    Confidence.UNCONFIRMED: "not confirmed",
    Confidence.UNKNOWN: "",
}
OUTCOMES: dict[Outcome | None, str] = {
    Outcome.OK: "answers",
    Outcome.SLOW: "answers slowly",
    Outcome.FAILED: "fails",
    Outcome.UNKNOWN: "nothing can be said",
    None: "no result yet",
}
NETWORKS: dict[NetworkKind, str] = {
    NetworkKind.DATACENTER: "data centre",
    NetworkKind.EYEBALL: "homes and phones",
    NetworkKind.CI: "build service",
}
ONLINE: dict[bool | None, str] = {True: "online", False: "offline", None: "silent"}
"""By whether a vantage is online; None without a fresh round."""
ELSEWHERE: dict[Status, str] = {
    Status.OPERATIONAL: "works elsewhere",
    Status.DEGRADED_PERFORMANCE: "slow elsewhere",
    Status.PARTIAL_OUTAGE: "partly down elsewhere",
    Status.MAJOR_OUTAGE: "down elsewhere",
    Status.UNDER_MAINTENANCE: "in maintenance elsewhere",
    Status.UNKNOWN: "not known elsewhere",
}
FILTERING = {
    "ruled_out": "Country-level filtering is ruled out",
    "confirmed": "Country-level filtering is confirmed",
    "suspected": "Country-level filtering is suspected",
}
_SCOPES: dict[ScopeKind, str] = {
    ScopeKind.GLOBAL: "Worldwide",
    ScopeKind.COUNTRY: "In one country",
    ScopeKind.NETWORK: "On one network",
    ScopeKind.PARTIAL: "In some places",
    ScopeKind.UNCONFIRMED: "Not confirmed",
    ScopeKind.MONITOR_OFFLINE: "Our monitor may be offline",
    ScopeKind.UNKNOWN: "",
}
_SEEN_IN: dict[ScopeKind, str] = {
    ScopeKind.NETWORK: "On one network in {}",
    ScopeKind.PARTIAL: "In some places, seen in {}",
    ScopeKind.UNCONFIRMED: "Perhaps in {}",
    ScopeKind.UNKNOWN: "Everywhere we measure, which is {} only",
}
"""How the countries of a scope are told; the others are simply `In …`."""
KEPT_BY: dict[timedelta | None, str] = {None: "", HOUR: "hour", DAY: "day"}
"""By what latencies are kept of the page's time; nothing where every look is there."""


def state_of(state: ComponentState) -> State:
    """How a component looks; what nobody measures never looks like what probes found fine."""
    if state.status is Status.OPERATIONAL and state.note:
        return DOUBT
    if state.status is Status.OPERATIONAL and not state.is_measured:
        return SAID
    return STATES[state.status]


def scope_words(scope: Scope | DeclaredScope | None) -> str:
    """Where it holds: `In Pakistan`; empty when nothing is known. `network_words` has the networks."""
    if scope is None:
        return ""
    if scope.kind is not ScopeKind.GLOBAL and scope.countries:
        places = listed([in_country(code) for code in scope.countries])
        return _SEEN_IN.get(scope.kind or ScopeKind.COUNTRY, "In {}").format(places)
    if scope.networks and scope.kind in (None, ScopeKind.NETWORK):
        return f"On {network_words(scope.networks)}"
    return _SCOPES[scope.kind] if scope.kind else ""


def network_words(numbers: Sequence[int]) -> str:
    """`network AS64510`, `networks AS64510 and AS64511`; empty without any."""
    names = listed([f"AS{number}" for number in numbers])
    return f"network{'s' if len(numbers) > 1 else ''} {names}" if names else ""


def counted(number: int, noun: str) -> str:
    """`1 update`, `3 updates`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def places_that_fail(failing: int, looking: int) -> str:
    """`fails from 2 of 5 places`, `answers from all 5 places`."""
    if looking == 1:
        return "fails from the only place that looks" if failing else "answers from the only place that looks"
    if failing == looking:
        return f"fails from all {looking} places"
    if not failing:
        return f"answers from all {looking} places"
    return f"fails from {failing} of {looking} places"


def reports_words(count: int, minutes: int, expected: float | None) -> str:
    """`40,000 reports in 15 minutes, usual 40`."""
    told = f"{counted(count, 'report')} in {counted(minutes, 'minute')}"
    return f"{told}, the usual is not known" if expected is None else f"{told}, usual {usual_count(expected)}"


def usual_count(expected: float) -> str:
    """Whole, but for one below ten that is not."""
    return f"{expected:,.0f}" if expected >= 10 or expected == int(expected) else f"{expected:.1f}"
