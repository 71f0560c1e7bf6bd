"""All components together become the one sentence on top (rules 10 and 11)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.judging.clauses import VERBS, answers_elsewhere, clause, component_names, where
from statusgen.judging.sentences import FAILING, OFFLINE, is_possible, spike_sentence
from statusgen.model.heard import ReportCount
from statusgen.model.sentences import Capital, Instant, Joined, Listed, LowerFirst, Month, Named, say
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


ALL_CLEAR = say("All Systems Operational")
PEOPLE_ONLY = say("No known problems (reported by people, not measured)")
_OURS = {
    (True, True, True): say("Our probes see no fault but what has stood for long."),
    (True, True, False): say(
        "Our probes see no fault but what has stood for long, and nobody has posted an incident."
    ),
    (True, False, True): say("Our probes see no fault."),
    (True, False, False): say("Our probes see no fault, and nobody has posted an incident."),
    (False, True, True): say("Nothing of ours measures it."),
    (False, True, False): say("Nothing of ours measures it, and nobody has posted an incident."),
    (False, False, True): say("Nothing of ours measures it."),
    (False, False, False): say("Nothing of ours measures it, and nobody has posted an incident."),
}
"""What we know beside reports: by whether it is measured, whether conditions stand, whether it is told."""


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
            text=say("No components are set up yet"),
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
        titles = Listed([Named(state.incident.title) for state in open_incidents], most=2)
        text, is_clear = say("Operational; still open: {titles}", titles=titles), False
    elif unmeasured == len(components):
        text, is_clear = PEOPLE_ONLY, True
    elif unmeasured:
        text = say("All measured systems operational; {count} not measured", count=unmeasured)
        is_clear = True
    else:
        text, is_clear = ALL_CLEAR, True
    sure = Confidence.UNCONFIRMED if unmeasured == len(components) else Confidence.CONFIRMED
    return Headline(status=Status.OPERATIONAL, text=text, confidence=sure, is_all_clear=is_clear)


def _unsure(components: Sequence[ComponentState]) -> Headline:
    failing = [state for state in components if state.note == FAILING]
    those = failing or [state for state in components if state.note == OFFLINE]
    return Headline(
        status=Status.OPERATIONAL,
        text=_being_confirmed(those) if failing else _offline(those),
        confidence=Confidence.UNCONFIRMED,
        is_all_clear=False,
    )


def _being_confirmed(those: Sequence[ComponentState]) -> str:
    who = component_names(those)
    if len(those) == 1:
        return say("{who} is failing, being confirmed", who=who)
    return say("{who} are failing, being confirmed", who=who)


def _offline(those: Sequence[ComponentState]) -> str:
    return say("{who}: nothing answers; our monitor may be offline", who=component_names(those))


def _doubted(
    components: Sequence[ComponentState],
    open_incidents: Sequence[IncidentState],
    heard: Heard,
    *,
    has_conditions: bool,
) -> Headline:
    """People report problems; nothing that measures sees any."""
    those = [state for state in components if is_possible(state)]
    rows = [row for state in those for row in state.reports if row.is_spike] or list(heard.unplaced)
    countries = {row.country for row in rows}
    spikes = [row for row in heard.said if row.is_spike and row.country in countries] or rows
    measured = any(state.is_measured for state in those or components)
    since = min((row.since for row in rows if row.since), default=None)
    is_posted = any(not state.is_standing for state in open_incidents) or (
        since is not None and heard.told_until is not None and since <= heard.told_until
    )
    ours = _OURS[measured, has_conditions, is_posted]
    return Headline(
        status=Status.OPERATIONAL,
        text=say("People report problems with {who}", who=component_names(those))
        if those
        else say("People report problems"),
        confidence=Confidence.UNCONFIRMED,
        is_all_clear=False,
        detail=Joined([_stopped(spike_sentence(max(spikes, key=lambda row: row.count))), ours]),
        since=since,
    )


def _standing(components: Sequence[ComponentState], open_incidents: Sequence[IncidentState]) -> Headline:
    conditions = [state for state in open_incidents if state.is_standing]
    return Headline(
        status=worst(*(state.status for state in components)),
        text=say("Everything else operational; {conditions}", conditions=_conditions(open_incidents)),
        confidence=Confidence.CONFIRMED,
        is_all_clear=False,
        since=min((state.starts_at for state in conditions), default=None),
    )


def _conditions(open_incidents: Sequence[IncidentState]) -> str:
    """ "blocked in Pakistan since February 2024"; empty without any."""
    standing = [state for state in open_incidents if state.is_standing]
    return Joined([_condition(state) for state in standing], between="; ") if standing else ""


def _condition(state: IncidentState) -> str:
    title = LowerFirst(Named(state.incident.title))
    return say("{condition} since {month}", condition=title, month=Month(state.starts_at))


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
    parts: list[str] = []
    if where(those, open_incidents) and answers_elsewhere(those):
        them = say("They work from every other place we measure.")
        parts.append(them if len(those) > 1 else say("It works from every other place we measure."))
    for status in sorted(set(VERBS), key=lambda s: -s.badness):
        others = [state for state in rest if state.status is status]
        if others:
            parts.append(_stopped(clause(others, components, open_incidents)))
    doubted = [state for state in rest if is_possible(state) and state.status is Status.OPERATIONAL]
    if doubted:
        parts.append(say("Possible problems with {who}.", who=component_names(doubted)))
    parts += _working(rest, conditions)
    if those[0].status is Status.UNKNOWN:
        known = [state.as_of for state in those if state.as_of]
        if known:
            parts.insert(0, say("Last measured {at}.", at=Instant(max(known), now)))
    return Joined(parts)


def _working(rest: Sequence[ComponentState], conditions: str) -> Iterator[str]:
    """What works, and what has stood for long."""
    fine = [
        state
        for state in rest
        if state.status is Status.OPERATIONAL and state.is_measured and state.note is None
    ]
    if not fine:
        if conditions:
            yield _stopped(Capital(conditions))
        return
    is_all = len(fine) == len(rest) and len(fine) > 3
    works = say("Everything else works") if is_all else _works(fine)
    yield say("{works}; {conditions}.", works=works, conditions=conditions) if conditions else _stopped(works)


def _works(fine: Sequence[ComponentState]) -> str:
    who = component_names(fine)
    return say("{who} work", who=who) if len(fine) > 1 else say("{who} works", who=who)


def _stopped(sentence: str) -> str:
    """The sentence with its full stop."""
    return say("{sentence}.", sentence=sentence)
