"""Small builders: editions, receivers of messages, and what they heard."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from statusgen.model.changes import Change
from statusgen.model.editions import (
    ComponentFacts,
    Edition,
    IncidentFacts,
    MaintenanceFacts,
    PageFacts,
    ReasonFacts,
    UpdateFacts,
)
from statusgen.model.receivers import Receiver
from statusgen.model.words import Confidence, Severity, Status, UpdateStatus
from statusgen.notifying.comparing import compare, known_after
from statusgen.notifying.parcels import Parcel, mark_of

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)
URL = "https://status.chirp.example/"


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def edition(minutes: float = 0, **more: Any) -> Edition:
    """A page at so many minutes after noon."""
    return Edition(schema=1, page=PageFacts(name="Chirp", url=URL), taken_at=at(minutes), **more)


def row(name: str, status: str, since: float | None = 0, *reasons: str) -> ComponentFacts:
    """A component that is so since then."""
    return ComponentFacts(
        id=name,
        name=name.title(),
        status=Status(status),
        confidence=Confidence.CONFIRMED,
        since=None if since is None else at(since),
        reasons=tuple(ReasonFacts(text=text) for text in reasons),
    )


def rows(minutes: float = 0, **statuses: str) -> Edition:
    """A page with these components, each so since then."""
    return edition(minutes, components=tuple(row(name, status, minutes) for name, status in statuses.items()))


def said(name: str, minutes: float, status: str | None = None, text: str = "Words.") -> UpdateFacts:
    """An update."""
    return UpdateFacts(id=name, at=at(minutes), status=UpdateStatus(status) if status else None, text=text)


def incident(*updates: UpdateFacts, name: str = "ddos", **more: Any) -> IncidentFacts:
    """An incident with updates, written in order."""
    facts = {"title": "Sign-in fails", "severity": Severity.MAJOR, "starts_at": at(0), "components": ("web",)}
    status = next(
        (update.status for update in reversed(updates) if update.status), UpdateStatus.INVESTIGATING
    )
    return IncidentFacts(id=name, status=status, updates=updates[::-1], **(facts | more))


def work(start: float, end: float, *, name: str = "move", **more: Any) -> MaintenanceFacts:
    """Planned work."""
    facts = {"title": "We move", "status": UpdateStatus.SCHEDULED, "components": ("web",)}
    return MaintenanceFacts(id=name, starts_at=at(start), ends_at=at(end), **(facts | more))


def between(base: Edition, *later: Edition) -> list[Change]:
    """All that changes from one edition to the next, and the next."""
    known, found = known_after({}, base), list[Change]()
    for new in later:
        found += compare(base, known, new)
        base, known = new, known_after(known, new)
    return found


def parcel(number: int, receiver: str = "hook", to: str = "", **more: Any) -> Parcel:
    """A message that waits."""
    facts = {
        "severity": Severity.MAJOR,
        "subject": f"Message {number}",
        "text": "Words.\n",
        "payload": f'{{"number":{number}}}',
        "made_at": NOON,
    }
    ident = f"{receiver}-{number}-{to}"
    recipient = mark_of(to) if to else ""
    changes = (f"change-{number}",)
    return Parcel(id=ident, receiver=receiver, recipient=recipient, changes=changes, **(facts | more))


def hook(url: str, **more: Any) -> Receiver:
    """A webhook."""
    return Receiver(**({"id": "hook", "webhook": url} | more))


def post_box(port: int, *to: str, **more: Any) -> Receiver:
    """Addresses of mail behind a server without TLS."""
    facts = {
        "id": "mail",
        "email": to,
        "sender": "Chirp status <status@chirp.example>",
        "server": f"smtp+plain://127.0.0.1:{port}",
    }
    return Receiver(**(facts | more))


@dataclass
class Heard:
    """One request that a webhook receiver got."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Sink:
    """A webhook receiver: what it heard, and what it says."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: Iterator[str] = field(default_factory=lambda: iter(()))
    """What it does with each request in turn; then all is well. A status, `hang`, `cut`, or `moved`."""
    delay: float = 0.0
    """Seconds before it answers."""

    @property
    def ids(self) -> list[str]:
        """The id of each message, in the order heard."""
        return [heard.headers["webhook-id"] for heard in self.heard]


@contextmanager
def sink(*answers: str, delay: float = 0.0) -> Iterator[Sink]:
    """A webhook receiver on the loopback."""
    made = Sink(answers=iter(answers), delay=delay)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if len(body) < int(self.headers["content-length"]):
                return  # whoever sent it was killed amid it
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.heard.append(Heard(self.path, headers, body))
            self.answer(next(made.answers, "204"))

        def answer(self, word: str) -> None:
            time.sleep(made.delay)
            if word == "hang":
                ended.wait(30)
            elif word == "cut":
                self.connection.close()
            elif word == "late":
                # All is well, and then the rest never comes.
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
                ended.wait(30)
            else:
                self.send_response(302 if word == "moved" else int(word))
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


@dataclass
class Letters:
    """What a server of mail took, and how it is told to behave."""

    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Recipient of the envelope, message."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Recipients that are answered with a code."""
    delay: float = 0.0
    port: int = 0

    async def handle_RCPT(self, *called: Any) -> str:  # noqa: N802 (aiosmtpd calls it so)
        _server, _session, envelope, address, _options = called
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *called: Any) -> str:  # noqa: N802 (as above)
        _server, _session, envelope = called
        await asyncio.sleep(self.delay)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken += [(to, message) for to in envelope.rcpt_tos]
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        """The id of each message, in the order taken."""
        return [message["Message-ID"] for _, message in self.taken]


@contextmanager
def mail_server(
    letters: Letters | None = None, make: Callable[[Any], SMTP] | None = None
) -> Iterator[Letters]:
    """A server of mail on the loopback, made by others."""
    letters = letters or Letters()

    class Here(Controller):
        def factory(self) -> SMTP:
            return make(self.handler) if make else super().factory()

    # It cannot be given port 0.
    with socket.create_server(("127.0.0.1", 0)) as free:
        letters.port = free.getsockname()[1]
    controller = Here(letters, hostname="127.0.0.1", port=letters.port)
    controller.start()
    try:
        yield letters
    finally:
        controller.stop()


def contents(folder: Path) -> bytes:
    """All bytes below a folder, to look for what must not be there."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
