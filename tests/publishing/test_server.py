import asyncio
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright

from statusgen.model.errors import HostError, Place, Problem
from statusgen.publishing.preview import Preview
from statusgen.publishing.server import serve
from tests.publishing.make import python

FILES = {"index.html": b"<title>one</title><body>home</body>", "404.html": b"lost", "style.css": b"a{}"}
PROBLEM = Problem(Place("statusgen.yaml"), "nothing in it")


class Running:
    """A server in a thread of its own."""

    def __init__(self, url: str, preview: Preview, loop: asyncio.AbstractEventLoop) -> None:
        self.url = url
        self._preview = preview
        self._loop = loop

    def do(self, act: Callable[[Preview], None]) -> None:
        self._loop.call_soon_threadsafe(act, self._preview)


@contextmanager
def _serving(host: str = "127.0.0.1", port: int = 0) -> Iterator[Running]:
    ready = threading.Event()
    urls: list[str] = []
    loop = asyncio.new_event_loop()
    preview = Preview()
    preview.show(FILES)

    def on_ready(url: str) -> None:
        urls.append(url)
        ready.set()

    task = loop.create_task(serve(preview, host, port, on_ready))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])))
    thread.start()
    assert ready.wait(10)
    try:
        yield Running(urls[0], preview, loop)
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(timeout=10)
        assert not thread.is_alive()
        loop.close()


def test_pages_files_and_what_is_not_there_are_answered() -> None:
    with _serving() as server, httpx.Client(base_url=server.url) as client:
        home = client.get("/")
        assert (home.status_code, home.headers["cache-control"]) == (200, "no-store")
        assert b"home" in home.content
        assert client.get("/style.css").headers["content-type"] == "text/css; charset=utf-8"
        lost = client.get("/nowhere")
        assert (lost.status_code, lost.content[:4]) == (404, b"lost")
        assert client.head("/").status_code == 200
        assert client.post("/").status_code == 405


def test_problems_are_a_page_with_status_500() -> None:
    with _serving() as server, httpx.Client(base_url=server.url) as client:
        server.do(lambda preview: preview.complain([PROBLEM]))
        assert "statusgen.yaml:1:1: nothing in it" in client.get("/").text
        assert client.get("/").status_code == 500
        assert b"home" in client.get("/?last-good").content


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("localhost:{}", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:{}", 200),
        ("[::1]:{}", 200),
        ("[::1]", 200),
        ("evil.example:{}", 421),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:{}", 421),
        ("192.168.0.7", 421),
        ("localhost:80:evil.example", 421),
        ("", 421),
    ],
)
def test_only_this_machines_own_name_is_answered(name: str, status: int) -> None:
    with _serving() as server:
        port = httpx.URL(server.url).port
        for path in ("", ".statusgen/reload.js"):
            answer = httpx.get(server.url + path, headers={"Host": name.format(port)})
            assert answer.status_code == status


def test_served_to_all_addresses_it_answers_to_addresses_but_not_to_foreign_names() -> None:
    with _serving(host="0.0.0.0") as server:
        url = server.url.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(url, headers={"Host": "192.168.0.7:8000"}).status_code == 200
        assert httpx.get(url, headers={"Host": "evil.example"}).status_code == 421


def test_a_new_build_is_told_at_once_and_the_stream_ends_with_the_server() -> None:
    with _serving() as server:
        stream = httpx.stream("GET", server.url + ".statusgen/events", timeout=10)
        with stream as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_lines()
            assert next(lines) == "retry: 500"
            server.do(lambda preview: preview.show({"index.html": b"two"}))
            began = time.monotonic()
            assert next(line for line in lines if line.startswith("event")) == "event: reload"
            assert time.monotonic() - began < 5


def test_a_build_between_page_and_stream_is_not_missed() -> None:
    with (
        _serving() as server,
        httpx.stream("GET", server.url + ".statusgen/events?since=old", timeout=10) as answer,
    ):
        assert "event: reload" in answer.iter_lines()


def test_an_open_stream_does_not_hold_up_the_end() -> None:
    with _serving() as server:
        client = httpx.Client()
        request = client.build_request("GET", server.url + ".statusgen/events")
        answer = client.send(request, stream=True)
        began = time.monotonic()
    assert time.monotonic() - began < 4
    answer.close()
    client.close()


def test_when_the_port_is_taken_the_next_free_one_is_used() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with _serving(port=port) as server:
            assert port < (httpx.URL(server.url).port or 0) < port + 20


@pytest.mark.parametrize(
    ("host", "port", "told"),
    [
        ("192.0.2.1", 8000, "cannot serve on 192.0.2.1:8000: cannot assign requested address"),
        ("no-such-host.invalid", 8000, "cannot serve on no-such-host.invalid:8000: "),
    ],
)
def test_what_cannot_be_served_on_is_one_plain_line(host: str, port: int, told: str) -> None:
    with pytest.raises(HostError) as caught:
        asyncio.run(serve(Preview(), host, port, print))
    assert str(caught.value).startswith(told)


def test_all_ports_taken_is_one_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statusgen.publishing.server._PORTS_TO_TRY", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(HostError, match="are taken"):
            asyncio.run(serve(Preview(), "127.0.0.1", taken.getsockname()[1], print))


_SERVE = """
import asyncio
from statusgen.publishing.preview import Preview
from statusgen.publishing.server import serve
asyncio.run(serve(Preview(), "127.0.0.1", 0, lambda url: print(url, flush=True)))
"""


def test_ctrl_c_ends_the_process_promptly() -> None:
    with subprocess.Popen(python(_SERVE), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=5)
    assert told.rstrip().endswith(b"KeyboardInterrupt")


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="needs Chromium")
def test_a_page_with_a_strict_policy_reloads_itself_in_a_browser() -> None:
    policy = "default-src &#39;none&#39;"
    page = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{{}}</title><body>x</body>'
    with _serving() as server, sync_playwright() as playwright:
        server.do(lambda preview: preview.show({"index.html": page.format("one").encode()}))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )  # fmt: skip
        tab = browser.new_page()
        tab.goto(server.url)
        assert tab.title() == "one"
        server.do(lambda preview: preview.show({"index.html": page.format("two").encode()}))
        expect(tab).to_have_title("two", timeout=10_000)
        server.do(lambda preview: preview.complain([PROBLEM]))
        expect(tab.locator("code")).to_contain_text("nothing in it", timeout=10_000)
        server.do(lambda preview: preview.show({"index.html": page.format("three").encode()}))
        expect(tab).to_have_title("three", timeout=10_000)
        browser.close()
