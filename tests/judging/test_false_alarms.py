"""How often chance alone makes an outage, and how soon a real one is seen (line S11 of the scorecard)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from statusgen.judging.checks import DOWN_AFTER_ALONE
from statusgen.judging.evidence import Look
from statusgen.judging.streaks import INTERMITTENT_OF, walk
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Outcome, Status
from tests.judging.make import FIVE, NOW
from tests.scorecard import IS_PROOF

YEARS = 400 if IS_PROOF else 40
LOSS = 0.01
A_YEAR = timedelta(days=365) // FIVE
RESULTS = {outcome: ProbeResult(outcome) for outcome in Outcome}


def looks(outcomes: str) -> list[Look]:
    """Rounds five minutes apart."""
    said = {".": Outcome.OK, "F": Outcome.FAILED}
    return [
        Look(NOW + n * FIVE, said[mark], NOW + (n + 3) * FIVE, RESULTS[said[mark]])
        for n, mark in enumerate(outcomes)
    ]


def a_year_of_chance(random: Random) -> str:
    """A year's rounds of which one in a hundred is lost."""
    return "".join("F" if random.random() < LOSS else "." for _ in range(A_YEAR))


def stretches(outcomes: str) -> Iterator[str]:
    """Each part with failures, parted where so many good rounds lie that nothing before can matter."""
    calm = "." * (2 * INTERMITTENT_OF)
    return (calm + part.strip(".") + calm for part in outcomes.split(calm) if "F" in part)


@pytest.mark.slow
@pytest.mark.proof("S11")
def test_chance_alone_hardly_ever_makes_an_outage(record_property):
    random = Random(11)
    outages = 0
    for _ in range(YEARS):
        for part in stretches(a_year_of_chance(random)):
            states = walk(looks(part), DOWN_AFTER_ALONE).statuses
            outages += sum(now is Status.MAJOR_OUTAGE is not before for before, now in pairwise(states))

    record_property("S11", f"{outages / YEARS:.3f} ({outages} in {YEARS} component-years)")
    assert outages / YEARS <= 0.15


@pytest.mark.parametrize("seed", range(50))
def test_a_hard_outage_is_seen_within_as_many_rounds_as_it_takes(seed):
    random = Random(seed)
    before = "." * 20 + a_year_of_chance(random)[: random.randrange(50)]

    walked = walk(looks(before + "F" * DOWN_AFTER_ALONE), DOWN_AFTER_ALONE)

    assert walked.streak.status is Status.MAJOR_OUTAGE
    assert walked.statuses[len(before) :] == [Status.MAJOR_OUTAGE] * DOWN_AFTER_ALONE
