"""Rules 5 and 6 against a second, slow and plain writing of them (line S15 of the scorecard)."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from statusgen.judging import reports as reports_
from statusgen.judging import spikes, usual, waves
from statusgen.judging.buckets import Key, counts
from statusgen.judging.layers import Sight, interference
from statusgen.model.evidence import ProbeResult, Report, Round
from statusgen.model.project import Vantage
from statusgen.model.tallies import History
from statusgen.model.words import FindingKind, Layer, NetworkKind, Outcome
from tests.judging.heard import calm, series
from tests.judging.make import NOW, project, snapshot
from tests.judging.reference_reports import Series, cut_off, interfered
from tests.scorecard import IS_PROOF

WORLDS = 4_000 if IS_PROOF else 80
MOODS = (
    (3,),
    (40,),
    (3, 9, 12, 20),
    (40, 60, 110, 130),
    (40, 400, 130, 60, 900),
    (4, 30, 9, 12, 60),
    (0, 0, 12),
)


def world(seed: int) -> list[Report]:
    """A few series around now, in moods that change, some of it missing."""
    random = Random(seed)
    found: list[Report] = []
    for _ in range(random.choice((1, 1, 2, 3))):
        more = {
            "country": random.choice(("US", "US", "PK", None)),
            "component": random.choice(("web", "web", "api", None)),
            "minutes": random.choice((15, 15, 30, 60)),
            "source": random.choice(("a", "a", "b", None)),
        }
        usual_count = random.choice((0, 3, 40))
        found += calm(usual_count, weeks=random.choice((2, 3, 4)), hours=3, **more)
        line: list[int | None] = []
        while len(line) < 24:
            mood = random.choice(MOODS)
            line += [
                random.choice(mood) if random.random() < 0.93 else None for _ in range(random.randrange(1, 8))
            ]
        shift = timedelta(minutes=random.choice((0, 0, 5, 14, -20)))
        found += series(line[: 6 * 60 // more["minutes"]], until=NOW + shift, **more)
    random.shuffle(found)
    return found


def differences(seed: int) -> Iterator[str]:
    """Where the real rules and the reference disagree, as sentences."""
    found = world(seed)
    told = counts(found)
    lanes = sorted({(r.source, r.minutes) for r in found}, key=str)
    for component in ("web", "api", None):
        ours = {(r.source, r.minutes, r.country): r for r in reports_.reported(told, component, NOW)}
        for source, minutes in lanes:
            for country in ("US", "PK", None):
                yield from _row(found, component, country, (source, minutes), ours)
    names = {"web", None}
    expected = [
        w for lane in lanes for w in Series(found, names, None, lane).waves(NOW - timedelta(hours=7), NOW)
    ]
    keys = [Key("web", None), Key("", None)]
    theirs = [
        (w.starts_at, w.ends_at, w.peak) for w in waves.waves(told, keys, NOW - timedelta(hours=7), NOW)
    ]
    if theirs != _united(expected):
        yield f"waves {theirs}, by the reference {_united(expected)}"


def _row(found, component, country, lane, ours) -> Iterator[str]:
    reference = Series(found, None if component is None else {component}, country, lane).now(NOW)
    row = ours.get((*lane, country))
    if row is None:
        if reference and reference.is_spike and country is not None:
            yield f"{component} {country} {lane}: a spike is missing"
        return
    said = (row.count, row.expected, row.is_spike, row.since)
    wanted = reference and (reference.count, reference.expected, reference.is_spike, reference.since)
    if said != wanted:
        yield f"{component} {country} {lane}: {said}, by the reference {wanted}"


def _united(found):
    """Waves that overlap are one."""
    done = []
    for start, end, peak in sorted(found, key=lambda wave: wave[0]):
        if done and (done[-1][1] is None or start < done[-1][1]):
            first, last, high = done[-1]
            done[-1] = (first, None if None in (last, end) else max(last, end), max(high, peak))
        else:
            done.append((start, end, peak))
    return done


@pytest.mark.slow
@pytest.mark.proof("S15")
def test_reports_agree_with_their_reference(record_property):
    wrong = {seed: said for seed in range(WORLDS) if (said := list(differences(seed)))}

    record_property("S15", f"{len(wrong)} of {WORLDS:,} worlds of reports")
    assert dict(list(wrong.items())[:3]) == {}


MUTANTS = {
    "a spike ends where it began": (usual.Usual, "exit", property(lambda self: self.entry)),
    "three reports are a spike": (usual, "FLOOR", 3),
    "twice the usual is a spike": (usual, "TIMES", 2),
    "two weeks are enough": (usual, "_BACK", ((timedelta(weeks=1), 8, 2),)),
    "the usual is any hour's": (usual, "hour_of", lambda at: at.replace(hour=9, minute=0)),
    "open buckets end spikes": (
        spikes,
        "Point",
        lambda bucket, count, _whole: spikes_point(bucket, count, True),
    ),
    "waves need no ebb": (waves, "EBB", 1),
    "waves need no quiet": (waves, "QUIET", timedelta(0)),
}
spikes_point = spikes.Point


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_rule_is_found_out(name, monkeypatch):
    module, attribute, wrong = MUTANTS[name]
    monkeypatch.setattr(module, attribute, wrong)

    assert any(next(differences(seed), None) for seed in range(60))


def sight(random: Random, number: int) -> Sight:
    """A place and what it saw; most fail as a block makes them fail."""
    country = random.choice(("PK", "PK", "IR", "US", None))
    kind = random.choice(tuple(NetworkKind)) if country in ("US", None) else NetworkKind.EYEBALL
    is_cut = country in ("PK", "IR") and random.random() < 0.9
    layer = random.choice((Layer.TLS, Layer.TLS, Layer.DNS, Layer.TCP, Layer.HTTP)) if is_cut else None
    outcome = Outcome.FAILED if layer else random.choice((Outcome.OK, Outcome.OK, Outcome.OK, Outcome.SLOW))
    return Sight(
        f"v{number}",
        Vantage(country=country, asn=random.choice((1, 2, 3, None)), network=kind),
        outcome,
        layer,
        random.random() < 0.95,
    )


@pytest.mark.proof("S15")
def test_interference_agrees_with_its_reference(record_property):
    random, wrong, named = Random(5), [], 0
    worlds = 50_000 if IS_PROOF else 4_000
    for _ in range(worlds):
        seen = [sight(random, number) for number in range(random.randrange(1, 7))]
        ours = [cut.country for cut in interference(seen)]
        named += bool(ours)
        plain = [
            (s.vantage.country, s.vantage.asn, s.vantage.network, s.outcome, s.failed_at, s.has_controls)
            for s in seen
        ]
        if ours != interfered(plain):
            wrong.append((seen, ours))

    record_property("S15", f"{len(wrong)} of {worlds:,} worlds of layers")
    assert wrong[:3] == []
    assert named > worlds / 100


def test_what_controls_say_agrees_with_its_reference():
    random = Random(7)
    seen_kinds = set()
    for _ in range(300):
        vantages = {
            f"v{n}": {
                key: value
                for key, value in {
                    "country": random.choice(("PK", "PK", "US", None)),
                    "asn": random.choice(("1", "2", None)),
                }.items()
                if value
            }
            for n in range(random.randrange(1, 6))
        }
        answers = {name: random.choice((True, False, False, None)) for name in vantages}
        rounds = tuple(
            Round(
                at=NOW,
                vantage=name,
                results={"web": ProbeResult(Outcome.OK, 9)},
                controls_passed=2 if answer else 0,
                controls_all=2,
            )
            for name, answer in answers.items()
            if answer is not None
        )
        made = project(vantages=vantages)

        found = snapshot(made, History(rounds=rounds)).findings

        plain = [(name, v.country, v.asn, answers[name]) for name, v in made.settings.vantages.items()]
        kinds = [(finding.kind.value, finding.country) for finding in found]
        assert kinds == cut_off(plain)
        seen_kinds |= {kind for kind, _ in kinds}
    assert seen_kinds == {FindingKind.DISRUPTION.value, FindingKind.MONITOR_OFFLINE.value}
