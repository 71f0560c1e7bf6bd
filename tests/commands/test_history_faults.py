"""`history compact` and `probe` under a tracer: killed at each system call, and refused at each by the disk."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands.make import quickly
from tests.recording.make import a_round, everything, files, fill
from tests.scorecard import IS_PROOF
from tests.targets import serve

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]
CHANGING = ("write", "fsync", "rename", "unlink")
CALLS = ("openat", *CHANGING, "flock") if IS_PROOF else CHANGING
REFUSED = CALLS if IS_PROOF else ("write", "rename")
CODES = ("ENOSPC", "EIO", "EROFS", "EACCES", "EMFILE", "EDQUOT") if IS_PROOF else ("ENOSPC",)
PROBE_CALLS = CALLS if IS_PROOF else ("write", "rename")
PROBE_CODES = CODES[:3]
PROBE_REFUSED = CALLS if IS_PROOF else ("write",)
TODAY = datetime.now(UTC)
OLD = TODAY.replace(hour=9, minute=46, second=3, microsecond=0) - timedelta(days=6)
SETTINGS = """
page: {name: Chirp}
history: {keep_rounds: 3d}
components:
  - {id: web, name: Web, check: "%s"}
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Iterator[Path]:
    """A project with a day to be tallied and dropped, two damaged lines in it, and a target that answers."""
    root = tmp_path_factory.mktemp("origin")
    server = serve("healthy")
    (root / "statusgen.yaml").write_text(SETTINGS % f"http://127.0.0.1:{server.server_port}/")
    fill(files(root), [a_round(at=OLD + timedelta(seconds=number)) for number in range(5)])
    path = next((root / "history/local").iterdir())
    path.write_bytes(path.read_bytes() + b"damaged\n\xff\n")
    yield root
    server.shutdown()


def copied(origin: Path, root: Path) -> Path:
    shutil.copytree(origin, root)
    return root


