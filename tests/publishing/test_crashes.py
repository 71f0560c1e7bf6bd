"""Publishing on real processes and real disks that fail at the worst moment."""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from statusgen.model.errors import HostError
from statusgen.publishing.folder import publish
from tests.publishing.make import a_build, beside, contents, python
from tests.scorecard import IS_PROOF

KILLS = 500 if IS_PROOF else 20
SWAPS = 200 if IS_PROOF else 40
ROUNDS = 50 if IS_PROOF else 2

_PUBLISH = """
import sys
from pathlib import Path
from statusgen.model.errors import LockedError
from statusgen.publishing import swap
from statusgen.publishing.folder import publish
from tests.publishing.make import a_build
folder, versions, way = Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3]
if way == "renames":
    swap._exchange = lambda first, second: False
if len(versions) > 1:
    print("ready", flush=True)
for version in versions:
    try:
        publish(a_build(version), folder / "site", lock=folder / ".statusgen" / "lock")
    except LockedError:
        sys.exit(5)
"""


def _is_whole(site: Path) -> bool:
    found = contents(site)
    found.pop("CNAME")
    return found in (a_build(1), a_build(2))


def _begin(folder: Path, way: str = "exchange") -> Path:
    """Build 1, and, where folders are to take turns, one whose turn it is and what a killed run left."""
    for version in (1, 2, 1) if way == "turns" else (1,):
        publish(a_build(version), folder / "site", lock=folder / ".statusgen" / "lock")
    if way == "turns":
        shutil.copytree(folder / "site", folder / ".site.statusgen-new")
    (folder / "site" / "CNAME").write_text("mine")
    return folder / "site"


def _heals(folder: Path) -> bool:
    publish(a_build(3), folder / "site", lock=folder / ".statusgen" / "lock")
    is_clean = beside(folder / "site") == [".statusgen"]
    return is_clean and contents(folder / "site") == {**a_build(3), "CNAME": b"mine"}


@pytest.mark.slow
@pytest.mark.proof("S1")
def test_kill_9_at_random_moments_leaves_the_old_page_or_the_new_one(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(5)
    site = _begin(tmp_path)
    torn, killed = 0, 0
    for _ in range(KILLS):
        command = python(_PUBLISH, tmp_path, ",".join("12" * 500), "exchange")
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.3)
            process.kill()
        killed += process.returncode == -9
        torn += not _is_whole(site)
    record_property("S1", f"{torn} of {killed:,} publishings killed at random tore a page")
    assert torn == 0
    assert killed > KILLS // 2
    assert _heals(tmp_path)


_CALLS = ("mkdir", "linkat", "rename", "renameat2", "unlink", "unlinkat", "rmdir", "write", "fsync", "chmod")


def _calls(way: str) -> set[str]:
    """Which of them there are."""
    if way == "turns":
        return set(_CALLS)
    return set(_CALLS) - {"unlinkat", "rmdir"} - ({"renameat2"} if way == "renames" else set())


def _strace(folder: Path, call: str, fault: str, way: str) -> subprocess.CompletedProcess[str]:
    """Publish build 2 into the folder; `stdout` is what was injected, empty when the call came too seldom."""
    log = folder.with_suffix(".log")
    inject = ["-f", "-e", f"trace={call}", "-e", f"inject={call}:{fault}", "-o", str(log)]
    command = ["strace", *inject, *python(_PUBLISH, folder, "2", way)]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    lines = log.read_text().splitlines()
    run.stdout = "".join(line for line in lines if "INJECTED" in line or "killed by SIGKILL" in line)
    return run


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.proof("S1")
@pytest.mark.parametrize("way", ["exchange", "renames", "turns"])
def test_kill_9_at_each_change_of_the_disk_leaves_a_whole_page(
    tmp_path: Path, way: str, record_property: Callable[[str, object], None]
) -> None:
    kills = Counter[str]()
    for call in _CALLS:
        for number in range(1, 1000, 1 if IS_PROOF else 23):
            folder = tmp_path / f"{call}-{number}"
            folder.mkdir()
            site = _begin(folder, way)
            run = _strace(folder, call, f"signal=KILL:when={number}", way)
            is_aside = way == "renames" and not site.exists()
            assert _is_whole(site.with_name(".site.statusgen-old") if is_aside else site), (call, number)
            assert _heals(folder), (call, number)
            shutil.rmtree(folder)
            if not run.stdout:
                break
            kills[call] += 1
    record_property("S1", f"0 of {kills.total():,} publishings killed at a system call tore a page")
    assert set(kills) == _calls(way)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.proof("S3")
@pytest.mark.parametrize(
    ("code", "way"),
    [
        (code, way)
        for number, code in enumerate(("ENOSPC", "EIO", "EROFS", "EACCES", "EMFILE", "EDQUOT"))
        for way in (("exchange", "turns") if IS_PROOF else (("exchange", "turns")[number % 2],))
    ],
)
def test_an_error_of_the_disk_at_any_call_keeps_a_whole_page(
    tmp_path: Path, code: str, way: str, record_property: Callable[[str, object], None]
) -> None:
    faults = Counter[str]()
    for call in _CALLS:
        for number in range(1, 1000, 1 if IS_PROOF else 37):
            folder = tmp_path / f"{call}-{number}"
            folder.mkdir()
            site = _begin(folder, way)
            run = _strace(folder, call, f"error={code}:when={number}", way)
            told = run.stderr.strip().rpartition("\n")[2]
            assert run.returncode == 0 or "HostError: cannot publish into" in told, (call, number, run.stderr)
            assert _is_whole(site), (call, number)
            assert _heals(folder), (call, number)
            shutil.rmtree(folder)
            if not run.stdout:
                break
            faults[call] += 1
    record_property("S3", f"{faults.total():,} of {faults.total():,} errors in publishing handled")
    assert set(faults) == _calls(way)


