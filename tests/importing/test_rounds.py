"""Sightings find their check and their place, become rounds, and come into history once."""

from datetime import timedelta

from statusgen.importing.rounds import Order, fresh, harvest
from statusgen.importing.sightings import Sighting, Spot
from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.project import Component, Vantage
from statusgen.model.scalars import text_of
from statusgen.model.secrets import Secret
from statusgen.model.words import Outcome
from tests.importing.make import EYEBALL, NOW, imported, lines, settings

OK, BAD = ProbeResult(Outcome.OK, 100), ProbeResult(Outcome.FAILED)


def sighting(**more) -> Sighting:
    spot = Spot(country="US", network=EYEBALL)
    return Sighting(**({"at": NOW, "target": "https://chirp.example/", "spot": spot, "result": OK} | more))


def gathered(*sightings: Sighting, made=None, **order):
    asked = {"source": "ooni", "seen_at": NOW, "vantage": None, "prefix": "ooni", "component": None} | order
    return harvest(sightings, made or settings(), Order(**asked))


def test_a_check_is_found_by_its_address_else_by_its_host():
    targets = (
        "https://chirp.example/api",
        "https://CHIRP.example",
        "https://chirp.example/help",
        "chirp.example",
        "chirp.example:443",
    )
    found = gathered(*(sighting(target=t, at=NOW - timedelta(minutes=i)) for i, t in enumerate(targets)))

    assert [line.split()[3] for line in lines(found.rounds)] == ["web", "web", "web", "web", "api"]


def test_an_address_that_is_a_secret_is_found_only_by_its_component():
    hidden = Component(id="hidden", name=text_of("Hidden"), check=Check(url=Secret("$URL")))
    made = settings(components=(hidden,))

    assert gathered(sighting(), made=made).rounds == []
    assert len(gathered(sighting(), made=made, component=hidden).rounds) == 1


def test_data_that_names_no_target_belongs_to_the_component_that_is_named():
    web = settings().components[0]

    assert gathered(sighting(target=None)).strangers == {""}
    assert lines(gathered(sighting(target=None), component=web).rounds)[0].split()[3] == "web"


def test_a_place_of_that_network_comes_before_one_of_the_country():
    spots = [Spot(country="PK", asn=asn, network=EYEBALL) for asn in (64501, 64502)]
    found = gathered(*(sighting(spot=spot) for spot in spots))

    assert [one.vantage for one in found.rounds] == ["ooni-pk", "ooni-pk-64501"]


def test_a_place_that_the_settings_lack_is_proposed():
    found = gathered(sighting(spot=Spot(country="FR", asn=64520, network=EYEBALL)))

    assert found.rounds == []
    assert list(found.missing) == ["ooni-fr-eyeball"]


def test_what_the_check_expects_decides_about_a_status():
    late = sighting(result=ProbeResult(Outcome.OK, 1500), http_status=200)
    assert lines(gathered(late).rounds)[0].endswith("web slow 1500")
    assert lines(gathered(sighting(http_status=503)).rounds)[0].endswith("failed http status 100")
    assert lines(gathered(sighting(http_status=429)).rounds)[0].endswith("unknown http throttled 100")


def test_several_probes_of_one_place_say_what_most_of_them_saw():
    def outcome(*results):
        (round_,) = gathered(*(sighting(result=one) for one in results)).rounds
        return round_.results["web"].outcome

    assert outcome(OK, BAD, BAD) is Outcome.FAILED
    assert outcome(OK, OK, BAD) is Outcome.OK
    assert outcome(OK, BAD) is Outcome.UNKNOWN


def test_an_import_adds_nothing_the_second_time():
    rounds = imported("ooni", "ooni-measurements.jsonl").rounds

    assert list(fresh(rounds, ())) == rounds
    assert list(fresh(rounds, rounds)) == []


def test_an_import_of_another_check_at_the_same_time_keeps_both():
    before = gathered(sighting()).rounds
    after = gathered(sighting(target="https://chirp.example/api")).rounds
    (merged,) = fresh(after, before)

    assert merged.results.keys() == {"web", "api"}
    assert list(fresh(after, [merged])) == []
    assert list(fresh(before, [merged])) == []


def test_a_round_of_our_own_probes_is_never_replaced():
    (own,) = gathered(sighting(), source="ours").rounds

    assert list(fresh(gathered(sighting(target="https://chirp.example/api")).rounds, [own])) == []


def test_a_place_without_a_country_is_nobodys():
    made = settings(vantages={"ooni-x": Vantage()})

    assert gathered(sighting(), made=made).rounds == []
