"""What components would be without the standing conditions that open incidents explain (rule 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen.judging.declared import Statement
from statusgen.judging.observed import Observed
from statusgen.judging.regions import inside
from statusgen.judging.sentences import FAILING
from statusgen.judging.verdicts import Case
from statusgen.model.project import Vantage
from statusgen.model.snapshot import ComponentState, IncidentState
from statusgen.model.words import Confidence, Status, worst

_MILD = (Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE)


def apart(
    cases: Sequence[Case],
    states: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
    vantages: Mapping[str, Vantage],
    now: datetime,
) -> Mapping[str, ComponentState]:
    """By id, each component that a standing condition makes worse, as it would be without it."""
    standing = {state.incident.id: state for state in open_incidents if state.is_standing}
    inside_of = {name: inside(state.incident.scope, vantages) for name, state in standing.items()}
    pairs = zip(cases, states, strict=True)
    made = {case.component.id: _without(case, state, inside_of, now) for case, state in pairs}
    return {name: state for name, state in made.items() if state}


def _without(
    case: Case, state: ComponentState, inside_of: Mapping[str, frozenset[str]], now: datetime
) -> ComponentState | None:
    others = [s for s in case.declared.statements if s.entry.id not in inside_of]
    if len(others) == len(case.declared.statements):
        return None
    if case.declared.maintenance:
        others.append(case.declared.maintenance)
        seen = Status.OPERATIONAL
    else:
        seen = _elsewhere(case.observed, now)
    status = worst(seen, *(s.status for s in others))
    if status is state.status:
        return None
    return replace(
        state,
        status=status,
        scope=None,
        confidence=state.confidence if seen is status else Confidence.UNCONFIRMED,
        since=_since(status, others),
        note=state.note or (FAILING if _is_failing(case, inside_of, status) else None),
    )


def _is_failing(case: Case, inside_of: Mapping[str, frozenset[str]], status: Status) -> bool:
    """A place that no standing condition of the component explains fails, and it is not confirmed yet."""
    if case.observed is None or case.declared.maintenance or status.is_red:
        return False
    there = [inside_of[s.entry.id] for s in case.declared.statements if s.entry.id in inside_of]
    explained = frozenset[str]().union(*there)
    return any(vantage not in explained for view in case.observed.checks for vantage in view.failing)


def _elsewhere(observed: Observed | None, now: datetime) -> Status:
    """What the probes see where nothing is explained."""
    if observed is None:
        return Status.OPERATIONAL
    rest = observed.rest[-1] if observed.rest else None
    if observed.status in _MILD and rest and rest.end >= now:
        return rest.value
    return observed.status


def _since(status: Status, others: Sequence[Statement]) -> datetime | None:
    return min((s.since for s in others if s.status is status), default=None)
