"""A folder on a host that a real sshd serves: a link that always leads to a whole build."""

import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError, StatusgenError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing import rsync
from statusgen.publishing.rsync import RsyncTarget
from statusgen.publishing.sending import Order, Outcome, publish, restore
from statusgen.publishing.targets import World
from tests.publishing.make import a_site, a_world, broken, build_of, contents, without_old_styles
from tests.scorecard import IS_PROOF

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
CONF = """
HostKey {folder}/host
AuthorizedKeysFile {folder}/keys
ListenAddress 127.0.0.1
Port {port}
PidFile none
UsePAM no
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
MaxStartups 100
"""
CLIENT = """
Host *
  Port {port}
  IdentityFile {folder}/user
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  GlobalKnownHostsFile /dev/null
"""
pytestmark = pytest.mark.skipif(SSHD is None or shutil.which("rsync") is None, reason="no sshd or no rsync")


@dataclass(frozen=True)
class Host:
    """A machine behind ssh: this one."""

    folder: Path
    target: PublishTarget

    @property
    def site(self) -> Path:
        return self.folder / "www" / "status"

    def world(self, **environ: str) -> World:
        return a_world(self.folder, {**os.environ, **environ})

    def published(self, version: int, **order: bool) -> Outcome:
        world = self.world()
        return publish(build_of(a_site(version)), RsyncTarget(self.target, world), Order(**order), world)


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sshd")
    Path("/run/sshd").mkdir(exist_ok=True) if os.geteuid() == 0 else None
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "user.pub", folder / "keys")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "sshd.conf").write_text(CONF.format(folder=folder, port=port))
    (folder / "ssh.conf").write_text(CLIENT.format(folder=folder, port=port))
    key = " ".join((folder / "host.pub").read_text().split()[:2])
    (folder / "known").write_text(f"[127.0.0.1]:{port} {key}\n")
    with subprocess.Popen(
        [str(SSHD), "-D", "-e", "-f", folder / "sshd.conf"], stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield folder
        process.terminate()


@pytest.fixture
def host(sshd: Path, tmp_path: Path) -> Host:
    (tmp_path / "www").mkdir()
    (tmp_path / "ssh.conf").symlink_to(sshd / "ssh.conf")
    address = f"{getpass.getuser()}@127.0.0.1:{tmp_path}/www/status"
    return Host(tmp_path, PublishTarget(id="web", rsync=address, ssh_config="ssh.conf"))


def pages(host: Host) -> dict[str, bytes]:
    return without_old_styles(contents(host.site))


def test_builds_come_go_and_come_back(host: Host) -> None:
    with pytest.raises(HostError, match="keeps no build before this one"):
        RsyncTarget(host.target, host.world()).restore()
    assert host.published(1).is_changed
    assert not host.published(1).is_changed
    assert pages(host) == a_site(1)

    sent = host.published(2).sent
    assert (sent.written, sent.kept, sent.removed) == (len(a_site(2)) - 1, 1, 1)
    old = (host.site / "never" / "changes.txt").stat().st_ino
    with pytest.raises(LockedError, match="has a newer build"):
        host.published(1)
    host.published(3)
    styles = sorted(path.name for path in (host.site / "assets").iterdir())
    assert styles == ["style.0000000002.css", "style.0000000003.css"], "pages that are open need the last one"
    assert (host.site / "never" / "changes.txt").stat().st_ino == old, "what is the same is a second name"

    world = host.world()
    assert restore(RsyncTarget(host.target, world), world).taken_at.minute == 2
    assert pages(host) == a_site(2)
    assert restore(RsyncTarget(host.target, world), world).taken_at.minute == 3
    left = sorted(path.name for path in (host.folder / "www" / ".status.statusgen").iterdir())
    assert [name.partition(".")[0] for name in left] == ["before", "build", "build"]


def test_a_folder_with_files_in_it_is_left_alone_and_an_empty_one_is_taken(host: Host) -> None:
    host.site.mkdir()
    (host.site / "index.html").write_text("theirs")
    with pytest.raises(HostError, match=r"is a folder with files in it, .*\(move it away once\)"):
        host.published(1)
    assert (host.site / "index.html").read_text() == "theirs"

    (host.site / "index.html").unlink()
    host.published(1)
    assert pages(host) == a_site(1)


def test_a_key_that_the_host_does_not_know_is_told(host: Host) -> None:
    (host.folder / "ssh.conf").unlink()
    (host.folder / "ssh.conf").write_text("IdentityFile /dev/null\n")
    with pytest.raises(HostError, match=r"does not let us in|Connection refused"):
        host.published(1)


def test_whatever_step_fails_readers_get_a_whole_page_and_the_next_run_completes(
    host: Host, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """Each call of a program fails, before or after its work; and each line of the script that swaps."""
    host.published(1)
    lines = [
        line
        for line in rsync._FLIP.splitlines()
        if line.startswith(("ln", "mv", "echo", "  echo", "  mv", "rm"))
    ]
    cuts = [rsync._FLIP.replace(line, f"exit 9\n{line}", 1) for line in lines]
    looks, torn, version = 0, 0, 1
    for script in cuts if IS_PROOF else cuts[1:2]:
        version += 1
        with monkeypatch.context() as patch:
            patch.setattr(rsync, "_FLIP", script)
            with pytest.raises(HostError, match="ssh ended with 9"):
                host.published(version)
        looks, torn = looks + 1, torn + (pages(host) not in (a_site(version), a_site(version - 1)))
        host.published(version, is_forced=True)
        assert pages(host) == a_site(version)
    record_property("S17", f"{torn} of {looks:,} looks at a host after a swap that was cut were broken")
    assert torn == 0
    assert looks == (len(cuts) if IS_PROOF else 1)


@pytest.mark.proof("S6", "crowds that published to one host left the newest build whole")
def test_of_several_at_once_the_newest_stays_whole_and_every_load_too(
    host: Host, record_property: Callable[[str, object], None]
) -> None:
    host.published(1)
    done, breaks, loads = threading.Event(), list[str](), 0

    def reader() -> None:
        nonlocal loads
        while not done.is_set():
            folder = Path(os.path.realpath(host.site))
            read = lambda path: (folder / path).read_bytes() if (folder / path).is_file() else None  # noqa: E731,B023
            missing = broken(read, ["index.html", "pages/1/index.html"])
            if folder.exists():  # else two newer builds came while we looked
                breaks.extend(missing)
            loads += 1

    def one(number: int) -> StatusgenError | None:
        for _ in range(40):
            try:
                host.published(10 + number)
            except LockedError as error:
                return error
            except HostError:
                continue
            return None
        raise AssertionError("no turn came")

    watching = threading.Thread(target=reader)
    watching.start()
    with ThreadPoolExecutor(8) as pool:
        refused = [error for error in pool.map(one, range(8 if IS_PROOF else 3)) if error]
    done.set()
    watching.join()
    record_property(
        "S17", f"{len(breaks)} of {loads:,} loads from a host while several published were broken"
    )
    assert pages(host) == a_site(17 if IS_PROOF else 12)
    assert breaks == []
    assert all("newer build" in str(error) for error in refused)
