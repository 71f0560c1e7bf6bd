"""Servers that need more than a few bytes: HTTP/2, proxies, authorities and sign-ins."""

import asyncio
import base64
import contextlib
import json
import ssl
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import trustme

from statusgen.model.checks import Tls
from tests.probing.make import CA, OTHER_CA, Handler, identity, reply, request_of

_FOLDER = tempfile.TemporaryDirectory()
FOLDER = Path(_FOLDER.name)
"""Files of certificates and keys, as long as the tests last."""


def file_of(name: str, *blobs: trustme.Blob | bytes) -> str:
    """A file with these in it."""
    path = FOLDER / name
    path.write_bytes(b"".join(blob if isinstance(blob, bytes) else blob.bytes() for blob in blobs))
    return str(path)


def client_of(ca: trustme.CA, name: str) -> Tls:
    """A check's certificate and key, from an authority."""
    mine = ca.issue_cert(f"{name}@client.test")
    key = file_of(f"{name}.key", mine.private_key_pem)
    return Tls(certificate=file_of(f"{name}.pem", *mine.cert_chain_pems), key=key)


OUR_AUTHORITY = file_of("ca.pem", CA.cert_pem)
OTHER_AUTHORITY = file_of("other.pem", OTHER_CA.cert_pem)
NO_AUTHORITY = file_of("none.pem", b"not a certificate")
CLIENT = client_of(CA, "ours")
STRANGER = client_of(OTHER_CA, "stranger")


def speaking_h2(ca: trustme.CA = CA) -> ssl.SSLContext:
    """A server's certificate, for one that speaks HTTP/2."""
    context = identity(ca=ca)
    context.set_alpn_protocols(["h2"])
    return context


Answering = Callable[[h2.connection.H2Connection, int], None]


def http2(answering: Answering, *, on: Callable[[h2.events.RequestReceived], None] | None = None) -> Handler:
    """A server of HTTP/2 that answers each request by these frames, and may be told of it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = h2.connection.H2Connection(
            h2.config.H2Configuration(
                client_side=False, validate_outbound_headers=False, normalize_outbound_headers=False
            )
        )
        wire.initiate_connection()
        writer.write(wire.data_to_send())
        while data := await reader.read(65536):
            for event in wire.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    if on:
                        on(event)
                    answering(wire, event.stream_id)
                if isinstance(event, h2.events.DataReceived):
                    wire.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            writer.write(wire.data_to_send())
            await writer.drain()

    return handle


def h2_says(*headers: tuple[str, str], body: bytes = b"hello", ends: bool = True) -> Answering:
    """Headers and a body."""

    def answer(wire: h2.connection.H2Connection, stream: int) -> None:
        wire.send_headers(stream, headers)
        wire.send_data(stream, body, end_stream=ends)

    return answer


def preface_then(*frames: bytes, then_close: bool = False) -> Handler:
    """Bytes that may be no frames. Closing is polite, since a reset would be another fault."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"".join(frames))
        if then_close:
            writer.write_eof()
        while await reader.read(65536):
            pass

    return handle


SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
GOAWAY = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + b"\x00\x00\x00\x00" + b"\x00\x00\x00\x02"
RST = b"\x00\x00\x04\x03\x00\x00\x00\x00\x01" + b"\x00\x00\x00\x07"
PING = b"\x00\x00\x08\x06\x00\x00\x00\x00\x00" + bytes(8)
PUSH = b"\x00\x00\x05\x05\x04\x00\x00\x00\x01" + b"\x00\x00\x00\x02\x88"


def judging(fits: Callable[[bytes, bytes], bool], otherwise: bytes) -> Handler:
    """Answers well only a request whose head and body fit."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await request_of(reader)
        size = next((int(x[15:]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")), 0)
        writer.write(reply() if fits(head, await reader.readexactly(size)) else otherwise)

    return handle


def says_to(user: str, password: str) -> Callable[[bytes, bytes], bool]:
    """Those who sign in by Basic."""
    word = base64.b64encode(f"{user}:{password}".encode())
    return lambda head, _: b"authorization: basic " + word.lower() in head.lower()


def by_path(answers: Mapping[str, bytes | None]) -> Handler:
    """The answer whose path the request begins with; None hangs."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await request_of(reader)).decode("latin-1")
        path = head.split(" ")[1]
        answer = next(
            (said for start, said in answers.items() if path.startswith(start)), reply(status="410 Gone")
        )
        if answer is None:
            await asyncio.sleep(60)
        writer.write(answer or b"")

    return handle


def journey(*answers: Callable[[bytes], bytes]) -> Handler:
    """Each request, in turn, is answered by what a function makes of its head."""
    left = list(answers)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await request_of(reader)
        writer.write(left.pop(0)(head) if left else reply(status="410 Gone"))

    return handle


def json_reply(what: object, **more: str) -> bytes:
    """An answer of JSON."""
    return reply(json.dumps(what).encode(), headers="Content-Type: application/json\r\n", **more)


def proxy(
    to: int | None = None,
    *,
    authorization: str | None = None,
    seen: list[str] | None = None,
) -> Handler:
    """A forward proxy: a way through for CONNECT, an answer fetched for a whole address; all names lead to one port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await request_of(reader)).decode("latin-1")
        if seen is not None:
            seen.append(head)
        if authorization and f"proxy-authorization: {authorization}".lower() not in head.lower():
            writer.write(reply(status="407 Proxy Authentication Required"))
            return
        method, place, _ = head.split(" ", 2)
        port = to or int(
            place.split("/")[2].rpartition(":")[2] if "://" in place else place.rpartition(":")[2]
        )
        there, back = await asyncio.open_connection("127.0.0.1", port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = "/" + place.split("/", 3)[3]
            back.write(head.replace(place, path, 1).encode("latin-1"))
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))

    return handle


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()
