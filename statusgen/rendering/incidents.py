"""Incidents become cards, pages with a timeline, and tombstones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from statusgen.model.incidents import Entry as FileEntry
from statusgen.model.incidents import Exclusion, Maintenance
from statusgen.model.sentences import Month, say
from statusgen.model.snapshot import IncidentState
from statusgen.model.words import Severity
from statusgen.rendering import markup
from statusgen.rendering.candour import Earlier, earlier, told
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.entries import Entry, entries, entry
from statusgen.rendering.lanes import Chart, chart
from statusgen.rendering.related import Link, related
from statusgen.rendering.reports import Swell, swells
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.texts import Phrase, Prose
from statusgen.rendering.wording import ENDED, FILTERING, STATES, State, network_words, scope_words

ROOT = "../../"
TEMPLATE = "incident.html"
_UNSAID = State("unk", say("Incident"), say("Incident"))
"""An open incident that names no component."""
_SEVERITIES: dict[Severity, str] = {
    Severity.NONE: "",
    Severity.MINOR: say("Minor"),
    Severity.MAJOR: say("Major"),
    Severity.CRITICAL: say("Critical"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An incident on the home page or in a list."""

    href: str
    title: Phrase
    state: State
    word: str
    start: Moment
    month: str
    """`February 2024`: enough for what has stood for long."""
    lasted: str
    names: tuple[Phrase, ...]
    is_named: bool
    """Its latest update says what it means for which component."""
    where: str
    latest: Entry | None
    """None once it is over: lists of the past do not quote."""
    updates: str
    """`all 3 updates`; `more on it` where the card shows all there is."""
    is_open: bool
    is_overdue: bool
    promise: Moment | None
    lag: str
    """How far the page's language lags behind what was written; empty where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocked:
    """One of an incident's clocks."""

    label: str
    at: Moment
    after: str
    """How long after it began; empty where that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """Measured time that is annulled."""

    start: Moment
    end: Moment
    names: tuple[Phrase, ...]
    """Empty where it is all that the incident names."""
    reason: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """All that is known of one incident."""

    card: Card
    severity: str
    networks: str
    cause: Phrase | None
    filtering: str
    source: Link | None
    clocks: tuple[Clocked, ...]
    entries: tuple[Entry, ...]
    """Newest first."""
    chart: Chart | None
    waves: tuple[Swell, ...]
    postmortem: Prose | None
    related: tuple[Link, ...]
    similar: tuple[Earlier, ...]
    told: str
    """How soon and how well people told of it; empty where nothing can be said."""
    exclusions: tuple[NotCounted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What was withdrawn, and why."""

    title: Phrase
    reason: Phrase


def sheets(scene: Scene) -> Iterator[Sheet]:
    """A page for each incident, open, over or withdrawn."""
    for state in scene.snapshot.incidents:
        yield sheet(state, scene)
    yield from tombstones(scene)


def sheet(state: IncidentState, scene: Scene) -> Sheet:
    """The page of one incident."""
    view = _page(state, scene)
    return Sheet(
        path=path(state),
        template=TEMPLATE,
        title=view.card.title.text,
        view=view,
        tone=view.card.state.key if state.is_open else "ok",
        is_current=state.is_open,
        is_settled=not state.is_open,
        subject=(view.card.title.text,),
    )


def path(state: IncidentState) -> str:
    """Where its page lies."""
    return f"incidents/{state.incident.id}/index.html"


def card(state: IncidentState, scene: Scene, root: str) -> Card:
    """The incident in short, with its latest update's text for a page that lies `root` away."""
    incident, clock = state.incident, scene.clock
    worst = max(state.impact.values(), key=lambda status: status.badness, default=None)
    return Card(
        href=f"incidents/{incident.id}/index.html",
        title=scene.phrase(incident.title),
        state=(STATES[worst] if worst else _UNSAID) if state.is_open else ENDED,
        word=state.status.formal,
        start=clock.at(state.starts_at),
        month=Month(state.starts_at),
        lasted=duration((state.ends_at or clock.now) - state.starts_at),
        names=scene.names(state.components),
        is_named=bool(state.updates and state.updates[0].impact),
        where=scope_words(incident.scope),
        latest=_latest(state, scene, root),
        updates=_updates(len(state.updates)),
        is_open=state.is_open,
        is_overdue=state.is_overdue,
        promise=clock.maybe(state.next_update_by) if state.is_open else None,
        lag=_lag(state, scene),
    )


