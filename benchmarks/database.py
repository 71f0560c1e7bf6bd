"""How long a build's evidence takes from PostgreSQL: a year of 1,000 checks from three vantages.

315 million results as tallies, and the rounds of the last seven days. Prints seconds of the wall of reading
what a build needs and of them of its own CPU, beside a bare SELECT with json.loads of the same bytes; bytes
in the base; and milliseconds for adding a round. `hours` has latencies by the hour everywhere, `days` only
in the last week.
"""

import gc
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import psycopg

from statusgen.judging.judge import history_needed
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.secrets import secret_or_text
from statusgen.model.tallies import DAY, HOUR, Slot
from statusgen.model.words import Layer, Outcome
from statusgen.recording.journal import append, read
from statusgen.recording.lines import line_of
from statusgen.recording.postgresql import Postgresql
from statusgen.recording.tally_lines import _head, _sealed, document_of
from statusgen.recording.tallying import by_day, tally_of
from tests.postgresql import PASSWORD, Server, server

T = TypeVar("T")

CHECKS, DAYS, RAW_DAYS, STEP = 1_000, 365, 7, timedelta(minutes=5)
VANTAGES = ("berlin", "lagos", "osaka")
NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
FAILED = ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status")
LOSS = 0.002
KINDS = 6
"""So many different days are made; each stands for every sixth."""
TIMES = 3
"""The best of so many readings is told."""


def main() -> None:
    """Print seconds, bytes and milliseconds."""
    with server(fsync=True) as running:
        for name in ("days", "hours"):
            _measure(name, running, running.base())


def _measure(name: str, running: Server, base: str) -> None:
    store = Postgresql(
        secret_or_text(running.address(base)),
        {"DATABASE_PASSWORD": PASSWORD},
        monotonic=time.monotonic,
        pause=time.sleep,
    )
    late = _day(NOW + timedelta(days=1), VANTAGES[0], random.Random(0))[:20]
    append(store, late[0])
    with running.admin(base) as admin:
        _fill(admin, by_hours=name == "hours")
        admin.execute("VACUUM ANALYZE")
        (size,) = admin.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
        since, until = history_needed(NOW), NOW + timedelta(minutes=2)
        readings = [_timed(lambda: _read(store, since, until)) for _ in range(TIMES)]
        (reading, own), (tallies, rounds) = min(readings)
        (bare, bare_own), passed = _timed(lambda: _bare(admin, since.date()))
    adding = sorted(_timed(partial(append, store, round_))[0][0] for round_ in late[1:])
    store.close()
    print(f"{name}: {size / 2**20:,.0f} MiB in the base; read {tallies} tallies and {rounds:,} rounds")
    print(f"  read         {reading:6.2f} s, {own:.2f} of CPU, {own / bare_own:.2f} times the bare parse")
    print(f"  json.loads   {bare:6.2f} s, {bare_own:.2f} of CPU, of {passed / 2**20:,.0f} MiB")
    median = adding[len(adding) // 2] * 1000
    print(f"  append       {median:6.1f} ms for a round of {CHECKS:,} checks")


def _read(store: Postgresql, since: datetime, until: datetime) -> tuple[int, int]:
    history = read(store, since=since, until=until)
    assert not history.damaged_lines
    return len(history.tallies), len(history.rounds)


def _timed(work: Callable[[], T]) -> tuple[tuple[float, float], T]:
    """Seconds of the wall and of this process's CPU."""
    gc.collect()
    wall, own = time.perf_counter(), time.process_time()
    result = work()
    return (time.perf_counter() - wall, time.process_time() - own), result


def _bare(admin: psycopg.Connection, since: object) -> int:
    """The same bytes, each line parsed and thrown away."""
    size = 0
    with admin.cursor(binary=True) as cursor:
        for query in (
            "SELECT document FROM statusgen_tallies WHERE day BETWEEN %s AND %s",
            "SELECT line FROM statusgen_rounds WHERE day BETWEEN %s AND %s",
        ):
            first = since if "tallies" in query else NOW.date() - timedelta(days=2)
            for (text,) in cursor.stream(query.encode(), [first, NOW.date()]):
                size += len(text)
                for line in text.splitlines():
                    json.loads(line)
    return size


def _fill(admin: psycopg.Connection, *, by_hours: bool) -> None:
    dice = random.Random(1)
    for vantage in VANTAGES:
        kinds = [_Kind(_day(NOW, vantage, dice)) for _ in range(KINDS)]
        for number in range(DAYS):
            kind, slot = kinds[number % KINDS], Slot(vantage, NOW.date() - timedelta(days=number))
            covers = _copy_rounds(admin, slot, kind) if number <= RAW_DAYS else None
            if number:
                document = kind.document(slot, covers, in_hours=by_hours or number <= RAW_DAYS)
                admin.execute(
                    "INSERT INTO statusgen_tallies VALUES (%s, %s, %s)", [slot.day, vantage, document]
                )


class _Kind:
    """A day from which others are made by writing another date."""

    def __init__(self, rounds: list[Round]) -> None:
        self.rounds = rounds
        self._tally = tally_of(Slot(rounds[0].vantage, rounds[0].at.date()), rounds)
        self._checks = {
            in_hours: document_of(self._tally if in_hours else by_day(self._tally)).partition(b"\n")[2]
            for in_hours in (True, False)
        }

    def document(self, slot: Slot, covers: str | None, *, in_hours: bool) -> bytes:
        """The same day at another date."""
        moved = slot.starts_at - self._tally.slot.starts_at
        moments = tuple(at + moved for at in self._tally.moments)
        resolution = HOUR if in_hours else DAY
        head = replace(self._tally, slot=slot, moments=moments, covers=covers, resolution=resolution)
        return _sealed(_head(head)) + self._checks[in_hours]


def _copy_rounds(admin: psycopg.Connection, slot: Slot, kind: _Kind) -> str:
    """Returns their mark."""
    moved = slot.day - kind.rounds[0].at.date()
    rounds = [replace(round_, at=round_.at + moved) for round_ in kind.rounds]
    with admin.cursor().copy("COPY statusgen_rounds (day, vantage, began_at, line) FROM STDIN") as copy:
        for round_ in rounds:
            if round_.at <= NOW:
                copy.write_row((slot.day, slot.vantage, round_.at, line_of(round_).rstrip(b"\n")))
    query = "SELECT count(*), max(id) FROM statusgen_rounds WHERE day = %s AND vantage = %s"
    row = admin.execute(query, [slot.day, slot.vantage]).fetchone()
    assert row
    return f"{row[0]}:{row[1]}"


def _day(end: datetime, vantage: str, dice: random.Random) -> list[Round]:
    """A round every five minutes of a day, with a typical latency for each check."""
    start = end.replace(hour=0, minute=0)
    typical = {f"component-{number:04}": dice.randrange(30, 900) for number in range(CHECKS)}
    return [
        Round(
            at=start + index * STEP + timedelta(milliseconds=dice.randrange(900)),
            vantage=vantage,
            controls_passed=2,
            controls_all=2,
            results={
                key: FAILED
                if dice.random() < LOSS
                else ProbeResult(Outcome.OK, int(latency * dice.lognormvariate(0, 0.15)))
                for key, latency in typical.items()
            },
        )
        for index in range(timedelta(days=1) // STEP)
    ]


if __name__ == "__main__":
    main()
