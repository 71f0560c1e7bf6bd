"""The power fails: what was acknowledged is there after the next start, and the page is whole."""

import fcntl
import os
import random
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.recording.journal import all_rounds
from statusgen.recording.stores import Part
from statusgen.recording.verification import verify
from tests.publishing.make import a_build, contents, python
from tests.recording.make import START, a_round, files, read
from tests.scorecard import IS_PROOF

CUTS = 100 if IS_PROOF else 6
COMPACTED_CUTS = 200 if IS_PROOF else 6
_SHUT_DOWN, _WITHOUT_ITS_LOG = 0x8004587D, 2
"""The request of ext4 and XFS to stop at once, and to write not even the journal that is in memory."""
DISKS = {
    # Without the option ext4 mends for programs what they forget: then the test could not fail.
    "ext4": (["mkfs.ext4", "-q", "-F"], 32 << 20, "loop,noauto_da_alloc"),
    "xfs": (["mkfs.xfs", "-q", "-f"], 320 << 20, "loop"),
}
_WORK = """
import os, sys
from pathlib import Path
if sys.argv[3] == "careless":
    os.fsync = lambda handle: None
from statusgen.publishing.folder import publish
from tests.recording.make import append
from tests.publishing.make import a_build
from tests.recording.make import a_round
root, number = Path(sys.argv[1]), int(sys.argv[2])
while True:
    append(root, a_round(number))
    print(number, flush=True)
    publish(a_build(number % 2 + 1, pages=4), root / "site", lock=root / "lock")
    number += 1
"""
_COMPACT = """
import os, sys
from datetime import timedelta
from pathlib import Path
if sys.argv[3] == "careless":
    os.fsync = lambda handle: None
from tests.recording.make import DROPPING, START, a_round, append, deeds, files
root, number = Path(sys.argv[1]), int(sys.argv[2])
day = timedelta(days=1)
while True:
    # Ten rounds a day, of which each is told when it is safe; then all days go into tallies.
    for index in range(number, number + 10):
        append(root, a_round(index, at=START + index // 10 * day + timedelta(seconds=index)))
        print(index, flush=True)
    deeds(files(root), DROPPING, START + 100_000 * day)
    number += 10
"""


@pytest.fixture(params=DISKS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path, str]:
    """An image of a disk, a folder to mount it on, and how."""
    command, size, options = DISKS[request.param]
    if os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    image, folder = tmp_path / "image", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as handle:
        handle.truncate(size)
    subprocess.run([*command, image], check=True, timeout=60, capture_output=True)
    if subprocess.run(["mount", "-o", options, image, folder], check=False, capture_output=True).returncode:
        pytest.skip(f"this machine mounts no image of {request.param}")
    subprocess.run(["umount", folder], check=True, timeout=30)
    return image, folder, options


@contextmanager
def mounted(disk: tuple[Path, Path, str]) -> Iterator[Path]:
    image, folder, options = disk
    subprocess.run(["mount", "-o", options, image, folder], check=True, timeout=30)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True, timeout=30)


def cut(folder: Path) -> None:
    """Nothing reaches the disk any more, from this call on."""
    handle = os.open(folder, os.O_RDONLY)
    fcntl.ioctl(handle, _SHUT_DOWN, struct.pack("I", _WITHOUT_ITS_LOG))
    os.close(handle)


