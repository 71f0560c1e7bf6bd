"""A host and port become a connected stream, layer by layer."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpcore

from statusgen.model.words import Family, Layer
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.resolver import Address, literal
from statusgen.probing.trails import Certificate, Trail

MAX_ADDRESSES = 8
"""Of one name; the rest is not tried."""
STAGGER = 0.25
"""Seconds after which the next address is tried beside the one that hangs (RFC 8305)."""
_READ_SIZE = 16 * 1024
_VERSIONS = {Family.IPV4: 4, Family.IPV6: 6}
_BEYOND_ANY_DEADLINE = 10 * 366 * 86400.0
"""asyncio has a deadline of its own for handshakes; the check's is the one that counts."""


class Stream(httpcore.AsyncNetworkStream):
    """A connection that writes down on the trail what it hears. Timeouts are the check's alone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, trail: Trail) -> None:
        self._reader = reader
        self._writer = writer
        self._trail = trail

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109, ARG002 (httpcore asks for it)
        # A little at a time, and the others get their turn: parsing a flood of tiny chunks or
        # headers in one go would freeze the loop.
        await asyncio.sleep(0)
        data = await self._reader.read(min(max_bytes, _READ_SIZE))
        if data:
            self._trail.hear_words()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109, ARG002 (httpcore asks for it)
        self._writer.write(buffer)
        try:
            await self._writer.drain()
        except OSError as error:
            # httpcore then reads the answer of a server that answered early.
            raise httpcore.WriteError from error

    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        """Close at once; farewells could hang."""
        self._writer.transport.abort()

    @property
    def protocol(self) -> str | None:
        """The one that both sides agreed on in the TLS handshake."""
        secured = self._writer.get_extra_info("ssl_object")
        return secured.selected_alpn_protocol() if secured else None

    def get_extra_info(self, info: str) -> Any:
        return self._writer.get_extra_info(info)


async def dial(
    host: str,
    port: int,
    network: Network,
    trail: Trail,
    *,
    family: Family | None = None,
    is_foreign: bool = False,
) -> socket.socket:
    """Connect to a host. Where it is foreign (a redirect named it), only where redirects may lead."""
    trail.begin_leg()
    addresses = await addresses_of(host, network, trail, family=family, is_foreign=is_foreign)
    trail.leg.dns_ms = trail.lap()
    trail.reach(Layer.TCP)
    # The addresses that were judged are those connected to: a second lookup could say otherwise.
    connection = await _race(addresses[:MAX_ADDRESSES], port, trail)
    trail.leg.tcp_ms = trail.lap()
    trail.leg.address = str(connection.getpeername()[0])
    trail.hear()
    return connection


async def addresses_of(
    host: str, network: Network, trail: Trail, *, family: Family | None, is_foreign: bool
) -> Sequence[Address]:
    """A host's addresses, of one family where one is asked for. All are judged where it is foreign."""
    addresses = await network.resolver.addresses(host, trail)
    if is_foreign and not all(map(network.may_follow, addresses)):
        raise FaultError(Layer.HTTP, "redirect_blocked")
    fitting = [one for one in addresses if family is None or one.version == _VERSIONS[family]]
    if not fitting and literal(host) is not None and not is_foreign:
        raise FaultError(Layer.LOCAL, "check_invalid")
    if not fitting:
        raise FaultError(Layer.DNS, "dns_empty")
    return fitting


async def open_stream(
    connection: socket.socket, trail: Trail, trust: ssl.SSLContext | None = None, host: str = ""
) -> Stream:
    """Make a stream of a connection, by a verified TLS handshake when there is trust to verify with."""
    trail.has_heard = False
    if trust:
        trail.reach(Layer.TLS)
    reader, writer = await asyncio.open_connection(
        sock=connection,
        ssl=trust,
        server_hostname=host.rstrip(".") if trust else None,
        ssl_handshake_timeout=_BEYOND_ANY_DEADLINE if trust else None,
    )
    if trust:
        trail.hear()
        note_handshake(writer.get_extra_info("ssl_object"), trail)
    trail.reach(Layer.HTTP)
    return Stream(reader, writer, trail)


def note_handshake(ssl_object: ssl.SSLObject, trail: Trail) -> None:
    """Write down what a finished handshake showed."""
    trail.leg.tls_ms = trail.lap()
    trail.leg.tls_version = ssl_object.version()
    trail.saw_certificate(_certificate(ssl_object))


async def _race(addresses: Sequence[Address], port: int, trail: Trail) -> socket.socket:
    """Connect to the first address that answers; each next one is tried when one fails or hangs."""
    if len(addresses) == 1:
        return await _connect(addresses[0], port, trail)
    waiting, tries = list(addresses), list[asyncio.Task[socket.socket]]()
    winner: socket.socket | None = None
    try:
        while winner is None and (waiting or not all(one.done() for one in tries)):
            if waiting:
                tries.append(asyncio.create_task(_connect(waiting.pop(0), port, trail)))
            winner = await _first_of(tries, STAGGER if waiting else None)
    finally:
        _give_up(tries, winner)
    if winner is None:
        raise _most_telling(tries)
    return winner


async def _first_of(
    tries: Sequence[asyncio.Task[socket.socket]], patience: float | None
) -> socket.socket | None:
    pending = [one for one in tries if not one.done()]
    done, _ = await asyncio.wait(pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    return next((one.result() for one in done if one.exception() is None), None)


def _most_telling(tries: Sequence[asyncio.Task[socket.socket]]) -> BaseException:
    """A refusal is an answer, so it says more than no route."""
    errors = [error for one in tries if (error := one.exception())]
    return next((error for error in errors if isinstance(error, ConnectionRefusedError)), errors[0])


def _give_up(tries: Sequence[asyncio.Task[socket.socket]], winner: socket.socket | None) -> None:
    for one in tries:
        one.cancel()
        if one.done() and not one.cancelled() and one.exception() is None and one.result() is not winner:
            one.result().close()


async def _connect(address: Address, port: int, trail: Trail) -> socket.socket:
    trail.leg.tried.append(str(address))
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with contextlib.ExitStack() as undo:
        connection = socket.socket(family, socket.SOCK_STREAM)
        undo.callback(connection.close)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (str(address), port))
        undo.pop_all()
    return connection


def _certificate(ssl_object: ssl.SSLObject) -> Certificate:
    shown: dict[str, Any] = ssl_object.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    return Certificate(subject=_name_in(shown["subject"]), issuer=_name_in(shown["issuer"]), ends=ends)


def _name_in(parts: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    """The common name, or else all parts: many certificates have none."""
    pairs = [pair for part in parts for pair in part]
    common = [value for key, value in pairs if key == "commonName"]
    return common[0] if common else ", ".join(value for _, value in pairs)
