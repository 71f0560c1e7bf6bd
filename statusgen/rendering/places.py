"""What each country's places see becomes the page of places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from statusgen.model.countries import country_name
from statusgen.model.places import CountryState, LocalState
from statusgen.model.project import Vantage
from statusgen.model.reasons import reason_words
from statusgen.model.sentences import Country, Joined, say
from statusgen.model.snapshot import ComponentState, VantageState
from statusgen.model.words import Outcome, Status
from statusgen.rendering.abroad import FEW, line, place_anchor, state_there
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.related import Link
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import (
    NETWORKS,
    ONLINE,
    State,
    places_that_fail,
    reports_words,
)

_FINE_ROWS = 12
"""Components that work and have a row of their own; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One component in one country."""

    name: Phrase
    href: str
    state: State
    since: Moment | None
    what: str
    """What the places there see; empty while all of it is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One vantage."""

    id: Phrase
    where: Phrase | None
    """Its city, where that is known."""
    seen: str
    """`online`, `offline`, `silent`."""
    is_silent: bool
    as_of: Moment | None
    interval: str
    failing: tuple[Phrase, ...]
    """What fails there by its newest looks."""
    failing_more: int
    answers: str
    """How many answer; empty when none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The vantages of one network."""

    name: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySection:
    """One country."""

    anchor: str
    name: Phrase
    state: State
    vantages: str
    """`2 places on 2 networks`."""
    parts: tuple[PartRow, ...]
    calm: str
    """That all of them work, in words; empty where something does not."""
    more: str
    """How many that work have no row; empty when none."""
    conditions: tuple[Link, ...]
    findings: tuple[Phrase, ...]
    reports: str
    networks: tuple[Network, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """The page."""

    line: str
    """What it comes to; empty where no country is known."""
    countries: tuple[CountrySection, ...]


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The page, where anything is measured."""
    if any(state.is_measured for state in scene.snapshot.components):
        yield Sheet(
            path="places/index.html",
            template="places.html",
            title=say("Places"),
            view=page(scene),
            is_current=True,
            subject=(say("Places"),),
        )


def page(scene: Scene) -> PlacesPage:
    """All countries, the worst first."""
    countries = sorted(
        scene.snapshot.countries,
        key=lambda one: (one.country is None, -one.status.badness, country_name(one.country or "")),
    )
    return PlacesPage(line=line(scene), countries=tuple(_section(one, scene) for one in countries))


def _section(one: CountryState, scene: Scene) -> CountrySection:
    known = {state.id: state for state in scene.snapshot.vantages}
    vantages = [known[name] for name in one.vantages if name in known]
    networks = tuple(_networks(vantages, scene))
    parts = sorted(one.parts, key=lambda part: (-part.status.badness, part.is_fine))
    bad = [part for part in parts if part.status is not Status.OPERATIONAL or not part.is_fine]
    fine = [part for part in parts if part not in bad]
    return CountrySection(
        anchor=place_anchor(one.country),
        name=scene.phrase(Country(one.country) if one.country else say("Country not stated")),
        state=state_there(one),
        vantages=_counted(vantages, networks),
        parts=tuple(_part(part, scene) for part in (*bad, *fine[:_FINE_ROWS])),
        calm=_calm(len(fine)) if fine and not bad else "",
        more=_more(len(fine) - _FINE_ROWS),
        conditions=tuple(_condition(name, scene) for name in one.conditions if name in scene.incidents),
        findings=tuple(
            scene.phrase(finding.text)
            for finding in scene.snapshot.findings
            if one.country and finding.country == one.country
        ),
        reports=_reports(one, scene),
        networks=networks,
    )


def _counted(vantages: Sequence[VantageState], networks: Sequence[Network]) -> str:
    places = say("{count} place", "{count} places", count=len(vantages))
    if len(networks) < 2:
        return places
    return say(
        "{places} on {count} network", "{places} on {count} networks", places=places, count=len(networks)
    )


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return say("{count} more component works", "{count} more components work", count=count)


def _calm(count: int) -> str:
    if count == 1:
        return say("The one component works")
    return say("The {count} component works", "All {count} components work", count=count)


