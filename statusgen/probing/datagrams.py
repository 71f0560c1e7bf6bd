"""A datagram is sent, and what comes back becomes a result."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Sequence

from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Family, Layer
from statusgen.probing.answers import good
from statusgen.probing.connecting import check_address, words_of
from statusgen.probing.dialing import addresses_of
from statusgen.probing.listening import GATHER, Ear
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, host_of, port_of
from statusgen.probing.resolver import Address
from statusgen.probing.trails import Trail

LARGEST = 65535
Maker = Callable[[Address], socket.socket]


async def probe_udp(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Send, and hear what is expected, or anything at all. Raises what the world does; see `faults`."""
    host, port, family = host_of(question.url), port_of(question.url) or 0, question.check.family
    async with reaching(host, port, network, trail, family=family) as (line, address):
        check_address(question.check, address, trail)
        trail.reach(Layer.HTTP)
        await line.send(words_of(question) or b"")
        with Ear(question.check.expect, trail) as ear:
            ear.hear(await line.receive())
            while not ear.is_content:
                await asyncio.sleep(GATHER)
                ear.hear(await line.receive())
    return good(question.check, trail.latency_ms)


class Line:
    """A socket for datagrams to one address; it hears of no other."""

    def __init__(self, datagrams: socket.socket, trail: Trail) -> None:
        self._socket = datagrams
        self._trail = trail

    async def send(self, data: bytes) -> None:
        """Send one datagram."""
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def receive(self) -> bytes:
        """The next datagram. Raises OSError for what routers and hosts say instead."""
        # What is there already would be read without a turn for the others, and for the deadline.
        await asyncio.sleep(0)
        data = await asyncio.get_running_loop().sock_recv(self._socket, LARGEST)
        self._trail.hear_words()
        return data


def udp(address: Address) -> socket.socket:
    """A socket for UDP."""
    return socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_DGRAM)


@contextlib.asynccontextmanager
async def reaching(
    host: str,
    port: int,
    network: Network,
    trail: Trail,
    *,
    family: Family | None = None,
    make: Maker = udp,
) -> AsyncIterator[tuple[Line, Address]]:
    """A line to the first address of a host that there is a route to."""
    trail.begin_leg()
    addresses = await addresses_of(host, network, trail, family=family, is_foreign=False)
    trail.leg.dns_ms = trail.lap()
    trail.reach(Layer.TCP)
    datagrams, address = _first_with_route(addresses, port, make)
    trail.leg.tried.append(str(address))
    trail.leg.address = str(address)
    with datagrams:
        yield Line(datagrams, trail), address


def _first_with_route(addresses: Sequence[Address], port: int, make: Maker) -> tuple[socket.socket, Address]:
    error: OSError | None = None
    for address in addresses:
        datagrams = make(address)
        datagrams.setblocking(False)
        try:
            datagrams.connect((str(address), port))
        except OSError as no_route:
            datagrams.close()
            error = error or no_route
        else:
            return datagrams, address
    assert error is not None  # noqa: S101 (a name has addresses, or it is none)
    raise error