def traced(
    root: Path, words: list[str], call: str, fault: str
) -> tuple[subprocess.CompletedProcess[str], bool]:
    """A command with a fault at one call that touches the history; and whether that call came."""
    days = [f"{moment.date().isoformat()}" for moment in (OLD, TODAY, TODAY + timedelta(days=1))]
    names = [
        form.format(day)
        for day in days
        for form in (
            "{}.jsonl",
            "{}.tally.jsonl",
            "{}.damaged.jsonl",
            ".{}.tally.jsonl.new",
            ".{}.damaged.jsonl.new",
        )
    ]
    folder = root / "history/local"
    paths = [folder, *(folder / name for name in names), root / "history", root / ".statusgen/history.lock"]
    log = root.with_suffix(".log")
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}", "-o", str(log)]
    watch = [word for path in paths for word in ("-P", str(path))]
    command = [sys.executable, "-m", "statusgen", "-C", str(root), *words]
    run = subprocess.run(
        ["strace", "-f", *watch, *inject, *command],
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    told = log.read_text()
    return run, "INJECTED" in told or "killed by SIGKILL" in told


def faults(
    origin: Path, tmp_path: Path, words: list[str], call: str, fault: str
) -> Iterator[tuple[Path, subprocess.CompletedProcess[str]]]:
    """A run in a fresh copy for each time that the call comes."""
    for number in range(1, 200):
        root = copied(origin, tmp_path / str(number))
        run, came = traced(root, words, call, f"{fault}:when={number}")
        if not came:
            assert run.returncode == 0, run.stderr
            return
        yield root, run
        shutil.rmtree(root)
    raise AssertionError("it never ends")


def is_whole(origin: Path, root: Path) -> bool:
    """Every old round is there, in its line or in its tally."""
    expected = {round_.at for round_ in plain_rounds_of(origin)}
    return expected <= {round_.at for round_ in plain_rounds_of(root)}


def plain_rounds_of(root: Path) -> list:
    from statusgen.recording import journal

    history = journal.read(files(root), since=OLD - timedelta(days=9), until=TODAY + timedelta(days=2))
    return list(journal.all_rounds(history))


def is_healed(root: Path, *words: str) -> bool:
    """The next run does what this one did not, and nothing is left over."""
    again = quickly("-C", root, *words)
    left = [path.name for path in (root / "history/local").iterdir() if path.name.startswith(".")]
    found = everything(files(root))
    aside = [line.strip() for (_, part), lines in found.items() if part == "aside" for line in lines]
    is_dropped = not (root / f"history/local/{OLD.date().isoformat()}.jsonl").exists()
    return again.code == 0 and left == [] and is_dropped and {b"damaged", b"\xff"} <= set(aside)


@pytest.mark.proof("S1")
@pytest.mark.parametrize("call", CALLS)
def test_compaction_killed_at_any_call_loses_no_round(origin, tmp_path, call, record_property):
    words = ["history", "compact"]
    ended = [
        (is_whole(origin, root), is_healed(root, *words), is_whole(origin, root))
        for root, _ in faults(origin, tmp_path, words, call, "signal=KILL")
    ]
    bad = sum(not all(one) for one in ended)
    record_property(
        "S1", f"{bad} of {len(ended)} compactions killed at a system call lost a round or were not healed"
    )
    assert ended
    assert bad == 0, ended


@pytest.mark.proof("S3")
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("call", REFUSED)
def test_an_error_at_any_call_of_compaction_is_told_and_loses_no_round(
    origin, tmp_path, call, code, record_property
):
    words = ["history", "compact"]
    ended = [
        (is_told(run, root), is_whole(origin, root), is_healed(root, *words), run.stderr)
        for root, run in faults(origin, tmp_path, words, call, f"error={code}")
    ]
    record_property(
        "S3",
        f"{sum(all(one[:3]) for one in ended)} of {len(ended)} errors in compaction told, healed, no round lost",
    )
    assert ended
    assert all(all(one[:3]) for one in ended), [one for one in ended if not all(one[:3])]


def is_told(run: subprocess.CompletedProcess[str], root: Path) -> bool:
    """One line with the name of the file, and exit code 4."""
    if "another process compacts" in run.stderr:  # some file systems say EACCES of a lock that is held
        return run.returncode == 5
    return run.returncode == 4 and run.stderr.count("\n") == 1 and str(root) in run.stderr


@pytest.mark.proof("S3")
def test_a_disk_that_lies_about_what_it_wrote_loses_no_round(origin, tmp_path, record_property):
    words = ["history", "compact"]
    ended = []
    for root, run in faults(origin, tmp_path, words, "write", "retval=5"):
        told = run.returncode == 4 and "does not read as written" in run.stderr
        ended.append((told, is_whole(origin, root), is_healed(root, *words), is_whole(origin, root)))
    record_property(
        "S3", f"{sum(map(all, ended))} of {len(ended)} writes that were none noticed, and no round lost"
    )
    assert len(ended) >= 2
    assert all(map(all, ended)), ended


def acknowledged(run: subprocess.CompletedProcess[str]) -> int:
    return int(run.stdout.startswith("local: 1 "))  # whatever the target said: the machine may be busy


def is_kept(run: subprocess.CompletedProcess[str], root: Path) -> bool:
    """The round is safe; what else could not be done is told, or another process is said to do it."""
    is_told = "the round is kept" in run.stderr and str(root) in run.stderr
    return run.returncode == 0 and acknowledged(run) == 1 and (is_told or run.stderr == "")


def rounds_of_today(root: Path) -> int:
    return sum(round_.at > TODAY - timedelta(days=1) for round_ in whole_rounds(root))


def whole_rounds(root: Path) -> list:
    return [round_ for round_ in plain_rounds_of(root) if round_.results.get("web")]


@pytest.mark.proof("S1")
@pytest.mark.parametrize("call", PROBE_CALLS)
def test_a_probe_killed_at_any_call_loses_no_acknowledged_round(origin, tmp_path, call, record_property):
    ended = [
        (
            rounds_of_today(root) >= acknowledged(run),
            is_whole(origin, root),
            is_healed(root, "probe") or is_healed(root, "history", "compact"),
            rounds_of_today(root) >= 1,
        )
        for root, run in faults(origin, tmp_path, ["probe"], call, "signal=KILL")
    ]
    bad = sum(not all(one) for one in ended)
    record_property(
        "S1", f"{bad} of {len(ended)} probes killed at a system call lost a round or were not healed"
    )
    assert ended
    assert bad == 0, ended


def is_compacted(root: Path) -> bool:
    """All was done although a call failed: whether today has rounds is asked to spare work, not to do it."""
    folder, day = root / "history/local", OLD.date().isoformat()
    return (folder / f"{day}.tally.jsonl").exists() and not (folder / f"{day}.jsonl").exists()


@pytest.mark.proof("S3")
@pytest.mark.parametrize("code", PROBE_CODES)
@pytest.mark.parametrize("call", PROBE_REFUSED)
def test_an_error_at_any_call_of_a_probe_is_told_and_loses_no_acknowledged_round(
    origin, tmp_path, call, code, record_property
):
    ended = [
        (
            is_told(run, root)
            or (acknowledged(run) and "the round is kept" in run.stderr and str(root) in run.stderr)
            or (run.returncode == 0 and acknowledged(run) and is_compacted(root)),
            rounds_of_today(root) >= acknowledged(run),
            is_whole(origin, root),
            is_healed(root, "probe") or is_healed(root, "history", "compact"),
            run.stderr,
        )
        for root, run in faults(origin, tmp_path, ["probe"], call, f"error={code}")
    ]
    record_property(
        "S3",
        f"{sum(all(one[:4]) for one in ended)} of {len(ended)} errors in a probe told, healed, no round lost",
    )
    assert ended
    assert all(all(one[:4]) for one in ended), [one for one in ended if not all(one[:4])]
