"""What was found becomes sentences: numbers first, no adjectives, nothing that is not evidence."""

from collections.abc import Sequence
from datetime import datetime

from statusgen.judging.checks import CheckView
from statusgen.judging.declared import Declared, Statement
from statusgen.judging.observed import Observed
from statusgen.model.countries import country_name, in_country
from statusgen.model.heard import ReportCount
from statusgen.model.project import Component, Settings, Vantage
from statusgen.model.reasons import reason_words
from statusgen.model.snapshot import ComponentState, Reason, Scope
from statusgen.model.words import Layer, ScopeKind, Status, Trend

FAILING = "failing, being confirmed"
OFFLINE = "nothing answers; our monitor may be offline"
POSSIBLE = "possible problems"
"""People report them, and neither a probe nor an incident tells of them."""

_CLAIMS = {
    "upstream_degraded": "has degraded performance",
    "upstream_partial": "has a partial outage",
    "upstream_outage": "has a major outage",
    "upstream_maintenance": "is under maintenance",
}
"""What others say of themselves, in our words."""
_LAYERS = {
    Layer.DNS: "at DNS",
    Layer.TCP: "at TCP",
    Layer.TLS: "at TLS",
    Layer.HTTP: "at HTTP",
    Layer.CONTENT: "by content",
    Layer.LOCAL: "on our side",
}


def clock(at: datetime, now: datetime) -> str:
    """A UTC time as short as it stays clear: with its day unless that is today, its year unless this."""
    if at.date() == now.date():
        return f"{at:%H:%M} UTC"
    year = f" {at.year}" if at.year != now.year else ""
    return f"{at.day} {at:%b}{year} {at:%H:%M} UTC"


def names(items: Sequence[str], most: int = 3) -> str:
    """`A`, `A and B`, `A, B and C`, `A, B and 3 more`. One more than asked for is named, not counted."""
    if len(items) > most + 1:
        return f"{', '.join(items[: most - 1])} and {len(items) - most + 1} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def place_name(vantage_id: str, vantage: Vantage) -> str:
    """A vantage as readers know it: its city, else its country, else its id."""
    if vantage.city:
        return str(vantage.city)
    return country_name(vantage.country) if vantage.country else vantage_id


def scope_words(scope: Scope | None) -> str:
    """ "in Pakistan"; empty where there is nothing to add."""
    if scope is None or scope.kind is not ScopeKind.COUNTRY or not scope.countries:
        return ""
    return "in " + names([in_country(code) for code in scope.countries])


def note(observed: Observed | None) -> str | None:
    """The words that stand beside the status of a component; None when it speaks for itself."""
    if observed is None:
        return None
    if observed.scope and observed.scope.kind is ScopeKind.MONITOR_OFFLINE:
        return OFFLINE
    is_intermittent = any(view.is_intermittent for view in observed.checks)
    if is_intermittent and observed.status is Status.DEGRADED_PERFORMANCE:
        return "intermittent"  # its failures are told by that, the newest ones too
    if observed.is_failing and not observed.status.is_red:
        return FAILING
    return "intermittent" if is_intermittent else None


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
        out.append(Reason(text="Nobody probes this component; what people declare is shown", source="probes"))
        return tuple(out)
    several = len(observed.checks) > 1
    for view in observed.checks:
        claim = _claim(view, component, now)
        text = claim or _check_sentence(view, settings, now)
        if claim:
            out.append(Reason(text=claim, source="probes"))
        elif text:
            out.append(Reason(text=_named(view, text) if several else _capital(text), source="probes"))
    return tuple(out)


def spike_sentence(row: ReportCount, *, with_source: bool = False) -> str:
    """ "40,000 reports in the United States in 15 minutes; usual at this hour: 40"."""
    where = f" in {in_country(row.country)}" if row.country else ""
    cities = f" ({names(row.cities)})" if row.cities else ""
    source = f", counted by {row.source}" if with_source and row.source else ""
    span = f"in {'' if row.is_whole else 'under '}{row.minutes} minutes"
    trend = f" and {row.trend}" if row.trend is not Trend.STEADY else ""
    return f"{row.count:,} reports{where}{cities} {span}{trend}{source}; {usual_words(row)}"


