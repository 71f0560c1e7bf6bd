"""Durations, numbers, clocks and places in words."""

from datetime import UTC, datetime, timedelta

import pytest

from statusgen.model.incidents import DeclaredScope
from statusgen.model.snapshot import Scope
from statusgen.model.words import ScopeKind, Status
from statusgen.rendering.clocks import Clock, duration
from statusgen.rendering.numbers import percent, whole_percent
from statusgen.rendering.wording import STATES, scope_words
from tests.rendering.make import NOW


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=40), "40 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=37), "37 min"),
        (timedelta(minutes=80), "1 h 20 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(days=412), "412 days"),
        (timedelta(days=3660), "3,660 days"),
    ],
)
def test_durations_are_plain_and_rounded_down(span, text):
    assert duration(span) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1.0, "100\u00a0%"),
        (0.99999, "99.99\u00a0%"),
        (0.9999, "99.99\u00a0%"),
        (0.9993, "99.93\u00a0%"),
        (0.57, "57.00\u00a0%"),
        (0.0, "0.00\u00a0%"),
    ],
)
def test_percentages_are_rounded_down_so_that_an_outage_never_reads_as_100(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0\u00a0%"),
        (0.004, "under 1\u00a0%"),
        (0.29, "29\u00a0%"),
        (0.999, "99\u00a0%"),
        (1.0, "100\u00a0%"),
    ],
)
def test_coverage_is_a_whole_number(share, text):
    assert whole_percent(share) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2025, 3, 10, 9, 45, tzinfo=UTC), "09:45 UTC"),
        (datetime(2025, 3, 2, 9, 45, tzinfo=UTC), "2 Mar 09:45 UTC"),
        (datetime(2024, 2, 17, 16, 0, tzinfo=UTC), "17 Feb 2024 16:00 UTC"),
    ],
)
def test_a_moment_names_as_much_of_its_date_as_is_needed(moment, text):
    assert Clock(NOW).at(moment).text == text


def test_a_moment_is_told_in_the_zones_of_the_page_with_the_day_where_it_differs():
    clock = Clock(NOW, ("America/Los_Angeles", "UTC", "Asia/Karachi"))
    there = clock.at(datetime(2025, 3, 10, 3, 2, tzinfo=UTC)).elsewhere
    assert there == ("9 Mar 20:02 Los Angeles", "08:02 Karachi")


def test_zones_follow_the_change_of_the_clocks():
    clock = Clock(NOW, ("America/Los_Angeles",))
    assert clock.at(datetime(2025, 3, 9, 9, 59, tzinfo=UTC)).elsewhere == ("01:59 Los Angeles",)
    assert clock.at(datetime(2025, 3, 9, 10, 0, tzinfo=UTC)).elsewhere == ("03:00 Los Angeles",)


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (None, ""),
        (Scope(kind=ScopeKind.GLOBAL), "Worldwide"),
        (Scope(kind=ScopeKind.COUNTRY, countries=("PK",)), "In Pakistan"),
        (
            Scope(kind=ScopeKind.COUNTRY, countries=("PK",), networks=(45595, 9541)),
            "In Pakistan",
        ),
        (Scope(kind=ScopeKind.COUNTRY, countries=("NL", "US")), "In the Netherlands and the United States"),
        (Scope(kind=ScopeKind.PARTIAL, countries=("DE",), networks=(1,)), "In some places, seen in Germany"),
        (Scope(kind=ScopeKind.UNKNOWN, countries=("DE",)), "Everywhere we measure, which is Germany only"),
        (Scope(kind=ScopeKind.NETWORK, networks=(9541,)), "On network AS9541"),
        (Scope(kind=ScopeKind.UNKNOWN), ""),
        (DeclaredScope(networks=(9541,)), "On network AS9541"),
        (DeclaredScope(), ""),
    ],
)
def test_places_in_words(scope, text):
    assert scope_words(scope) == text


def test_every_status_has_a_word_and_a_shape_of_its_own():
    assert set(STATES) == set(Status)
    assert (
        len({state.key for state in STATES.values()}) == len({state.word for state in STATES.values()}) == 6
    )
