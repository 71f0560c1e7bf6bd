"""Rule 5: failures by layer, network and country, and what they say of the way there."""

from dataclasses import replace

import pytest

from statusgen.judging.layers import INTERFERENCE, Sight, interference
from statusgen.model.project import Vantage
from statusgen.model.tallies import History
from statusgen.model.words import FindingKind, Layer, NetworkKind, Outcome, ScopeKind, Status
from tests.judging.make import component, history, only, project, snapshot

KINDS = {"e": NetworkKind.EYEBALL, "d": NetworkKind.DATACENTER, "c": NetworkKind.CI}
LAYERS = {"n": Layer.DNS, "t": Layer.TCP, "x": Layer.TLS, "h": Layer.HTTP, "c": Layer.CONTENT}


def sights(text: str) -> list[Sight]:
    """`PK1ex`: country, network number, kind (e, d, c), `.` an answer, `s` slow, else the layer at which it fails.

    A `?` behind it: no control has proved it online.
    """
    out = []
    for index, word in enumerate(text.split()):
        vantage = Vantage(country=word[:2], asn=int(word[2]) or None, network=KINDS[word[3]])
        outcome = {".": Outcome.OK, "s": Outcome.SLOW}.get(word[4], Outcome.FAILED)
        out.append(Sight(f"v{index}", vantage, outcome, LAYERS.get(word[4]), not word.endswith("?")))
    return out


@pytest.mark.parametrize(
    ("said", "countries"),
    [
        ("PK1ex PK2ex US3d.", ["PK"]),
        ("PK1en PK2et US3d.", ["PK"]),
        ("PK1ex PK2ex PK3d. US4e.", ["PK"]),
        ("PK1ex PK2ex US3ds", ["PK"]),
        ("PK1ex PK1ex PK2ex US3d. DE4e.", ["PK"]),
        ("PK1ex PK2ex IR3en IR4en US5d.", ["IR", "PK"]),
        ("PK1ex PK2ex IR3en IR4eh US5d.", []),  # it fails elsewhere, and not alike
        ("PK1ex US3d.", []),  # one network
        ("PK1ex PK1ex US3d.", []),  # one network, two places
        ("PK0ex PK0ex US3d.", []),  # networks without a number may be one
        ("PK1ex PK2e. US3d.", []),  # one of them gets through
        ("PK1ex PK2eh US3d.", []),  # an answer of the server
        ("PK1ex PK2ec US3d.", []),
        ("PK1ex PK2ex US3e.", []),  # no data centre to compare with
        ("PK1ex PK2ex US3dx", []),  # it is down there too
        ("PK1ex PK2ex PK3dx US4d.", []),  # data centres there fail as well
        ("PK1ex PK2ex US3d. DE4ex", []),
        ("PK1ex PK2ex PK3d.", []),  # nothing known of any other country
        ("PK1dx PK2dx US3d.", []),  # no home network
        ("PK1ex? PK2ex? US3d.", []),  # no control says that they are online
        ("PK1ex PK2ex? US3d.", []),
        ("PK1e. PK2e. US3d.", []),
    ],
)
def test_interference_needs_all_of_it(said, countries):
    assert [cut.country for cut in interference(sights(said))] == countries


@pytest.mark.parametrize("rule", INTERFERENCE, ids=lambda rule: rule.__name__)
def test_each_condition_matters(rule, monkeypatch):
    """Without it one of the worlds above would be called interference."""
    monkeypatch.setattr("statusgen.judging.layers.INTERFERENCE", [r for r in INTERFERENCE if r is not rule])
    nots = [p for p in test_interference_needs_all_of_it.pytestmark[0].args[1] if not p[1]]

    assert any(list(interference(sights(said))) for said, _ in nots)


def test_the_numbers_are_told_with_the_layers():
    (cut,) = interference(sights("PK1ex PK2en PK2ex PK3ex US4d. DE5e. JP6d."))

    assert cut.numbers == (
        "failing from 3 of 3 home networks there at DNS and TLS; answering from 3 of 3 places elsewhere"
    )


VANTAGES = {
    "pk-khi": {"country": "PK", "city": "Karachi", "network": "eyeball", "asn": "45595"},
    "pk-lhe": {"country": "PK", "city": "Lahore", "network": "eyeball", "asn": "9541"},
    "us-east": {"country": "US", "network": "datacenter", "asn": "1"},
    "de-fra": {"country": "DE", "network": "datacenter", "asn": "2"},
}
BLOCKED = {"web@pk-khi": "..xx", "web@pk-lhe": "..xx", "web@us-east": "....", "web@de-fra": "...."}
ALL = {name.partition("@")[2]: "...." for name in BLOCKED}


def rounds(lines, offline=()):
    """Rounds with controls, of which none answers at places that are offline."""
    made = history(lines, controls=(2, 2)).rounds
    return History(rounds=tuple(replace(r, controls_passed=0) if r.vantage in offline else r for r in made))


