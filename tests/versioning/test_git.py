"""A person at a terminal, and the end of things: Ctrl-C, and questions that are answered."""

import base64
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.versioning.hosts import http_host
from tests.versioning.make import INCIDENT, World, hook, write
from tests.versioning.test_commits import is_gone

SCRIPT = """
import os, random, sys, time
from pathlib import Path
from statusgen.versioning.commits import commit
from statusgen.versioning.patience import Patience
from statusgen.versioning.pushes import push
from statusgen.versioning.repositories import repository
here = Path.cwd()
found = repository(here, os.environ, is_watched=sys.stdin.isatty())
patience = Patience(sleep=time.sleep, chance=random.random)
commit(found, [here / "incidents"], "Web", patience)
print("pushed to", push(found, [here / "incidents"], patience).remote)
"""


def environ(world: World) -> dict[str, str]:
    return {**world.environ, "PYTHONPATH": str(Path.cwd())}


class Terminal:
    """A terminal with the script on it."""

    def __init__(self, world: World, folder: Path) -> None:
        variables = environ(world)
        self.process, self.handle = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(sys.executable, [sys.executable, "-c", SCRIPT], variables)
        self.seen = ""

    def read_until(self, words: str, seconds: float = 20) -> None:
        """Wait until the words stand on the screen."""
        end = time.monotonic() + seconds
        while words not in self.seen:
            ready, _, _ = select.select([self.handle], [], [], max(0, end - time.monotonic()))
            assert ready, f"no {words!r} in {self.seen!r}"
            self.seen += os.read(self.handle, 4096).decode()

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.handle, keys.encode())

    def ends(self) -> int:
        """The exit status of the script."""
        _, status = os.waitpid(self.process, 0)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(status)


def waited_for(path: Path) -> str:
    """The text of a file that comes soon."""
    for _ in range(200):
        if path.exists() and (text := path.read_text()):
            return text
        time.sleep(0.05)
    raise AssertionError(f"{path} did not come")


def test_at_a_terminal_a_person_is_asked_and_can_answer(world):
    remote = world.remote()
    folder = world.start()
    login = "Basic " + base64.b64encode(b"ada:hunter2").decode()
    with http_host(world.folder, login=login) as address:
        world.git(folder, "remote", "add", "origin", f"{address}/up.git")
        write(folder / INCIDENT, "title: Web\n")
        terminal = Terminal(world, folder)
        terminal.read_until("Username")
        terminal.type("ada\n")
        terminal.read_until("Password")
        terminal.type("hunter2\n")
        terminal.read_until("pushed to origin")
        assert terminal.ends() == 0
    assert world.head(remote, "main") == world.head(folder)


def test_ctrl_c_at_a_terminal_ends_all_and_leaves_no_lock(world):
    folder = world.start()
    hook(folder, "pre-commit", "echo $$ > pid; sleep 77")
    write(folder / "incidents/new.yaml", "title: Web\n")
    terminal = Terminal(world, folder)
    process = int(waited_for(folder / "pid"))
    terminal.type("\x03")
    assert terminal.ends() != 0
    assert is_gone(process)
    (folder / "pid").unlink()
    assert world.git(folder, "status", "--porcelain") == "?? incidents/new.yaml\n"
    assert not list((folder / ".git").glob("*.lock"))


def test_an_interrupt_without_a_terminal_ends_all_and_leaves_no_lock(world):
    folder = world.start()
    hook(folder, "pre-commit", "echo $$ > pid; sleep 77")
    write(folder / "incidents/new.yaml", "title: Web\n")
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        cwd=folder,
        env=environ(world),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    child = int(waited_for(folder / "pid"))
    process.send_signal(signal.SIGINT)
    assert process.wait(20) != 0
    assert is_gone(child)
    (folder / "pid").unlink()
    assert world.git(folder, "status", "--porcelain") == "?? incidents/new.yaml\n"
    assert not list((folder / ".git").glob("*.lock"))
