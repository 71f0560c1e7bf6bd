"""A failure while the machine stood still runs again; any other failure is final."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUITE = """
import os, signal, subprocess, sys, time
import pytest

tries = []

def stand_still():
    code = f"import os, time, signal; time.sleep(0.4); os.kill({os.getpid()}, signal.SIGCONT)"
    with subprocess.Popen([sys.executable, "-c", code]):
        os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(0.1)

def test_held_up():
    tries.append("held up")
    if len(tries) == 1:
        stand_still()
        assert False, "late"

def test_wrong():
    assert False, "wrong"

@pytest.mark.proof("S1", "words")
def test_of_the_scorecard():
    tries.append("proof")
    if tries.count("proof") == 1:
        stand_still()
        assert False, "lost"
"""


def test_only_what_failed_while_the_machine_stood_still_runs_again(tmp_path):
    suite = tmp_path / "test_suite.py"
    suite.write_text(SUITE)
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-raR", "-c"]
    ran = subprocess.run(
        [*command, os.devnull, "--rootdir", tmp_path, suite],
        check=False,
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    lines = ran.stdout.splitlines()
    assert [line.split(" - ")[0] for line in lines if line.startswith(("RERUN", "FAILED"))] == [
        "RERUN test_suite.py::test_held_up",
        "FAILED test_suite.py::test_wrong",
        "FAILED test_suite.py::test_of_the_scorecard",
    ], ran.stdout
