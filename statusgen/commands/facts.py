"""What probes saw of a component becomes one line of fact, the same line while the fact is the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.judging.sentences import place_name
from statusgen.model.incidents import Incident
from statusgen.model.project import Settings, Vantage
from statusgen.model.reasons import reason_words
from statusgen.model.sentences import Listed
from statusgen.model.snapshot import ComponentState, Snapshot, Span
from statusgen.model.words import Author, Confidence, Status

SURE = (Confidence.CONFIRMED, Confidence.LIKELY)
SEES = "Our monitoring sees:"
_WORKS = "works again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is seen of one component."""

    state: ComponentState
    status: Status
    """Observed, not declared."""
    begun: datetime | None
    """Since when it is down without a break; None while it is not."""
    well_since: datetime | None
    """Since when it works without a break; None while it does not."""
    subject: str
    """How its lines begin."""
    line: str
    """The fact, without what changes from round to round."""
    why: str
    """What follows it where it is told first; may be empty."""

    @property
    def id(self) -> str:
        """The component's."""
        return self.state.component.id

    @property
    def name(self) -> str:
        """The component's, on one line."""
        return _name(self.state)

    @property
    def is_down(self) -> bool:
        """It is down, and sure to be."""
        return self.begun is not None and self.state.confidence in SURE

    @property
    def told(self) -> str:
        """The line with its why."""
        return f"{self.line}: {self.why}" if self.why else self.line


def facts_of(snapshot: Snapshot, settings: Settings) -> dict[str, Fact]:
    """The facts by component id, of all components that are measured and of which something is known."""
    doubles = Counter(_name(state) for state in snapshot.components)
    return {
        state.component.id: _fact(state, state.observed, settings, is_double=doubles[_name(state)] > 1)
        for state in snapshot.components
        if state.observed not in (None, Status.UNKNOWN)
    }


def last_told(incident: Incident, fact: Fact) -> str | None:
    """The newest line of the monitor in the file about this component; None when there is none."""
    for update in reversed(incident.updates):
        if update.written_by is Author.MONITOR and update.text:
            for line in str(update.text).splitlines():
                if line.startswith(fact.subject):
                    return line
    return None


def is_told(incident: Incident, fact: Fact) -> bool:
    """The file says so already, whatever the reason was."""
    told = last_told(incident, fact)
    return told is not None and (told == fact.line or told.startswith(f"{fact.line}: "))


def text_of_facts(facts: Sequence[Fact]) -> str:
    """An update's text."""
    return "\n".join([SEES, "", *(fact.told for fact in facts)]) + "\n"


def episode(spans: Sequence[Span], quiet: timedelta, now: datetime) -> datetime | None:
    """When the present trouble began, if breaks shorter than `quiet` are none; None without trouble."""
    begun, reached = None, now
    for span in reversed(spans):
        if not span.status.is_red:
            continue
        if reached - span.end >= quiet:
            break
        begun = reached = span.start
    return begun


def _fact(state: ComponentState, status: Status | None, settings: Settings, *, is_double: bool) -> Fact:
    assert status is not None  # noqa: S101 (only measured ones come here)
    name = _name(state) + (f" ({state.component.id})" if is_double else "")
    subject = f"- {name}: "
    is_well = status is Status.OPERATIONAL and not any(check.failing_rounds for check in state.checks)
    words = f"{_WORKS}{_from(state)}" if status is Status.OPERATIONAL else _trouble(state, status, settings)
    return Fact(
        state=state,
        status=status,
        begun=_since(state.spans, red=True) if status.is_red else None,
        well_since=_since(state.spans, red=False) if is_well else None,
        subject=subject,
        line=subject + words,
        why=_why(state) if status.is_red else "",
    )


def _name(state: ComponentState) -> str:
    return " ".join(str(state.component.name).split())


def _since(spans: Sequence[Span], *, red: bool) -> datetime | None:
    """The start of the last stretch without a break in which it was all red, or all well."""
    begun = None
    for span in reversed(spans):
        is_so = span.status.is_red if red else span.status is Status.OPERATIONAL
        if not is_so or (begun is not None and span.end != begun):
            break
        begun = span.start
    return begun


def _trouble(state: ComponentState, status: Status, settings: Settings) -> str:
    word = status.formal.lower()
    affected = [v for v in settings.vantages if any(v in check.affected for check in state.checks)]
    others = [v for v in settings.vantages if v not in affected and _votes(state, v)]
    if not others:
        return word + _from(state)
    bad, good = (_places(ids, settings.vantages) for ids in (affected, others))
    return f"{word}, from {bad}; not from {good}"


def _votes(state: ComponentState, vantage: str) -> bool:
    places = [place for check in state.checks for place in check.places]
    return any(place.vantage == vantage and place.is_fresh for place in places)


def _from(state: ComponentState) -> str:
    voters = max((check.voters for check in state.checks), default=0)
    return f", from all {voters} places we measure" if voters > 1 else ", from the one place we measure"


def _places(ids: Sequence[str], vantages: Mapping[str, Vantage]) -> str:
    return Listed([place_name(name, vantages[name]) for name in ids], most=5)


def _why(state: ComponentState) -> str:
    """The commonest reason where it fails, in our words for it."""
    reasons = [
        place.reason
        for check in state.checks
        for place in check.places
        if check.status.is_red and place.vantage in check.affected and place.reason
    ]
    return reason_words(max(sorted(reasons), key=reasons.count)) if reasons else ""
