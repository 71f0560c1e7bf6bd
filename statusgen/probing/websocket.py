"""A WebSocket is opened over our own connection, spoken over, and becomes a result.

The library reads and writes bytes only; names, deadlines and trust stay ours.
"""

import asyncio
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statusgen import __version__
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import CheckKind, Layer, Outcome
from statusgen.probing.answers import THROTTLED, good
from statusgen.probing.bodies import CAP
from statusgen.probing.connecting import open_talk, words_of
from statusgen.probing.dialing import Stream
from statusgen.probing.extras import needs_extra
from statusgen.probing.faults import FaultError
from statusgen.probing.listening import GATHER, Ear
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, basic, host_of, port_of
from statusgen.probing.trails import Trail

if TYPE_CHECKING:
    from websockets.client import ClientProtocol
    from websockets.frames import Frame

_SWITCHED = 101
_LONGEST_HEAD = 64 * 1024
_READ_SIZE = 4096
"""A thousand tiny frames, which is what can be read without making the others wait."""
_FAREWELLS = (1000, 1005)
"""Close codes that name no error: normal, and none given."""
_PING = b"statusgen"
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-9]\d\d)(?: [^\r\n]*)?\r?\n")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\t -~]*")
_OURS = {"host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version"}
"""Headers of the handshake itself."""
_SILENT = logging.Logger("statusgen.websocket", logging.CRITICAL + 1)
"""The library would tell whole headers and messages at DEBUG, and they may hold secrets."""


async def probe_websocket(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Shake hands, say and hear; without words to hear, a ping must come back. See `faults`."""
    with needs_extra():
        protocol = _protocol(question)
    request = _request(protocol, question)
    stream = await open_talk(question, network, trail)
    try:
        await stream.write(request)
        status, head = await _answer(stream)
        if status == THROTTLED:
            return ProbeResult(Outcome.UNKNOWN, trail.latency_ms, Layer.HTTP, "throttled")
        if status != _SWITCHED:
            raise FaultError(Layer.HTTP, "status")
        protocol.receive_data(head)
        if protocol.handshake_exc:
            raise FaultError(Layer.HTTP, "protocol")
        with Ear(question.check.expect, trail, CAP) as ear:
            await _talk(stream, protocol, words_of(question), ear)
    finally:
        stream.abort()
    return good(question.check, trail.latency_ms)


def _protocol(question: Question) -> "ClientProtocol":
    from websockets.client import ClientProtocol  # noqa: PLC0415 (an extra)
    from websockets.uri import WebSocketURI  # noqa: PLC0415 (an extra)

    secure, port = question.kind is CheckKind.WSS, port_of(question.url) or 0
    path = question.url.raw_path.decode("ascii")
    # Compression is not offered: what cannot be packed cannot be a bomb.
    return ClientProtocol(
        WebSocketURI(secure, host_of(question.url), port, path, ""), max_size=CAP, logger=_SILENT
    )


def _request(protocol: "ClientProtocol", question: Question) -> bytes:
    """The handshake's request. Raises FaultError for headers that cannot be sent."""
    request = protocol.connect()
    request.headers["User-Agent"] = f"statusgen/{__version__}"
    for name, value in _headers(question):
        if name.lower() in _OURS or not _HEADER.fullmatch(f"{name}: {value}"):
            raise FaultError(Layer.LOCAL, "check_invalid")
        request.headers.pop(name, None)
        request.headers[name] = value
    protocol.send_request(request)
    return b"".join(protocol.data_to_send())


def _headers(question: Question) -> list[tuple[str, str]]:
    """Those of the check, and what a user in its address comes to."""
    headers, url = list(question.headers), question.url
    if url.userinfo and not any(name.lower() == "authorization" for name, _ in headers):
        headers.append(("Authorization", basic(url.username, url.password)))
    return headers


async def _answer(stream: Stream) -> tuple[int, bytes]:
    """The status and all that was read. A body is not waited for: the status has said it all."""
    head = b""
    while b"\n\r\n" not in head and b"\n\n" not in head:
        data = await stream.read(_READ_SIZE)
        if not data:
            raise FaultError(Layer.HTTP, "protocol" if head else "empty")
        head += data
        is_http = _STATUS_LINE.match(head) or b"\n" not in head
        if not is_http or len(head) > _LONGEST_HEAD:
            raise FaultError(Layer.HTTP, "protocol")
    found = _STATUS_LINE.match(head)
    if found is None:
        raise FaultError(Layer.HTTP, "protocol")
    return int(found[1]), head


async def _talk(stream: Stream, protocol: "ClientProtocol", send: bytes | None, ear: Ear) -> None:
    """Say it, and listen until what is expected was said."""
    is_open = protocol.state.name == "OPEN"  # its farewell may have come with the handshake
    if send is not None and is_open:
        protocol.send_text(send)
    if not ear.listens and is_open:
        protocol.send_ping(_PING)
    inbox = _Inbox()
    while True:
        for frame in _frames(protocol):
            if frame.opcode.name == "PONG" and frame.data == _PING and not ear.listens:
                return
            inbox.take(frame)
        if await inbox.empty_into(ear):
            return
        if inbox.is_closed:
            _say_farewell(protocol, ear)
        _check(protocol)
        for data in filter(None, protocol.data_to_send()):
            await stream.write(data)
        received = await stream.read(_READ_SIZE)
        protocol.receive_data(received) if received else protocol.receive_eof()


class _Inbox:
    """Messages, whole or in parts: a flood of tiny ones is looked at together, once for each read."""

    def __init__(self) -> None:
        self._part = bytearray()
        self._whole = bytearray()
        self._has_whole = False
        self.is_closed = False

    def take(self, frame: "Frame") -> None:
        match frame.opcode.name:
            case "CLOSE":
                self.is_closed = True
            case "TEXT" | "BINARY" | "CONT":
                self._part += frame.data
                if frame.fin:
                    self._whole += self._part
                    self._part.clear()
                    self._has_whole = True

    async def empty_into(self, ear: Ear) -> bool:
        """Whether what came is all that was waited for."""
        if not (self._has_whole and ear.listens):
            return False
        ear.hear(bytes(self._whole))
        self._whole.clear()
        self._has_whole = False
        if not ear.is_content:
            await asyncio.sleep(GATHER)
        return ear.is_content


def _say_farewell(protocol: "ClientProtocol", ear: Ear) -> None:
    """Raises FaultError for an end before what was expected."""
    if protocol.close_rcvd is None or protocol.close_rcvd.code not in _FAREWELLS:
        raise FaultError(Layer.HTTP, "status")
    ear.end()


def _check(protocol: "ClientProtocol") -> None:
    """Raises FaultError when the other side broke the rules."""
    from websockets.exceptions import PayloadTooBig  # noqa: PLC0415 (an extra)

    match protocol.parser_exc:
        case None:
            return
        case EOFError():
            raise FaultError(Layer.HTTP, "reset")
        case PayloadTooBig():
            raise FaultError(Layer.CONTENT, "too_large")
    raise FaultError(Layer.HTTP, "protocol")


def _frames(protocol: "ClientProtocol") -> Iterator["Frame"]:
    from websockets.frames import Frame  # noqa: PLC0415 (an extra)

    return (event for event in protocol.events_received() if isinstance(event, Frame))
