"""Declared and observed become a component's verdict (rules 8 and 10)."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.judging.declared import Declared, Ids
from statusgen.judging.observed import Observed
from statusgen.judging.regions import told_apart
from statusgen.judging.sentences import note, reasons
from statusgen.judging.statuspage_words import words
from statusgen.judging.uptime import cut_outs, days, numbers
from statusgen.judging.windows import DAYS
from statusgen.model.project import Component, Group, Project
from statusgen.model.sentences import say
from statusgen.model.snapshot import ComponentState, Span
from statusgen.model.words import Confidence, Status, worst


@dataclass(frozen=True, slots=True)
class Case:
    """One component with all that is said and seen of it."""

    group: Group | None
    component: Component
    declared: Declared
    observed: Observed | None


def component_state(case: Case, project: Project, ids: Ids, now: datetime) -> ComponentState:
    declared, observed, component = case.declared, case.observed, case.component
    track = observed.track if observed else []
    told = told_apart(track, observed.rest if observed else [])
    cut = cut_outs(project, component.id, ids, now)
    counted = numbers(told, cut, now) if observed else None
    countries = observed.countries if observed else {}
    views = observed.checks if observed else ()
    year = days(told, sorted(at for view in views for at in view.blips), now)
    status = _published(declared, observed)
    as_of = max((view.state.as_of for view in views if view.state.as_of), default=None)
    return ComponentState(
        component=component,
        group=case.group,
        status=status,
        declared=declared.status,
        observed=observed.status if observed else None,
        confidence=_confidence(declared, observed),
        scope=observed.scope if observed else None,
        reasons=reasons(component, declared, observed, project.settings, now),
        note=note(observed),
        since=_since(declared, observed),
        as_of=as_of,
        checks=tuple(view.state for view in views),
        spans=tuple(Span(start=p.start, end=p.end, status=p.value) for p in track),
        days=year[-DAYS:],
        year=year,
        uptime=counted.windows if counted else {},
        months=counted.months if counted else (),
        countries={name: numbers(told_apart(seen, []), cut, now) for name, seen in countries.items()},
        warnings=_warnings(observed),
        statuspage=words(status, declared.status, as_of=as_of, is_measured=observed is not None, now=now),
    )


def _published(declared: Declared, observed: Observed | None) -> Status:
    """Rule 8: the worst of both; a maintenance in its window answers for what the probes see."""
    if observed is None or declared.maintenance:
        return declared.status
    return worst(declared.status, observed.status)


def _confidence(declared: Declared, observed: Observed | None) -> Confidence:
    """How sure the evidence is; what only people say is unconfirmed."""
    if observed is None:
        return Confidence.UNCONFIRMED
    if declared.status.badness > observed.status.badness and not (
        declared.status.is_red and observed.status.is_red
    ):
        return Confidence.UNCONFIRMED
    return observed.confidence


def _since(declared: Declared, observed: Observed | None) -> datetime | None:
    """Since when it is published so: whoever first said as much, probes or people."""
    status = _published(declared, observed)
    if status is Status.OPERATIONAL:
        return observed.since if observed else None
    times = []
    if observed and observed.status is status and observed.since:
        times.append(observed.since)
    if declared.status is status and declared.since:
        times.append(declared.since)
    return min(times, default=None)


def _warnings(observed: Observed | None) -> tuple[str, ...]:
    if observed and any(view.state.reason == "tls_expiring" for view in observed.checks):
        return (say("A certificate expires soon"),)
    return ()
