"""A service runs for days, at full size for a year, and is asked how it is: nothing grows, no beat is missed."""

import asyncio
import ctypes
import gc
import itertools
import json
import statistics
import subprocess
import sys
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from statusgen.commands import pulse
from statusgen.commands.beats import Rhythm
from statusgen.commands.keeping import files_of
from statusgen.commands.run import Order, run
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.words import Layer, Outcome
from statusgen.reading.settings import read_settings
from statusgen.recording.compaction import Deed, compact
from statusgen.recording.journal import all_rounds, slot_of
from statusgen.recording.lines import line_of
from statusgen.recording.pieces import Known
from tests.commands.make import START, World
from tests.recording.make import read
from tests.scorecard import IS_PROOF
from tests.targets import serve

CYCLES, FILLED = (10_000, 6_000) if IS_PROOF else (200, 60)
"""All of them, and those after which memory is looked at."""
READ_EACH = 5
"""Cycles from one reading of the meter to the next."""
MOST_KILOBYTES, MOST_BLOCKS = (2, 1) if IS_PROOF else (5, 5)
"""A cycle. In few cycles one step of the allocator weighs much."""
EVERY = timedelta(hours=1)
"""10,000 of them are more than a year: each day that a page tells of has made room for another."""
BEFORE = timedelta(days=400)
"""Evidence from before the first cycle, more than a page tells of. From then on as many days leave it as come
to it: what grows is a leak, and not a history that becomes longer.
"""
SETTINGS = """\
page: {{name: Chirp}}
every: 1h
history: {{keep_rounds: 7d, keep_hours: 30d}}
publish: [{{id: www, folder: "{www}"}}]
heartbeat_url: "http://127.0.0.1:{port}/$KEY"
components:
  - {{id: web, name: Web, check: {{url: "http://127.0.0.1:{port}/", attempts: 1, expect: {{text: healthy}}}}}}
  - {{id: gone, name: Gone, check: {{url: "tcp://127.0.0.1:1", attempts: 1}}}}
"""


class Meter:
    """Memory, objects and open files, every few cycles."""

    def __init__(self) -> None:
        self.cycles = 0
        # Not lists, whose numbers would be objects that are measured too.
        self.kilobytes = array("q")
        self.blocks = array("q")
        """Pieces of memory that objects of Python have."""
        self.files = array("q")
        self.url = ""
        self.complaints: list[str] = []
        self._ask = build_opener(ProxyHandler({})).open

    def hear(self, line: str) -> None:
        """Called with each line that is told; one of them says where the service listens."""
        if line.startswith("listening"):
            self.url = line.split()[3].removesuffix("/heartbeat/COMPONENT;")

    def read(self, line: str) -> None:
        """Called with each line that is said; one of them comes once a cycle, after the build."""
        is_built = line.partition(": ")[0].endswith("/site")
        self.cycles += is_built
        if not is_built or self.cycles % READ_EACH:
            return
        # From the thread that builds, as anybody else would ask; urllib raises for what is not well.
        for path in ("/healthz", "/metrics"):
            with self._ask(self.url + path, timeout=60) as answer:
                assert answer.status == 200
        if not IS_PROOF:
            # Few cycles would measure what fills up to its bound, and what the allocator keeps for later.
            empty_caches()
            ctypes.CDLL(None).malloc_trim(0)
        gc.collect()
        status = Path("/proc/self/status").read_text().splitlines()
        self.kilobytes.append(next(int(row.split()[1]) for row in status if row.startswith("VmRSS")))
        self.blocks.append(sys.getallocatedblocks())
        self.files.append(len(list(Path("/proc/self/fd").iterdir())))


def empty_caches() -> None:
    """Those of ours that have a bound; the largest of 4,096 entries gets a new one in each cycle."""
    ours = [module for name, module in sys.modules.items() if name.startswith("statusgen.")]
    for value in [one for module in ours for one in vars(module).values()]:
        if isinstance(value, Known):
            value.clear()
        elif hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]:
            value.cache_clear()


def growth(rows: Sequence[int]) -> float:
    """How much more a cycle from FILLED on: the median slope of all pairs (Theil and Sen).

    A leak shows in every pair; the one step of an allocator that takes another arena shows in few.
    """
    pairs = itertools.combinations(enumerate(rows[FILLED // READ_EACH :]), 2)
    return statistics.median((late - early) / (j - i) for (i, early), (j, late) in pairs) / READ_EACH


def fill(root: Path) -> None:
    """Evidence from before the first cycle, as the service itself would have left it."""
    store, count = files_of(root), BEFORE // EVERY
    seen = {
        "web": ProbeResult(Outcome.OK, 1),
        "gone": ProbeResult(Outcome.FAILED, None, Layer.TCP, "refused"),
    }
    rounds = (Round(at=START - EVERY * n, vantage="local", results=seen) for n in range(count, 0, -1))
    for slot, ones in itertools.groupby(rounds, slot_of):
        store.append(slot, [line_of(round_) for round_ in ones])
    settings, _source, _warnings = read_settings(root)
    assert {step.deed for step in compact(store, settings.history, START)} >= {Deed.DROPPED, Deed.JOINED}


def soak(folder: Path) -> Meter:
    """All cycles, in this process."""
    server, world, meter = serve("healthy"), World(), Meter()
    root = folder / "project"
    root.mkdir()
    settings = SETTINGS.format(port=server.server_port, www=folder / "www")
    (root / "statusgen.yaml").write_text(settings)
    fill(root)
    if not IS_PROOF:
        pulse._TICKS = 50  # 2,400 looks of the loop at its lag fill up in minutes
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
    assert meter.cycles == CYCLES
    assert (folder / "www/index.html").read_bytes() == (root / "site/index.html").read_bytes()
    server.shutdown()
    return meter


@pytest.mark.slow
@pytest.mark.proof("S18")
def test_a_loop_neither_grows_nor_misses_a_beat(tmp_path, record_property):
    # In a process of its own: what other tests left in memory must not speak here.
    command = [sys.executable, "-m", "tests.commands.test_soak", str(tmp_path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=4 * 3600)
    kilobytes, blocks, more_files = json.loads(said.stdout)

    found = list(all_rounds(read(tmp_path / "project", since=START, until=START + EVERY * CYCLES)))
    # A tally holds its whole day.
    rounds = [round_ for round_ in found if round_.at >= START]
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
