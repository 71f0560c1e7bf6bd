"""Rule 3: votes of vantages become one verdict."""

import pytest

from statusgen.judging.places import Vote, place
from statusgen.model.project import Vantage
from statusgen.model.words import Confidence, NetworkKind, ScopeKind, Status
from tests.judging.make import history, only, project, snapshot

MAJOR, PARTIAL, DEGRADED, FINE = (
    Status.MAJOR_OUTAGE,
    Status.PARTIAL_OUTAGE,
    Status.DEGRADED_PERFORMANCE,
    Status.OPERATIONAL,
)


def votes(text: str) -> list[Vote]:
    """`PK1e! US2d.`: country, network number, kind (e, d), `!` down, `s` slow, `.` fine, `~` two rounds only."""
    kinds = {"e": NetworkKind.EYEBALL, "d": NetworkKind.DATACENTER}
    out = []
    for index, word in enumerate(text.split()):
        vantage = Vantage(country=word[:2], asn=int(word[2]), network=kinds[word[3]])
        status = {"!": MAJOR, "s": DEGRADED, ".": FINE, "~": MAJOR}[word[4]]
        out.append(Vote(f"{word[:2]}-{index}", vantage, status, FINE if word[4] == "~" else status))
    return out


@pytest.mark.parametrize(
    ("said", "status", "kind", "confidence"),
    [
        ("DE1d.", FINE, None, Confidence.CONFIRMED),
        ("DE1d!", MAJOR, ScopeKind.UNKNOWN, Confidence.LIKELY),
        ("DE1d~", FINE, None, Confidence.CONFIRMED),
        ("DE1d! DE2d!", MAJOR, ScopeKind.UNKNOWN, Confidence.CONFIRMED),
        ("DE1d! US2d!", MAJOR, ScopeKind.GLOBAL, Confidence.CONFIRMED),
        ("DE1d! US2d! PK3e.", MAJOR, ScopeKind.GLOBAL, Confidence.CONFIRMED),
        ("DE1d! US2d! PK3e. JP4d.", MAJOR, ScopeKind.GLOBAL, Confidence.CONFIRMED),
        ("DE1d! US2d! PK3e. JP4d. FR5d.", PARTIAL, ScopeKind.COUNTRY, Confidence.CONFIRMED),
        ("PK1e! PK2e! US3d. DE4d.", PARTIAL, ScopeKind.COUNTRY, Confidence.CONFIRMED),
        ("PK1e! US3d. DE4d.", PARTIAL, ScopeKind.COUNTRY, Confidence.LIKELY),
        ("PK1e~ US3d. DE4d.", FINE, None, Confidence.CONFIRMED),
        ("PK1e! PK1e! PK2e. US3d. DE4d.", PARTIAL, ScopeKind.NETWORK, Confidence.CONFIRMED),
        ("US1e! US2e! US3d. US4d.", MAJOR, ScopeKind.PARTIAL, Confidence.CONFIRMED),
        ("US1e! US2e. US3d! US4d.", PARTIAL, ScopeKind.PARTIAL, Confidence.CONFIRMED),
        ("DE1ds US2ds", DEGRADED, ScopeKind.GLOBAL, Confidence.CONFIRMED),
        ("PK1es US2d. DE3d.", DEGRADED, ScopeKind.COUNTRY, Confidence.LIKELY),
    ],
)
def test_the_first_row_that_fits_decides(said, status, kind, confidence):
    verdict = place(votes(said))

    assert (verdict.status, verdict.scope and verdict.scope.kind, verdict.confidence) == (
        status,
        kind,
        confidence,
    )


def test_no_vote_is_not_known():
    assert place([]).status is Status.UNKNOWN


@pytest.mark.parametrize("said", ["DE1d. US2d. PK3e.", "DE1d! US2d. PK3e.", "DE1ds US2d. PK3e!"])
def test_one_more_failing_vote_never_makes_it_greener(said):
    before = place(votes(said)).status

    after = place(votes(said + " JP9d!")).status

    assert after.badness >= before.badness


VANTAGES = {
    "pk-khi": {"country": "PK", "city": "Karachi", "network": "eyeball", "asn": "45595"},
    "pk-lhe": {"country": "PK", "city": "Lahore", "network": "eyeball", "asn": "9541"},
    "us-east": {"country": "US", "network": "datacenter"},
    "de-fra": {"country": "DE", "network": "datacenter"},
}


def test_a_country_is_named_with_its_places_and_layer():
    lines = {"web@pk-khi": "..xx", "web@pk-lhe": "..xx", "web@us-east": "....", "web@de-fra": "...."}

    snap = snapshot(project(vantages=VANTAGES), history(lines))

    web = only(snap)
    assert web.status is PARTIAL
    assert web.scope is not None
    assert (web.scope.countries, web.scope.networks) == (("PK",), (9541, 45595))
    assert "from 2 of 4 places (Karachi and Lahore)" in web.reasons[0].text
    assert "at TLS: the connection is cut" in web.reasons[0].text
    assert snap.headline.text == "Web is unreachable in Pakistan"


def test_a_country_that_cannot_reach_us_is_no_downtime():
    lines = {"web@pk-khi": "xxxx", "web@pk-lhe": "xxxx", "web@us-east": "....", "web@de-fra": "...."}

    uptime = only(snapshot(project(vantages=VANTAGES), history(lines))).uptime["24h"]

    assert uptime.up == 1.0
    assert uptime.degraded_time == uptime.up_time
