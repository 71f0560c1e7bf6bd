"""Loops: what they outlive, when they come round again, and how they end."""

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.commands.beats import beats
from tests.commands.breakages import GOOD, good
from tests.commands.make import quickly, statusgen

pytestmark = pytest.mark.slow


@dataclass
class FakeClock:
    """A session's clocks; waiting moves them, and the wall clock jumps as it is told."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)
    late: float = 0.0
    """How much longer than asked each wait takes."""

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds + self.late


def beats_of(clock: FakeClock, every: float, lasting: float, work: float = 0.0) -> list[int]:
    async def go() -> list[int]:
        numbers = []
        async for number in beats(clock, timedelta(seconds=every), timedelta(seconds=lasting)):  # type: ignore[arg-type]
            numbers.append(number)
            clock.seconds += work
        return numbers

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("every", "lasting", "work", "expected"),
    [
        (60, 300, 1, [0, 1, 2, 3, 4]),
        (60, 30, 1, [0]),  # shorter than one beat: once
        (60, 60, 0, [0]),
        (60, 300, 70, [0, 2, 4]),  # late beats are not made up for
        (60, 300, 1_000, [0]),
        (1, 3, 0.0001, [0, 1, 2]),
    ],
)
def test_beats_come_at_their_own_times(every, lasting, work, expected):
    assert beats_of(FakeClock(), every, lasting, work) == expected


def test_every_wait_is_for_a_time_to_come():
    clock = FakeClock(late=0.01)

    beats_of(clock, 5, 1_000, work=0.3)

    assert len(clock.slept) == 199
    assert all(0 < seconds <= 5 for seconds in clock.slept)


LIMITED = """
import resource, sys
from statusgen.cli import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


@contextmanager
def looping(project: Path, *arguments: str, limit: int | None = None):
    """A command in the background; `limit`: bytes beyond which no file of its may grow."""

    limited = ["-c", LIMITED, str(limit)] if limit else ["-m", "statusgen"]
    process = subprocess.Popen(
        [sys.executable, *limited, *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process: "subprocess.Popen[str]", word: str) -> list[str]:
    """The lines up to the one with the word."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return lines
    raise AssertionError(f"ended without {word!r}: {lines}")


@pytest.fixture
def project(tmp_path):
    return good(tmp_path / "project")


@pytest.mark.parametrize("command", ["probe", "run"])
def test_a_loop_outlives_bad_settings_says_so_and_takes_the_mended_ones(project, command):
    settings = project / "statusgen.yaml"
    with looping(project, command, "--every", "1s") as process:
        until(process, "nothing to probe")
        settings.write_text(GOOD.replace("name: Web", "nme: Web"))
        told = until(process, "probing goes on with the last good settings")
        until(process, "nothing to probe")
        settings.write_text(GOOD + "  - {id: api, name: API, check: 'http://127.0.0.1:9/'}\n")
        until(process, "1 failed")

    assert any("did you mean name?" in line for line in told)


def test_a_loop_outlives_that_its_history_is_deleted(project):
    with looping(project, "probe", "--every", "1s") as process:
        until(process, "nothing to probe")
        shutil.rmtree(project / "history")
        until(process, "nothing to probe")
        until(process, "nothing to probe")

    assert list((project / "history/local").iterdir())


@pytest.mark.parametrize("command", ["probe", "run"])
def test_a_full_disk_ends_one_round_with_four_and_a_loop_not_at_all(project, command):
    """No file may grow over 20 bytes."""
    (project / "history/local").mkdir(parents=True)
    with looping(project, command, limit=20) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        code = process.wait(timeout=60)
    with looping(project, command, "--every", "1s", limit=20) as process:
        told = until(process, "trying again at the next beat") + until(
            process, "trying again at the next beat"
        )

    assert code == 4, said
    assert "cannot write history/" in said
    assert any("cannot write history/" in line for line in told)


def test_a_log_on_a_full_disk_does_not_end_a_loop_but_tells_at_the_end(project):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "statusgen", "run", "--every", "1s", "--for", "3s"],
            cwd=project, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert done.returncode == 4
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    (day,) = (project / "history/local").iterdir()
    assert len(day.read_text().splitlines()) >= 2


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_round_that_hangs_is_stopped_within_five_seconds(project, stop):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        (project / "statusgen.yaml").write_text(GOOD + f"  - {{id: api, name: API, check: '{url}'}}\n")
        with looping(project, "run", "--every", "1h") as process:
            silent.accept()
            began = time.monotonic()
            process.send_signal(stop)
            code = process.wait(timeout=5)

    assert code == 130
    assert time.monotonic() - began < 5
    assert not (project / "history").exists()


@pytest.mark.parametrize("command", [["probe"], ["run"], ["run", "--every", "1s"]], ids=" ".join)
def test_a_database_that_is_away_holds_up_no_end(project, command):
    """A round waits half a minute for a server that restarts."""
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        address = f"postgresql://status@127.0.0.1:{gone.getsockname()[1]}/status"
        (project / "statusgen.yaml").write_text(f"history: {address}\n" + GOOD)
        with looping(project, *command) as process:
            while not _hears(process.pid, signal.SIGTERM):
                assert process.poll() is None
                time.sleep(0.05)
            # By now it waits for the database, or will soon.
            time.sleep(2)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=20)

    assert code == 130
    assert time.monotonic() - began < 5


def _hears(pid: int, number: int) -> bool:
    """Whether the process has something to do when it gets the signal."""
    lines = dict(line.split(":\t") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return bool(int(lines["SigCgt"], 16) >> (number - 1) & 1)


def test_two_runs_at_once_lose_no_round_and_leave_one_whole_page(project):
    command = [sys.executable, "-m", "statusgen", "run"]
    started = [
        subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in started]

    assert {code for _, code in ended} <= {0, 5}, ended
    (day,) = (project / "history/local").iterdir()
    assert len(day.read_text().splitlines()) == 4
    assert json.loads((project / "site/status.json").read_text())["schema"] == 1


HOLD = """
import sys, time
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_held_lock_is_five_and_a_killed_holder_is_healed(project):
    (project / ".statusgen").mkdir()
    lock = project / ".statusgen/build.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()

    held = statusgen("build", cwd=project)
    holder.kill()
    holder.wait()
    after = statusgen("build", cwd=project)

    assert (held.code, after.code) == (5, 0)
    assert "another statusgen is publishing" in held.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "--every", "1ms"), "too short (write 1s or more)"),
        (("probe", "--every", "999ms"), "too short (write 1s or more)"),
        (("probe", "--every", "0s"), "is not between 1ms and 10 years"),
    ],
)
def test_beats_that_would_only_spin_are_refused(project, arguments, told):
    ran = quickly("-C", project, *arguments)

    assert ran.code == 2
    assert told in ran.err


def test_settings_with_an_interval_that_would_only_spin_are_refused(project):
    (project / "statusgen.yaml").write_text("every: 10ms\n" + GOOD)

    ran = quickly("-C", project, "probe", "--for", "1h")

    assert ran.code == 1
    assert "statusgen.yaml:1:8: '10ms' is too short for an interval (write 1s or more)" in ran.err
