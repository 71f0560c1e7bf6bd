"""A seed becomes a project, its rounds and a clock: anything that the rules allow, on a grid of cells."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Project
from statusgen.model.words import Layer, Outcome
from tests.judging.make import project
from tests.judging.reference import Clock

SCALES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=6))
"""A cell of a history of hours, of days, and of months."""
RESULTS = {
    ".": ProbeResult(Outcome.OK, 90),
    "s": ProbeResult(Outcome.SLOW, 2000),
    "F": ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status"),
    "T": ProbeResult(Outcome.FAILED, None, Layer.TCP, "connect_timeout"),
    "?": ProbeResult(Outcome.UNKNOWN, None, Layer.HTTP, "throttled"),
    "l": ProbeResult(Outcome.UNKNOWN, None, Layer.LOCAL, "secret_missing"),
}
MOODS = ("." * 30, "." * 8 + "F", "F" * 8 + ".", "FFT", "s.", "sssF.", ".sFT?l", "F...", "T" * 9 + ".")
"""What rounds are drawn from, for a while."""


@dataclass(frozen=True)
class Case:
    """A generated world."""

    project: Project
    rounds: tuple[Round, ...]
    clock: Clock


def case(seed: int) -> Case:
    """The same world for the same seed."""
    r = Random(seed)
    cell = r.choice(SCALES)
    cells = {SCALES[0]: 240, SCALES[1]: 360, SCALES[2]: 400}[cell]
    now = datetime(2025, 3, 10, tzinfo=UTC) + cell * r.randrange(0, timedelta(days=2) // cell)
    clock = Clock(now, cell, cells)
    vantages = {f"v{n}": _vantage(r, cell) for n in range(r.choice((1, 1, 2, 2, 3, 4, 5)))}
    checks = [_check(r, n, cell) for n in range(r.choice((1, 1, 2, 3)))]
    settings: dict[str, Any] = {
        "every": _duration(cell * r.choice((3, 4, 6, 7)) / 3),
        "vantages": vantages,
        "groups": [
            {"id": "all", "name": "All", "components": [{"id": "web", "name": "Web", "checks": checks}]}
        ],
        "components": [{"id": "api", "name": "API", "check": "https://api.example/"}],
    }
    entries = [_incident(r, n, clock) for n in range(r.choice((0, 0, 1, 2)))]
    entries += [_maintenance(r, n, clock) for n in range(r.choice((0, 0, 1, 2)))]
    made = project(*entries, **settings)
    names = list(vantages) + (["gone"] if r.random() < 0.15 else [])
    keys = [["web", f"web/c{n}"][n > 0 or r.random() < 0.5] for n in range(len(checks))]
    rounds = [one for name in names for one in _rounds(r, name, keys, clock)]
    r.shuffle(rounds)
    return Case(made, tuple(rounds), clock)


def _duration(span: timedelta) -> str:
    return f"{span // timedelta(milliseconds=1)}ms"


def _vantage(r: Random, cell: timedelta) -> dict[str, str]:
    made = {
        "country": r.choice((None, "PK", "PK", "US", "DE")),
        "network": r.choice((None, "eyeball", "eyeball", "datacenter", "ci")),
        "asn": r.choice((None, "1", "1", "2")),
        "every": _duration(cell * r.choice((5, 9)) / 3) if r.random() < 0.2 else None,
    }
    return {key: value for key, value in made.items() if value is not None}


def _check(r: Random, number: int, cell: timedelta) -> dict[str, str]:
    made = {"id": f"c{number}", "url": f"https://web.example/{number}"}
    if r.random() < 0.2:
        made["every"] = _duration(cell * r.choice((4, 8, 20)) / 3)
    if r.random() < 0.2:
        made["down_after"] = str(r.choice((1, 2, 4)))
    return made


def _rounds(r: Random, vantage: str, keys: list[str], clock: Clock) -> list[Round]:
    has_controls, has_other, keeps_all = r.random() < 0.5, r.random() < 0.7, r.random() < 0.7
    moods: dict[str, str] = {}
    rounds = []
    at = clock.now - clock.cell * r.randrange(1, clock.cells - 9)
    while at <= clock.now + timedelta(minutes=2, seconds=30):
        if r.random() < 0.08 or not moods:
            moods = {key: r.choice(MOODS) for key in [*keys, "api"]}
            shared = r.choice(MOODS)
            moods = {key: shared if r.random() < 0.4 else mood for key, mood in moods.items()}
        asked = [key for key in keys if keeps_all or r.random() < 0.7] + (["api"] if has_other else [])
        if r.random() < 0.97:
            rounds.append(
                _round(r, at, vantage, {key: r.choice(moods[key]) for key in asked}, has_controls, clock)
            )
        near_now = at >= clock.now
        at += timedelta(seconds=30) if near_now else clock.cell * r.choice((1, 1, 1, 1, 1, 1, 2, 3, 7))
        if r.random() < 0.01:
            at += clock.cell * r.randrange(1, 40)
    return rounds[: len(rounds) - r.choice((0, 0, 0, 2, 6))]


def _round(
    r: Random, at: datetime, vantage: str, marks: dict[str, str], has_controls: bool, clock: Clock
) -> Round:
    passed = r.choice((2, 2, 2, 2, 2, 2, 2, 1, 0)) if has_controls else 0
    return Round(
        at=at,
        vantage=vantage,
        results={key: RESULTS[mark] for key, mark in marks.items()},
        controls_passed=passed,
        controls_all=2 if has_controls else 0,
        every=clock.cell * r.choice((2, 5, 12)) / 3 if r.random() < 0.1 else None,
    )


def _moment(r: Random, clock: Clock) -> datetime:
    return clock.now + clock.cell * r.randrange(-clock.cells, clock.cells // 4)


def _update(at: datetime, status: str | None, impact: dict[str, str]) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "text": "Words.",
        "impact": impact,
        **({"status": status} if status else {}),
    }


_WORDS = ("operational", "degraded_performance", "partial_outage", "major_outage")


def _impact(r: Random) -> dict[str, str]:
    return {name: r.choice(_WORDS) for name in ("web", "all", "api") if r.random() < 0.4}


def _incident(r: Random, number: int, clock: Clock) -> dict[str, Any]:
    times = sorted({_moment(r, clock) for _ in range(r.randrange(1, 6))})
    statuses = (None, "investigating", "identified", "monitoring", "resolved", "resolved", "postmortem")
    made = {
        "id": f"incident-{number}",
        "title": "Trouble",
        "impact": _impact(r),
        "updates": [_update(at, r.choice(statuses), _impact(r)) for at in times],
    }
    if r.random() < 0.4:
        start, end = sorted((_moment(r, clock), _moment(r, clock)))
        span = {"starts_at": start.isoformat(), "ends_at": (end + clock.cell).isoformat(), "reason": "Ours"}
        made["exclude"] = [span | ({"components": ["all"]} if r.random() < 0.5 else {})]
    if r.random() < 0.1:
        made["withdrawn"] = "A mistake"
    return made


def _maintenance(r: Random, number: int, clock: Clock) -> dict[str, Any]:
    start, end = sorted((_moment(r, clock), _moment(r, clock)))
    times = sorted({_moment(r, clock) for _ in range(r.choice((0, 0, 1, 3)))})
    words = ("under_maintenance", "under_maintenance", "operational")
    made = {
        "id": f"work-{number}",
        "title": "Work",
        "kind": "maintenance",
        "starts_at": start.isoformat(),
        "ends_at": (end + clock.cell).isoformat(),
        "impact": {name: "under_maintenance" for name in ("web", "all", "api") if r.random() < 0.4},
        "updates": [
            _update(
                at,
                r.choice((None, "scheduled", "in_progress", "verifying", "completed")),
                {name: r.choice(words) for name in ("web", "all") if r.random() < 0.3},
            )
            for at in times
        ],
    }
    return made | _repeat(r, start, clock) if r.random() < 0.5 else made


def _repeat(r: Random, start: datetime, clock: Clock) -> dict[str, Any]:
    """Every few days, at most without a pause; some of the days left out."""
    days = r.choice((1, 1, 2, 7))
    most = min(timedelta(days=days) // clock.cell, clock.cells)
    rule = f"FREQ=DAILY;INTERVAL={days}"
    if r.random() < 0.3:
        rule += f";COUNT={r.randrange(1, 20)}"
    left_out = {r.randrange(0, 20) for _ in range(r.choice((0, 0, 1, 3)))}
    return {
        "repeat": rule,
        "ends_at": (start + clock.cell * r.randrange(1, most + 1)).isoformat(),
        "exceptions": [(start + n * timedelta(days=days)).date().isoformat() for n in sorted(left_out)],
    }
