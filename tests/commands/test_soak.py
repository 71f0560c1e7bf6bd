"""Weeks of probing and building in one process: nothing grows, and no beat is missed."""

import asyncio
import gc
import statistics
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.commands.beats import Rhythm
from statusgen.commands.run import run
from statusgen.recording.journal import read
from tests.commands.make import START, World
from tests.scorecard import IS_PROOF
from tests.targets import serve

CYCLES = 10_000 if IS_PROOF else 300
FILLED = 120
"""From then on as many days leave the 90 that a page shows as come to it."""
READ_EACH = 5
"""Cycles from one reading of the meter to the next."""
EVERY = timedelta(days=1)
SETTINGS = """\
page: {{name: Chirp}}
every: 1d
components:
  - {{id: web, name: Web, check: {{url: "http://127.0.0.1:{port}/", attempts: 1, expect: {{text: healthy}}}}}}
  - {{id: gone, name: Gone, check: {{url: "tcp://127.0.0.1:1", attempts: 1}}}}
"""


class Meter:
    """Memory and open files, every few cycles."""

    def __init__(self) -> None:
        self.cycles = 0
        self.kilobytes: list[int] = []
        self.files: list[int] = []

    def read(self, line: str) -> None:
        """Called with each line that is said; one of them comes once a cycle, after the build."""
        self.cycles += "written" in line
        if "written" not in line or self.cycles % READ_EACH:
            return
        gc.collect()
        status = Path("/proc/self/status").read_text().splitlines()
        self.kilobytes.append(next(int(row.split()[1]) for row in status if row.startswith("VmRSS")))
        self.files.append(len(list(Path("/proc/self/fd").iterdir())))

    @property
    def growth(self) -> float:
        """Kilobytes a cycle: the slope of a line through all cycles from FILLED on."""
        rows = self.kilobytes[FILLED // READ_EACH :]
        return statistics.linear_regression(range(len(rows)), rows).slope / READ_EACH


@pytest.mark.slow
@pytest.mark.proof("S18")
def test_a_loop_neither_grows_nor_misses_a_beat(tmp_path, record_property):
    server = serve("healthy")
    (tmp_path / "statusgen.yaml").write_text(SETTINGS.format(port=server.server_port))
    world, meter = World(), Meter()
    session = world.session(tmp_path, meter.read)

    ending = asyncio.run(
        run(
            session,
            vantage=None,
            output=None,
            rhythm=Rhythm(every=None, lasting=EVERY * CYCLES),
            fail_on="never",
        )
    )

    server.shutdown()
    rounds = read(tmp_path, since=START, until=START + EVERY * CYCLES).rounds
    missed = CYCLES - sum(round_.at == START + EVERY * n for n, round_ in enumerate(rounds))
    more_files = max(meter.files[FILLED // READ_EACH :]) - max(meter.files[: FILLED // READ_EACH])
    record_property("S18", f"{missed} of {CYCLES:,} beats missed")
    record_property("S18", f"{meter.growth:+.2f} kB a cycle, {more_files} more files open")
    assert ending == 0
    assert missed == 0
    assert more_files <= 0
    assert meter.growth < 2
    assert {len(round_.results) for round_ in rounds} == {2}
