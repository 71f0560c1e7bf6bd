"""A loop that listens: jobs of this machine and of others call it, and nobody else is heard."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from tests.commands.make import quickly

pytestmark = pytest.mark.slow

SETTINGS = """\
page: {name: Chirp}
components:
  - {id: backup, name: Backup, check: {url: "heartbeat://nightly", within: 25h, down_after: 1}}
"""
GUARDED = SETTINGS.replace("down_after: 1", "auth: {token: $TOKEN}")
HEARD = ".statusgen/heartbeats/nightly"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    return tmp_path


class Loop:
    """A `run --listen` in the background."""

    def __init__(self, process):
        self.process = process
        self.lines = []
        self.url = re.search(r"http://\S+:\d+", self.until("listening for jobs")).group()

    def until(self, word):
        for line in self.process.stdout:
            self.lines.append(line)
            if word in line:
                return line
        raise AssertionError(f"ended without {word!r}: {self.lines}")

    def call(self, path="/heartbeat/backup", method="POST", **more):
        return httpx.request(method, self.url + path, trust_env=False, timeout=20, **more).status_code

    def until_called(self, path, expected):
        deadline = time.monotonic() + 30
        while (status := self.call(path)) != expected:
            assert time.monotonic() < deadline, status
            time.sleep(0.2)

    def stop(self):
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.stdout.read()
        self.process.wait(timeout=30)
        return self.process.returncode, time.monotonic() - began, "".join(self.lines) + rest


@contextmanager
def listening(project, *words, at="0", every="1s", **environ):
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "-v", "run", "--every", every, "--listen", at, *words],
        cwd=project, env={**os.environ, **environ},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield Loop(process)
    finally:
        process.kill()
        process.communicate()


def test_a_job_calls_and_its_check_is_good(project):
    with listening(project) as loop:
        loop.until("1 failed")
        assert loop.call() == 204
        loop.until("1 ok")

    assert time.time() - (project / HEARD).stat().st_mtime < 60


def test_nothing_is_touched_by_what_is_refused(project):
    with listening(project) as loop:
        refused = [
            loop.call("/"),
            loop.call("/heartbeat/web"),
            loop.call("/heartbeat/../backup/"),
            loop.call("/heartbeat/backup/nightly/x"),
            loop.call(method="DELETE"),
            loop.call(headers={"Origin": "https://evil.example"}),
            loop.call(headers={"Host": "evil.example"}),
            loop.call(content=b"x" * 100_000),
        ]

    assert refused == [404, 404, 404, 404, 405, 403, 421, 413]
    assert not (project / HEARD).exists()


def test_a_token_is_needed_and_never_shown(project):
    (project / "statusgen.yaml").write_text(GUARDED)
    with listening(project, TOKEN="canary8b1c") as loop:
        codes = [
            loop.call(),
            loop.call(headers={"Authorization": "Bearer canary"}),
            loop.call(headers={"Authorization": "Bearer canary8b1c"}),
        ]
        loop.call(
            "/heartbeat/otherpath77?otherquery77", headers={"X-More": "otherheader77"}, content=b"otherbody77"
        )
        loop.until("1 ok")
        _, _, said = loop.stop()

    assert codes == [401, 401, 204]
    kept = said.encode() + b"".join(p.read_bytes() for p in project.rglob("*") if p.is_file())
    assert not re.search(rb"canary|other\w+77", kept)


def test_a_token_that_is_not_set_lets_nobody_in_and_is_told_once(project):
    (project / "statusgen.yaml").write_text(GUARDED)
    with listening(project) as loop:
        codes = [loop.call(headers={"Authorization": f"Bearer {one}"}) for one in ("$TOKEN", "x", "None")]
        loop.until("1 failed")
        _, _, said = loop.stop()

    assert codes == [503, 503, 503]
    assert said.count("$TOKEN is not set (set it and start again)") == 1


def test_the_file_way_needs_no_token(project):
    (project / "statusgen.yaml").write_text(GUARDED)
    assert quickly("-C", project, "heartbeat", "nightly").code == 0
    ran = quickly("-C", project, "probe", "--json")
    assert ran.document["results"]["backup"]["outcome"] == "ok"


def test_a_check_that_is_added_is_callable_at_the_next_beat_and_a_removed_one_no_more(project):
    more = '  - {id: report, name: Report, check: {url: "heartbeat://report", within: 1h, file: var/report.done}}\n'
    with listening(project) as loop:
        assert loop.call("/heartbeat/report") == 404
        (project / "statusgen.yaml").write_text(SETTINGS + more)
        loop.until_called("/heartbeat/report", 204)
        (project / "statusgen.yaml").write_text("page: [")
        loop.until("files need mending")
        assert loop.call("/heartbeat/report") == 204
        (project / "statusgen.yaml").write_text(SETTINGS)
        loop.until_called("/heartbeat/report", 404)

    assert (project / "var/report.done").is_file()


def test_a_disk_that_refuses_is_told_once_and_again_after_it_went_well(project):
    (project / HEARD).mkdir(parents=True)
    with listening(project) as loop:
        codes = [loop.call(), loop.call()]
        shutil.rmtree(project / HEARD)
        codes.append(loop.call())
        (project / HEARD).unlink()
        (project / HEARD).mkdir()
        codes.append(loop.call())
        loop.until("1 failed")
        _, _, said = loop.stop()

    assert codes == [503, 503, 204, 503]
    assert said.count("cannot touch") == 2


def test_a_link_that_leads_out_of_the_project_is_not_followed(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / ".statusgen").symlink_to(elsewhere)
    (project / "statusgen.yaml").write_text(SETTINGS.replace("within", "file: .statusgen/x, within"))
    # The page has its lock there, so that only the call is looked at.
    with listening(project) as loop:
        assert loop.call() == 503

    assert not (elsewhere / "x").exists()


@pytest.mark.parametrize("crowd", [0, 500])
def test_it_ends_within_five_seconds_whoever_talks(project, crowd):
    with listening(project, every="1h") as loop:
        loop.until("as of")
        port = int(loop.url.rpartition(":")[2])
        lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(crowd)]
        for line in lines:
            line.send(b"POST / HTTP/1.1\r\n")
        code, took, said = loop.stop()
        for line in lines:
            line.close()

    assert (code, "Traceback" in said) == (130, False)
    assert took < 5


def test_the_port_is_free_again_at_once(project):
    with listening(project) as loop:
        port = loop.url.rpartition(":")[2]
        loop.call()
        loop.stop()
    with listening(project, at=port) as loop:
        assert loop.call() == 204


def test_a_crowd_does_not_break_the_beat(project):
    with listening(project) as loop:
        port = int(loop.url.rpartition(":")[2])
        lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(1_000)]
        for line in lines:
            line.send(b"POST / HTTP/1.1\r\nHost")
        for _ in range(3):
            loop.until("as of")
        assert loop.call() == 204
        for line in lines:
            line.close()
        _, _, said = loop.stop()

    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--every", "1s", "--listen", "nope"), 2, "'nope' is no port"),
        (("--every", "1s", "--listen", "70000"), 2, "'70000' is no port"),
        (("--every", "1s", "--listen", "example.com:80"), 2, "'example.com' is no address"),
        (("--every", "1s", "--listen", "::1:80"), 2, "write [::1]:8123"),
        (("--every", "1s", "--listen", "192.0.2.1:8123"), 2, "anybody could call heartbeat://nightly"),
        (("--listen", "8123"), 2, "(add --every 60s)"),
    ],
)  # fmt: skip
def test_what_cannot_be_listened_on_is_told(project, words, code, told):
    ran = quickly("-C", project, "run", *words)

    assert (ran.code, told in ran.err) == (
        code,
        True,
    )
    assert not (project / "history").exists()


def test_an_address_that_this_machine_does_not_have_is_told(project):
    (project / "statusgen.yaml").write_text(GUARDED)
    ran = quickly("-C", project, "run", "--every", "1s", "--listen", "192.0.2.1:8123")

    assert ran.code == 2
    assert "cannot listen on 192.0.2.1:8123: this machine has no such address" in ran.err


def test_a_port_that_is_taken_is_told(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = quickly("-C", project, "run", "--every", "1s", "--listen", port)

    assert ran.code == 4
    assert f"cannot listen on 127.0.0.1:{port}: the port is taken (name another one)" in ran.err


def test_where_others_reach_us_a_check_without_a_token_cannot_be_called(project):
    (project / "statusgen.yaml").write_text(GUARDED)
    more = '  - {id: report, name: Report, check: {url: "heartbeat://report", within: 1h}}\n'
    with listening(project, at="0.0.0.0:0", TOKEN="canary8b1c") as loop:
        loop.url = loop.url.replace("0.0.0.0", "127.0.0.1")
        token = {"Authorization": "Bearer canary8b1c"}
        assert loop.call(headers={"Host": "status.example", **token}) == 204
        (project / "statusgen.yaml").write_text(GUARDED + more)
        loop.until("anybody could call heartbeat://report")
        codes = [loop.call("/heartbeat/report", headers=token), loop.call(headers=token)]

    assert codes == [404, 204]
