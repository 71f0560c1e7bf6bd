"""Builders of rounds for the tests of recording, stores of them, and what a person would find in a store."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.keeping import Keeping
from statusgen.model.tallies import History, Slot
from statusgen.model.words import Layer, Outcome
from statusgen.recording import journal
from statusgen.recording.compaction import Deed, compact
from statusgen.recording.files import Files
from statusgen.recording.stores import Store

START = datetime(2025, 3, 10, 9, 46, 3, tzinfo=UTC)
WHOLE = START - timedelta(days=400), START + timedelta(days=400)
SLOT = Slot("local", START.date())
NEXT_DAY = START + timedelta(days=1)
LATER = START + timedelta(days=30)
DROPPING = Keeping(keep_rounds=timedelta(days=3))


def a_round(number: int = 0, *, vantage: str = "local", at: datetime | None = None) -> Round:
    return Round(
        at=at or START + timedelta(seconds=number),
        vantage=vantage,
        results={
            "web": ProbeResult(Outcome.OK, 212 + number),
            "sign-in/1": ProbeResult(Outcome.FAILED, None, Layer.TLS, "reset"),
        },
        controls_passed=2,
        controls_all=2,
    )


def many_rounds(count: int, seed: int = 1, *, day: datetime = START, vantage: str = "local") -> list[Round]:
    """Rounds of one day as they come in life: partial ones, imported ones, several of one instant."""
    chance = random.Random(seed)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return [_some_round(chance, midnight, vantage) for _ in range(count)]


def _some_round(chance: random.Random, midnight: datetime, vantage: str) -> Round:
    keys = [key for key in ("web", "sign-in/1", "sign-in/2", "api") if chance.random() < 0.8]
    is_late = chance.random() < 0.2
    # Few instants, so that several rounds share one.
    at = midnight + timedelta(milliseconds=chance.randrange(300) * 287_999)
    return Round(
        at=at,
        vantage=vantage,
        results={key: _some_result(chance) for key in keys},
        controls_passed=chance.randrange(3),
        controls_all=2,
        every=chance.choice([None, None, timedelta(hours=1), timedelta(milliseconds=500)]),
        seen_at=at + timedelta(days=2) if is_late else None,
        source="other-tool" if is_late else None,
        is_partial=chance.random() < 0.2,
        skipped=chance.choice([0, 0, 0, 3]),
    )


def _some_result(chance: random.Random) -> ProbeResult:
    if chance.random() < 0.7:
        return ProbeResult(Outcome.OK, int(chance.lognormvariate(5, 1)))
    if chance.random() < 0.5:
        return ProbeResult(Outcome.FAILED, chance.choice([None, 30]), Layer.HTTP, "status_500")
    return chance.choice([ProbeResult(Outcome.UNKNOWN), ProbeResult(Outcome.SLOW, 4000)])


def files(root: Path) -> Files:
    """The store in a project's folder."""
    return Files(root / "history", root)


def append(root: Path, round_: Round) -> Path:
    """Keep a round in files; returns the file."""
    return Path(journal.append(files(root), round_))


def read(root: Path, *, since: datetime, until: datetime) -> History:
    """What the files hold of a span of time."""
    return journal.read(files(root), since=since, until=until)


def fill(store: Store, rounds: Iterable[Round]) -> None:
    """Keep rounds in a store."""
    for round_ in rounds:
        journal.append(store, round_)


def deeds(store: Store, keeping: Keeping = Keeping(), now: datetime = LATER) -> list[Deed]:  # noqa: B008
    """Compact; what was done, in order."""
    return [step.deed for step in compact(store, keeping, now)]


def whole(store: Store) -> History:
    """Everything that a store holds."""
    return journal.read(store, since=WHOLE[0], until=WHOLE[1])


def plain_rounds(store: Store) -> list[Round]:
    """All rounds without their latencies, from wherever they are."""
    rounds = journal.all_rounds(whole(store))
    return sorted(map(_without_latencies, rounds), key=lambda one: (one.at, one.vantage, repr(one)))


def _without_latencies(round_: Round) -> Round:
    results = {
        key: ProbeResult(one.outcome, None, one.failed_at, one.reason)
        for key, one in sorted(round_.results.items())
    }
    return Round(at=round_.at, vantage=round_.vantage, results=results, **round_.circumstances._asdict())


def everything(store: Store) -> dict[tuple[Slot, str], list[bytes]]:
    """Lines, documents and what was set aside, by slot and part."""
    slots = list(store.slots(date.min, date.max))
    found: dict[tuple[Slot, str], list[bytes]] = {}
    for part, pairs in (
        ("rounds", store.lines(slots)),
        ("tally", store.tallies(slots)),
        ("aside", store.set_aside(slots)),
    ):
        for slot, data in pairs:
            found.setdefault((slot, part), []).append(data)
    return found
