"""`status --watch`: a screen that is drawn in place, or a line for each change; nothing outlives its end."""

import asyncio
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pyte
import pytest

from statusgen.commands import status as command
from statusgen.commands.claim_lines import changes
from statusgen.commands.claims import read_claim
from statusgen.model.errors import HostError
from tests.commands.make import World
from tests.commands.pages import ESCAPES, ours, said, web

ROWS, COLUMNS = 20, 60


def claim(**more):
    found = read_claim(json.dumps(ours(**more)).encode())
    assert found is not None
    return found


def part(name, status):
    return {"name": name, "status": status}


def watched(looks, *, every=60, lasting=300, redraw=False, fail_on="never"):
    """What was printed while these were seen, one a beat; an error is raised."""
    world, printed, documents, complaints, screens = World(), [], [], [], []
    session = replace(
        world.session(None),
        answer=printed.append,
        data=documents.append,
        complain=lambda error: complaints.append(str(error)),
        redraw=(lambda lines: screens.append(["".join(t for _, t in line) for line in lines]))
        if redraw
        else None,
    )
    left = list(looks)

    async def look():
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return one

    order = command.Order(
        url="x",
        fail_on=fail_on,
        is_watched=True,
        every=timedelta(seconds=every),
        lasting=timedelta(seconds=lasting),
    )
    code = asyncio.run(command._watch(session, order, look))
    return code, printed, documents, complaints, screens


def test_without_a_terminal_there_is_a_line_for_each_change():
    down = claim()
    well = claim(
        headline={"status": "operational", "text": "All Systems Operational"},
        components=[part("Web", "operational"), part("Sign-in", "operational")],
        incidents=[],
    )
    down = replace(down, parts=tuple(replace(one, group="") for one in down.parts))
    _, printed, *_ = watched([down, down, well, well])

    assert printed == [
        "2025-03-10T09:45:00Z Down: Sign-in is down",
        "2025-03-10T09:45:00Z Sign-in: Down",
        "2025-03-10T09:45:00Z Identified: Sign-in fails, since 2025-03-10T09:45:00Z",
        "2025-03-10T09:45:00Z In progress: New keys, since 2025-03-10T11:00:00Z",
        "2025-03-10T09:47:00Z Operational: All Systems Operational",
        "2025-03-10T09:47:00Z Sign-in: Operational (was Down)",
        "2025-03-10T09:47:00Z Over: Sign-in fails",
    ]


def test_a_page_expires_between_two_looks():
    soon = claim(expires_at="2025-03-10T09:45:30Z")
    _, printed, documents, _, screens = watched([soon], every=3600, lasting=60, redraw=True)

    assert printed == []
    stale = [screen[0] for screen in screens]
    assert stale[:6] == ["Chirp status: Down"] * 6
    assert set(stale[6:]) == {"Chirp status: Not known"}
    assert [document["is_stale"] for document in documents] == [False, True]


def test_what_can_no_longer_be_read_is_not_shown_any_more():
    fault = HostError("cannot read from there")
    code, printed, documents, complaints, _ = watched([claim(), fault, fault, claim()], lasting=240)

    assert code == 0
    assert complaints == ["cannot read from there"]
    assert [line.split(" ", 1)[1] for line in printed if "known" in line] == [
        "Not known: the page cannot be read"
    ]
    assert sum(line.endswith("Down: Sign-in is down") for line in printed) == 2
    assert [document.get("error") for document in documents] == [None, "cannot read from there", None]

    code, _, _, _, screens = watched([claim(), fault], lasting=120, redraw=True)
    assert code == 4
    assert screens[-1] == ["Not known: cannot read from there", "Last read at 2025-03-10T09:45:00Z"]


def test_the_exit_code_is_that_of_the_last_look():
    assert watched([claim()], fail_on="down")[0] == 3
    assert watched([claim()], fail_on="never")[0] == 0


def test_two_components_of_one_name_are_told_apart():
    both = claim(components=[part("Web", "operational"), part("Web", "major_outage")])
    assert list(changes(both, both)) == []


