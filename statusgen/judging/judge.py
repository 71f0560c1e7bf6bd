"""Project, history and now become a Snapshot: what is true, and why."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from statusgen.judging.before import JudgedBefore
from statusgen.judging.buckets import counts
from statusgen.judging.candour import candour, outages
from statusgen.judging.conflicts import conflicts, overruns
from statusgen.judging.countries import country_states
from statusgen.judging.declared import Ids, declare, unfinished
from statusgen.judging.entries import announcements, maintenance_states
from statusgen.judging.evidence import FUTURE_LIMIT, Seen
from statusgen.judging.headline import Heard, headline
from statusgen.judging.heard import doubt_ends, unplaced, with_reports
from statusgen.judging.incidents import Evidence, incident_states
from statusgen.judging.known import history_known, project_known
from statusgen.judging.latency import latency, measured
from statusgen.judging.layers import findings, with_layers
from statusgen.judging.observed import observe
from statusgen.judging.past import Past, past_by_vantage
from statusgen.judging.regions import explained, told_apart, with_long_regional
from statusgen.judging.reports import reported
from statusgen.judging.standing import apart
from statusgen.judging.statuspage import statuspage_headline
from statusgen.judging.together import at_once, with_detail, with_reason
from statusgen.judging.totals import group_numbers, numbers_of
from statusgen.judging.upstream import with_upstream
from statusgen.judging.uptime import cut_outs
from statusgen.judging.verdicts import Case, component_state
from statusgen.judging.windows import first_day, first_told
from statusgen.model.project import Component, Project
from statusgen.model.snapshot import ComponentState, Conflict, Snapshot, VantageState
from statusgen.model.tallies import History
from statusgen.model.words import Status

_LOOK_BACK = timedelta(days=2)
"""Before the first day that is shown: windows that end now begin a day earlier, and streaks earlier still."""


_LAST = timedelta(days=1)
"""Of what is told of the present: beats that were skipped, and how exact latencies are."""


def history_needed(now: datetime) -> datetime:
    """The oldest round that is read; numbers of longer ago come of tallies, as a year of rounds is slow."""
    return first_day(now) - _LOOK_BACK


def tallies_needed(now: datetime) -> datetime:
    """The oldest tally that can matter for a snapshot."""
    return first_told(now) - _LOOK_BACK


def judge(project: Project, history: History, now: datetime, before: JudgedBefore | None = None) -> Snapshot:
    """What is true at `now`, from what people wrote and report and probes saw. Pure: same in, same out.

    `before`: what was judged the last time, which saves time and changes nothing; it becomes this judgement.
    """
    project, known = project_known(project, now), history_known(history, now)
    settings, ids = project.settings, project.settings.canonical_ids()
    seen = past_by_vantage(settings, known, now)
    # Of thousands of files few have a say in the present.
    speaking, regional = unfinished(project, now), with_long_regional(project, now)
    cases = [
        Case(
            group,
            component,
            declare(speaking, component.id, ids, now),
            observe(component, settings, seen, now, explained(regional, component.id, ids, now)),
        )
        for group, component in settings.all_components()
    ]
    current = [case for case in cases if not _is_retired(case.component, now)]
    order = [case.component.id for case in cases]
    observed = {case.component.id: case.observed for case in cases}
    heard = counts(project.reports)
    excluding = _with_exclusions(project)
    verdicts = [component_state(case, excluding, ids, now) for case in current]
    states = tuple(
        with_reports(with_layers(state, case.observed, settings, seen), case, heard, settings, now)
        for case, state in zip(current, verdicts, strict=True)
    )
    seen_red = {
        case.component.id: told_apart(case.observed.track, case.observed.rest)
        for case in cases
        if case.observed
    }
    red = outages(seen_red, lambda name: cut_outs(excluding, name, ids, now).maintenance)
    evidence = Evidence(observed=observed, red=red, heard=heard)
    incidents = incident_states(project, order, ids, evidence, now, before or JudgedBefore())
    said = reported(heard, None, now)
    rest = unplaced(said, current, states, settings)
    speeds = measured(known, now)
    open_incidents = [state for state in incidents if state.is_open]
    people = Heard(said, rest, max((state.ends_at for state in incidents if state.ends_at), default=None))
    elsewhere = apart(current, states, open_incidents, settings.vantages, now)
    together = at_once(states, settings)
    retired = tuple(
        component_state(case, excluding, ids, now) for case in cases if _is_retired(case.component, now)
    )
    return Snapshot(
        taken_at=now,
        expires_at=_earliest(_expires_at(current, states), doubt_ends(states, rest)),
        page=settings.page,
        headline=with_detail(headline(states, open_incidents, elsewhere, people, now), together),
        groups=settings.groups,
        components=tuple(
            replace(_with_rest(state, elsewhere), latencies=latency(state.component, speeds, now))
            for state in with_upstream(with_reason(states, together), now)
        ),
        conflicts=_conflicts(current, project, ids, now),
        incidents=incidents,
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
        measured_since=min((past.begins_at for past in seen.values()), default=None),
        resolution=_resolution(history, now),
        retired=retired,
        numbers=numbers_of(states),
        group_numbers=group_numbers(settings.groups, states),
        candour=candour(incidents, red, first_day(now), now),
        reports=said,
        countries=country_states(current, open_incidents, settings, now),
        findings=findings(((case.component, case.observed) for case in current), settings, seen, now),
    )


def _with_exclusions(project: Project) -> Project:
    """Those incidents alone that say something of measured time; each component looks at all of them."""
    return replace(project, incidents=tuple(one for one in project.incidents if one.exclude))


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time), default=None)


def _with_rest(state: ComponentState, elsewhere: Mapping[str, ComponentState]) -> ComponentState:
    rest = elsewhere.get(state.component.id)
    return replace(state, elsewhere=rest.status, note=rest.note) if rest else state


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
    late = list(overruns(project, ids, {case.component.id: case.observed for case in cases}, now))
    explained_by_work = {conflict.component for conflict in late}
    first = [c for c in found if c.kind != "undeclared" or c.component not in explained_by_work]
    return (*first, *late)


def _controls(last: Seen | None) -> tuple[int, int]:
    """Those that we asked: another tool's are told by its name."""
    if last is None or last.circumstances.source:
        return 0, 0
    return last.circumstances.controls_passed, last.circumstances.controls_all


def _vantages(project: Project, seen: Mapping[str, Past], now: datetime) -> tuple[VantageState, ...]:
    states = []
    for name, vantage in project.settings.vantages.items():
        past = seen.get(name)
        last, telling = (past.newest, past.telling) if past else (None, None)
        is_fresh = telling is not None and now < telling.expires_at
        states.append(
            VantageState(
                id=name,
                vantage=vantage,
                as_of=last.at if last else None,
                is_online=telling.is_online if telling and is_fresh else None,
                interval=project.settings.interval(name),
                controls=_controls(last),
                sources=past.sources if past else (),
                skipped=past.skipped(now - _LAST) if past else 0,
            )
        )
    return tuple(states)


def _resolution(history: History, now: datetime) -> timedelta | None:
    """The coarsest of the tallies that the last day rests on; None where all its rounds are there."""
    return max(
        (
            tally.resolution
            for tally in history.tallies
            if bisect_right(tally.moments, now - _LAST) < bisect_right(tally.moments, now + FUTURE_LIMIT)
        ),
        default=None,
    )
