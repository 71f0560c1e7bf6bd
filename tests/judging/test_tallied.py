"""A history of which days are kept as tallies is judged as the one of all its rounds."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partialmethod
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.judging import judge as judge_module
from statusgen.judging import looks, past, streaks, tallied
from statusgen.judging.evidence import Spell
from statusgen.judging.judge import judge
from statusgen.judging.tallied import TalliedDay
from statusgen.model.evidence import Round
from statusgen.model.snapshot import CheckState, ComponentState, Snapshot
from statusgen.model.tallies import DAY, HOUR, History, Slot, Tally
from statusgen.model.words import Status
from statusgen.recording.tallying import by_day, tally_of
from tests.judging.kept_histories import World, world
from tests.judging.make import FIVE, NOW, SEEN, only, project, snapshot
from tests.scorecard import IS_PROOF, IS_QUICK

HISTORIES = 5_000 if IS_PROOF else 25 if IS_QUICK else 300

worlds = st.builds(
    world,
    seed=st.integers(0, 2**32),
    days=st.integers(1, 4),
    vantages=st.integers(1, 3),
)


def plain(snap: Snapshot) -> Snapshot:
    """Without what a tally cannot tell: latencies, and that it cannot."""
    return replace(
        snap,
        resolution=None,
        components=tuple(map(_plain_component, snap.components)),
        retired=tuple(map(_plain_component, snap.retired)),
    )


def _plain_component(state: ComponentState) -> ComponentState:
    return replace(state, checks=tuple(map(_plain_check, state.checks)), latencies=())


def _plain_check(state: CheckState) -> CheckState:
    places = tuple(replace(place, latency_ms=None) for place in state.places)
    return replace(state, latency_ms=None, places=places)


def judged_alike(made: World) -> None:
    raw = judge(made.project, History(rounds=made.rounds), made.now)
    kept = judge(made.project, made.kept, made.now)

    for ours, theirs in zip(plain(kept).components, plain(raw).components, strict=True):
        assert ours == theirs
    assert plain(kept) == plain(raw)
    assert (raw.resolution, kept.resolution) == (None, resolution(made))


def resolution(made: World) -> timedelta | None:
    """The coarsest of all tallies with a round of the last day."""
    found = [t.resolution for t in made.kept.tallies for at in t.moments if _is_of_the_last_day(at, made.now)]
    return max(found, default=None)


def _is_of_the_last_day(at: datetime, now: datetime) -> bool:
    return now - DAY < at <= now + timedelta(minutes=2)


@pytest.mark.proof("S15")
def test_any_mix_of_tallies_and_rounds_is_judged_alike(record_property):
    seen = []

    @settings(max_examples=HISTORIES, deadline=None)
    @given(worlds)
    def each(made):
        judged_alike(made)
        seen.append(made.now)

    each()

    record_property("S15", f"{len(seen)} of {len(seen)} histories judged alike from tallies")


def calm(days: int, vantage: str = "local") -> list[Tally]:
    """Days on which everything was fine, every five minutes."""
    rounds = [
        Round(at=NOW - n * FIVE, vantage=vantage, results={"web": SEEN["."]})
        for n in range(days * DAY // FIVE)
    ]
    days_of = groupby(reversed(rounds), key=lambda one: one.at.date())
    return [tally_of(Slot(vantage, day), those) for day, those in days_of]


def test_a_calm_quarter_of_a_year_is_a_look_and_a_spell():
    made, tallies = project(), calm(90)
    seen = past.past_by_vantage(made.settings, History(tallies=tuple(tallies)), NOW)
    web = made.settings.components[0]

    found = streaks.walk(looks.looks(web, web.all_checks[0], seen["local"]), 3).looks

    assert len(found) == 2
    assert (found[-1].until, found[-1].expires_at) == (NOW, NOW + 3 * FIVE)
    assert list(found[-1].backwards()) == [NOW - n * FIVE for n in range(90 * DAY // FIVE - 1)]


def test_latencies_are_told_where_their_round_is_there():
    last = Round(at=NOW, vantage="local", results={"web": SEEN["."]})
    *earlier, today = calm(3)
    until = today.moments[-1]

    snaps = [
        snapshot(project(), History(tallies=(*earlier, today)), until),
        snapshot(project(), History(rounds=(last,), tallies=tuple(earlier)), NOW),
    ]

    assert [only(snap).checks[0].latency_ms for snap in snaps] == [None, 100]


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(0), None),
        (timedelta(days=4, hours=23), HOUR),
        (timedelta(days=20, hours=23), DAY),
        (timedelta(days=10), DAY),
        (timedelta(days=9), HOUR),
    ],
)
def test_the_time_machine_says_how_exact_latencies_are(ago, told):
    """Rounds of the last three days are there, tallies by the hour of a week before that, then by the day."""
    tallies = [t for t in calm(40) if t.slot.day < NOW.date() - 2 * DAY]
    kept = [by_day(t) if t.slot.day < NOW.date() - 10 * DAY else t for t in tallies]
    rounds = [one for t in calm(40) if t not in tallies for one in t.rounds()]

    snap = snapshot(project(), History(rounds=tuple(rounds), tallies=tuple(kept)), NOW - ago)

    assert snap.resolution == told
    assert only(snap).observed is Status.OPERATIONAL


def _as_if_nothing_came_later(tallies, rounds, now):
    return sorted((t for t in tallies if t.moments), key=lambda tally: tally.slot.day), []


def _first_key_alone(self, keys):
    return self._tally.runs.get(keys[0], ())


MUTANTS = {
    "a spell is taken while trouble lasts": (streaks, "_is_settled", lambda _streak: True),
    "a spell is taken while it is slow": (
        streaks,
        "_is_settled",
        lambda s: s.status is not Status.MAJOR_OUTAGE,
    ),
    "all of a spell counts as one look": (Spell, "rounds", 1),
    "a spell goes on over a gap": (looks, "_unbroken", lambda _breaks, first, end: [(first, end)]),
    "results of tallies count for two intervals": (tallied, "FRESH_INTERVALS", 2),
    "controls of tallies always pass": (tallied, "has_majority", lambda _kind: True),
    "everything in a tally is an answer": (tallied, "is_answer", lambda _result: True),
    "rounds without results count": (TalliedDay, "_asked", property(lambda self: self._all)),
    "older names are forgotten": (TalliedDay, "runs", _first_key_alone),
    "days are judged as they end": (past, "_sorted_out", _as_if_nothing_came_later),
    "jobs tell of the network": (TalliedDay, "_rounds", partialmethod(TalliedDay._rounds, is_local_too=True)),
    "a tally is believed wherever it is": (judge_module, "FUTURE_LIMIT", 99 * DAY),
    "times of a spell are forgotten": (Spell, "backwards", lambda self: iter([self.until])),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_reading_of_tallies_is_found_out(name, monkeypatch):
    module, attribute, wrong = MUTANTS[name]
    monkeypatch.setattr(module, attribute, wrong)

    assert any(_is_found_out(world(seed, 1 + seed % 4, 1 + seed % 3)) for seed in range(400))


def _is_found_out(made: World) -> bool:
    try:
        judged_alike(made)
    except (AssertionError, ValueError, IndexError):
        return True
    return False
