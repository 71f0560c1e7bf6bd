"""An edit under a tracer: killed and refused at each system call, the file is the old one or the new one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.publishing.make import python
from tests.scorecard import IS_PROOF

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]
CALLS = ("openat", "write", "fsync", "rename", "fchmod", "close")
CODES = ("ENOSPC", "EIO", "EROFS", "EACCES", "EMFILE", "EDQUOT") if IS_PROOF else ("ENOSPC", "EIO")
_EDIT = """
import sys
from pathlib import Path
from statusgen.writing import disk
disk.replace(Path(sys.argv[1]) / "incidents/a.yaml", b"old", b"new" * 1000)
print("done", flush=True)
"""


def traced(root: Path, call: str, fault: str) -> tuple[subprocess.CompletedProcess[str], bool]:
    """One edit with a fault at one call that touches the folder; and whether that call came."""
    folder = root / "incidents"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_bytes(b"old")
    log = root / "log"
    paths = [word for name in ("", "a.yaml", ".a.yaml.new") for word in ("-P", str(folder / name))]
    inject = ["-f", *paths, "-e", f"trace={call}", "-e", f"inject={call}:{fault}", "-o", str(log)]
    run = subprocess.run(
        ["strace", *inject, *python(_EDIT, root)], check=False, capture_output=True, text=True, timeout=60
    )
    told = log.read_text()
    return run, "INJECTED" in told or "killed by SIGKILL" in told


def faults(tmp_path: Path, call: str, fault: str):
    """A run for each time that the call comes."""
    for number in range(1, 50):
        root = tmp_path / f"{call}-{number}"
        run, came = traced(root, call, f"{fault}:when={number}")
        if not came:
            return
        yield root / "incidents", run


@pytest.mark.proof("S1")
def test_kill_9_at_each_call_leaves_the_old_file_or_the_new_one(tmp_path, record_property):
    runs = [one for call in CALLS for one in faults(tmp_path, call, "signal=KILL")]
    torn = [folder for folder, _ in runs if (folder / "a.yaml").read_bytes() not in (b"old", b"new" * 1000)]

    record_property("S1", f"{len(torn)} torn files in {len(runs)} edits killed at a system call")
    assert len(runs) >= 8
    assert torn == []


@pytest.mark.proof("S3")
@pytest.mark.parametrize("code", CODES)
def test_an_error_at_each_call_is_told_and_leaves_the_old_file_or_the_new_one(
    tmp_path, code, record_property
):
    runs = [one for call in CALLS if call != "close" for one in faults(tmp_path, call, f"error={code}")]
    handled = [
        (folder / "a.yaml").read_bytes() in (b"old", b"new" * 1000)
        and "HostError" in run.stderr
        and [path.name for path in folder.iterdir()] == ["a.yaml"]
        for folder, run in runs
    ]

    record_property("S3", f"{sum(handled)} of {len(runs)} errors in edits handled")
    assert len(runs) >= 6
    assert all(handled), [run.stderr[-300:] for (_, run), good in zip(runs, handled, strict=True) if not good]