def judged(lines, offline=(), **settings):
    return snapshot(project(vantages=VANTAGES, **settings), rounds(lines, offline))


def test_a_block_is_told_with_its_numbers_and_never_with_a_cause():
    snap = judged(BLOCKED)
    said = [reason.text for reason in only(snap).reasons]

    assert said[1] == (
        "Looks like network-level interference in Pakistan: failing from 2 of 2 home networks there at TLS; "
        "answering from 2 of 2 places elsewhere"
    )
    (finding,) = snap.findings
    assert (finding.kind, finding.country, finding.components) == (FindingKind.INTERFERENCE, "PK", ("web",))
    assert "order" not in " ".join(said)
    assert snap.headline.text == "Web is unreachable in Pakistan"


def test_several_components_are_one_finding():
    two = [component("web"), component("api")]
    lines = BLOCKED | {name.replace("web", "api"): line for name, line in BLOCKED.items()}

    (finding,) = judged(lines, components=two).findings

    assert finding.components == ("web", "api")
    assert finding.text.startswith(
        "Looks like network-level interference in Pakistan: Web and Api, failing from 2 of 2"
    )


@pytest.mark.parametrize(
    ("offline", "kinds"),
    [
        ((), [FindingKind.INTERFERENCE]),
        (("pk-khi", "pk-lhe"), [FindingKind.DISRUPTION]),
        (("pk-khi",), [FindingKind.MONITOR_OFFLINE]),
        (("pk-khi", "us-east"), [FindingKind.MONITOR_OFFLINE] * 2),
        # Controls that answer nowhere say nothing of one country.
        (("pk-khi", "pk-lhe", "us-east", "de-fra"), [FindingKind.MONITOR_OFFLINE] * 3),
    ],
)
def test_controls_tell_a_disruption_from_a_monitor_that_is_offline(offline, kinds):
    assert [finding.kind for finding in judged(BLOCKED, offline).findings] == kinds


def test_a_disruption_is_not_ours_and_changes_no_status():
    snap = judged(BLOCKED, ("pk-khi", "pk-lhe"))

    assert only(snap).status is Status.OPERATIONAL
    assert snap.findings[0].text == (
        "Internet disruption in Pakistan, not specific to us: from 2 of 2 networks there our controls fail too"
    )


def test_two_places_on_one_network_are_one_network():
    same = VANTAGES | {"pk-lhe": VANTAGES["pk-khi"] | {"city": "Lahore"}}

    snap = snapshot(project(vantages=same), rounds(BLOCKED, ("pk-khi", "pk-lhe")))

    assert snap.findings[0].text == (
        "Our monitors in Karachi and Lahore are offline: the controls do not answer there"
    )


def test_a_monitor_is_named_by_its_place_or_its_id():
    assert judged(BLOCKED, ("pk-lhe",)).findings[0].text == (
        "Our monitor in Lahore is offline: the controls do not answer there"
    )
    alone = snapshot(project(), History(rounds=rounds({"web": "...."}, ("local",)).rounds))
    assert alone.findings[0].text == "Our monitor “local” is offline: the controls do not answer there"


def test_old_rounds_find_nothing():
    lines = {name: line + "      " for name, line in BLOCKED.items()}

    assert judged(lines, ("pk-khi", "pk-lhe")).findings == ()


def test_an_outage_everywhere_is_no_interference():
    snap = judged(dict.fromkeys(BLOCKED, "..xx"))

    assert snap.findings == ()
    assert only(snap).scope.kind is ScopeKind.GLOBAL


# Rule 3, row a, when other places are silent


def test_the_only_place_left_does_not_speak_for_the_world():
    snap = judged({"web@pk-khi": "xxxx", "web@us-east": "....".ljust(12), "web@de-fra": "....".ljust(12)})
    web = only(snap)

    assert (web.status, web.scope.kind, web.scope.countries) == (
        Status.MAJOR_OUTAGE,
        ScopeKind.UNKNOWN,
        ("PK",),
    )
    assert web.scope.silent == ("de-fra", "pk-lhe", "us-east")
    assert snap.headline.text == "Web is down, measured from Pakistan only"
    assert web.reasons[0].text.startswith(
        "Fails from the only place that measures now (Karachi), not measured now from "
        "Germany, Lahore and United States since"
    )


def test_all_places_of_one_country_do_not_either():
    snap = judged({"web@pk-khi": "xxxx", "web@pk-lhe": "xxxx"})

    assert snap.headline.text == "Web is down, measured from Pakistan only"
    assert (
        only(snap)
        .reasons[0]
        .text.startswith(
            "Fails from all 2 places that measure now, not measured now from Germany and United States since"
        )
    )


def test_where_no_place_is_silent_nothing_is_added():
    only_place = {"pk-khi": VANTAGES["pk-khi"]}

    snap = snapshot(project(vantages=only_place), rounds({"web@pk-khi": "xxxx"}))

    assert (snap.headline.text, only(snap).scope.silent) == ("Web is down", ())
    assert "from our only place (Karachi)" in only(snap).reasons[0].text
