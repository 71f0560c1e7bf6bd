"""Hosts on the loopback that fail as hosts do: throttle, answer 503, cut, and let nobody in any more."""

import asyncio
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from statusgen.model.errors import PassingError
from statusgen.probing.exchanging import Demand, exchange
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.publishing.targets import Letter, Reply

FAULTS = {
    "throttled": (429, {"Retry-After": "1"}, "slow down"),
    "down": (503, {}, "<h1>no</h1>"),
    "cut": (0, {}, ""),
    "expired": (403, {}, "<Error><Code>ExpiredToken</Code></Error>"),
    "unknown": (401, {}, "{}"),
}
"""Status, headers and body; no status cuts the connection."""


class Host(BaseHTTPRequestHandler):
    """Answers each request, but for those that are to fail."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.next_fault()
        if fault == "cut":
            self.close_connection = True
            return
        status, headers, answer = (
            FAULTS[fault] if fault else self.server.answer(self.command, self.path, dict(self.headers), body)
        )
        data = answer if isinstance(answer, bytes) else answer.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", headers.get("Content-Length", str(len(data))))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_one  # noqa: N815 (the library's names)

    def log_message(self, *arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Every so many requests one fails: `fail_each` of 4 means the second, sixth, tenth."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Host)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.fault, self.fail_each, self.seen = "", 0, 0
        self.lock = threading.Lock()

    def next_fault(self) -> str:
        with self.lock:
            self.seen += 1
            return self.fault if self.fail_each and (self.seen + 2) % self.fail_each == 0 else ""

    def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        raise NotImplementedError


class Between(Server):
    """Stands in front of another server."""

    def __init__(self, behind: str) -> None:
        super().__init__()
        self.behind = behind

    def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        kept = {
            name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")
        }
        request = urllib.request.Request(self.behind + path, body or None, kept, method=method)
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, _passed(reply.headers), reply.read()
        except urllib.error.HTTPError as reply:
            return reply.code, _passed(reply.headers), reply.read()


def _passed(headers: Any) -> dict[str, str]:
    left_out = ("connection", "transfer-encoding", "server", "date")
    return {name: value for name, value in headers.items() if name.lower() not in left_out}


class Netlify(Server):
    """What Netlify documents of deploys by digest, as far as we use it."""

    def __init__(self) -> None:
        super().__init__()
        self.deploys: list[dict[str, Any]] = []
        self.blobs: dict[str, bytes] = {}
        self.published: dict[str, Any] | None = None
        self.uploads: list[str] = []

    def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        if headers.get("authorization") != "Bearer token-of-ours":
            return 401, {}, "{}"
        with self.lock:
            document = self._answered(method, path, body)
        return (200, {}, json.dumps(document)) if document is not None else (404, {}, "{}")

    def _answered(self, method: str, path: str, body: bytes) -> Any:
        path, _, query = path.partition("?")
        words = path.strip("/").split("/")
        if words == ["sites", "chirp"]:
            return {"id": "chirp", "published_deploy": self.published}
        if words == ["sites", "chirp", "deploys"] and method == "GET":
            return self.deploys[::-1]
        if words == ["sites", "chirp", "deploys"]:
            asked = json.loads(body)
            title = urllib.request.unquote(query.removeprefix("title="))
            required = sorted({digest for digest in asked["files"].values() if digest not in self.blobs})
            deploy = {
                "id": f"d{len(self.deploys)}",
                "title": title,
                "files": asked["files"],
                "required": required,
            }
            self.deploys.append(deploy | {"state": "preparing"})
            return {key: value for key, value in self.deploys[-1].items() if key != "required"}
        deploy = next((one for one in self.deploys if one["id"] in words), None)
        if deploy is None:
            return None
        if words[-1] == "restore":
            self.published = deploy
        elif "files" in words:
            self.uploads.append("/" + urllib.request.unquote("/".join(words[3:])))
            self.blobs[sha1(body).hexdigest()] = body
            deploy["state"] = "uploaded"
        elif deploy["state"] == "preparing":
            deploy["state"] = "prepared" if deploy["required"] else "uploaded"
        elif set(deploy["files"].values()) <= self.blobs.keys():
            deploy["state"] = "ready"
            self.published = deploy
        return deploy

    def site(self) -> dict[str, bytes]:
        files = self.published["files"] if self.published else {}
        return {path[1:]: self.blobs[digest] for path, digest in files.items() if path != "/build.json"}


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(letter: Letter) -> Reply:
    """By the client of probes, as commands do."""
    demand = Demand(method=letter.method, url=letter.url, headers=letter.headers, body=letter.body)
    try:
        said = asyncio.run(exchange(demand, Path(), datetime.now(UTC), Network()))
    except FaultError as error:
        raise PassingError(f"no answer: {error.reason}") from None
    return Reply(status=said.status, headers=said.headers, text=said.text)
