"""`run --every` as a service: read again on SIGHUP, ended by SIGTERM, asked how it is, and watched from afar."""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import time
import weakref
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from statusgen.commands.beats import Rhythm
from statusgen.commands.hearing import hearing
from statusgen.commands.pulse import Pulse
from statusgen.commands.run import Order, run
from statusgen.probing.calls import Call
from tests.commands.make import World, quickly
from tests.commands.test_hearing import listening
from tests.commands.test_loops import until

pytestmark = pytest.mark.slow
SETTINGS = """\
page: {{name: {name}}}
{more}components:
  - {{id: gone, name: Gone, check: {{url: "tcp://127.0.0.1:1", attempts: 1}}}}
"""
SLOW = """
import sys, threading, time
from statusgen.commands import run
from statusgen.cli import main
build, first = run.build, []
def slow(*words):
    if not first:
        first.append(1)
        return build(*words)
    print("building slowly", flush=True)
    time.sleep(120)
run.build = slow
main()
"""


@pytest.fixture
def project(tmp_path):
    settle(tmp_path)
    return tmp_path


def settle(root, name="Chirp", more=""):
    (root / "statusgen.yaml").write_text(SETTINGS.format(name=name, more=more))


@contextmanager
def service(project, *words, script=None):
    head = ["-c", script] if script else ["-m", "statusgen"]
    process = subprocess.Popen(
        [sys.executable, *head, "run", *words],
        cwd=project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_sighup_reads_the_files_at_once_and_bad_ones_are_told_once_and_change_nothing(project):
    with service(project, "--every", "1h") as process:
        until(process, "written")
        settle(project, "Warble")
        process.send_signal(signal.SIGHUP)
        until(process, "the files were read again")
        until(process, "written")
        renamed = (project / "site/index.html").read_text()
        (project / "statusgen.yaml").write_text("page: {nme: Trill}\n")
        process.send_signal(signal.SIGHUP)
        until(process, "the page was not built; the last good one stays")
        process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        settle(project, "Trill")
        process.send_signal(signal.SIGHUP)
        said = until(process, "written")

    assert "Warble" in renamed
    assert sum("did you mean name?" in line for line in said) == 0
    assert sum("in order again" in line for line in said) == 1
    assert "Trill" in (project / "site/index.html").read_text()
    (day,) = (project / "history/local").iterdir()
    assert len(day.read_text().splitlines()) == 1


def test_a_slow_build_makes_no_round_late_and_a_signal_ends_it_within_five_seconds(project):
    with service(project, "--every", "1s", script=SLOW) as process:
        until(process, "building slowly")
        for _ in range(2):
            until(process, "local: 1 failed")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[0]
        took = time.monotonic() - began

    assert (process.returncode, "Traceback" in said) == (130, False)
    assert took < 5
    assert (project / "site/index.html").is_file()


def beaten(project, *, beats, environ=None, build_every=None):
    """What a loop of so many minutes said and complained of, with its exit code."""
    said, complained = [], []
    session = replace(
        World().session(project, said.append),
        environ=environ or {},
        complain=lambda e: complained.append(str(e)),
    )
    rhythm = Rhythm(every=timedelta(minutes=1), lasting=timedelta(minutes=beats))
    order = Order(vantage=None, output=None, rhythm=rhythm, fail_on="never", build_every=build_every)
    return asyncio.run(run(session, order)), said, complained


def test_pages_come_on_their_own_beat(project):
    _, said, _ = beaten(project, beats=10, build_every=timedelta(minutes=3))
    marks = [
        "page" if "written" in line else "round" for line in said if "written" in line or "failed" in line
    ]

    assert marks == ["round", "page", "round", "round"] * 3 + ["round", "page"]
    ran = quickly("-C", project, "run", "--build-every", "1h")
    assert (ran.code, "--build-every needs a loop" in ran.err) == (2, True)


class Ring:
    """An object that only a search for cycles ends."""

    def __init__(self):
        self.itself = self


def test_cycles_that_pages_leave_are_found_among_little(project):
    rings, alive, left_out = [], [], []

    def say(line):
        if "written" in line:
            alive.append(sum(ring() is not None for ring in rings))
            left_out.append(gc.get_freeze_count())
            rings.append(weakref.ref(Ring()))

    session = World().session(project, say)
    rhythm = Rhythm(every=timedelta(minutes=1), lasting=timedelta(minutes=4))
    assert asyncio.run(run(session, Order(vantage=None, output=None, rhythm=rhythm, fail_on="never"))) == 0

    assert alive == [0, 0, 0, 0]
    assert left_out[0] == 0
    assert min(left_out[1:]) > len(gc.get_objects()) / 2
    assert gc.get_freeze_count() == 0


def test_whoever_asks_is_told_how_it_is(project):
    with listening(project) as loop:
        loop.until("written")
        loop.until("written")  # so that the first page is noted
        asked = lambda path, **more: httpx.get(loop.url + path, trust_env=False, timeout=20, **more)  # noqa: E731
        well, figures = asked("/healthz"), asked("/metrics")
        refused = [
            loop.call("/healthz", "POST"),
            loop.call("/metrics", "GET", headers={"Origin": "https://evil.example"}),
            loop.call("/metrics", "GET", headers={"Host": "evil.example"}),
        ]
        head = loop.call("/healthz", "HEAD")

    assert (well.status_code, well.json()["status"], head) == (200, "ok", 200)
    assert well.json()["work"]["page"]["last"]
    names = {family.name for family in text_string_to_metric_families(figures.text)}
    assert {"statusgen_beats", "statusgen_loop_lag_seconds", "process_open_fds"} <= names
    assert refused == [405, 403, 421]


def test_who_is_ill_says_so_to_those_who_ask(project):
    clock = World()

    async def go():
        pulse = Pulse(clock.session(project).monotonic, clock.session(project).now)
        pulse.expect("page", timedelta(minutes=1))
        async with hearing(clock.session(project), ("127.0.0.1", 0), pulse) as jobs:
            call = Call(method="GET", path="/healthz", host="127.0.0.1", is_of_page=False, token=None)
            well = await jobs.answer(call)
            clock.passed += 181
            return well, await jobs.answer(call)

    well, ill = asyncio.run(go())
    assert (well.status, ill.status) == (200, 503)
    assert json.loads(ill.body)["late"] == ["page"]


class Watcher(BaseHTTPRequestHandler):
    """Remembers who called, and answers as it is told."""

    def do_GET(self):
        self.server.heard.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def watcher(status=200):
    with ThreadingHTTPServer(("127.0.0.1", 0), Watcher) as server:
        server.heard, server.status = [], status
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def watched(root, server):
    settle(root, more=f'heartbeat_url: "http://127.0.0.1:{server.server_port}/$PING_KEY"\n')


def test_a_watcher_hears_of_success_and_of_nothing_else(project, monkeypatch):
    monkeypatch.setenv("PING_KEY", "canary8b1c")
    with watcher() as server:
        watched(project, server)
        well = quickly("-C", project, "run")
        heard = list(server.heard)
        (project / "incidents").mkdir()
        (project / "incidents/bad.yaml").write_text("title: [")
        assert quickly("-C", project, "run").code == 1
        (project / "incidents/bad.yaml").unlink()
        assert quickly("-C", project, "run", "-o", project / "history/site").code == 2
        assert quickly("-C", project, "build").code == 0

    assert (well.code, heard, server.heard) == (0, ["/canary8b1c"], ["/canary8b1c"])
    assert "canary" not in well.out + well.err
    assert not any(b"canary" in path.read_bytes() for path in project.rglob("*") if path.is_file())


def test_a_loop_gives_a_sign_after_each_page_and_tells_once_who_does_not_hear(project):
    key = {"PING_KEY": "canary8b1c"}
    with watcher() as server, watcher(status=500) as deaf:
        watched(project, server)
        well = beaten(project, beats=3, environ=key)
        watched(project, deaf)
        ill = beaten(project, beats=3, environ=key)

    assert (well[0], well[2], server.heard) == (0, [], ["/canary8b1c"] * 3)
    assert (ill[0], len(deaf.heard)) == (4, 3)
    assert ill[2] == ["no sign of life was given: the answer is status 500 (look at heartbeat_url)"]
    assert "canary" not in str(well) + str(ill)


def test_a_round_that_is_not_kept_gives_no_sign(project):
    (project / "history").mkdir()
    (project / "history/local").write_text("no folder")
    with watcher() as server:
        watched(project, server)
        code, _, complained = beaten(project, beats=2, environ={"PING_KEY": "x"})

    assert (code, server.heard) == (4, [])
    assert any("history" in line for line in complained)


def test_a_key_that_is_not_set_is_told_and_nobody_is_called(project):
    with watcher() as server:
        watched(project, server)
        ran = quickly("-C", project, "--json", "run")

    assert (ran.code, server.heard) == (4, [])
    assert "$PING_KEY is not set" in ran.err
    assert json.loads(ran.out.splitlines()[0])["output"]


def test_a_loop_at_a_terminal_ends_with_its_terminal(project):
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "run", "--every", "1h"],
        cwd=project, stdin=follower, stdout=subprocess.PIPE, stderr=follower, text=True,
    )  # fmt: skip
    os.close(follower)
    try:
        until(process, "written")
        process.send_signal(signal.SIGHUP)
        assert process.wait(timeout=30) == -signal.SIGHUP
    finally:
        process.kill()
        process.communicate()
        os.close(leader)
