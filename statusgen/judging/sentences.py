"""What was found becomes sentences: numbers first, no adjectives, nothing that is not evidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from statusgen.judging.checks import CheckView
from statusgen.judging.declared import Declared, Statement
from statusgen.judging.observed import Observed
from statusgen.model.heard import ReportCount
from statusgen.model.project import Component, Settings, Vantage
from statusgen.model.reasons import reason_words
from statusgen.model.sentences import Capital, Country, Instant, Listed, Named, message, say
from statusgen.model.snapshot import ComponentState, Reason, Scope
from statusgen.model.words import Layer, ScopeKind, Status, Trend

FAILING = say("failing, being confirmed")
OFFLINE = say("nothing answers; our monitor may be offline")
INTERMITTENT = say("intermittent")
POSSIBLE = "possible problems"
"""People report them, and neither a probe nor an incident tells of them."""

_CLAIMS = {
    "upstream_degraded": message("{who} says: {what} has degraded performance (as of {at})"),
    "upstream_partial": message("{who} says: {what} has a partial outage (as of {at})"),
    "upstream_outage": message("{who} says: {what} has a major outage (as of {at})"),
    "upstream_maintenance": message("{who} says: {what} is under maintenance (as of {at})"),
}
"""What others say of themselves, in our words."""
_LAYERS = {
    Layer.DNS: message(", at DNS: {reason}"),
    Layer.TCP: message(", at TCP: {reason}"),
    Layer.TLS: message(", at TLS: {reason}"),
    Layer.HTTP: message(", at HTTP: {reason}"),
    Layer.CONTENT: message(", by content: {reason}"),
    Layer.LOCAL: message(", on our side: {reason}"),
}


def place_name(vantage_id: str, vantage: Vantage) -> str:
    """A vantage as readers know it: its city, else its country, else its id."""
    if vantage.city:
        return Named(vantage.city)
    return Country(vantage.country) if vantage.country else vantage_id


def scope_words(scope: Scope | None) -> str:
    """ "in Pakistan"; empty where there is nothing to add."""
    if scope is None or scope.kind is not ScopeKind.COUNTRY or not scope.countries:
        return ""
    return say("in {countries}", countries=in_countries(scope.countries))


def in_countries(codes: Sequence[str]) -> Listed:
    """ "Pakistan and the Netherlands", after "in"."""
    return Listed([Country(code, is_within=True) for code in codes])


def note(observed: Observed | None) -> str | None:
    """The words that stand beside the status of a component; None when it speaks for itself."""
    if observed is None:
        return None
    if observed.scope and observed.scope.kind is ScopeKind.MONITOR_OFFLINE:
        return OFFLINE
    is_intermittent = any(view.is_intermittent for view in observed.checks)
    if is_intermittent and observed.status is Status.DEGRADED_PERFORMANCE:
        return INTERMITTENT  # its failures are told by that, the newest ones too
    if observed.is_failing and not observed.status.is_red:
        return FAILING
    return INTERMITTENT if is_intermittent else None


def is_possible(state: ComponentState) -> bool:
    """People report what no probe and no incident tells of."""
    return state.note is not None and state.note.startswith(POSSIBLE)


def reasons(
    component: Component, declared: Declared, observed: Observed | None, settings: Settings, now: datetime
) -> tuple[Reason, ...]:
    """Why a component is said to be as it is: people's words, then each check that is not fine."""
    said = [statement for statement in (*declared.statements, declared.maintenance) if statement]
    out = [Reason(text=_statement_sentence(statement, now), source="people") for statement in said]
    if observed is None:
        unmeasured = say("Nobody probes this component; what people declare is shown")
        out.append(Reason(text=unmeasured, source="probes"))
        return tuple(out)
    several = len(observed.checks) > 1
    for view in observed.checks:
        claim = _claim(view, component, now)
        text = claim or _check_sentence(view, settings, now)
        if claim:
            out.append(Reason(text=claim, source="probes"))
        elif text:
            out.append(Reason(text=_named(view, text) if several else Capital(text), source="probes"))
    return tuple(out)


def spike_sentence(row: ReportCount, *, with_source: bool = False) -> str:
    """ "40,000 reports in the United States in 15 minutes; usual at this hour: 40"."""
    cities = say(" ({cities})", cities=Listed(row.cities)) if row.cities else ""
    source = say(", counted by {source}", source=row.source) if with_source and row.source else ""
    return say(
        "{count} reports{where}{cities} {span}{trend}{source}; {usual}",
        count=row.count,
        where=say(" in {countries}", countries=Country(row.country, is_within=True)) if row.country else "",
        cities=cities,
        span=say("in {minutes} minutes", minutes=row.minutes)
        if row.is_whole
        else say("in under {minutes} minutes", minutes=row.minutes),
        trend=_TRENDS[row.trend],
        source=source,
        usual=usual_words(row),
    )


_TRENDS: Mapping[Trend, str] = {
    Trend.RISING: say(" and rising"),
    Trend.FALLING: say(" and falling"),
    Trend.STEADY: "",
}


def usual_words(row: ReportCount) -> str:
    """ "usual at this hour: 40"; says so where there is too little to compare with."""
    if row.expected is None:
        return say("nothing to compare it with yet")
    return say("usual at this hour: {usual}", usual=rounded(row.expected))


