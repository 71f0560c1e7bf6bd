"""What each country's places see: the line on the home page, the page of places, and a component by country."""

import json
import re
from dataclasses import replace

import pytest

from statusgen.model.places import CountryState, LocalState
from statusgen.model.project import Vantage
from statusgen.model.words import Status
from statusgen.rendering.abroad import line, place_anchor
from statusgen.rendering.places import page
from statusgen.rendering.scene import set_scene
from statusgen.rendering.site import render
from tests.rendering import make
from tests.rendering.make import DOWN, NOW, OK, SLOW

UNKNOWN, WORK = Status.UNKNOWN, Status.UNDER_MAINTENANCE


def country(code, status=OK, **more):
    known = {"since": NOW, "looking": 0 if status is UNKNOWN else 1}
    part = LocalState(component="web", status=status, **(known | more))
    return CountryState(country=code, vantages=(), parts=(part,))


def told(*countries, **more):
    return line(set_scene(make.snapshot([make.component("web")], countries=countries, **more)))


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        ([], ""),
        ([country(None)], ""),
        ([country("DE")], "Everything works from Germany, the only country we measure."),
        ([country("US", DOWN)], "Something fails from the United States, the only country we measure."),
        (
            [country("DE", UNKNOWN)],
            "We measure from one country only, Germany, and have no fresh look from it.",
        ),
        ([country("DE"), country("PK")], "Everything works from all 2 countries we measure."),
        (
            [country("DE"), country("FR"), country("PK", DOWN)],
            "Everything works from 2 of 3 countries we measure. Trouble in Pakistan.",
        ),
        (
            [country("DE"), country("NL", SLOW), country("PK", failing=1)],
            "Everything works from 1 of 3 countries we measure. Trouble in the Netherlands and Pakistan.",
        ),
        (
            [country("DE", DOWN), country("PK", DOWN)],
            "Something fails or is slow from each of the 2 countries we measure.",
        ),
        (
            [country("DE", UNKNOWN), country("PK", UNKNOWN)],
            "We have no fresh look from any of the 2 countries we measure.",
        ),
        (
            [country("DE", UNKNOWN), country("PK", DOWN)],
            "Something fails or is slow from 1 of 2 countries we measure. No fresh look from Germany.",
        ),
        (
            [country("DE"), country("PK", UNKNOWN)],
            "Everything works from 1 of 2 countries we measure. No fresh look from Pakistan.",
        ),
        ([country("DE"), country("PK", WORK)], "Everything works from all 2 countries we measure."),
        ([country("DE"), country(None, DOWN)], "Everything works from Germany, the only country we measure."),
    ],
)
def test_the_line_says_from_how_many_countries_all_of_it_works(countries, expected):
    assert told(*countries) == expected


def test_a_country_of_which_a_standing_condition_tells_is_not_named_twice():
    assert told(country("DE"), country("PK", DOWN), incidents=(make.blocked(),)) == (
        "Everything works from 1 of 2 countries we measure."
    )


def text(data):
    return " ".join(re.sub(r"<[^>]+>", " ", data.decode()).split())


def test_the_line_stands_on_the_home_page_and_leads_to_the_places():
    home = render(make.rich())["index.html"]

    assert "Everything works from 1 of 2 countries we measure. By country" in text(home)
    assert b'href="places/index.html"' in home


def sections(snapshot):
    return {section.anchor: section for section in page(set_scene(snapshot)).countries}


def test_each_country_has_its_section_the_worst_first_and_those_not_stated_last():
    assert list(sections(make.rich())) == ["in-pk", "in-de", "elsewhere"]


