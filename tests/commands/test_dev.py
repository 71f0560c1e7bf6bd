"""The preview as a whole: it outlives bad files, hostile requests and many readers, and ends at once."""

import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.commands.breakages import GOOD, INCIDENT, good
from tests.commands.make import quickly

pytestmark = pytest.mark.slow
GRAPH = Path(__file__).parent.parent / "reading/pictures/graph.png"


class Previewing:
    """A preview in a process of its own, and a browser that asks it."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self.process = process
        self.url = url
        self.port = int(re.findall(r":(\d+)/", url)[0])
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=10)

    def until(self, word: str, path: str = "/") -> httpx.Response:
        """The first answer that holds the word."""
        ends = time.monotonic() + 15
        while time.monotonic() < ends:
            answer = self.client.get(path)
            if word in answer.text:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"no {word!r} in {answer.text}")

    def raw(self, request: bytes, timeout: float = 10) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.settimeout(timeout)
            connection.sendall(request)
            return connection.recv(65_536)


@contextmanager
def previewing(project: Path, *arguments: str):
    errors = (project.parent / "errors").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "dev", "--port", "0", *arguments],
        cwd=project, stdout=subprocess.PIPE, stderr=errors, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("preview: "), (project.parent / "errors").read_text()
        yield Previewing(process, line.removeprefix("preview: ").strip())
    finally:
        process.kill()
        process.communicate()
        errors.close()
    assert "Traceback" not in (project.parent / "errors").read_text()


@pytest.fixture
def project(tmp_path):
    return good(tmp_path / "project")


def test_started_with_bad_files_it_shows_problems_and_recovers_when_they_are_mended(project):
    (project / "statusgen.yaml").write_text(GOOD.replace("name: Web", "nme: <img src=x>"))
    with previewing(project) as preview:
        bad = preview.until("did you mean name?")
        assert bad.status_code == 500
        assert "<img" not in bad.text
        (project / "statusgen.yaml").write_text(GOOD)
        assert preview.until("Web").status_code == 200


def test_started_in_an_empty_folder_it_waits_for_settings(project):
    (project / "statusgen.yaml").unlink()
    with previewing(project) as preview:
        preview.until("there is no such file in this folder")
        (project / "statusgen.yaml").write_text(GOOD)
        preview.until("Chirp status")


def test_while_an_incident_is_bad_the_last_good_page_can_be_reached(project):
    with previewing(project) as preview:
        preview.until("Trouble")
        (project / "incidents/trouble.yaml").write_text(INCIDENT.replace("web:", "wbe:"))
        preview.until("did you mean web?")
        assert "Trouble" in preview.client.get("/?last-good").text
        assert "Trouble" in preview.client.get("/incidents/trouble/?last-good").text
        assert preview.client.get("/status.json").json()["schema"] == 1
        (project / "incidents/trouble.yaml").write_text(INCIDENT)
        assert preview.until("Trouble").status_code == 200


def test_files_that_an_incident_names_are_watched_too(project):
    folder = project / "incidents/beside"
    folder.mkdir()
    (folder / "lessons.md").write_text("First lesson")
    (folder / "graph.png").write_bytes(GRAPH.read_bytes())
    named = "postmortem: {file: beside/lessons.md}\n"
    (project / "incidents/trouble.yaml").write_text(INCIDENT + named)
    with previewing(project) as preview:
        preview.until("First lesson", "/incidents/trouble/")
        (folder / "lessons.md").write_text("![Second lesson](graph.png)")
        page = preview.until("Second lesson", "/incidents/trouble/").text
        source = re.findall(r'src="\.\./\.\./(pictures/[^"]*)"', page)[0]
        shown = preview.client.get(f"/{source}")
        assert (shown.headers["content-type"], shown.content) == ("image/png", GRAPH.read_bytes())
        (folder / "graph.png").write_bytes(b"<svg/>")
        preview.until("may hold script")


def test_a_history_that_cannot_be_read_is_shown_and_not_the_end(project):
    with previewing(project) as preview:
        preview.until("Trouble")
        (project / "history").symlink_to("history")
        preview.until("too many levels of symbolic links")
        (project / "history").unlink()
        assert preview.until("Trouble").status_code == 200


def test_settings_that_lose_the_vantage_do_not_end_probing(project):
    one = "vantages: {a: {country: DE}}\n" + GOOD.replace("Web}", "Web, check: 'http://127.0.0.1:9/'}")
    (project / "statusgen.yaml").write_text("every: 1s\n" + one)
    with previewing(project, "--probe", "--vantage", "a") as preview:
        preview.until('"as_of": "20', "/status.json")
        (project / "statusgen.yaml").write_text("every: 1s\n" + one.replace("a:", "b:"))
        time.sleep(3)
        assert preview.process.poll() is None
        assert preview.client.get("/").status_code == 200


def test_a_vantage_that_was_never_there_is_wrong_usage(project):
    ran = quickly("-C", project, "dev", "--probe", "--vantage", "nope")

    assert ran.code == 2
    assert "--vantage local" in ran.err


@pytest.mark.parametrize(
    "path",
    ["/../statusgen.yaml", "/..%2fstatusgen.yaml", "/%2e%2e/statusgen.yaml", "/%2e%2e%2fstatusgen.yaml",
     "/..%5cstatusgen.yaml", "//etc/passwd", "/etc/passwd", "/%00", "/index.html%00.txt", "/....//statusgen.yaml",
     "/%c0%ae%c0%ae/statusgen.yaml", "/.statusgen/../../statusgen.yaml", "/.statusgen/build.lock", "/%ff%fe"],
)  # fmt: skip
def test_no_path_leads_to_a_file_that_is_not_of_the_page(project, path):
    with previewing(project) as preview:
        host = f"127.0.0.1:{preview.port}".encode()
        answer = preview.raw(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")

    assert answer.split()[1] in {b"404", b"400", b"307"}
    assert b"components:" not in answer
    assert b"root:" not in answer


def test_a_redirect_never_leads_to_another_host(project):
    with previewing(project) as preview:
        for path in (
            "//evil.example/components/web",
            "/components/web",
            "//components/web",
            "/\\evil.example",
        ):
            host = f"127.0.0.1:{preview.port}".encode()
            answer = preview.raw(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            places = re.findall(rb"\r\nlocation: (.*)\r\n", answer.lower())
            assert all(re.match(rb"/[a-z]", place) for place in places), answer


def test_hostile_requests_and_slow_readers_hold_up_nobody(project):
    with previewing(project) as preview, ExitStack() as stack:
        for _ in range(50):  # half a request, and nothing more
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", preview.port)))
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1")
        for request in (
            b"\0\0\0\r\n\r\n",
            b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
            b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nx",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ):
            try:
                assert b"Web" not in preview.raw(request)
            except ConnectionError:
                continue
        assert preview.client.get("/").status_code == 200


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_within_five_seconds_with_many_open_streams(project, stop):
    with previewing(project) as preview, ExitStack() as stack:
        request = b"GET /.statusgen/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for _ in range(100):
            stream = stack.enter_context(socket.create_connection(("127.0.0.1", preview.port)))
            stream.sendall(request)
        assert b"retry" in stream.recv(65_536) + stream.recv(65_536)
        began = time.monotonic()
        preview.process.send_signal(stop)
        code = preview.process.wait(timeout=10)

    assert code == 130
    assert time.monotonic() - began < 5


def test_a_port_that_is_taken_is_no_trouble(project):
    with previewing(project) as first, previewing(project, "--port", str(first.port)) as second:
        assert second.port != first.port
        assert second.client.get("/").status_code == 200


def test_a_build_while_previewing_disturbs_neither(project):
    with previewing(project) as preview:
        preview.until("Trouble")
        assert quickly("-C", project, "build").code == 0
        assert preview.until("Trouble").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--host", ""), 2),
        (("--port", "-1"), 2),
        (("--port", "65536"), 2),
        (("--host", "999.1.1.1"), 4),
        (("--host", "é" * 80 + ".example"), 4),
        (("--host", "x" * 300), 4),
    ],
)
def test_what_cannot_be_served_on_is_told(project, arguments, code):
    ran = quickly("-C", project, "dev", *arguments)

    assert ran.code == code
    assert "Traceback" not in ran.err
