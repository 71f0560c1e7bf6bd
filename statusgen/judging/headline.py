"""All components together become the one sentence on top (rules 10 and 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.judging.clauses import VERBS, answers_elsewhere, clause, where
from statusgen.judging.sentences import (
    FAILING,
    OFFLINE,
    POSSIBLE,
    clock,
    is_possible,
    names,
    spike_sentence,
)
from statusgen.model.heard import ReportCount
from statusgen.model.snapshot import ComponentState, Headline, IncidentState
from statusgen.model.words import Confidence, Status, worst


@dataclass(frozen=True, slots=True)
class Heard:
    """What people report of the page as a whole."""

    said: Sequence[ReportCount] = ()
    """Of all components together."""
    unplaced: Sequence[ReportCount] = ()
    """Spikes of which no component tells."""
    told_until: datetime | None = None
    """When the last incident ended: reports that began before it are about what it told."""


ALL_CLEAR = "All Systems Operational"
PEOPLE_ONLY = "No known problems (reported by people, not measured)"


def headline(
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
    apart: Mapping[str, ComponentState],
    heard: Heard,
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
        return _trouble(moving, status, open_incidents, _conditions(open_incidents) if apart else "", now)
    if any(state.note in (FAILING, OFFLINE) for state in moving):
        return _unsure(moving)
    if heard.unplaced or any(map(is_possible, moving)):
        return _doubted(moving, open_incidents, heard, has_conditions=bool(apart))
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


def _doubted(
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
    heard: Heard,
    *,
    has_conditions: bool,
) -> Headline:
    """People report problems; nothing that measures sees any."""
    those = [state for state in components if is_possible(state)]
    what = f" with {names([str(state.component.name) for state in those])}" if those else ""
    rows = [row for state in those for row in state.reports if row.is_spike] or list(heard.unplaced)
    countries = {row.country for row in rows}
    spikes = [row for row in heard.said if row.is_spike and row.country in countries] or rows
    measured = any(state.is_measured for state in those or components)
    fault = "no fault but what has stood for long" if has_conditions else "no fault"
    ours = f"Our probes see {fault}" if measured else "Nothing of ours measures it"
    since = min((row.since for row in rows if row.since), default=None)
    is_posted = any(not state.is_standing for state in open_incidents) or (
        since is not None and heard.told_until is not None and since <= heard.told_until
    )
    posted = "" if is_posted else ", and nobody has posted an incident"
    return Headline(
        status=Status.OPERATIONAL,
        text=f"People report problems{what}",
        confidence=Confidence.UNCONFIRMED,
        is_all_clear=False,
        detail=f"{spike_sentence(max(spikes, key=lambda row: row.count))}. {ours}{posted}.",
        since=since,
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


def _trouble(
    components: Sequence[ComponentState],
    status: Status,
    open_incidents: Sequence[IncidentState],
    conditions: str,
    now: datetime,
) -> Headline:
    those = [state for state in components if state.status is status]
    order = list(Confidence)
    return Headline(
        status=status,
        text=clause(those, components, open_incidents),
        confidence=min((state.confidence for state in those), key=order.index),
        is_all_clear=False,
        detail=_detail(those, components, open_incidents, conditions, now),
        since=min((state.since for state in those if state.since), default=None),
    )


def _detail(
    those: Sequence[ComponentState],
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
    conditions: str,
    now: datetime,
) -> str:
    """What else there is to say: where it works, other troubles by name, then what works."""
    named = {state.component.id for state in those}
    rest = [state for state in components if state.component.id not in named]
    parts = []
    if where(those, open_incidents) and answers_elsewhere(those):
        parts.append(f"{'They work' if len(those) > 1 else 'It works'} from every other place we measure.")
    for status in sorted(set(VERBS), key=lambda s: -s.badness):
        others = [state for state in rest if state.status is status]
        if others:
            parts.append(f"{clause(others, components, open_incidents)}.")
    doubted = [state for state in rest if is_possible(state) and state.status is Status.OPERATIONAL]
    if doubted:
        parts.append(f"{POSSIBLE.capitalize()} with {names([str(s.component.name) for s in doubted])}.")
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
