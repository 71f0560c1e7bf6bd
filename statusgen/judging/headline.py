"""All components together become the one sentence on top (rules 10 and 11)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from statusgen.judging.sentences import FAILING, OFFLINE, clock, names, scope_words
from statusgen.model.snapshot import ComponentState, Headline, IncidentState
from statusgen.model.words import Confidence, Status, worst

ALL_CLEAR = "All Systems Operational"
PEOPLE_ONLY = "No known problems (reported by people, not measured)"


def headline(
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
    apart: Mapping[str, ComponentState],
    now: datetime,
) -> Headline:
    """The answer. `apart` holds what components would be without standing conditions that are explained."""
    if not components:
        return Headline(
            status=Status.UNKNOWN,
            text="No components are set up yet",
            confidence=Confidence.UNKNOWN,
            is_all_clear=False,
        )
    moving = [apart.get(state.component.id, state) for state in components]
    status = worst(*(state.status for state in moving))
    if status is not Status.OPERATIONAL:
        return _trouble(moving, status, _conditions(open_incidents) if apart else "", now)
    if any(state.note in (FAILING, OFFLINE) for state in moving):
        return _unsure(moving)
    if apart:
        return _standing(components, open_incidents)
    return _fine(components, open_incidents)


def _fine(components: Sequence[ComponentState], open_incidents: Sequence[IncidentState]) -> Headline:
    unmeasured = sum(not state.is_measured for state in components)
    if open_incidents:
        titles = names([str(state.incident.title) for state in open_incidents], most=2)
        text, is_clear = f"Operational; still open: {titles}", False
    elif unmeasured == len(components):
        text, is_clear = PEOPLE_ONLY, True
    elif unmeasured:
        text, is_clear = f"All measured systems operational; {unmeasured} not measured", True
    else:
        text, is_clear = ALL_CLEAR, True
    sure = Confidence.UNCONFIRMED if unmeasured == len(components) else Confidence.CONFIRMED
    return Headline(status=Status.OPERATIONAL, text=text, confidence=sure, is_all_clear=is_clear)


def _unsure(components: Sequence[ComponentState]) -> Headline:
    failing = [str(s.component.name) for s in components if s.note == FAILING]
    offline = [str(s.component.name) for s in components if s.note == OFFLINE]
    verb = "is" if len(failing) == 1 else "are"
    text = f"{names(failing)} {verb} {FAILING}" if failing else f"{names(offline)}: {OFFLINE}"
    return Headline(
        status=Status.OPERATIONAL, text=text, confidence=Confidence.UNCONFIRMED, is_all_clear=False
    )


def _standing(components: Sequence[ComponentState], open_incidents: Sequence[IncidentState]) -> Headline:
    conditions = [state for state in open_incidents if state.is_standing]
    return Headline(
        status=worst(*(state.status for state in components)),
        text=f"Everything else operational; {_conditions(open_incidents)}",
        confidence=Confidence.CONFIRMED,
        is_all_clear=False,
        since=min((state.starts_at for state in conditions), default=None),
    )


def _conditions(open_incidents: Sequence[IncidentState]) -> str:
    """ "blocked in Pakistan since February 2024"."""
    return "; ".join(
        f"{_lower_first(str(state.incident.title))} since {state.starts_at:%B %Y}"
        for state in open_incidents
        if state.is_standing
    )


def _lower_first(title: str) -> str:
    """ "Blocked in Pakistan" within a sentence; a word in capitals stays."""
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() else title[0].lower() + title[1:]


_Verb = Callable[[bool], str]
_VERBS: dict[Status, _Verb] = {
    Status.MAJOR_OUTAGE: lambda many: "are down" if many else "is down",
    Status.PARTIAL_OUTAGE: lambda many: "are partly down" if many else "is partly down",
    Status.DEGRADED_PERFORMANCE: lambda many: "are slow" if many else "is slow",
    Status.UNKNOWN: lambda many: "are in an unknown state" if many else "is in an unknown state",
    Status.UNDER_MAINTENANCE: lambda many: "are under maintenance" if many else "is under maintenance",
}


def _trouble(
    components: Sequence[ComponentState], status: Status, conditions: str, now: datetime
) -> Headline:
    those = [state for state in components if state.status is status]
    subject, many = _subject(those, components)
    verb = _VERBS[status](many)
    where = {scope_words(state.scope) for state in those}
    if status is Status.PARTIAL_OUTAGE and len(where) == 1 and "" not in where:
        verb = f"{'are' if many else 'is'} unreachable {where.pop()}"
    notes = {state.note for state in those}
    if status is Status.DEGRADED_PERFORMANCE and notes == {"intermittent"}:
        verb = "fail intermittently" if many else "fails intermittently"
    if status is Status.UNKNOWN and notes in ({FAILING}, {OFFLINE}):
        verb = f"{'are' if many else 'is'} {FAILING}" if notes == {FAILING} else f": {OFFLINE}"
    order = list(Confidence)
    return Headline(
        status=status,
        text=f"{subject} {verb}".replace(" :", ":"),
        confidence=min((state.confidence for state in those), key=order.index),
        is_all_clear=False,
        detail=_detail(those, components, conditions, now),
        since=min((state.since for state in those if state.since), default=None),
    )


def _subject(those: Sequence[ComponentState], components: Sequence[ComponentState]) -> tuple[str, bool]:
    if len(those) == len(components) > 1:
        return f"All {len(components)} components", True
    if len(those) > 3:
        return f"{len(those)} of {len(components)} components", True
    return names([str(state.component.name) for state in those]), len(those) > 1


def _detail(
    those: Sequence[ComponentState], components: Sequence[ComponentState], conditions: str, now: datetime
) -> str:
    """What else there is to say: other troubles by name, then what works."""
    named = {state.component.id for state in those}
    rest = [state for state in components if state.component.id not in named]
    parts = []
    for status in sorted(set(_VERBS), key=lambda s: -s.badness):
        others = [state for state in rest if state.status is status]
        if others:
            subject, many = _subject(others, components)
            parts.append(f"{subject} {_VERBS[status](many)}.")
    fine = [
        state
        for state in rest
        if state.status is Status.OPERATIONAL and state.is_measured and state.note is None
    ]
    if fine:
        is_all = len(fine) == len(rest) and len(fine) > 3
        works = "Everything else works" if is_all else _works(fine)
        parts.append(f"{works}; {conditions}." if conditions else f"{works}.")
    elif conditions:
        parts.append(f"{conditions[0].upper()}{conditions[1:]}.")
    if those[0].status is Status.UNKNOWN:
        known = [state.as_of for state in those if state.as_of]
        if known:
            parts.insert(0, f"Last measured {clock(max(known), now)}.")
    return " ".join(parts)


def _works(fine: Sequence[ComponentState]) -> str:
    return f"{names([str(s.component.name) for s in fine])} {'work' if len(fine) > 1 else 'works'}"
