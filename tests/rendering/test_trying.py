"""What our places see becomes the sentences that a reader's own finding is put beside."""

from dataclasses import replace

import pytest

from statusgen.model.project import Component, Page, Vantage
from statusgen.model.snapshot import PlaceState
from statusgen.model.words import Outcome
from statusgen.rendering.comparing import Case, Seen, compare, fails_in
from statusgen.rendering.scene import set_scene
from statusgen.rendering.trying import sheets, tried
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

OK, SLOW, FAILED, UNKNOWN = Outcome.OK, Outcome.SLOW, Outcome.FAILED, Outcome.UNKNOWN


def place(vantage, outcome, *, is_fresh=True):
    return PlaceState(
        vantage=vantage, outcome=outcome, latency_ms=None, reason=None, as_of=NOW - MINUTE, is_fresh=is_fresh
    )


def target(*checks, countries=(), address="https://chirp.example/"):
    """The one address of a page whose component has these checks, each as places saw it."""
    state = make.component("web", "Web")
    made = tuple(replace(state.checks[0], key=f"web/{n}", places=places) for n, places in enumerate(checks))
    vantages = tuple(
        replace(make.local(), id=f"v-{n}", vantage=Vantage(country=country))
        for n, country in enumerate(countries)
    )
    page = Page(name=make.words("Chirp"), try_from_browser={"web": address})
    (sheet,) = sheets(set_scene(make.snapshot([replace(state, checks=made)], page=page, vantages=vantages)))
    return sheet.view.targets[0]


def seen(works, places, failing=(), *, is_measured=True):
    return Seen(works=works, places=places, failing=failing, is_measured=is_measured)


CASES = [
    (0, 0, False, "We do not measure it, so there is nothing to compare with."),
    (0, 0, True, "We have no fresh look to compare with."),
    (1, 1, True, "It works from the one place from which we look."),
    (0, 1, True, "It does not work from the one place from which we look."),
    (2, 2, True, "It works from all 2 places from which we look."),
    (1, 2, True, "It works from 1 of the 2 places from which we look."),
    (0, 2, True, "It works from none of the 2 places from which we look."),
]


@pytest.mark.parametrize(("works", "places", "is_measured", "by_hand"), CASES)
def test_every_case_has_its_sentences(works, places, is_measured, by_hand):
    words = compare(seen(works, places, is_measured=is_measured))
    assert words.by_hand == by_hand
    assert words.cannot.startswith("You cannot reach it")
    assert words.can.startswith("You can reach it")
    assert "{" not in words.by_hand + words.can + words.cannot


def test_no_sentence_stands_for_two_cases():
    told = [compare(seen(works, places, is_measured=flag)) for works, places, flag, _ in CASES]
    sentences = [text for words in told for text in (words.by_hand, words.can, words.cannot)]
    assert len(set(sentences)) == len(sentences) == 3 * len(Case)


def test_it_says_where_it_fails_only_while_it_works_elsewhere():
    assert fails_in(seen(2, 4, ("PK", "US"))) == "It does not work in Pakistan and the United States."
    assert fails_in(seen(0, 2, ("PK", "US"))) == ""
    assert fails_in(seen(1, 2)) == ""


def test_a_place_counts_once_and_only_when_all_checks_pass_there():
    found = target((place("v-0", OK), place("v-1", OK)), (place("v-0", SLOW), place("v-1", FAILED)))
    assert found.words.by_hand == "It works from 1 of the 2 places from which we look."


def test_looks_that_are_old_or_say_nothing_do_not_count():
    found = target((place("v-0", FAILED, is_fresh=False), place("v-1", UNKNOWN), place("v-2", OK)))
    assert found.words.by_hand == "It works from the one place from which we look."


def test_a_country_in_which_one_place_works_is_not_said_to_fail():
    places = (place("v-0", OK), place("v-1", FAILED), place("v-2", FAILED), place("v-3", OK))
    assert target(places, countries=("PK", "PK", "DE", "US")).where == "It does not work in Germany."


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://a.example;script-src *",
        "https://[::1]/",
        "data:text/html,x",
        "https://me@a.example/",
    ],
)
def test_an_address_that_a_policy_cannot_name_is_left_out_even_had_reading_let_it_through(address):
    page = Page(name=make.words("Chirp"), try_from_browser={"web": address})
    scene = set_scene(make.snapshot([make.component("web")], page=page))
    assert tried(scene) == ()
    assert list(sheets(scene)) == []


def test_an_earlier_id_and_the_order_of_the_page_count():
    state = make.component("web")
    renamed = replace(state, component=Component(id="web", name=make.words("Web"), was=("site",)))
    page = Page(
        name=make.words("Chirp"),
        try_from_browser={
            "site": "https://a.example/",
            "api": "https://b.example/",
            "gone": "https://c.example/",
        },
    )
    scene = set_scene(make.snapshot([make.component("api"), renamed], page=page))
    assert [address for _, address in tried(scene)] == ["https://b.example/", "https://a.example/"]


def test_only_origins_stand_in_the_policy():
    page = Page(
        name=make.words("Chirp"),
        try_from_browser={"web": "https://A.example:8443/path;x?y=1", "api": "https://a.example/,z"},
    )
    (sheet,) = sheets(set_scene(make.snapshot([make.component("web"), make.component("api")], page=page)))
    assert sheet.asks == ("https://a.example", "https://a.example:8443")
