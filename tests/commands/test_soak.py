"""Weeks of a whole service in one process, asked how it is all the while: nothing grows, no beat is missed."""

import asyncio
import ctypes
import gc
import itertools
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from statusgen.commands.beats import Rhythm
from statusgen.commands.run import Order, run
from statusgen.recording.journal import all_rounds
from tests.commands.make import START, World
from tests.recording.make import read
from tests.scorecard import IS_PROOF
from tests.targets import serve

CYCLES = 10_000 if IS_PROOF else 340
FILLED = 200
"""From then on as many days leave the year that a page tells of as come to it."""
READ_EACH = 5
"""Cycles from one reading of the meter to the next."""
MOST_KILOBYTES, MOST_BLOCKS = (2, 1) if IS_PROOF else (10, 25)
"""A cycle. In few cycles one step of the allocator weighs much: then what is in use tells more than the memory taken."""
EVERY = timedelta(days=2)
SETTINGS = """\
page: {{name: Chirp}}
every: 2d
heartbeat_url: "http://127.0.0.1:{port}/$KEY"
components:
  - {{id: web, name: Web, check: {{url: "http://127.0.0.1:{port}/", attempts: 1, expect: {{text: healthy}}}}}}
  - {{id: gone, name: Gone, check: {{url: "tcp://127.0.0.1:1", attempts: 1}}}}
"""


class Meter:
    """Memory, objects and open files, every few cycles."""

    def __init__(self) -> None:
        self.cycles = 0
        self.kilobytes: list[int] = []
        self.blocks: list[int] = []
        """Pieces of memory that objects of Python have."""
        self.files: list[int] = []
        self.url = ""
        self.complaints: list[str] = []
        self._ask = build_opener(ProxyHandler({})).open

    def hear(self, line: str) -> None:
        """Called with each line that is told; one of them says where the service listens."""
        if line.startswith("listening"):
            self.url = line.split()[3].removesuffix("/heartbeat/COMPONENT;")

    def read(self, line: str) -> None:
        """Called with each line that is said; one of them comes once a cycle, after the build."""
        self.cycles += "written" in line
        if "written" not in line or self.cycles % READ_EACH:
            return
        # From the thread that builds, as anybody else would ask; urllib raises for what is not well.
        for path in ("/healthz", "/metrics"):
            with self._ask(self.url + path, timeout=60) as answer:
                assert answer.status == 200
        gc.collect()
        if not IS_PROOF:
            # Few cycles would measure what the allocator keeps for later, not what is in use.
            ctypes.CDLL(None).malloc_trim(0)
        status = Path("/proc/self/status").read_text().splitlines()
        self.kilobytes.append(next(int(row.split()[1]) for row in status if row.startswith("VmRSS")))
        self.blocks.append(sys.getallocatedblocks())
        self.files.append(len(list(Path("/proc/self/fd").iterdir())))


def growth(rows: Sequence[int]) -> float:
    """How much more a cycle from FILLED on: the median slope of all pairs (Theil and Sen).

    A leak shows in every pair; the one step of an allocator that takes another arena shows in few.
    """
    pairs = itertools.combinations(enumerate(rows[FILLED // READ_EACH :]), 2)
    return statistics.median((late - early) / (j - i) for (i, early), (j, late) in pairs) / READ_EACH


def soak(root: Path) -> Meter:
    """All cycles, in this process."""
    server, world, meter = serve("healthy"), World(), Meter()
    (root / "statusgen.yaml").write_text(SETTINGS.format(port=server.server_port))
    rhythm = Rhythm(every=None, lasting=EVERY * CYCLES)
    session = replace(
        world.session(root, meter.read),
        environ={"KEY": "sign"},
        tell=meter.hear,
        complain=lambda error: meter.complaints.append(str(error)),
    )
    order = Order(vantage=None, output=None, rhythm=rhythm, fail_on="never", listen=("127.0.0.1", 0))
    assert asyncio.run(run(session, order)) == 0
    assert meter.complaints == []
    server.shutdown()
    return meter


@pytest.mark.slow
@pytest.mark.proof("S18")
def test_a_loop_neither_grows_nor_misses_a_beat(tmp_path, record_property):
    # In a process of its own: what other tests left in memory must not speak here.
    command = [sys.executable, "-m", "tests.commands.test_soak", str(tmp_path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=3600)
    kilobytes, blocks, more_files = json.loads(said.stdout)

    rounds = list(all_rounds(read(tmp_path, since=START, until=START + EVERY * CYCLES)))
    missed = CYCLES - sum(round_.at == START + EVERY * n for n, round_ in enumerate(rounds))
    record_property("S18", f"{missed} of {CYCLES:,} beats missed")
    record_property(
        "S18", f"{kilobytes:+.2f} kB and {blocks:+.2f} objects a cycle, {more_files} more files open"
    )
    assert missed == 0
    assert more_files <= 0
    assert kilobytes < MOST_KILOBYTES
    assert blocks < MOST_BLOCKS
    assert {len(round_.results) for round_ in rounds} == {2}


if __name__ == "__main__":
    metered = soak(Path(sys.argv[1]))
    # What a connection has open for a moment is in some readings; what is never closed is in all later ones.
    before, later = metered.files[: FILLED // READ_EACH], metered.files[-CYCLES // READ_EACH // 5 :]
    print(json.dumps([growth(metered.kilobytes), growth(metered.blocks), min(later) - min(before)]))
