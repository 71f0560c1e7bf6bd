"""Statuses, confidence and places become the words and shapes a reader sees."""

from dataclasses import dataclass

from statusgen.model.incidents import DeclaredScope
from statusgen.model.snapshot import Scope
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
FILTERING = {
    "ruled_out": "Country-level filtering is ruled out",
    "confirmed": "Country-level filtering is confirmed",
    "suspected": "Country-level filtering is suspected",
}
SOURCES = {"probes": "Probes", "people": "Our word", "reports": "Reports"}
_SCOPES: dict[ScopeKind, str] = {
    ScopeKind.GLOBAL: "Worldwide",
    ScopeKind.COUNTRY: "In one country",
    ScopeKind.NETWORK: "On one network",
    ScopeKind.PARTIAL: "In some places",
    ScopeKind.UNCONFIRMED: "Not confirmed",
    ScopeKind.MONITOR_OFFLINE: "Our monitor may be offline",
    ScopeKind.UNKNOWN: "",
}


def scope_words(scope: Scope | DeclaredScope | None) -> str:
    """Where it holds: `In PK on AS45595`; empty when nothing is known."""
    if scope is None:
        return ""
    networks = ", ".join(f"AS{number}" for number in scope.networks)
    if scope.countries:
        places = f"In {', '.join(scope.countries)}"
        return f"{places} on {networks}" if networks else places
    if networks:
        return f"On {networks}"
    return _SCOPES[scope.kind] if scope.kind else ""


def counted(number: int, noun: str) -> str:
    """`1 update`, `3 updates`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
