"""Pages at a loopback address, kind and unkind, for `statusgen status`."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Mapping[str, str], bytes]
ESCAPES = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202eevil\r\nnext\x00"
"""What would colour a terminal, name its window, clear it and turn its letters."""


@contextmanager
def web(answers: Mapping[str, Answer] | Callable[[str], Answer]) -> Iterator[str]:
    """A server; what it does not know it does not find."""
    missing: Answer = (404, {}, b"no")
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = (
                answers(self.path) if callable(answers) else answers.get(self.path, missing)
            )
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for at in range(0, len(body), 65536):
                    self.wfile.write(body[at : at + 65536])
                while "X-Hang" in headers and not stopped.is_set():
                    time.sleep(0.02)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()


def said(document: object, status: int = 200) -> Answer:
    """A document of JSON."""
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()


def ours(**more: Any) -> dict[str, Any]:
    """A page of statusgen on which sign-in is down, without an end."""
    return {
        "schema": 1,
        "page": {"name": "Chirp", "url": "https://status.chirp.example/"},
        "taken_at": "2025-03-10T11:05:20Z",
        "expires_at": None,
        "headline": {"status": "major_outage", "text": "Sign-in is down", "confidence": "confirmed"},
        "components": [
            {"name": "Web", "group": "chirp", "status": "operational", "note": None},
            {"name": "Sign-in", "group": "chirp", "status": "major_outage", "note": "seen from Berlin"},
        ],
        "incidents": [
            {
                "title": "Sign-in fails",
                "status": "identified",
                "starts_at": "2025-03-10T09:45:00Z",
                "ends_at": None,
            },
            {
                "title": "It was slow",
                "status": "resolved",
                "starts_at": "2025-03-01T09:45:00Z",
                "ends_at": "2025-03-01T10:45:00Z",
            },
        ],
        "maintenance": [
            {
                "title": "A move",
                "status": "scheduled",
                "is_active": False,
                "starts_at": "2025-04-01T00:00:00Z",
            },
            {
                "title": "New keys",
                "status": "in_progress",
                "is_active": True,
                "starts_at": "2025-03-10T11:00:00Z",
            },
        ],
        **more,
    }


def theirs(indicator: str = "minor", status: str = "partial_outage", **more: Any) -> dict[str, Any]:
    """A page of Statuspage."""
    return {
        "page": {"id": "kctbh9vrtdwd", "name": "Fernpost", "url": "https://status.fernpost.example"},
        "status": {"indicator": indicator, "description": "Minor Service Outage"},
        "components": [
            {"id": "g1", "name": "Mail", "status": status, "group": True, "group_id": None},
            {"id": "c1", "name": "Sending", "status": status, "group": False, "group_id": "g1"},
            {"id": "c2", "name": "Web", "status": "operational", "group": False, "group_id": None},
        ],
        "incidents": [
            {
                "name": "Mail is late",
                "status": "monitoring",
                "started_at": "2025-03-10T09:45:00.000Z",
                "resolved_at": None,
            }
        ],
        "scheduled_maintenances": [
            {"name": "Disks", "status": "in_progress", "scheduled_for": "2025-03-10T11:00:00.000Z"},
            {"name": "Later", "status": "scheduled", "scheduled_for": "2026-03-10T11:00:00.000Z"},
        ],
        **more,
    }