def test_what_fails_stands_first_with_its_reason_and_doubt_is_not_green():
    pakistan = sections(make.rich())["in-pk"]

    rows = [(row.name.text, row.state.word, row.what) for row in pakistan.parts]
    assert rows == [
        ("Sign-in", "Down", "answered last time; it takes two in a row to be sure"),
        ("Search", "Partly down", "fails from all 2 places: the connection is cut"),
        ("Webhooks", "Not known", "no look that still counts"),
        (
            "Web",
            "In doubt",
            "fails from 1 of 2 places, being confirmed: no connection within the time allowed",
        ),
    ]
    assert [link.name.text for link in pakistan.conditions] == ["Unreachable in Pakistan"]
    assert pakistan.reports == "109 reports in 15 minutes, usual 2.5"
    assert pakistan.findings[0].text.startswith("Looks like network-level interference")


def test_many_that_work_are_counted():
    parts = tuple(LocalState(component=f"part-{n:02}", status=OK, since=NOW, looking=1) for n in range(50))
    snapshot = replace(
        make.many(50), countries=(CountryState(country="DE", vantages=("local",), parts=parts),)
    )

    (section,) = sections(snapshot).values()
    assert len(section.parts) == 12
    assert section.more == "38 more components work"


def test_a_country_where_all_works_says_so_and_keeps_its_table_behind():
    germany = sections(make.rich())["in-de"]

    assert germany.calm == "All 3 components work"
    assert sections(make.rich())["in-pk"].calm == ""
    page = render(make.rich())["places/index.html"].decode()
    assert page.count("<details") == 1
    assert page.index("All 3 components work") < page.index('id="elsewhere"')


def test_places_of_one_network_stand_together_with_what_they_see():
    pakistan = sections(make.rich())["in-pk"]

    (network,) = pakistan.networks
    (spot,) = network.spots
    assert network.name == "AS45595, homes and phones"
    assert (spot.where.text, spot.seen, spot.as_of.text, spot.interval) == (
        "Karachi",
        "online",
        "11:03 UTC",
        "5 min",
    )


def test_a_place_tells_what_fails_and_how_much_answers():
    seen = [("web", DOWN), ("api", OK), ("old", DOWN), ("mail", OK)]
    states = []
    for name, status in seen:
        state = make.component(name, status=status)
        look = make.place_state("local", failed=status is DOWN, is_fresh=name != "old")
        states.append(replace(state, checks=(replace(state.checks[0], places=(look,)),)))
    snapshot = make.snapshot(states, countries=(CountryState(country=None, vantages=("local",), parts=()),))

    ((spot,),) = [network.spots for network in sections(snapshot)["elsewhere"].networks]
    assert [name.text for name in spot.failing] == ["Web"]
    assert spot.answers == "2 others answer"


def test_a_silent_place_says_when_it_was_last_heard_of():
    silent = replace(make.local(), is_online=None, vantage=Vantage(city="Karachi", country="PK"))
    snapshot = make.snapshot(
        [make.component("web")],
        vantages=(silent,),
        countries=(CountryState(country="PK", vantages=("local",), parts=()),),
    )

    assert "Karachi silent, last look 11:04 UTC , one every 5 min; too old to count" in text(
        render(snapshot)["places/index.html"]
    )


def test_a_component_says_how_it_is_by_country():
    told = text(render(make.rich())["components/search/index.html"])

    assert "By country Country Seen from there Since Germany Operational Pakistan" in told
    assert "Pakistan Partly down fails from all 2 places: the connection is cut 09:45 UTC" in told


def test_what_nobody_measures_has_no_page_of_places():
    files = render(make.unmeasured())

    assert "places/index.html" not in files
    assert b"places/index.html" not in files["index.html"]


def test_an_anchor_is_never_made_of_anything_but_letters():
    assert place_anchor("PK") == "in-pk"
    assert place_anchor('"><script>') == "elsewhere"


def test_programs_learn_what_does_not_work_from_where():
    found = json.loads(render(make.rich())["status.json"])["countries"]

    assert [(one["country"], one["status"], one["works"]) for one in found] == [
        ("DE", "operational", True),
        ("PK", "partial_outage", False),
    ]
    assert found[0]["components"] == []
    assert found[1]["components"][0] == {
        "id": "search",
        "status": "partial_outage",
        "since": "2025-03-10T09:45:00Z",
    }
    assert found[1]["vantages"] == ["pk-khi"]
