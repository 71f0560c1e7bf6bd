"""Commands typed at a real terminal become a recording in asciinema's format, version 2."""

import fcntl
import json
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte

COLUMNS, ROWS = 100, 32
PROMPT, MORE = "$ ", "> "
_PATIENCE = 60.0
"""Seconds for a command; on a busy machine they are slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What was on the screen, and when."""

    events: tuple[tuple[float, str, str], ...]
    """Seconds since the shell was ready, `o` for output or `m` for a mark, and the text."""
    taken_at: int
    """Seconds since 1970."""

    def text(self) -> str:
        """The file: a head and one event a line."""
        head = {
            "version": 2,
            "width": COLUMNS,
            "height": ROWS,
            "timestamp": self.taken_at,
            "title": "An incident, from nothing",
            "env": {"SHELL": "/bin/bash", "TERM": "xterm-256color"},
        }
        return "".join(
            json.dumps(line, ensure_ascii=False) + "\n" for line in (head, *map(list, self.events))
        )

    def marks(self) -> list[tuple[float, str]]:
        """When each command was begun, and when all was done."""
        return [(at, text) for at, kind, text in self.events if kind == "m"]

    def screen(self) -> list[str]:
        """All lines that were ever printed, as the terminal shows them."""
        screen = pyte.Screen(COLUMNS, 500)
        stream = pyte.Stream(screen)
        for _, kind, text in self.events:
            if kind == "o":
                stream.feed(text)
        return "\n".join(line.rstrip() for line in screen.display).rstrip("\n").split("\n")


def read(path: Path) -> Recording:
    """A recording that was kept."""
    head, *events = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return Recording(events=tuple((at, kind, text) for at, kind, text in events), taken_at=head["timestamp"])


def record(
    commands: Sequence[str], folder: Path, environ: Mapping[str, str], *, key: float, taken_at: int
) -> Recording:
    """Type the commands into a shell in the folder; `key`: seconds from one key to the next."""
    process, handle = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], dict(environ))
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    typist = _Typist(handle, key)
    try:
        typist.wait_for(PROMPT)
        typist.begin()
        for command in commands:
            typist.type(command)
        typist.mark("done")
    finally:
        os.close(handle)
        os.waitpid(process, 0)
    return Recording(events=tuple(typist.events), taken_at=taken_at)


class _Typist:
    """Presses keys, and notes what appears."""

    def __init__(self, handle: int, key: float) -> None:
        self._handle = handle
        self._key = key
        self._start = time.monotonic()
        self.events: list[tuple[float, str, str]] = []

    def begin(self) -> None:
        """The clock starts with the first key; the prompt is there already."""
        self._start = time.monotonic()
        self.events = [(0.0, "o", PROMPT)]

    def mark(self, text: str) -> None:
        self.events.append((self._now(), "m", text))

    def type(self, command: str) -> None:
        """A command, key by key, and what it prints."""
        self.mark(command)
        *beginning, last = command.split("\n")
        for line in beginning:
            self._enter(line, MORE)
        self._enter(last, PROMPT)

    def wait_for(self, prompt: str) -> None:
        """Until the shell asks for the next line."""
        seen = len(self.events)
        end = time.monotonic() + _PATIENCE
        while not self._printed(seen).endswith(prompt):
            assert time.monotonic() < end, f"no prompt after {self._printed(seen)!r}"
            self._look(0.1)

    def _enter(self, line: str, prompt: str) -> None:
        for letter in line:
            os.write(self._handle, letter.encode())
            self._look(self._key)
        self._settle(line)
        os.write(self._handle, b"\r")
        self.wait_for(prompt)

    def _settle(self, command: str) -> None:
        """Until the last key is on the screen."""
        end = time.monotonic() + _PATIENCE
        while not self._printed(0).endswith(command[-1]):
            assert time.monotonic() < end, f"{command!r} did not appear"
            self._look(0.05)

    def _printed(self, since: int) -> str:
        return "".join(text for _, kind, text in self.events[since:] if kind == "o")

    def _look(self, seconds: float) -> None:
        """Note what appears within the seconds."""
        end = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([self._handle], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return
            self.events.append((self._now(), "o", os.read(self._handle, 65536).decode("utf-8", "replace")))

    def _now(self) -> float:
        return round(time.monotonic() - self._start, 3)