def _lag(state: IncidentState, scene: Scene) -> str:
    """Of what a reader sees in another language."""
    count = sum(scene.writer.is_untranslated(one.text) for one in state.updates if one.text)
    if count:
        return say(
            "{count} update is not translated yet", "{count} updates are not translated yet", count=count
        )
    return say("not translated yet") if scene.writer.is_untranslated(state.incident.title) else ""


def _updates(count: int) -> str:
    if count < 2:
        return say("more on it")
    return say("the {count} update", "all {count} updates", count=count)


def _latest(state: IncidentState, scene: Scene, root: str) -> Entry | None:
    count, owner = len(state.updates), state.incident.id
    if not state.updates or not state.is_open:
        return None
    return entry(state.updates[0], owner, count, scene, root)


def without_promise(told: Card) -> Card:
    """The card where something above it has told the next word already."""
    latest = replace(told.latest, next_word=None) if told.latest else None
    return replace(told, latest=latest, promise=None, is_overdue=False)


def _page(state: IncidentState, scene: Scene) -> IncidentPage:
    incident, scope = state.incident, state.incident.scope
    filtering = scope.filtering if scope and scope.filtering else ""
    return IncidentPage(
        card=card(state, scene, ROOT),
        severity=_SEVERITIES[state.severity],
        networks=network_words(scope.networks) if scope and scope.countries else "",
        cause=scene.maybe(incident.cause),
        filtering=FILTERING.get(filtering) or _filtering(filtering, scene),
        source=_source(scope.source if scope else None, scene),
        clocks=tuple(_clocks(state, scene)),
        entries=entries(
            state.updates,
            incident.id,
            scene,
            ROOT,
            is_over=lambda _update: not state.is_open,
            course=state.course,
        ),
        chart=chart(state, scene),
        waves=swells(state, scene),
        postmortem=scene.writer.prose(incident.postmortem, ROOT) if incident.postmortem else None,
        related=related(incident.related, scene),
        similar=tuple(earlier(state.similar, scene)),
        told=told(state.clocks) if state.clocks else "",
        exclusions=tuple(_not_counted(exclusion, scene) for exclusion in incident.exclude),
    )


def _filtering(words: str, scene: Scene) -> str:
    return say("Filtering: {words}", words=scene.phrase(words).text) if words else ""


def _source(url: str | None, scene: Scene) -> Link | None:
    """Who says so, with the host in sight."""
    safe = markup.safe_link(url)
    return Link(href=safe, name=scene.phrase(urlsplit(safe).hostname or safe)) if safe else None


def _clocks(state: IncidentState, scene: Scene) -> Iterator[Clocked]:
    """The five clocks, as far as they were known by now."""
    incident, began = state.incident, state.starts_at
    known = (
        (say("Began"), began),
        (say("First failed probe"), state.clocks.first_failure if state.clocks else None),
        (say("Noticed"), incident.detected_at),
        (say("Users told"), incident.first_told_at),
        (say("Worst was over"), incident.mitigated_at),
        (say("Ended"), state.ends_at),
    )
    for label, at in known:
        if at and at <= scene.clock.now:
            after = duration(at - began) if at > began else ""
            yield Clocked(label=label, at=scene.clock.dated(at), after=after)


def _not_counted(exclusion: Exclusion, scene: Scene) -> NotCounted:
    return NotCounted(
        start=scene.clock.at(exclusion.starts_at),
        end=scene.clock.at(exclusion.ends_at),
        names=tuple(scene.target(name) for name in exclusion.components),
        reason=scene.phrase(exclusion.reason),
    )


def tombstones(scene: Scene) -> Iterator[Sheet]:
    """What is left of those that were withdrawn."""
    for gone in scene.snapshot.withdrawn:
        yield Sheet(
            path=f"{folder_of(gone)}/{gone.id}/index.html",
            template="withdrawn.html",
            title=say("Withdrawn"),
            view=Tombstone(title=scene.phrase(gone.title), reason=scene.phrase(gone.withdrawn or "")),
            is_settled=True,
        )


def folder_of(entry: FileEntry) -> str:
    """Where its page lies."""
    return "maintenance" if isinstance(entry, Maintenance) else "incidents"