def _versions(folder: int) -> set[bytes]:
    """What the pages of one opened folder say, until it is removed under our hands."""
    seen = set()
    for name in ("index.html", *(f"pages/{number}/index.html" for number in range(20))):
        try:
            handle = os.open(name, os.O_RDONLY, dir_fd=folder)
        except FileNotFoundError:
            return seen
        seen.add(os.read(handle, 100).split()[-1])
        os.close(handle)
    return seen


@pytest.mark.slow
@pytest.mark.proof("S17")
def test_a_reader_sees_one_build_at_a_time_and_always_a_home_page(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    site = _begin(tmp_path)
    command = python(_PUBLISH, tmp_path, ",".join("12" * (SWAPS // 2)), "exchange")
    mixes, missing, looks = 0, 0, 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            missing += not (site / "index.html").exists()
            folder = os.open(site, os.O_RDONLY)
            mixes += len(_versions(folder)) > 1
            os.close(folder)
            looks += 1
    record_property("S17", f"{mixes + missing} of {looks:,} looks during {SWAPS} publishings were broken")
    assert process.returncode == 0
    assert looks > SWAPS
    assert (mixes, missing) == (0, 0)


@pytest.mark.slow
@pytest.mark.proof("S6", f"crowds of eight publishers, {ROUNDS} times, each done or told to try again")
def test_of_eight_at_once_each_is_done_or_told_to_try_again(tmp_path: Path) -> None:
    _begin(tmp_path)
    for _ in range(ROUNDS):
        runs = [subprocess.Popen(python(_PUBLISH, tmp_path, n % 2 + 1, "exchange")) for n in range(8)]
        endings = [run.wait(timeout=60) for run in runs]
        assert set(endings) <= {0, 5}
        assert 0 in endings
        assert _is_whole(tmp_path / "site")
    assert beside(tmp_path / "site") == [".statusgen"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], check=True, timeout=10)
    yield disk
    subprocess.run(["umount", disk], check=True, timeout=10)


@pytest.mark.root
@pytest.mark.proof("S3", "full and read-only disks told plainly")
def test_a_full_disk_keeps_the_old_page_and_leaves_nothing_else(small_disk: Path) -> None:
    site = _begin(small_disk)
    with pytest.raises(HostError, match=r"^cannot publish into .*no space left on device$"):
        publish({"index.html": b"x" * 600_000}, site, lock=small_disk / ".statusgen" / "lock")
    assert _is_whole(site)
    assert beside(site) == [".statusgen"]


@pytest.mark.root
@pytest.mark.proof("S3", "full and read-only disks told plainly")
def test_a_disk_that_is_read_only_keeps_the_old_page(small_disk: Path, tmp_path: Path) -> None:
    site = _begin(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True, timeout=10)
    with pytest.raises(HostError, match="read-only file system"):
        publish(a_build(2), site, lock=tmp_path / "lock")
    assert _is_whole(site)


@pytest.mark.root
def test_a_mount_point_is_told_from_a_folder(small_disk: Path, tmp_path: Path) -> None:
    with pytest.raises(HostError, match="it is a mount point: publish into a folder inside it"):
        publish(a_build(1), small_disk, lock=tmp_path / "lock")
    assert list(small_disk.iterdir()) == []


@pytest.mark.root
def test_a_folder_bound_from_elsewhere_is_a_mount_point_too(small_disk: Path, tmp_path: Path) -> None:
    site, real = small_disk / "site", small_disk / "real"
    site.mkdir()
    real.mkdir()
    (real / "CNAME").write_text("mine")
    subprocess.run(["mount", "--bind", real, site], check=True, timeout=10)
    try:
        with pytest.raises(HostError, match="it is a mount point: publish into a folder inside it"):
            publish(a_build(1), site, lock=tmp_path / "lock")
        assert [path.name for path in real.iterdir()] == ["CNAME"]
        assert beside(site) == ["real"]
    finally:
        subprocess.run(["umount", site], check=True, timeout=10)


@pytest.mark.root
def test_without_leave_to_write_above_the_reason_is_told(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    tmp_path.chmod(0o755)
    site = tmp_path / "site"
    site.mkdir()
    os.chown(site, 65534, 65534)
    (tmp_path / "l").mkdir(mode=0o777)
    (tmp_path / "l").chmod(0o777)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setuid(65534)
            publish(a_build(1), site, lock=tmp_path / "l" / "lock")
        except HostError as error:
            code = 0 if "permission denied (the new folder is made beside the old one" in str(error) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert list(site.iterdir()) == []


@pytest.mark.root
def test_for_a_folder_on_another_disk_nothing_is_kept(small_disk: Path, tmp_path: Path) -> None:
    for version in (1, 2, 3):
        publish(a_build(version), small_disk / "site", lock=tmp_path / "own" / "lock")
        assert contents(small_disk / "site") == a_build(version)
        assert beside(small_disk / "site") == []
    assert not (tmp_path / "own" / "trees").exists()


@pytest.fixture
def of_another() -> Iterator[Path]:
    """A folder of a user who is not root, where that one can come to it."""
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, 65534, 65534)
        yield Path(folder)


@pytest.mark.root
def test_write_protected_folders_take_turns_too(of_another: Path) -> None:
    root = of_another
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setuid(65534)
            for version in range(1, 7):
                publish(a_build(version), root / "site", lock=root / "l" / "lock")
                (root / "site" / "pages" / "3").chmod(0o555 if version % 3 else 0o755)
                code = 0 if contents(root / "site") == a_build(version) else 2
                if code:
                    break
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert contents(root / "site") == a_build(6)
