"""A question about a name becomes a name server's answer: by UDP, and by TCP where it does not fit."""

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message

from statusgen.model.words import Family, Layer
from statusgen.probing.datagrams import reaching
from statusgen.probing.dialing import Stream, dial, open_stream
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.resolver import Address
from statusgen.probing.servers import Server
from statusgen.probing.trails import Trail

PATIENCE = 2.0
"""Seconds for each of the system's name servers but the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a name server said, and from where."""

    message: dns.message.Message
    address: Address


async def ask_first(
    query: dns.message.QueryMessage, servers: Iterable[Server], network: Network, trail: Trail
) -> Answered:
    """Ask the system's servers in turn. Raises FaultError, TimeoutError, OSError of the last."""
    *others, last = servers
    for server in others:
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(PATIENCE):
                return await ask_one(query, server, network, trail)
    try:
        return await ask_one(query, last, network, trail)
    except OSError as error:
        if isinstance(error, TimeoutError):
            raise
        # That our own name server is gone is no refusal by the target.
        raise FaultError(Layer.DNS, "dns_fail") from error


async def ask_one(
    query: dns.message.QueryMessage,
    server: Server,
    network: Network,
    trail: Trail,
    family: Family | None = None,
) -> Answered:
    """Ask one server. Raises FaultError for answers that are none."""
    async with reaching(server.host, server.port, network, trail, family=family) as (line, address):
        trail.reach(Layer.DNS)
        await line.send(query.to_wire())
        # Answers to other questions are forgeries or come too late: the right one may still come.
        while not query.is_response(message := _read(await line.receive())):
            pass
    if message.flags & dns.flags.TC:
        message = await _ask_by_tcp(query, server, address, network, trail)
    return Answered(message=message, address=address)


async def _ask_by_tcp(
    query: dns.message.QueryMessage, server: Server, address: Address, network: Network, trail: Trail
) -> dns.message.Message:
    connection = await dial(str(address), server.port, network, trail)
    stream = await open_stream(connection, trail)
    trail.reach(Layer.DNS)
    try:
        await stream.write(query.to_wire(prepend_length=True))
        length = int.from_bytes(await _exactly(stream, 2))
        message = _read(await _exactly(stream, length))
    finally:
        stream.abort()
    if not query.is_response(message):
        raise FaultError(Layer.DNS, "protocol")
    return message


async def _exactly(stream: Stream, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = await stream.read(size - len(data))
        if not more:
            raise FaultError(Layer.DNS, "protocol" if data else "empty")
        data += more
    return data


def _read(data: bytes) -> dns.message.Message:
    try:
        return dns.message.from_wire(data, ignore_trailing=True)
    except (dns.exception.DNSException, ValueError):
        raise FaultError(Layer.DNS, "protocol") from None
