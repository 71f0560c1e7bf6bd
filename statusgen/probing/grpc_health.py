"""A gRPC server is asked for its health over HTTP/2, and its answer becomes a result.

Over our own connection: grpcio brings a resolver, threads and a trust store of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from statusgen import __version__
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import CheckKind, Layer
from statusgen.probing.answers import good
from statusgen.probing.connecting import open_talk
from statusgen.probing.dialing import Stream
from statusgen.probing.faults import FaultError
from statusgen.probing.grpc_messages import Serving, decode_response, encode_request
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail

_READ_SIZE = 16 * 1024
_LONGEST = 4096
"""Bytes of an answer, which has seven."""
_FRAME_HEAD, _SETTINGS = 9, 4
_SCHEMES = {CheckKind.GRPC: "http", CheckKind.GRPCS: "https"}
_CODES = {
    "5": (Layer.CONTENT, "service_unknown"),
    "12": (Layer.HTTP, "unimplemented"),
}
"""Of gRPC's own statuses; all others but 0 are errors and no more."""


@dataclass(slots=True)
class _Reply:
    """What came on our one stream so far."""

    headers: dict[str, str] = field(default_factory=dict)
    trailers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False


async def probe_grpc(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Ask `grpc.health.v1.Health/Check`. Raises what the world does; see `faults`."""
    stream = await open_talk(question, network, trail, "h2")
    try:
        reply = await _call(stream, question)
    except h2.exceptions.ProtocolError:
        raise FaultError(Layer.HTTP, "protocol") from None
    finally:
        stream.abort()
    _judge(reply)
    return good(question.check, trail.latency_ms)


async def _call(stream: Stream, question: Question) -> _Reply:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
    connection.initiate_connection()
    connection.send_headers(1, _headers(question))
    connection.send_data(1, encode_request(question.check.service or ""), end_stream=True)
    reply, begin = _Reply(), b""
    while not reply.is_whole:
        await stream.write(connection.data_to_send())
        data = await stream.read(_READ_SIZE)
        if not data:
            raise FaultError(Layer.HTTP, "protocol" if begin else "empty")
        if len(begin) < _FRAME_HEAD:
            begin += data
            _check_preface(begin)
        for event in connection.receive_data(data):
            _take(event, reply, connection)
    return reply


def _check_preface(begin: bytes) -> None:
    """A server begins with its settings (RFC 9113, section 3.4).

    Of anything else the library would take the first bytes for a length, and wait for megabytes.
    """
    if len(begin) >= _FRAME_HEAD and (begin[3] != _SETTINGS or any(begin[5:_FRAME_HEAD])):
        raise FaultError(Layer.HTTP, "protocol")


def _headers(question: Question) -> list[tuple[str, str]]:
    return [
        (":method", "POST"),
        (":scheme", _SCHEMES[question.kind]),
        (":path", "/grpc.health.v1.Health/Check"),
        (":authority", question.url.netloc.decode("ascii")),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        ("user-agent", f"statusgen/{__version__}"),
    ]


def _take(event: h2.events.Event, reply: _Reply, connection: h2.connection.H2Connection) -> None:
    match event:
        case h2.events.ResponseReceived():
            reply.headers = _plain(event.headers)
        case h2.events.TrailersReceived():
            reply.trailers = _plain(event.headers)
        case h2.events.DataReceived():
            reply.body += event.data
            if len(reply.body) > _LONGEST:
                raise FaultError(Layer.CONTENT, "too_large")
            connection.acknowledge_received_data(event.flow_controlled_length, 1)
        case h2.events.StreamEnded():
            reply.is_whole = True
        case h2.events.StreamReset() | h2.events.ConnectionTerminated():
            raise FaultError(Layer.HTTP, "protocol")


def _plain(headers: Iterable[tuple[bytes | str, bytes | str]]) -> dict[str, str]:
    """Headers as text, whatever their bytes are."""
    return {_text(name): _text(value) for name, value in headers}


def _text(raw: bytes | str) -> str:
    return raw.decode("latin-1") if isinstance(raw, bytes) else raw


def _judge(reply: _Reply) -> None:
    """Raises FaultError for the first thing that is wrong."""
    if reply.headers.get(":status") != "200":
        raise FaultError(Layer.HTTP, "status")
    if not reply.headers.get("content-type", "").startswith("application/grpc"):
        raise FaultError(Layer.HTTP, "protocol")
    code = (reply.trailers or reply.headers).get("grpc-status")
    if code is None or not code.isdecimal():
        raise FaultError(Layer.HTTP, "protocol")
    if code != "0":
        raise FaultError(*_CODES.get(code, (Layer.HTTP, "status")))
    try:
        state = decode_response(reply.body)
    except ValueError:
        raise FaultError(Layer.HTTP, "protocol") from None
    if state is not Serving.SERVING:
        unknown = state is Serving.SERVICE_UNKNOWN
        raise FaultError(Layer.CONTENT, "service_unknown" if unknown else "not_serving")