def usual_words(row: ReportCount) -> str:
    """ "usual at this hour: 40"; says so where there is too little to compare with."""
    if row.expected is None:
        return "nothing to compare it with yet"
    return f"usual at this hour: {rounded(row.expected)}"


def rounded(count: float) -> str:
    """A usual count as people say it: whole, but for one below ten that is not."""
    return f"{count:,.0f}" if count >= 10 or count == int(count) else f"{count:.1f}"


def _named(view: CheckView, text: str) -> str:
    """ "TLS check fails …", but "TLS check: not measured yet"."""
    return f"{check_words(view)}{' ' if text.startswith(('fails', 'answers', 'warns')) else ': '}{text}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _statement_sentence(statement: Statement, now: datetime) -> str:
    since = clock(statement.since, now)
    return f"{statement.status.formal} declared since {since}: {statement.entry.title}"


def check_words(view: CheckView) -> str:
    """A check without its address, which may be private: its kind, and its id where one was given."""
    kind = view.check.kind
    label = kind.formal if kind else "Check"
    return f"{label} check “{view.check.id}”" if view.check.id else f"{label} check"


def _check_sentence(view: CheckView, settings: Settings, now: datetime) -> str:
    state = view.state
    if state.as_of is None and view.verdict.scope is None and not view.failing:
        return "not measured yet"
    if view.verdict.scope and view.verdict.scope.kind is ScopeKind.MONITOR_OFFLINE:
        return OFFLINE
    if view.failing and not view.verdict.status.is_red:
        since = min(s for v in view.failing if (s := view.walks[v].failing_since))
        return f"{FAILING} since {clock(since, now)}{_why(view, view.failing)}"
    if view.verdict.status is Status.UNKNOWN:
        return f"not measured since {clock(state.as_of, now)}" if state.as_of else "not measured yet"
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
    who, what = view.check.id or component.name, view.check.component or "it"
    doubt = f"; {FAILING}" if view.failing and not view.verdict.status.is_red else ""
    return f"{who} says: {what} {words} (as of {clock(read_at, now)}){doubt}"


def _trouble(view: CheckView, settings: Settings, now: datetime) -> str:
    slow = "warns" if view.state.reason == "command_warning" else "answers slowly"
    verb = "fails" if view.verdict.status.is_red else slow
    if view.is_intermittent and not view.verdict.status.is_red:
        verb = "fails intermittently"
    where = _where(view, settings)
    since = f" since {clock(view.track[-1].start, now)}" if view.track else ""
    why = _why(view, view.verdict.affected) if view.verdict.status.is_red or view.is_intermittent else ""
    return f"{verb} {where}{since}{why}{_failing_too(view, settings, now)}"


def _failing_too(view: CheckView, settings: Settings, now: datetime) -> str:
    """Places that fail beside those where it is known to: both are named."""
    those = [name for name in view.failing if name not in view.verdict.affected]
    if not those or not view.verdict.status.is_red:
        return ""
    places = names([place_name(name, settings.vantages[name]) for name in those])
    since = min(s for name in those if (s := view.walks[name].failing_since))
    return f"; {FAILING} from {places} since {clock(since, now)}{_why(view, those)}"


def _where(view: CheckView, settings: Settings) -> str:
    affected, voters = view.verdict.affected, view.verdict.voters
    places = [place_name(v, settings.vantages[v]) for v in affected]
    silent = _silent(view, settings)
    if voters == 1:
        known = settings.vantages[affected[0]]
        ours = "the only place that measures now" if silent else "our only place"
        return f"from {ours}" + (f" ({places[0]})" if known.city or known.country else "") + silent
    if len(affected) == voters:
        return f"from all {voters} places {'that measure now' if silent else 'we measure'}{silent}"
    return f"from {len(affected)} of {voters} places ({names(places)})"


def _silent(view: CheckView, settings: Settings) -> str:
    """Where verdicts rest on part of our places, the others are named: they may see it otherwise."""
    scope = view.verdict.scope
    if scope is None or not scope.silent:
        return ""
    return f", not measured now from {names([place_name(v, settings.vantages[v]) for v in scope.silent])}"


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
    at = f", {_LAYERS[layer]}" if layer else ""
    return f"{at}: {reason_words(reason)}"
