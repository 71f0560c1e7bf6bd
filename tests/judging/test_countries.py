"""Each country's places by themselves: what works there, since when, and what people say holds there."""

from datetime import timedelta

from statusgen.model.words import Status
from tests.judging.make import FIVE, NOW, component, history, incident, project, snapshot, update

VANTAGES = {
    "pk-khi": {"country": "PK", "asn": "1"},
    "pk-lhe": {"country": "PK", "asn": "2"},
    "us": {"country": "US"},
    "de": {"country": "DE"},
}
FINE = {"web@us": "." * 9, "web@de": "." * 9}


def countries(lines, *entries, vantages=VANTAGES, **settings):
    snap = snapshot(project(*entries, vantages=vantages, **settings), history(lines))
    return {one.country: one for one in snap.countries}


def test_each_country_has_its_own_state_with_its_time():
    found = countries({**FINE, "web@pk-khi": "." * 5 + "xxxx", "web@pk-lhe": "." * 5 + "xxxx"})

    (part,) = found["PK"].parts
    assert list(found) == ["DE", "PK", "US"]
    assert (part.status, part.since) == (Status.MAJOR_OUTAGE, NOW - 3 * FIVE)
    assert (part.failing, part.looking, part.reason) == (2, 2, "reset")
    assert found["PK"].vantages == ("pk-khi", "pk-lhe")
    assert [found[code].is_fine for code in ("DE", "PK", "US")] == [True, False, True]


def test_a_first_failure_is_no_outage_and_not_fine_either():
    found = countries({**FINE, "web@pk-khi": "." * 8 + "x", "web@pk-lhe": "." * 9})

    (part,) = found["PK"].parts
    assert (part.status, part.failing, part.looking) == (Status.OPERATIONAL, 1, 2)
    assert not found["PK"].is_fine


def test_a_country_that_is_silent_is_not_known():
    found = countries({**FINE, "web@pk-khi": "....     ", "web@pk-lhe": "....     "})

    (part,) = found["PK"].parts
    assert (part.status, part.looking) == (Status.UNKNOWN, 0)
    assert found["PK"].seen == ()
    assert found["PK"].status is Status.UNKNOWN


def test_what_is_not_asked_from_there_does_not_count_there():
    lines = {**FINE, "web@pk-khi": "." * 9, "web@pk-lhe": "." * 9, "api@us": "." * 9}

    found = countries(lines, components=[component("web"), component("api")])

    assert [part.component for part in found["PK"].seen] == ["web"]
    assert found["PK"].is_fine


def test_what_people_say_of_a_country_stands_there_while_it_is_open():
    scope = {"kind": "country", "countries": ["PK"]}
    over = [
        update("2025-03-10T09:00Z", "investigating"),
        update("2025-03-10T10:00Z", "resolved"),
    ]
    lines = {**FINE, "web@pk-khi": "." * 9, "web@pk-lhe": "." * 9}

    found = countries(lines, incident("blocked", scope=scope), incident("over", scope=scope, updates=over))

    assert found["PK"].conditions == ("blocked",)
    assert found["US"].conditions == ()


def test_planned_work_is_work_in_every_country():
    work = {
        "id": "work",
        "kind": "maintenance",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": NOW - timedelta(hours=1),
        "ends_at": NOW + timedelta(hours=1),
        "updates": [update("2025-03-10T11:00Z", "in_progress")],
    }

    found = countries({**FINE, "web@pk-khi": "x" * 9, "web@pk-lhe": "x" * 9}, work)

    assert found["PK"].parts[0].status is Status.UNDER_MAINTENANCE
    assert found["PK"].is_fine


def test_one_country_alone_sees_what_all_places_see():
    only = {"a": {"country": "DE"}, "b": {"country": "DE"}}

    found = countries({"web@a": "." * 5 + "FFFF", "web@b": "." * 5 + "FFFF"}, vantages=only)

    assert list(found) == ["DE"]
    assert found["DE"].parts[0].status is Status.MAJOR_OUTAGE


def test_places_without_a_country_stand_apart_and_claim_nothing_of_one():
    found = countries(FINE, vantages={"us": {"country": "US"}, "de": {}})

    assert list(found) == ["US", None]
    assert found[None].parts == ()


def test_without_any_country_there_is_one_group_that_sees_it_all():
    found = countries({"web": "." * 9}, vantages={"local": {}})

    assert list(found) == [None]
    assert found[None].parts[0].status is Status.OPERATIONAL