def rounded(count: float) -> str:
    """A usual count as people say it: whole, but for one below ten that is not."""
    return f"{count:,.0f}" if count >= 10 or count == int(count) else f"{count:.1f}"


def _named(view: CheckView, text: str) -> str:
    """ "TLS check fails …", but "TLS check: not measured yet"."""
    if text.startswith(("fails", "answers", "warns")):
        return say("{check} {says}", check=check_words(view), says=text)
    return say("{check}: {says}", check=check_words(view), says=text)


def _statement_sentence(statement: Statement, now: datetime) -> str:
    return say(
        "{status} declared since {since}: {title}",
        status=statement.status.formal,
        since=Instant(statement.since, now),
        title=Named(statement.entry.title),
    )


def check_words(view: CheckView) -> str:
    """A check without its address, which may be private: its kind, and its id where one was given."""
    kind = view.check.kind
    label = say("{kind} check", kind=kind.formal) if kind else say("Check check")
    return say("{check} “{id}”", check=label, id=view.check.id) if view.check.id else label


def _check_sentence(view: CheckView, settings: Settings, now: datetime) -> str:
    state = view.state
    if state.as_of is None and view.verdict.scope is None and not view.failing:
        return say("not measured yet")
    if view.verdict.scope and view.verdict.scope.kind is ScopeKind.MONITOR_OFFLINE:
        return OFFLINE
    if view.failing and not view.verdict.status.is_red:
        since = min(s for v in view.failing if (s := view.walks[v].failing_since))
        why = _why(view, view.failing)
        return say("failing, being confirmed since {since}{why}", since=Instant(since, now), why=why)
    if view.verdict.status is Status.UNKNOWN:
        if state.as_of is None:
            return say("not measured yet")
        return say("not measured since {since}", since=Instant(state.as_of, now))
    if view.verdict.status is Status.OPERATIONAL:
        return ""
    return _trouble(view, settings, now)


def _claim(view: CheckView, component: Component, now: datetime) -> str:
    """What another service says of itself, as theirs, with the time at which we read it; empty for others.

    Made of enumerated words and of names in our settings: nothing of their page is repeated.
    """
    state = view.state
    words = _CLAIMS.get(state.reason or "")
    read_at = max((place.as_of for place in state.places if place.is_fresh), default=None)
    if words is None or read_at is None:
        return ""
    what = view.check.component or say("it")
    claim = say(words, who=view.check.id or Named(component.name), what=what, at=Instant(read_at, now))
    if view.failing and not view.verdict.status.is_red:
        return say("{claim}; failing, being confirmed", claim=claim)
    return claim


def _trouble(view: CheckView, settings: Settings, now: datetime) -> str:
    is_red = view.verdict.status.is_red
    if is_red:
        verb = message("fails {where}{since}{why}{too}")
    elif view.is_intermittent:
        verb = message("fails intermittently {where}{since}{why}")
    elif view.state.reason == "command_warning":
        verb = message("warns {where}{since}{why}")
    else:
        verb = message("answers slowly {where}{since}{why}")
    return say(
        verb,
        where=_where(view, settings),
        since=say(" since {since}", since=Instant(view.track[-1].start, now)) if view.track else "",
        why=_why(view, view.verdict.affected) if is_red or view.is_intermittent else "",
        too=_failing_too(view, settings, now) if is_red else "",
    )


def _failing_too(view: CheckView, settings: Settings, now: datetime) -> str:
    """Places that fail beside those where it is known to: both are named."""
    those = [name for name in view.failing if name not in view.verdict.affected]
    if not those:
        return ""
    since = min(s for name in those if (s := view.walks[name].failing_since))
    return say(
        "; failing, being confirmed from {places} since {since}{why}",
        places=Listed([place_name(name, settings.vantages[name]) for name in those]),
        since=Instant(since, now),
        why=_why(view, those),
    )


def _where(view: CheckView, settings: Settings) -> str:
    affected, voters = view.verdict.affected, view.verdict.voters
    places = [place_name(v, settings.vantages[v]) for v in affected]
    silent = _silent(view, settings)
    if voters == 1:
        known = settings.vantages[affected[0]]
        ours = say("from the only place that measures now") if silent else say("from our only place")
        name = say(" ({place})", place=places[0]) if known.city or known.country else ""
        return say("{from}{place}{silent}", **{"from": ours, "place": name, "silent": silent})
    if len(affected) == voters:
        if silent:
            return say("from all {count} places that measure now{silent}", count=voters, silent=silent)
        return say("from all {count} places we measure", count=voters)
    return say(
        "from {part} of {all} places ({places})", part=len(affected), all=voters, places=Listed(places)
    )


def _silent(view: CheckView, settings: Settings) -> str:
    """Where verdicts rest on part of our places, the others are named: they may see it otherwise."""
    scope = view.verdict.scope
    if scope is None or not scope.silent:
        return ""
    places = Listed([place_name(v, settings.vantages[v]) for v in scope.silent])
    return say(", not measured now from {places}", places=places)


def _why(view: CheckView, vantages: Sequence[str]) -> str:
    """The commonest layer and reason of the newest failures there."""
    found = [
        (look.result.failed_at, look.result.reason)
        for vantage in vantages
        if (look := view.walks[vantage].streak.last) and look.result.reason
    ]
    if not found:
        return ""
    layer, reason = max(sorted(found, key=str), key=found.count)
    return say(_LAYERS[layer] if layer else message(": {reason}"), reason=reason_words(reason))