def _part(part: LocalState, scene: Scene) -> PartRow:
    return PartRow(
        name=scene.name(part.component),
        href=f"components/{part.component}/index.html",
        state=state_there(part),
        since=_since(part, scene),
        what=scene.phrase(what(part)).text,
    )


def _since(part: LocalState, scene: Scene) -> Moment | None:
    """Of what is not fine; since when nothing has happened is no news."""
    return None if part.is_fine and part.status is Status.OPERATIONAL else scene.clock.maybe(part.since)


def by_country(component_id: str, scene: Scene) -> Iterator[PartRow]:
    """What each country sees of one component, where there are several; the rows are named by them."""
    told = [
        (one, part)
        for one in scene.snapshot.countries
        for part in one.parts
        if part.component == component_id and one.country
    ]
    for one, part in told if len(told) > 1 else ():
        yield PartRow(
            name=scene.phrase(Country(one.country or "")),
            href=f"places/index.html#{place_anchor(one.country)}",
            state=state_there(part),
            since=_since(part, scene),
            what=scene.phrase(what(part)).text,
        )


def what(part: LocalState) -> str:
    """`fails from 2 of 2 places: the connection is cut`."""
    if part.failing:
        why = reason_words(part.reason)
        places = places_that_fail(part.failing, part.looking)
        if part.status is Status.OPERATIONAL:
            return say("{places}, being confirmed: {reason}", places=places, reason=why)
        return why if part.looking == 1 else say("{places}: {reason}", places=places, reason=why)
    if part.status.is_red:
        return say("answered last time; it takes two in a row to be sure")
    return "" if part.looking else say("no look that still counts")


def _condition(incident_id: str, scene: Scene) -> Link:
    state = scene.incidents[incident_id]
    return Link(href=f"incidents/{incident_id}/index.html", name=scene.phrase(state.incident.title))


def _reports(one: CountryState, scene: Scene) -> str:
    """The newest count there, against the usual."""
    rows = [row for row in scene.snapshot.reports if one.country and row.country == one.country]
    return reports_words(rows[0].count, rows[0].minutes, rows[0].expected) if rows else ""


def _networks(vantages: Sequence[VantageState], scene: Scene) -> Iterator[Network]:
    """Vantages by their network; what is not known of it is left out of its name."""
    found: dict[str, list[VantageState]] = {}
    for state in vantages:
        found.setdefault(_network_name(state.vantage), []).append(state)
    for name in sorted(found):
        yield Network(name=name, spots=tuple(_spot(state, scene) for state in found[name]))


def _network_name(vantage: Vantage) -> str:
    number = f"AS{vantage.asn}" if vantage.asn else ""
    kind = NETWORKS[vantage.network] if vantage.network else ""
    known = [part for part in (number, kind) if part]
    return Joined(known, between=", ") if known else say("Network not stated")


def _spot(state: VantageState, scene: Scene) -> Spot:
    failing, answering = _looks(state.id, scene.snapshot.components)
    return Spot(
        id=scene.phrase(state.id),
        where=scene.maybe(state.vantage.city),
        seen=ONLINE[state.is_online],
        is_silent=state.is_online is None,
        as_of=scene.clock.maybe(state.as_of),
        interval=duration(state.interval),
        failing=tuple(scene.phrase(one.component.name) for one in failing[:FEW]),
        failing_more=max(0, len(failing) - FEW),
        answers=_answers(answering, has_others=bool(failing)),
    )


def _answers(count: int, *, has_others: bool) -> str:
    if not count:
        return ""
    if has_others:
        return say("{count} other answers", "{count} others answer", count=count)
    if count == 1:
        return say("what we ask answers")
    return say("the {count} answers", "all {count} answer", count=count)


def _looks(vantage_id: str, components: Iterable[ComponentState]) -> tuple[list[ComponentState], int]:
    """What fails from there, and how many others answer."""
    failing, answering = [], 0
    for state in components:
        seen = [p for check in state.checks for p in check.places if p.vantage == vantage_id and p.is_fresh]
        if any(place.outcome is Outcome.FAILED for place in seen):
            failing.append(state)
        elif any(place.outcome is not Outcome.UNKNOWN for place in seen):
            answering += 1
    return failing, answering