@contextmanager
def terminal(*arguments, **environ):
    """The command at a terminal of its own; gives its process and what feeds a screen."""
    keeper, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "status", *arguments],
        stdin=end,
        stdout=end,
        stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environ},
        start_new_session=True,
    )
    os.close(end)
    view = View(keeper)
    try:
        yield process, view
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stderr.close()
        os.close(keeper)


class View:
    """What stands on the screen, and what was sent to it."""

    def __init__(self, handle):
        self.handle, self.raw = handle, b""
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)

    def shows(self, words, within=30):
        """Wait until it does."""
        end = time.monotonic() + within
        while words not in "\n".join(self.screen.display):
            assert time.monotonic() < end, "\n".join(self.screen.display)
            self._read()

    def lacks(self, words, within=30):
        """Wait until they stand nowhere: a screen is drawn line after line."""
        end = time.monotonic() + within
        while any(words in line for line in self.lines):
            assert time.monotonic() < end, self.lines
            self._read()

    def _read(self):
        ready, _, _ = select.select([self.handle], [], [], 0.1)
        if ready:
            data = os.read(self.handle, 65536)
            self.raw += data
            self.stream.feed(data)

    @property
    def lines(self):
        return [line.rstrip() for line in self.screen.display]


@pytest.mark.slow
def test_a_screen_is_drawn_in_place_and_ctrl_c_ends_it():
    state = {"document": ours()}
    with (
        web(lambda _path: said(state["document"])) as address,
        terminal(address, "--watch", "--every", "1s") as (
            process,
            view,
        ),
    ):
        view.shows("Sign-in is down")
        first = view.lines
        state["document"] = ours(headline={"status": "operational", "text": "All is well"}, incidents=[])
        view.shows("All is well")

        assert first[0] == "Chirp status: Down"
        # In place: the headline stands where it stood, and nothing of the longer picture is left.
        assert view.lines[0] == "Chirp status: Operational"
        view.lacks("Sign-in fails")
        assert b"\x1b[2J" not in view.raw
        assert b"\x1b[31m" in view.raw
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


@pytest.mark.slow
def test_a_hostile_page_cannot_leave_its_place_on_the_screen():
    long = [{"name": f"{'漢' * 50}{ESCAPES}", "status": "major_outage"}] * 40
    hostile = ours(components=long, headline={"status": "major_outage", "text": ESCAPES * 9})
    with (
        web(lambda _path: said(hostile)) as address,
        terminal(address, "--watch", "--every", "1s", "--for", "2500ms", NO_COLOR="1") as (process, view),
    ):
        view.shows("more lines")
        process.wait(30)
        view.shows("Chirp status: Down")

        plain = view.raw.replace(b"\x1b[K", b"").replace(b"\x1b[J", b"")
        assert plain.count(b"\x1b[") == plain.count(b"F\rChirp") + plain.count(b"FChirp")
        assert b"\x1b]" not in view.raw
        assert "\u202e" not in view.raw.decode()
        assert view.lines[0] == "Chirp status: Down"


@pytest.mark.slow
def test_a_terminal_that_cannot_move_its_cursor_gets_lines():
    with (
        web(lambda _path: said(ours())) as address,
        terminal(address, "--watch", "--every", "1s", "--for", "1500ms", TERM="dumb") as (process, view),
    ):
        view.shows("Down: Sign-in is down")
        assert process.wait(30) == 0
        assert b"\x1b" not in view.raw


@pytest.mark.slow
def test_into_a_pipe_there_are_lines_without_colours():
    with web(lambda _path: said(ours())) as address:
        ran = subprocess.run(
            [
                sys.executable,
                "-m",
                "statusgen",
                "status",
                address,
                "--watch",
                "--every",
                "1s",
                "--for",
                "1500ms",
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ran.returncode, "\x1b" in ran.stdout) == (0, False)
    assert ran.stdout.splitlines()[0].endswith(" Down: Sign-in is down")
