"""What probes saw of components becomes the draft of an incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.commands.pipeline import snapshot_of
from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.model.incidents import DeclaredScope
from statusgen.model.sentences import listed
from statusgen.model.snapshot import ComponentState, Scope
from statusgen.model.times import format_moment
from statusgen.model.words import ScopeKind, Status, worst
from statusgen.reading.load import Reading
from statusgen.reading.references import todays_ids, unknown_component

_TITLES = {
    Status.MAJOR_OUTAGE: "is down",
    Status.PARTIAL_OUTAGE: "fails for some",
    Status.DEGRADED_PERFORMANCE: "is slow or unstable",
}
"""What a first title may claim; people know more soon enough."""
_WRITTEN = (ScopeKind.GLOBAL, ScopeKind.COUNTRY, ScopeKind.NETWORK, ScopeKind.PARTIAL)
"""Scopes that an incident can have; the others tell of our evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What an incident can be begun with; empty when nobody asked the probes."""

    title: str = ""
    text: str | None = None
    impact: Mapping[str, Status] = field(default_factory=dict)
    started_at: datetime | None = None
    """The first failed probe of those that fail still."""
    scope: DeclaredScope | None = None


def sighting(session: Session, reading: Reading, components: Sequence[str]) -> Sighting:
    """What the probes of these components or groups say now. UsageError when they see nothing wrong."""
    snapshot = snapshot_of(session, reading.project, session.now())
    states = [state for state in snapshot.components if state.component.id in _ids(reading, components)]
    bad = [state for state in states if _status(state) is not None]
    if not bad:
        raise UsageError(f"{_nothing(states)} (say what people see: -c {components[0]}=partial_outage)")
    impact = {state.component.id: status for state in bad if (status := _status(state))}
    return Sighting(
        title=f"{listed([str(state.component.name) for state in bad])} {_TITLES[worst(*impact.values())]}",
        text=_text(bad),
        impact=impact,
        started_at=min((begin for state in bad if (begin := _begin(state))), default=None),
        scope=_scope([state.scope for state in bad]),
    )


def _ids(reading: Reading, components: Sequence[str]) -> set[str]:
    today = todays_ids(reading.project.settings)
    groups = {group.id: group for group in reading.project.settings.groups}
    found: set[str] = set()
    for name in components:
        if name not in today:
            what, hint = unknown_component(name, today)
            raise UsageError(f"{what} ({hint})")
        group = groups.get(today[name])
        found |= {one.id for one in group.components} if group else {today[name]}
    return found


def _status(state: ComponentState) -> Status | None:
    """What the probes say, also while it is being confirmed; None when they see nothing wrong."""
    if state.observed in _TITLES:
        return state.observed
    is_failing = any(check.failing_rounds for check in state.checks)
    return Status.PARTIAL_OUTAGE if is_failing else None


def _begin(state: ComponentState) -> datetime | None:
    return min((check.failing_since for check in state.checks if check.failing_since), default=state.since)


def _text(bad: Sequence[ComponentState]) -> str:
    lines = [f"- {state.component.name}: {_why(state)}" for state in bad]
    return "\n".join(["Our monitoring sees:", "", *lines, "", "We are looking into it."])


def _why(state: ComponentState) -> str:
    reasons = [reason.text for reason in state.reasons if reason.source == "probes"]
    begin = _begin(state)
    since = f", since {format_moment(begin)}" if begin else ""
    return "; ".join(reasons or [state.note or "failing"]) + since


def _scope(scopes: Sequence[Scope | None]) -> DeclaredScope | None:
    """The one scope that all share."""
    first = scopes[0]
    if first is None or any(scope != first for scope in scopes) or first.kind not in _WRITTEN:
        return None
    return DeclaredScope(kind=first.kind, countries=first.countries, networks=first.networks)


def _nothing(states: Sequence[ComponentState]) -> str:
    if not any(state.is_measured for state in states):
        return "it has no checks, so no probe saw it"
    newest = max((state.as_of for state in states if state.as_of), default=None)
    if newest is None or all(state.observed is Status.UNKNOWN for state in states):
        return "there is no fresh evidence of it"
    return f"probes see nothing wrong there, last at {format_moment(newest)}"
