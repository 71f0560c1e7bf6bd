"""The rules against a second, slow and plain writing of them (line S15 of the scorecard)."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta

import pytest

from statusgen.judging import (
    checks,
    judge,
    observed,
    past,
    places,
    streaks,
    totals,
    uptime,
    verdicts,
    windows,
)
from statusgen.model import incidents
from statusgen.model.schedules import Schedule
from statusgen.model.tallies import History
from statusgen.model.words import Status
from tests.judging.histories import Case, case
from tests.judging.reference import WINDOWS, Answer, Clock, answer, month_borders
from tests.scorecard import IS_PROOF

HISTORIES = 50_000 if IS_PROOF else 500
DEGRADED = (Status.DEGRADED_PERFORMANCE.value, Status.PARTIAL_OUTAGE.value)


def differences(made: Case) -> Iterator[str]:
    """Where the real rules and the reference disagree, as sentences."""
    snap = judge.judge(made.project, History(rounds=made.rounds), made.clock.now)
    expires, answers = [], {}
    for state in snap.components:
        ours = answer(made.project, made.rounds, state.component, made.clock)
        answers[state.component.id] = ours
        if ours.published is not Status.UNKNOWN and ours.expires is not None:
            expires.append(made.clock.now + ours.expires * made.clock.cell)
        for name, theirs, reference in _pairs(state, ours, made.clock):
            if theirs != reference:
                yield f"{state.component.id} {name}: {theirs}, by the reference {reference}"
    for name, theirs, reference in _sum_pairs(snap, answers, made.clock):
        if theirs != reference:
            yield f"{name}: {theirs}, by the reference {reference}"
    if snap.expires_at != min(expires, default=None):
        yield f"expires_at: {snap.expires_at}, by the reference {min(expires, default=None)}"


def _pairs(state, ours: Answer, clock: Clock):
    yield "declared", state.declared, ours.declared
    yield "observed", state.observed, ours.observed
    yield "published", state.status, ours.published
    yield "confidence", state.confidence.value, ours.confidence
    yield "scope", state.scope and state.scope.kind.value, ours.scope
    yield "checks", tuple(check.status for check in state.checks), ours.checks
    yield "failing", _is_said_to_fail(state, ours), _says_failing(ours)
    yield from _numbers_pairs(state.uptime, state.months, ours.totals, clock)
    yield "countries", list(state.countries), list(ours.countries)
    for country, total in ours.countries.items():
        theirs = state.countries[country]
        for name, *pair in _numbers_pairs(theirs.windows, theirs.months, total, clock):
            yield f"{country} {name}", *pair
    for day in state.days:
        yield f"day {day.date}", _shares(day), _reference_shares(ours, day.date, clock)


def _numbers_pairs(windows, months, totals, clock: Clock, of: int = 1):
    theirs = {**windows, **{month.window: month for month in months}}
    yield "windows and months", list(theirs), list(totals)
    for name, total in totals.items():
        yield from _uptime_pairs(theirs[name], total, clock, of)


def _sum_pairs(snap, answers, clock: Clock):
    """Of the page, all of whose components are measured, and of its groups."""
    groups = {group.id: [c.id for c in group.components] for group in snap.groups}
    numbers = {"page": snap.numbers, **snap.group_numbers}
    for name, ids in {"page": list(answers), **groups}.items():
        parts = [answers[one].totals for one in ids]
        totals = {window: sum((Counter(p[window]) for p in parts), Counter()) for window in parts[0]}
        for what, *pair in _numbers_pairs(
            numbers[name].windows, numbers[name].months, totals, clock, of=len(parts)
        ):
            yield f"{name} {what}", *pair
        for country, theirs in numbers[name].countries.items():
            parts = [answers[one].countries[country] for one in ids]
            totals = {window: sum((Counter(p[window]) for p in parts), Counter()) for window in parts[0]}
            for what, *pair in _numbers_pairs(theirs.windows, theirs.months, totals, clock, of=len(parts)):
                yield f"{name} {country} {what}", *pair


def _is_said_to_fail(state, ours: Answer) -> bool:
    """That it fails now and then says so too, of a component that is degraded by that."""
    is_told = state.note == "intermittent" and state.observed is Status.DEGRADED_PERFORMANCE
    return state.note == "failing, being confirmed" or (is_told and ours.is_failing)


def _says_failing(ours: Answer) -> bool:
    is_red = ours.observed in (Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)
    return ours.is_failing and not is_red and ours.scope != "monitor_offline"


def _uptime_pairs(theirs, total, clock: Clock, of: int = 1):
    down = total[Status.MAJOR_OUTAGE.value]
    degraded = sum(total[word] for word in DEGRADED)
    up = total[Status.OPERATIONAL.value] + degraded
    window = of * _cells(theirs.window, clock)
    measured = up + down + total["maintenance"]
    yield f"{theirs.window} up time", theirs.up_time, up * clock.cell
    yield f"{theirs.window} down time", theirs.down_time, down * clock.cell
    yield f"{theirs.window} degraded time", theirs.degraded_time, degraded * clock.cell
    yield f"{theirs.window} maintenance time", theirs.maintenance_time, total["maintenance"] * clock.cell
    yield f"{theirs.window} excluded time", theirs.excluded_time, total["excluded"] * clock.cell
    yield f"{theirs.window} up", theirs.up, up * 10_000 // (up + down) / 10_000 if up + down else None
    good, known = up + total["maintenance"] - total["maintenance down"], measured
    shown = good * 10_000 // known / 10_000 if known else None
    yield f"{theirs.window} with maintenance", theirs.up_with_maintenance, shown
    yield f"{theirs.window} measured", theirs.measured, measured * 10_000 // window / 10_000


def _cells(window: str, clock: Clock) -> int:
    if window in WINDOWS:
        return timedelta(days=WINDOWS[window]) // clock.cell
    start, end = month_borders(window)
    return (min(end, clock.now) - start) // clock.cell


def _shares(day):
    parts = (day.operational, day.degraded, day.down, day.unmeasured)
    return tuple(round(part, 9) for part in parts), day.blips


def _reference_shares(ours: Answer, date, clock: Clock):
    cells = ours.days.get(date, {})
    good = cells.get(Status.OPERATIONAL.value, 0)
    degraded = sum(cells.get(word, 0) for word in DEGRADED)
    down = cells.get(Status.MAJOR_OUTAGE.value, 0)
    midnight = clock.now.replace(hour=0, minute=0, second=0)
    past = clock.now - midnight if date == clock.now.date() else timedelta(days=1)
    parts = (good, degraded, down, past / clock.cell - good - degraded - down)
    return tuple(round(part * clock.cell / timedelta(days=1), 9) for part in parts), ours.blips.get(date, 0)


def _differences_of(seed: int) -> list[str]:
    return list(differences(case(seed)))


@pytest.mark.slow
@pytest.mark.proof("S15")
def test_the_rules_agree_with_their_reference(record_property):
    with ProcessPoolExecutor(os.cpu_count() if IS_PROOF else 1) as pool:
        every = enumerate(pool.map(_differences_of, range(HISTORIES), chunksize=100))
        wrong = {seed: found for seed, found in every if found}

    record_property("S15", f"{len(wrong)} in {HISTORIES:,}")
    assert dict(list(wrong.items())[:3]) == {}


def _once(maintenance):
    return Schedule(starts_at=maintenance.starts_at)


MUTANTS = {
    "evidence counts for four intervals": (past, "FRESH_INTERVALS", 4),
    "the future is believed": (past, "FUTURE_LIMIT", timedelta(hours=1)),
    "every vantage is online": (past, "_is_online", lambda _round, _local: True),
    "one good round is enough": (streaks, "UP_AFTER", 1),
    "two failed rounds are enough alone": (checks, "DOWN_AFTER_ALONE", 2),
    "three failures are intermittent": (streaks, "INTERMITTENT_FAILED", 3),
    "an outage counts from when it is confirmed": (streaks, "_backdate", lambda *_: None),
    "no country is named": (places, "PLACES", (*places.PLACES[:2], *places.PLACES[3:])),
    "any failing check is the whole outage": (
        observed,
        "_together",
        lambda states: max(states, key=lambda s: s.badness),
    ),
    "people can make it greener": (verdicts, "_published", lambda declared, _observed: declared.status),
    "a maintenance takes place once": (incidents.Maintenance, "schedule", property(_once)),
    "a scheduled word is about the last time": (incidents, "_told_of", lambda u, s: s.last_until(u.at)),
    "a month ends where it began": (uptime, "months", lambda now: windows.months(now - timedelta(days=31))),
    "every country saw what all saw": (checks, "inside", lambda cast, _names: cast),
    "a group is its first component": (totals, "_sum", lambda parts: parts[0]),
    "exclusions annul nothing": (uptime, "_kind", lambda values: values[1] or values[0] or "unknown"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_rule_is_found_out(name, monkeypatch):
    module, attribute, wrong = MUTANTS[name]
    monkeypatch.setattr(module, attribute, wrong)

    assert any(next(differences(case(seed)), None) for seed in range(300))
