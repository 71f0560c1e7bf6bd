"""Statuses, confidence and places become the words and shapes a reader sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.incidents import DeclaredScope
from statusgen.model.sentences import Country, Listed, message, say
from statusgen.model.snapshot import ComponentState, Scope
from statusgen.model.tallies import DAY, HOUR
from statusgen.model.words import Confidence, NetworkKind, Outcome, ScopeKind, Status
from statusgen.rendering.numbers import rounded


@dataclass(frozen=True, slots=True)
class State:
    """How a status looks: the same word, shape and colour everywhere."""

    key: str
    """Names its shape and its colour in the stylesheet."""
    word: str
    formal: str
    """The field's word, for titles and alternative text."""


STATES: dict[Status, State] = {
    Status.OPERATIONAL: State("ok", say("Operational"), say("Operational")),
    Status.DEGRADED_PERFORMANCE: State("slow", say("Slow"), say("Degraded performance")),
    Status.PARTIAL_OUTAGE: State("part", say("Partly down"), say("Partial outage")),
    Status.MAJOR_OUTAGE: State("down", say("Down"), say("Major outage")),
    Status.UNDER_MAINTENANCE: State("work", say("Maintenance"), say("Under maintenance")),
    Status.UNKNOWN: State("unk", say("Not known"), say("Unknown")),
}
SAID = State("said", say("Operational"), say("Operational"))
"""Nobody measures it; people say nothing bad of it. An outline where evidence is filled."""
DOUBT = State("doubt", say("In doubt"), say("Operational, in doubt"))
"""Operational so far, with a failure that is being confirmed or problems that people report: never the
look of what is fine."""
ENDED = State("past", say("Over"), say("Over"))
"""An incident that is over has no present state."""

CONFIDENCE: dict[Confidence, str] = {
    Confidence.CONFIRMED: say("confirmed"),
    Confidence.LIKELY: say("likely, seen from one place"),
    Confidence.UNCONFIRMED: say("not confirmed"),
    Confidence.UNKNOWN: "",
}
OUTCOMES: dict[Outcome | None, str] = {
    Outcome.OK: say("answers"),
    Outcome.SLOW: say("answers slowly"),
    Outcome.FAILED: say("fails"),
    Outcome.UNKNOWN: say("nothing can be said"),
    None: say("no result yet"),
}
NETWORKS: dict[NetworkKind, str] = {
    NetworkKind.DATACENTER: say("data centre"),
    NetworkKind.EYEBALL: say("homes and phones"),
    NetworkKind.CI: say("build service"),
}
ONLINE: dict[bool | None, str] = {True: say("online"), False: say("offline"), None: say("silent")}
"""By whether a vantage is online; None without a fresh round."""
ELSEWHERE: dict[Status, str] = {
    Status.OPERATIONAL: say("works elsewhere"),
    Status.DEGRADED_PERFORMANCE: say("slow elsewhere"),
    Status.PARTIAL_OUTAGE: say("partly down elsewhere"),
    Status.MAJOR_OUTAGE: say("down elsewhere"),
    Status.UNDER_MAINTENANCE: say("in maintenance elsewhere"),
    Status.UNKNOWN: say("not known elsewhere"),
}
FILTERING = {
    "ruled_out": say("Country-level filtering is ruled out"),
    "confirmed": say("Country-level filtering is confirmed"),
    "suspected": say("Country-level filtering is suspected"),
}
_SCOPES: dict[ScopeKind, str] = {
    ScopeKind.GLOBAL: say("Worldwide"),
    ScopeKind.COUNTRY: say("In one country"),
    ScopeKind.NETWORK: say("On one network"),
    ScopeKind.PARTIAL: say("In some places"),
    ScopeKind.UNCONFIRMED: say("Not confirmed"),
    ScopeKind.MONITOR_OFFLINE: say("Our monitor may be offline"),
    ScopeKind.UNKNOWN: "",
}
_SEEN_IN: dict[ScopeKind, str] = {
    ScopeKind.NETWORK: message("On one network in {countries}"),
    ScopeKind.PARTIAL: message("In some places, seen in {countries}"),
    ScopeKind.UNCONFIRMED: message("Perhaps in {countries}"),
    ScopeKind.UNKNOWN: message("Everywhere we measure, which is {countries} only"),
}
"""How the countries of a scope are told; the others are simply `In …`."""
_IN = message("In {countries}")
KEPT_BY: dict[timedelta | None, str] = {None: "", HOUR: say("hour"), DAY: say("day")}
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
        words = _SEEN_IN.get(scope.kind or ScopeKind.COUNTRY, _IN)
        return say(words, countries=countries_within(scope.countries))
    if scope.networks and scope.kind in (None, ScopeKind.NETWORK):
        return say("On {networks}", networks=network_words(scope.networks))
    return _SCOPES[scope.kind] if scope.kind else ""


def countries_within(codes: Sequence[str]) -> str:
    """`Pakistan and the Netherlands`, after "in" or "from"; each of them."""
    return Listed([Country(code, is_within=True) for code in codes], most=len(codes))


def all_of(names: Sequence[str]) -> str:
    """Names in a row, each of them."""
    return Listed(names, most=len(names))


def network_words(numbers: Sequence[int]) -> str:
    """`network AS64510`, `networks AS64510 and AS64511`; empty without any."""
    if not numbers:
        return ""
    names = all_of([f"AS{number}" for number in numbers])
    if len(numbers) == 1:
        return say("network {name}", name=names)
    return say("networks {names}", names=names)


def places_that_fail(failing: int, looking: int) -> str:
    """`fails from 2 of 5 places`, `answers from all 5 places`."""
    if looking == 1:
        return (
            say("fails from the only place that looks")
            if failing
            else say("answers from the only place that looks")
        )
    if failing == looking:
        return say("fails from the {count} place", "fails from all {count} places", count=looking)
    if not failing:
        return say("answers from the {count} place", "answers from all {count} places", count=looking)
    return say(
        "fails from {failing} of {count} place",
        "fails from {failing} of {count} places",
        failing=failing,
        count=looking,
    )


def minutes_words(minutes: int) -> str:
    """`15 minutes`."""
    return say("{count} minute", "{count} minutes", count=minutes)


def reports_words(count: int, minutes: int, expected: float | None) -> str:
    """`40,000 reports in 15 minutes, usual 40`."""
    told = say(
        "{count} report in {span}", "{count} reports in {span}", count=count, span=minutes_words(minutes)
    )
    if expected is None:
        return say("{reports}, the usual is not known", reports=told)
    return say("{reports}, usual {usual}", reports=told, usual=rounded(expected))
