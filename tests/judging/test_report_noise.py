"""How often chance alone makes a spike of reports: less than once in three years in a series (rule 6)."""

from datetime import timedelta
from math import exp
from random import Random

import pytest

from statusgen.judging.buckets import Key, counts
from statusgen.judging.spikes import points, spikes
from statusgen.judging.usual import FLOOR, Levels, usual
from tests.judging.heard import QUARTER, series
from tests.judging.make import NOW
from tests.scorecard import IS_PROOF

A_YEAR = timedelta(days=365) // QUARTER
RATES = (0.1, 0.5, 1, 1.5, 2, 2.5, 3, 4, 6, 10, 20, 40, 100, 300)
DRAWS = 400 if IS_PROOF else 60


def drawn(random: Random, rate: float) -> int:
    """A count by chance (Poisson), by adding up waiting times."""
    count, left = 0, rate
    while (left := left - random.expovariate(1)) > 0:
        count += 1
    return count


def chance_of(least: float, rate: float) -> float:
    """How likely so many or more are (Poisson)."""
    term, below, count = exp(-rate), 0.0, 0
    while count < least:
        below += term
        count += 1
        term *= rate / count
    return max(0.0, 1 - below)


@pytest.mark.parametrize("weeks", [3, 4, 8])
@pytest.mark.parametrize("rate", RATES)
def test_chance_alone_makes_less_than_one_spike_in_three_years(rate, weeks):
    """The usual is learned from chance too: as often as it comes out low, alarms are more likely."""
    random = Random(f"{rate} {weeks}")
    total = 0.0
    for _ in range(DRAWS):
        before = [
            report
            for week in range(1, weeks + 1)
            for report in series(
                [drawn(random, rate) for _ in range(4)], until=NOW - timedelta(weeks=week) + 4 * QUARTER
            )
        ]
        told = counts(before + series([FLOOR], until=NOW + QUARTER))
        total += chance_of(usual(told, [Key("web", "US")], max(told.rows)).entry, rate)

    assert 3 * total / DRAWS * A_YEAR < 1


@pytest.mark.slow
def test_a_month_of_chance_has_no_spike():
    random = Random(14)
    days = 28 * (13 if IS_PROOF else 3)
    for rate in (0.5, 2, 12, 60):
        reports = series([drawn(random, rate) for _ in range(days * 96)])
        told, keys = counts(reports), [Key("web", "US")]
        (lane,) = told.lanes
        line = points(told, keys, lane, NOW - timedelta(days=days - 25), NOW)

        assert list(spikes(line, Levels(told, keys), NOW)) == []


@pytest.mark.parametrize("rate", [2, 12, 60])
def test_a_real_rise_is_seen_in_its_first_bucket(rate):
    random = Random(rate)
    before = [
        report
        for week in range(1, 5)
        for report in series(
            [drawn(random, rate) for _ in range(4)], until=NOW - timedelta(weeks=week) + 4 * QUARTER
        )
    ]
    told = counts(before + series([10 * rate], until=NOW + QUARTER))

    assert usual(told, [Key("web", "US")], max(told.rows)).entry <= 10 * rate
