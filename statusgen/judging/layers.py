"""Failures of one country, by layer and kind of network, become what they say of the way there (rule 5).

Technology shows where and at which layer; why is a person's sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.judging.evidence import Seen
from statusgen.judging.observed import Observed
from statusgen.judging.past import Past
from statusgen.judging.sentences import place_name
from statusgen.model.heard import Finding
from statusgen.model.project import Component, Settings, Vantage
from statusgen.model.sentences import Country, Listed, Named, say
from statusgen.model.snapshot import ComponentState, Reason
from statusgen.model.words import FindingKind, Layer, NetworkKind, Outcome

LEAST_NETWORKS = 2
"""So many networks of a country must agree before the country is named."""
ON_THE_WAY = {Layer.DNS: "DNS", Layer.TCP: "TCP", Layer.TLS: "TLS"}
"""Layers at which a network on the way can cut in, outermost first."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one vantage with a say last saw of a check."""

    id: str
    vantage: Vantage
    outcome: Outcome
    failed_at: Layer | None
    has_controls: bool
    """Neutral targets proved it online in its newest round."""

    @property
    def is_down(self) -> bool:
        """It failed."""
        return self.outcome is Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Interference:
    """Looks like network-level interference in one country, seen by one component's checks."""

    country: str
    down: tuple[Sight, ...]
    """Its home networks."""
    rest: int
    """Places elsewhere, and data centres there."""
    fine: int
    """Those of them that get an answer."""
    layers: tuple[Layer, ...]

    @property
    def numbers(self) -> str:
        """ "failing from 2 of 2 home networks there at TLS; answering from 3 of 3 places elsewhere"."""
        fine = say(
            "answering from {part} of {count} place elsewhere",
            "answering from {part} of {count} places elsewhere",
            part=self.fine,
            count=self.rest,
        )
        return say(
            "failing from {count} of {count} home networks there at {layers}; {fine}",
            count=len(_networks(self.down)),
            layers=Listed([ON_THE_WAY[layer] for layer in self.layers]),
            fine=fine,
        )


Row = Callable[[str, Sequence[Sight]], bool]


def _all_homes_fail_on_the_way(country: str, sights: Sequence[Sight]) -> bool:
    homes = [one for one in sights if _is_home(one, country)]
    return bool(homes) and all(one.is_down and one.failed_at in ON_THE_WAY for one in homes)


def _two_networks_there(country: str, sights: Sequence[Sight]) -> bool:
    return len(_networks(one for one in sights if _is_home(one, country))) >= LEAST_NETWORKS


def _controls_there_answer(country: str, sights: Sequence[Sight]) -> bool:
    return all(one.has_controls for one in sights if _is_home(one, country))


def _data_centres_are_fine(_country: str, sights: Sequence[Sight]) -> bool:
    centres = [one for one in sights if one.vantage.network is NetworkKind.DATACENTER]
    return bool(centres) and not any(one.is_down for one in centres)


def _elsewhere_is_fine(country: str, sights: Sequence[Sight]) -> bool:
    """But for other countries of which the same holds."""
    others = {one.vantage.country for one in sights if one.vantage.country not in (None, country)}
    alike = {
        c for c in others if c and _all_homes_fail_on_the_way(c, sights) and _two_networks_there(c, sights)
    }
    rest = [one for one in sights if one.vantage.country not in {country, *alike}]
    return bool(rest) and not any(one.is_down for one in rest)


INTERFERENCE: Sequence[Row] = (
    _all_homes_fail_on_the_way,
    _two_networks_there,
    _controls_there_answer,
    _data_centres_are_fine,
    _elsewhere_is_fine,
)
"""What all must hold of a country before a check's failures there look like interference."""


def interference(sights: Sequence[Sight]) -> Iterator[Interference]:
    """The countries whose networks seem to cut in, by what each vantage saw of one check."""
    countries = sorted({one.vantage.country for one in sights if one.vantage.country and one.is_down})
    for country in countries:
        if all(holds(country, sights) for holds in INTERFERENCE):
            down = tuple(one for one in sights if _is_home(one, country))
            layers = tuple(layer for layer in ON_THE_WAY if any(one.failed_at is layer for one in down))
            rest = [one for one in sights if one not in down]
            yield Interference(country, down, len(rest), sum(not one.is_down for one in rest), layers)


def sights_of(observed: Observed, settings: Settings, seen: Mapping[str, Past]) -> Iterator[Sequence[Sight]]:
    """For each check that is confirmed to fail somewhere, what its voters saw last."""
    for view in observed.checks:
        if not view.verdict.status.is_red:
            continue
        yield [
            Sight(name, settings.vantages[name], last.outcome, last.result.failed_at, _proved(seen[name]))
            for name in view.voting
            if (last := view.walks[name].streak.last)
        ]


def _proved(past: Past) -> bool:
    row = past.telling
    return row is not None and row.is_online and row.has_controls


