"""At every instant of the five stories the page says exactly what a person wrote down beforehand."""

import pytest

from tests.stories.rows import Row, seen
from tests.stories.told import FIXTURES, ROWS, at

ALL = [(name, row) for name, rows in ROWS.items() for row in rows]


@pytest.mark.parametrize(("name", "row"), ALL, ids=[f"{name}: {row.when}" for name, row in ALL])
def test_the_page_says_what_the_story_demands(name: str, row: Row) -> None:
    assert seen(row, at(name, row.at)) == row


def test_each_story_is_measured_from_eight_places_in_five_countries_at_least() -> None:
    for fixture in FIXTURES.values():
        places = fixture.places.values()
        assert len(places) >= 8
        assert len({place.country for place in places}) >= 5
        assert {place.network for place in places} == {"datacenter", "eyeball"}
        assert len({place.asn for place in places}) == len(places)
