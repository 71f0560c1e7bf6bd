"""Recording under a tracer: killed at each system call, and refused at each by the disk."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.publishing.make import python
from tests.recording.make import START, WHOLE, a_round, append, read
from tests.scorecard import IS_PROOF

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]
CALLS = ("openat", "write", "fsync", "flock")
CODES = ("ENOSPC", "EIO", "EROFS", "EACCES", "EMFILE", "EDQUOT") if IS_PROOF else ("ENOSPC", "EIO")
_APPEND = """
import sys
from pathlib import Path
from tests.recording.make import append
from tests.recording.make import a_round
for number in (1, 2):
    append(Path(sys.argv[1]), a_round(number))
    print(number, flush=True)
"""


def traced(root: Path, call: str, fault: str) -> tuple[subprocess.CompletedProcess[str], bool]:
    """Two rounds more, with a fault at one call that touches the history; and whether that call came."""
    log = root / "log"
    files = [root / "history/local" / name for name in ("", "2025-03-10.jsonl")]
    paths = [word for path in [*files, root / "history", root] for word in ("-P", str(path))]
    inject = ["-f", *paths, "-e", f"trace={call}", "-e", f"inject={call}:{fault}", "-o", str(log)]
    run = subprocess.run(
        ["strace", *inject, *python(_APPEND, root)], check=False, capture_output=True, text=True, timeout=60
    )
    told = log.read_text()
    return run, "INJECTED" in told or "killed by SIGKILL" in told


def lost_after(root: Path, run: subprocess.CompletedProcess[str]) -> int:
    """Rounds that were acknowledged and are not there, also after the next append."""
    append(root, a_round(9))
    kept = {round_.at for round_ in read(root, since=WHOLE[0], until=WHOLE[1]).rounds}
    acknowledged = [0, 9, *(int(line) for line in run.stdout.split())]
    return len({START + timedelta(seconds=number) for number in acknowledged} - kept)


def faults(tmp_path: Path, call: str, fault: str):
    """A run for each time that the call comes; with a new file, and with one that is there."""
    for is_new in (True, False):
        for number in range(1, 100):
            root = tmp_path / f"{is_new}-{number}"
            root.mkdir()
            if not is_new:
                append(root, a_round(0))
            run, came = traced(root, call, f"{fault}:when={number}")
            if not came:
                break
            if is_new:
                append(root, a_round(0))
            yield root, run


@pytest.mark.proof("S1")
@pytest.mark.parametrize("call", CALLS)
def test_kill_9_at_each_call_loses_no_acknowledged_round(tmp_path, call, record_property):
    losses = [lost_after(root, run) for root, run in faults(tmp_path, call, "signal=KILL")]
    record_property("S1", f"{sum(losses)} of {len(losses)} recorders killed at a system call lost a round")
    assert len(losses) >= 3
    assert sum(losses) == 0


@pytest.mark.proof("S3")
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("call", CALLS)
def test_an_error_at_each_call_is_told_and_loses_no_acknowledged_round(tmp_path, call, code, record_property):
    runs = list(faults(tmp_path, call, f"error={code}"))
    handled = [
        "HostError: cannot write" in run.stderr and run.returncode != 0 and not lost_after(root, run)
        for root, run in runs
    ]
    record_property("S3", f"{sum(handled)} of {len(runs)} errors in recording handled")
    assert len(runs) >= 3
    assert all(handled), [run.stderr[-300:] for (_, run), good in zip(runs, handled, strict=True) if not good]