def findings(
    observed: Iterable[tuple[Component, Observed | None]],
    settings: Settings,
    seen: Mapping[str, Past],
    now: datetime,
) -> tuple[Finding, ...]:
    """All that layers and controls say now: disruptions, monitors that are offline, interference."""
    found = [*_controls(settings, seen, now)]
    by_country: dict[str, list[tuple[Component, Interference]]] = {}
    for component, one in observed:
        for cut in _of_component(one, settings, seen):
            by_country.setdefault(cut.country, []).append((component, cut))
    return (*found, *(_interference(country, by_country[country]) for country in sorted(by_country)))


def _of_component(
    observed: Observed | None, settings: Settings, seen: Mapping[str, Past]
) -> list[Interference]:
    """Each country once: the check of the component that shows it on most networks."""
    best: dict[str, Interference] = {}
    for sights in sights_of(observed, settings, seen) if observed else ():
        for cut in interference(sights):
            if cut.country not in best or len(cut.down) > len(best[cut.country].down):
                best[cut.country] = cut
    return [best[country] for country in sorted(best)]


def _interference(country: str, cuts: Sequence[tuple[Component, Interference]]) -> Finding:
    components = [component for component, _ in cuts]
    widest = max((cut for _, cut in cuts), key=lambda cut: len(cut.down))
    return Finding(
        kind=FindingKind.INTERFERENCE,
        country=country,
        vantages=tuple(one.id for one in widest.down),
        components=tuple(component.id for component in components),
        text=say(
            "Looks like network-level interference in {country}: {who}, {numbers}",
            country=Country(country, is_within=True),
            who=Listed([Named(component.name) for component in components]),
            numbers=widest.numbers,
        ),
    )


def with_layers(
    state: ComponentState,
    observed: Observed | None,
    settings: Settings,
    seen: Mapping[str, Past],
) -> ComponentState:
    """The verdict with what the layers of its failures say, as a reason with numbers."""
    texts = [
        say(
            "Looks like network-level interference in {country}: {numbers}",
            country=Country(cut.country, is_within=True),
            numbers=cut.numbers,
        )
        for cut in _of_component(observed, settings, seen)
    ]
    return replace(state, reasons=(*state.reasons, *(Reason(text=text, source="probes") for text in texts)))


def _controls(settings: Settings, seen: Mapping[str, Past], now: datetime) -> Iterator[Finding]:
    """Where controls fail: of two networks of a country, the Internet there; of one, our monitor."""
    newest = {name: row for name in settings.vantages if (row := _fresh_controls(seen.get(name), now))}
    lost = [name for name, row in newest.items() if not row.is_online]
    countries = {settings.vantages[name].country for name in lost}
    for country in sorted(countries, key=str):
        there = {name: settings.vantages[name] for name in lost if settings.vantages[name].country == country}
        rest = [n for n, row in newest.items() if row.is_online and settings.vantages[n].country != country]
        failing = {vantage.asn for vantage in there.values() if vantage.asn is not None}
        # Controls that answer nobody are no word about a country.
        if country and len(failing) >= LEAST_NETWORKS and rest:
            yield _disruption(country, tuple(there), len(failing), _networks_of(newest, settings, country))
        else:
            yield _offline(country, there)


def _fresh_controls(past: Past | None, now: datetime) -> Seen | None:
    row = past.telling if past else None
    return row if row is not None and row.has_controls and now < row.expires_at else None


def _networks_of(newest: Iterable[str], settings: Settings, country: str) -> int:
    there = [settings.vantages[name] for name in newest if settings.vantages[name].country == country]
    return len({vantage.asn for vantage in there if vantage.asn is not None})


def _disruption(country: str, there: tuple[str, ...], lost: int, measured: int) -> Finding:
    return Finding(
        kind=FindingKind.DISRUPTION,
        country=country,
        vantages=there,
        components=(),
        text=say(
            "Internet disruption in {country}, not specific to us: "
            "from {part} of {all} networks there our controls fail too",
            country=Country(country, is_within=True),
            part=lost,
            all=measured,
        ),
    )


def _offline(country: str | None, there: Mapping[str, Vantage]) -> Finding:
    is_placed = country is not None or all(vantage.city for vantage in there.values())
    places = Listed([place_name(name, vantage) for name, vantage in there.items()])
    where = say("in {places}", places=places) if is_placed else say("“{places}”", places=places)
    if len(there) > 1:
        text = say("Our monitors {where} are offline: the controls do not answer there", where=where)
    else:
        text = say("Our monitor {where} is offline: the controls do not answer there", where=where)
    return Finding(
        kind=FindingKind.MONITOR_OFFLINE,
        country=country,
        vantages=tuple(there),
        components=(),
        text=text,
    )


def _is_home(sight: Sight, country: str) -> bool:
    return sight.vantage.country == country and sight.vantage.network is NetworkKind.EYEBALL


def _networks(sights: Iterable[Sight]) -> frozenset[int]:
    return frozenset(one.vantage.asn for one in sights if one.vantage.asn is not None)
