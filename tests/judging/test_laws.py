"""Laws that hold for every world: what may change the answer, and in which direction."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import combinations_with_replacement, product
from random import Random

import pytest

from statusgen.judging.judge import judge
from statusgen.judging.places import PLACES, Vote, place
from statusgen.model.project import Vantage
from statusgen.model.tallies import History
from statusgen.model.words import NetworkKind, Status
from tests.judging.histories import case

WORLDS = range(1000, 1060)


def judged(made, **changes):
    """The snapshot of a world, with some of it changed."""
    world = {"project": made.project, "rounds": made.rounds, "now": made.clock.now, **changes}
    return judge(world["project"], History(rounds=tuple(world["rounds"])), world["now"])


@pytest.mark.parametrize("seed", WORLDS)
def test_without_evidence_nothing_is_observed(seed):
    snap = judged(case(seed), rounds=())

    assert {state.observed for state in snap.components} == {Status.UNKNOWN}
    assert snap.expires_at is None


@pytest.mark.parametrize("seed", WORLDS)
def test_the_order_of_lines_is_irrelevant(seed):
    made = case(seed)
    shuffled = Random(seed).sample(made.rounds, len(made.rounds))

    assert judged(made, rounds=shuffled) == judged(made)


def shifted(value, by):
    """The same with all its times moved."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(shifted(item, by) for item in value)
    if is_dataclass(value):
        return replace(value, **{f.name: shifted(getattr(value, f.name), by) for f in fields(value)})
    return value


@pytest.mark.parametrize("seed", WORLDS)
def test_a_whole_number_of_weeks_changes_nothing_but_dates(seed):
    made, by = case(seed), timedelta(weeks=31)
    before = judged(made)
    after = judged(
        made, project=shifted(made.project, by), rounds=shifted(made.rounds, by), now=made.clock.now + by
    )

    for old, new in zip(before.components, after.components, strict=True):
        assert (new.status, new.observed, new.scope, new.spans) == (
            old.status,
            old.observed,
            old.scope,
            shifted(old.spans, by),
        )
        assert [replace(day, date=None) for day in new.days] == [replace(day, date=None) for day in old.days]
        for name, uptime in old.uptime.items():
            assert replace(new.uptime[name], exclusions=()) == shifted(replace(uptime, exclusions=()), by)
    assert [shifted(c, by).since for c in before.conflicts] == [c.since for c in after.conflicts]


@pytest.mark.parametrize("seed", WORLDS)
def test_no_incident_makes_anything_greener(seed):
    made, other = case(seed), case(seed + 5000)
    project = replace(made.project, incidents=made.project.incidents + other.project.incidents)

    for before, after in zip(judged(made).components, judged(made, project=project).components, strict=True):
        assert after.status.badness >= before.status.badness


FINE, SLOW, DOWN = Status.OPERATIONAL, Status.DEGRADED_PERFORMANCE, Status.MAJOR_OUTAGE
SPOTS = [
    Vantage(country=country, network=kind, asn=number)
    for country, kind, number in product(
        ("DE", "US", "PK", None), (NetworkKind.EYEBALL, NetworkKind.DATACENTER), (1, 2)
    )
]


def votes(rows):
    """Votes of (vantage, state)."""
    return [Vote(f"v{n}", spot, state, state) for n, (spot, state) in enumerate(rows)]


def row_of(cast):
    """Which row of the table decides."""
    down = [vote for vote in cast if vote.status is DOWN]
    return next("abcdef"[n] for n, (fits, *_) in enumerate(PLACES) if fits(cast, down))


@pytest.mark.slow
def test_one_more_failing_vote_makes_nothing_greener_but_the_word_for_home_networks():
    """Row e of rule 3 is the one exception: major at home; partial once it fits d or f with one failure more."""
    greener = set()
    for size in (1, 2, 3):
        for rows in combinations_with_replacement(product(SPOTS, (FINE, SLOW, DOWN)), size):
            before = place(votes(rows))
            for spot in SPOTS:
                cast = votes((*rows, (spot, DOWN)))
                if place(cast).status.badness < before.status.badness:
                    greener.add((row_of(votes(rows)), row_of(cast), spot.network.value))

    assert greener == {("e", "f", "datacenter"), ("e", "d", "datacenter"), ("e", "d", "eyeball")}
