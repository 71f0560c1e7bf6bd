"""How often chance alone makes an outage, and how soon a real one is seen (line S11 of the scorecard)."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from statusgen.judging.checks import DOWN_AFTER_AGREED, DOWN_AFTER_ALONE
from statusgen.judging.evidence import Look
from statusgen.judging.places import Verdict, Vote, place
from statusgen.judging.streaks import INTERMITTENT_OF, walk
from statusgen.model.evidence import ProbeResult
from statusgen.model.project import Vantage
from statusgen.model.words import Confidence, Outcome, Status
from tests.judging.make import FIVE, NOW
from tests.scorecard import IS_PROOF

YEARS = 400 if IS_PROOF else 40
LOSS = 0.01
COUNTRIES = ("DE", "US", "JP")
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


def verdicts(lines: Sequence[str]) -> Iterator[Verdict]:
    """What three places in three countries say together after each round of some of whose looks were lost."""
    agreed = [walk(looks(line), DOWN_AFTER_AGREED).statuses for line in lines]
    alone = [walk(looks(line), DOWN_AFTER_ALONE).statuses for line in lines]
    for index in range(len(lines[0])):
        yield place(
            [Vote(c, Vantage(country=c), agreed[n][index], alone[n][index]) for n, c in enumerate(COUNTRIES)]
        )


def parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """Each part with failures anywhere, as `stretches` has it for one."""
    calm = 2 * INTERMITTENT_OF
    failed = sorted(
        {index for line in lines for index in (match.start() for match in re.finditer("F", line))}
    )
    start = None
    for index, following in pairwise([*failed, len(lines[0]) + calm + 1]):
        start = index if start is None else start
        if following - index > calm:
            yield [line[max(0, start - calm) : index + calm] for line in lines]
            start = None


@pytest.mark.slow
@pytest.mark.proof("S11")
def test_three_places_agree_on_an_outage_by_chance_still_less_often(record_property):
    random = Random(12)
    years = YEARS // 4
    confirmed = likely = 0
    for _ in range(years):
        for part in parts([a_year_of_chance(random) for _ in COUNTRIES]):
            said = [(v.status.is_red, v.confidence) for v in verdicts(part)]
            begun = [now for before, now in pairwise(said) if now[0] and now != before]
            confirmed += (True, Confidence.CONFIRMED) in begun
            likely += (True, Confidence.LIKELY) in begun

    told = f"{confirmed / years:.3f} confirmed by three places ({confirmed} in {years} component-years)"
    record_property("S11", f"{told}, {likely / years:.2f} likely from one of them")
    assert confirmed / years <= 0.1


@pytest.mark.parametrize("seed", range(50))
def test_a_hard_outage_is_seen_within_as_many_rounds_as_it_takes(seed):
    random = Random(seed)
    before = "." * 20 + a_year_of_chance(random)[: random.randrange(50)]

    walked = walk(looks(before + "F" * DOWN_AFTER_ALONE), DOWN_AFTER_ALONE)

    assert walked.streak.status is Status.MAJOR_OUTAGE
    assert walked.statuses[len(before) :] == [Status.MAJOR_OUTAGE] * DOWN_AFTER_ALONE