def work_until_cut(folder: Path, first: int, seconds: float, manner: str, work: str = _WORK) -> list[int]:
    """Numbers of the rounds acknowledged before the power failed."""
    command = python(work, folder, first, manner)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        began = int(process.stdout.readline())
        time.sleep(seconds)
        # Only what was said before the cut counts: no machine speaks after it, but this process goes on, and
        # an fsync that is under way when the file system is shut down may still return in peace.
        os.set_blocking(process.stdout.fileno(), False)
        said = process.stdout.read() or b""
        cut(folder)
        process.kill()
    return [began, *(int(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n"))]


def losses(folder: Path, acknowledged: list[int]) -> tuple[int, bool]:
    """Rounds that are lost, and whether the page is torn."""
    day = timedelta(days=1)
    kept = {round_.at for round_ in read(folder, since=START - day, until=START + 30 * day).rounds}
    is_torn = (folder / "site").exists() and contents(folder / "site") not in PAGES
    return len({a_round(number).at for number in acknowledged} - kept), is_torn


PAGES = [a_build(1, pages=4), a_build(2, pages=4)]


@pytest.mark.slow
@pytest.mark.root
@pytest.mark.proof("S2")
def test_a_power_cut_loses_no_acknowledged_round_and_tears_no_page(disk, record_property):
    chance = random.Random(13)
    acknowledged: list[int] = []
    lost = torn = 0
    for index in range(CUTS):
        with mounted(disk) as folder:
            acknowledged += work_until_cut(folder, index * 10_000, chance.random() * 0.3, "careful")
        with mounted(disk) as folder:
            missing, is_torn = losses(folder, acknowledged)
            lost, torn = max(lost, missing), torn + is_torn
            assert index == 0 or (folder / "site").exists()

    record_property("S2", f"{lost} of {len(acknowledged):,} acknowledged rounds lost")
    record_property("S2", f"{torn} of {CUTS} power cuts tore the page")
    assert (lost, torn) == (0, 0)
    assert len(acknowledged) > CUTS


@pytest.mark.slow
@pytest.mark.root
def test_the_cut_is_a_real_one_who_does_not_sync_loses(disk):
    with mounted(disk) as folder:
        acknowledged = work_until_cut(folder, 0, 0.2, "careless")
    with mounted(disk) as folder:
        lost, is_torn = losses(folder, acknowledged)
    assert lost > 0 or is_torn


def lost_in_compaction(folder: Path, acknowledged: list[int]) -> tuple[int, int]:
    """Rounds that are neither in their line nor in their tally, and damage of any kind."""
    day = timedelta(days=1)
    history = read(folder, since=START - day, until=START + 100_000 * day)
    kept = {round_.at for round_ in all_rounds(history)}
    wanted = {START + index // 10 * day + timedelta(seconds=index) for index in acknowledged}
    findings = verify(files(folder), START + 100_000 * day).findings
    # What was being written when the power failed, and was not acknowledged, may be torn.
    return len(wanted - kept), sum(finding.part is Part.TALLY for finding in findings)


@pytest.mark.slow
@pytest.mark.root
@pytest.mark.proof("S2")
def test_after_a_power_cut_rounds_or_their_tally_are_there(disk, record_property):
    chance = random.Random(17)
    acknowledged: list[int] = []
    lost = broken = dropped = total = 0
    for index in range(COMPACTED_CUTS):
        with mounted(disk) as folder:
            # Few days each time, so that the last ones are in every stage when the power fails.
            acknowledged += work_until_cut(folder, index * 1_000, chance.random() * 0.4, "careful", _COMPACT)
        with mounted(disk) as folder:
            missing, faults = lost_in_compaction(folder, acknowledged)
            lost, broken = lost + missing, broken + faults
            dropped += len(list((folder / "history/local").glob("*.tally.jsonl")))
            total += len(acknowledged)
            if index % 5 == 4:  # else each cut has more to read than the one before
                shutil.rmtree(folder / "history")
                acknowledged = []

    record_property("S2", f"{lost} of {total:,} rounds, looked for after each cut, in neither line nor tally")
    record_property("S2", f"{broken} tallies broken in {COMPACTED_CUTS} power cuts during compaction")
    assert (lost, broken) == (0, 0)
    assert dropped > 0


@pytest.mark.slow
@pytest.mark.root
def test_who_drops_rounds_without_syncing_their_tally_loses_both(disk):
    lost = broken = 0
    for index in range(10):
        with mounted(disk) as folder:
            acknowledged = work_until_cut(folder, index * 1_000, 0.2, "careless", _COMPACT)
        with mounted(disk) as folder:
            missing, faults = lost_in_compaction(folder, acknowledged)
            lost, broken = lost + missing, broken + faults
        if lost or broken:
            return
    raise AssertionError("the cut cut nothing")
