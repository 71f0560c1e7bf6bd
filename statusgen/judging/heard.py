"""What people report joins what probes see: doubt where no probe agrees, evidence where one does (rule 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen.judging.buckets import Counts
from statusgen.judging.checks import CheckView
from statusgen.judging.declared import Declared
from statusgen.judging.observed import Observed
from statusgen.judging.reports import reported
from statusgen.judging.sentences import in_countries, is_possible, spike_sentence
from statusgen.judging.verdicts import Case
from statusgen.model.heard import ReportCount
from statusgen.model.incidents import Incident
from statusgen.model.project import Settings
from statusgen.model.sentences import say
from statusgen.model.snapshot import ComponentState, Reason, Scope
from statusgen.model.words import Confidence, ScopeKind, Status

_SENTENCES = 3
"""Countries that have a sentence; the others are counted. One more is told, not counted."""


def with_reports(
    state: ComponentState, case: Case, counts: Counts, settings: Settings, now: datetime
) -> ComponentState:
    """The verdict with what people report of the component. Its status is never theirs to change."""
    rows = reported(counts, state.component.id, now)
    spikes = [row for row in rows if row.is_spike]
    state = replace(state, reports=rows, reasons=(*state.reasons, *_reasons(spikes)))
    doubted = [row for row in spikes if not is_agreed(case.observed, row.country, settings)]
    if not doubted or case.declared.maintenance:
        return state
    if not (state.observed and state.observed.badness > Status.UNKNOWN.badness):
        state = replace(state, confidence=Confidence.UNCONFIRMED)
    untold = [row for row in doubted if not _is_declared(case.declared, row.country)]
    if not untold or state.note:
        return state
    countries = tuple(sorted({row.country for row in untold if row.country}))
    scope = state.scope or Scope(kind=ScopeKind.UNCONFIRMED, countries=countries)
    return replace(state, note=_possible(untold), scope=scope)


def unplaced(
    said: Iterable[ReportCount], cases: Sequence[Case], states: Iterable[ComponentState], settings: Settings
) -> tuple[ReportCount, ...]:
    """Spikes of all reports together of which no component tells, no probe and no incident."""
    told = {row.country for state in states for row in state.reports if row.is_spike}
    return tuple(
        row
        for row in said
        if row.is_spike
        and row.country not in told
        and not any(
            is_agreed(case.observed, row.country, settings) or _is_declared(case.declared, row.country)
            for case in cases
        )
    )


def doubt_ends(states: Iterable[ComponentState], rest: Iterable[ReportCount]) -> datetime | None:
    """When the first report stops counting on which alone a doubt rests; None without any."""
    doubts = [[row for row in state.reports if row.is_spike] for state in states if is_possible(state)]
    doubts += [[row] for row in rest]
    ends = [[row.expires_at for row in rows if row.expires_at] for rows in doubts]
    return min((max(times) for times in ends if times), default=None)


def is_agreed(observed: Observed | None, country: str | None, settings: Settings) -> bool:
    """A probe sees trouble there: it is red, failing or slow from a place in that country, or from
    everywhere that has a say.
    """
    return observed is not None and any(_agrees(view, country, settings) for view in observed.checks)


def _agrees(view: CheckView, country: str | None, settings: Settings) -> bool:
    troubled = {*view.verdict.affected, *view.verdict.slow, *view.failing}
    if not troubled:
        return False
    is_global = view.verdict.scope is not None and view.verdict.scope.kind is ScopeKind.GLOBAL
    if country is None or is_global or troubled >= set(view.voting):
        return True
    return any(settings.vantages[name].country == country for name in troubled)


def _is_declared(declared: Declared, country: str | None) -> bool:
    """An open incident says already that it is out there."""
    return any(s.status.is_red and _covers(s.entry, country) for s in declared.statements)


def _covers(entry: object, country: str | None) -> bool:
    scope = entry.scope if isinstance(entry, Incident) else None
    return scope is None or not scope.countries or country in scope.countries


def _reasons(spikes: Sequence[ReportCount]) -> Iterable[Reason]:
    told = spikes if len(spikes) <= _SENTENCES + 1 else spikes[:_SENTENCES]
    has_several = len({row.source for row in spikes}) > 1
    texts = [spike_sentence(row, with_source=has_several) for row in told]
    if len(told) < len(spikes):
        more = len(spikes) - len(told)
        texts.append(say("Reports are far above the usual in {count} more countries", count=more))
    return (Reason(text=text, source="reports") for text in texts)


def _possible(rows: Sequence[ReportCount]) -> str:
    """ "possible problems in the United States and Japan", those with most reports first."""
    countries = list(dict.fromkeys(row.country for row in rows if row.country))
    if not countries:
        return say("possible problems")
    return say("possible problems in {countries}", countries=in_countries(countries))
