"""Project, history and now become a Snapshot: what is true, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from statusgen.judging.buckets import counts
from statusgen.judging.conflicts import conflicts, overruns
from statusgen.judging.declared import Ids, declare
from statusgen.judging.entries import announcements, incident_states, maintenance_states
from statusgen.judging.evidence import Seen, newest_telling, seen_by_vantage
from statusgen.judging.headline import Heard, headline
from statusgen.judging.heard import doubt_ends, unplaced, with_reports
from statusgen.judging.layers import findings, with_layers
from statusgen.judging.observed import observe
from statusgen.judging.regions import explained
from statusgen.judging.reports import reported
from statusgen.judging.standing import apart
from statusgen.judging.statuspage import statuspage_headline
from statusgen.judging.together import at_once, with_detail, with_reason
from statusgen.judging.uptime import first_day
from statusgen.judging.verdicts import Case, component_state
from statusgen.judging.waves import with_waves
from statusgen.model.project import Component, Project
from statusgen.model.snapshot import ComponentState, Conflict, Snapshot, VantageState
from statusgen.model.tallies import History
from statusgen.model.words import Status

_LOOK_BACK = timedelta(days=2)
"""Before the first day that is shown: windows that end now begin a day earlier, and streaks earlier still."""


def history_needed(now: datetime) -> datetime:
    """The oldest round that can matter for a snapshot."""
    return first_day(now) - _LOOK_BACK


def judge(project: Project, history: History, now: datetime) -> Snapshot:
    """What is true at `now`, from what people wrote and report and probes saw. Pure: same in, same out."""
    settings, ids = project.settings, project.settings.canonical_ids()
    seen = seen_by_vantage(settings, history.rounds, now)
    cases = [
        Case(
            group,
            component,
            declare(project, component.id, ids, now),
            observe(component, settings, seen, now, explained(project, component.id, ids, now)),
        )
        for group, component in settings.all_components()
    ]
    current = [case for case in cases if not _is_retired(case.component, now)]
    order = [case.component.id for case in cases]
    incidents = incident_states(project, order, ids, now)
    heard = counts(project.reports)
    verdicts = [component_state(case, project, ids, now) for case in current]
    states = tuple(
        with_reports(with_layers(state, case.observed, settings, seen), case, heard, settings, now)
        for case, state in zip(current, verdicts, strict=True)
    )
    said = reported(heard, None, now)
    rest = unplaced(said, current, states, settings)
    open_incidents = [state for state in incidents if state.is_open]
    elsewhere = apart(current, states, open_incidents, now)
    together = at_once(states, settings)
    return Snapshot(
        taken_at=now,
        expires_at=_earliest(_expires_at(current, states), doubt_ends(states, rest)),
        page=settings.page,
        headline=with_detail(headline(states, open_incidents, elsewhere, Heard(said, rest), now), together),
        groups=settings.groups,
        components=tuple(_with_rest(state, elsewhere) for state in with_reason(states, together)),
        conflicts=_conflicts(current, project, ids, now),
        incidents=tuple(with_waves(state, heard, now) for state in incidents),
        maintenances=maintenance_states(project, order, ids, now),
        announcements=announcements(project, now),
        vantages=_vantages(project, seen, now),
        interval=settings.every,
        has_controls=bool(settings.controls),
        damaged_lines=history.damaged_lines,
        statuspage=statuspage_headline([s.statuspage.status for s in states if s.statuspage]),
        withdrawn=tuple(
            entry
            for entries in (project.incidents, project.maintenances, project.announcements)
            for entry in entries
            if entry.withdrawn
        ),
        measured_since=min((rows[0].at for rows in seen.values()), default=None),
        retired=tuple(
            component_state(case, project, ids, now) for case in cases if _is_retired(case.component, now)
        ),
        reports=said,
        findings=findings(((case.component, case.observed) for case in current), settings, seen, now),
    )


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time), default=None)


def _with_rest(state: ComponentState, elsewhere: Mapping[str, ComponentState]) -> ComponentState:
    rest = elsewhere.get(state.component.id)
    return replace(state, elsewhere=rest.status) if rest else state


def _is_retired(component: Component, now: datetime) -> bool:
    return component.retired is not None and component.retired <= now.date()


def _expires_at(cases: Sequence[Case], states: Sequence[ComponentState]) -> datetime | None:
    """Rule 13: when the oldest evidence behind anything that is claimed stops counting."""
    times = [
        view.expires_at
        for case, state in zip(cases, states, strict=True)
        if case.observed and state.status is not Status.UNKNOWN
        for view in case.observed.checks
        if view.expires_at
    ]
    return min(times, default=None)


def _conflicts(cases: Sequence[Case], project: Project, ids: Ids, now: datetime) -> tuple[Conflict, ...]:
    found = [
        conflict
        for case in cases
        for conflict in conflicts(case.component.id, case.declared, case.observed, now)
    ]
    seen = {case.component.id: case.observed.status if case.observed else None for case in cases}
    return (*found, *overruns(project, ids, seen, now))


def _controls(last: Seen | None) -> tuple[int, int]:
    """Those that we asked: another tool's are told by its name."""
    if last is None or last.round.source:
        return 0, 0
    return last.round.controls_passed, last.round.controls_all


def _vantages(
    project: Project, seen: Mapping[str, Sequence[Seen]], now: datetime
) -> tuple[VantageState, ...]:
    states = []
    for name, vantage in project.settings.vantages.items():
        rows = seen.get(name, ())
        last, telling = rows[-1] if rows else None, newest_telling(rows)
        is_fresh = telling is not None and now < telling.expires_at
        states.append(
            VantageState(
                id=name,
                vantage=vantage,
                as_of=last.at if last else None,
                is_online=telling.is_online if telling and is_fresh else None,
                interval=project.settings.interval(name),
                controls=_controls(last),
                sources=tuple(sorted({row.round.source for row in rows if row.round.source})),
                skipped=sum(row.round.skipped for row in rows if row.at > now - timedelta(days=1)),
            )
        )
    return tuple(states)
