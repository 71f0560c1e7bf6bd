"""A seed becomes a project and a history of a few days, and the same history with some days kept as tallies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Project
from statusgen.model.tallies import History, Slot, Tally
from statusgen.model.words import Layer, Outcome
from statusgen.recording.tallying import by_day, identity, tally_of, with_rounds
from tests.judging.make import component, incident, project, update

START = datetime(2025, 3, 10, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
KEYS = ("web/a", "web/b", "web", "site/a", "api", "old-api", "api/https-d34ae623", "job", "gone/x")
"""The newest key of a check, older ones, and one that no check has."""
MOODS = (
    "." * 40,
    "." * 40,
    "." * 15 + "F",
    "." * 15 + "s",
    "F" * 8 + ".",
    "T",
    "FT",
    "sF.",
    ".F?l e",
    "F...",
    "e",
)
"""What rounds are drawn from, for a while; a space is a check that was not asked."""


@dataclass(frozen=True)
class World:
    """A history in both forms."""

    project: Project
    rounds: tuple[Round, ...]
    kept: History
    now: datetime


def world(seed: int, days: int, vantages: int) -> World:
    """The same world for the same seed and size."""
    r = Random(seed)
    every = r.choice((5, 10, 30, 120)) * MINUTE
    names = [*"abc"[:vantages], *(["left"] if r.random() < 0.2 else [])]
    found = [one for name in names for one in _rounds(r, name, days, every)]
    rounds = tuple(sorted({(o.vantage, identity(o)): o for o in found}.values(), key=_stored))
    return World(
        project=_project(r, names, every),
        rounds=rounds,
        kept=kept(r, rounds),
        now=_now(r, rounds, days),
    )


def kept(r: Random, rounds: Sequence[Round]) -> History:
    """The same rounds, some days of vantages as tallies, at times with rounds beside them."""
    by_slot: dict[Slot, list[Round]] = defaultdict(list)
    for one in rounds:
        by_slot[Slot(one.vantage, one.at.date())].append(one)
    share, raw, tallies = r.choice((0.3, 0.8, 1)), list[Round](), list[Tally]()
    for slot, those in by_slot.items():
        if r.random() < share:
            tally, beside = _tally(r, slot, those)
            tallies.append(tally)
            raw += beside
        else:
            raw += those
    r.shuffle(tallies)
    return History(rounds=tuple(sorted(raw, key=_stored)), tallies=tuple(tallies))


def _stored(one: Round) -> tuple[Any, ...]:
    at, chosen = identity(one)
    return at, one.vantage, chosen


def _tally(r: Random, slot: Slot, rounds: Sequence[Round]) -> tuple[Tally, list[Round]]:
    """Its rounds in up to four portions and any order; what came last may lie beside the tally."""
    shuffled = r.sample(rounds, len(rounds))
    late = r.choice((0, 0, 0, 1, 5, len(rounds) // 2))
    first, rest = shuffled[late:] or shuffled, shuffled[:late] if late < len(shuffled) else []
    tally = tally_of(slot, first)
    while rest and r.random() < 0.7:
        if r.random() < 0.3:
            tally = by_day(tally)
        part = r.randrange(1, len(rest) + 1)
        tally, rest = with_rounds(tally, rest[:part]), rest[part:]
    return (by_day(tally) if r.random() < 0.3 else tally), rest


def _now(r: Random, rounds: Sequence[Round], days: int) -> datetime:
    """After the last round, at any time, or at a round or just beside it."""
    if not rounds or r.random() < 0.3:
        return START + days * DAY + timedelta(seconds=r.randrange(0, 7200))
    if r.random() < 0.4:
        return START + timedelta(seconds=r.randrange(0, days * 86_400))
    return r.choice(rounds).at + timedelta(seconds=r.choice((0, 0, 1, 60, -60, -119, -120, -121)))


def _project(r: Random, names: Sequence[str], every: timedelta) -> Project:
    checks: list[dict[str, Any]] = [
        {"id": "a", "url": "https://web.example/a"},
        {"id": "b", "url": "https://web.example/b"},
    ]
    if r.random() < 0.4:
        checks[1]["every"] = _duration(every * r.choice((2, 6)))
    if r.random() < 0.4:
        checks[0]["down_after"] = str(r.choice((1, 2, 4)))
    places = {name: _vantage(r, every) for name in names if name != "left"}
    moment = (START + timedelta(hours=r.randrange(0, 48))).isoformat()
    return project(
        *([incident(updates=[update(moment, "investigating")])] if r.random() < 0.3 else []),
        every=_duration(every),
        vantages=places,
        components=[
            {"id": "web", "name": "Web", "checks": checks, "was": ["site"]},
            component("api", was=["old-api"]),
            component("job", check="heartbeat://job" if r.random() < 0.7 else "https://job.example/"),
        ],
    )


def _vantage(r: Random, every: timedelta) -> dict[str, str]:
    made = {"country": r.choice(("PK", "US")), "network": r.choice(("eyeball", "datacenter"))}
    return made | ({"every": _duration(every * r.choice((1, 3)))} if r.random() < 0.3 else {})


def _duration(span: timedelta) -> str:
    return f"{span // timedelta(seconds=1)}s"


def _rounds(r: Random, vantage: str, days: int, every: timedelta) -> list[Round]:
    """Irregular rounds with gaps, other moods and other circumstances now and then."""
    usual, changes = r.choice((0, 0, 2)), r.choice((0.01, 0.08))
    asked = _asked(r)
    moods = _moods(r)
    at, made = START + timedelta(seconds=r.randrange(0, 40_000)), list[Round]()
    while at < START + days * DAY:
        if r.random() < changes:
            moods, usual = _moods(r), r.choice((usual, 0, 2))
            asked = _asked(r) if r.random() < 0.3 else asked
        keys = asked if r.random() < 0.95 else r.sample(asked, r.randrange(0, len(asked)))
        made.append(_round(r, at, vantage, {key: r.choice(moods[key]) for key in keys}, usual))
        if r.random() < 0.02:
            at += every * r.randrange(2, 30)
        elif made[-1].is_partial and r.random() < 0.5:
            continue  # another one of the same instant
        else:
            at += every * r.choice((1, 1, 1, 1, 1, 1, 1, 0.5, 2, 3)) + timedelta(seconds=r.choice((0, 0, 1)))
    return made


def _asked(r: Random) -> list[str]:
    return sorted({"web/a", *(key for key in KEYS if r.random() < 0.5)})


def _moods(r: Random) -> Mapping[str, str]:
    shared = r.choice(MOODS)
    return {key: shared if r.random() < 0.6 else r.choice(MOODS) for key in KEYS}


def _round(r: Random, at: datetime, vantage: str, marks: Mapping[str, str], controls: int) -> Round:
    is_partial = r.random() < 0.04
    keys = [key for key in marks if not is_partial or r.random() < 0.5]
    made = Round(
        at=at,
        vantage=vantage,
        results={key: _result(r, marks[key]) for key in keys if marks[key] != " "},
        controls_passed=min(controls, r.choice((2, 2, 2, 2, 2, 1, 0))),
        controls_all=controls,
        is_partial=is_partial,
        skipped=1 if r.random() < 0.03 else 0,
    )
    if r.random() < 0.03:
        return replace(made, every=r.choice((1, 60, 400)) * MINUTE)
    if r.random() < 0.03:
        return replace(made, source="ooni", seen_at=at + timedelta(hours=r.choice((1, 1, 30))))
    return made


def _result(r: Random, mark: str) -> ProbeResult:
    latency = r.choice((0, 1, 90, r.randrange(0, 5000)))
    return {
        ".": ProbeResult(Outcome.OK, latency),
        "e": ProbeResult(Outcome.OK, latency, None, "tls_expiring"),
        "s": ProbeResult(Outcome.SLOW, latency + 2000),
        "F": ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status"),
        "T": ProbeResult(Outcome.FAILED, None, Layer.TCP, "connect_timeout"),
        "?": ProbeResult(Outcome.UNKNOWN, None, Layer.HTTP, "throttled"),
        "l": ProbeResult(Outcome.UNKNOWN, None, Layer.LOCAL, "secret_missing"),
    }[mark]
