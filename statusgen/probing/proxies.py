"""A connection to a proxy becomes one to the target behind it; what the proxy does wrong is its own."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import h11
import httpx

from statusgen.model.words import Family, Layer
from statusgen.probing.dialing import dial
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import basic, is_reachable
from statusgen.probing.trails import Trail

REFUSES_US = 407
_SAYS_TARGET_FAILED = {502, 503, 504}
"""A gateway's words for what it asked on our behalf and did not get."""
_READ_SIZE = 4096


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proxy:
    """Where a proxy is and who we are to it. Holds a password, so it has no repr."""

    host: str
    port: int
    authorization: str | None


def proxy_at(url: httpx.URL) -> Proxy:
    """A proxy by its address. Raises httpx.InvalidURL."""
    if url.scheme != "http" or not is_reachable(url):
        raise httpx.InvalidURL("not the address of a proxy")
    who = basic(url.username, url.password) if url.userinfo else None
    return Proxy(host=url.raw_host.decode("ascii"), port=url.port or 80, authorization=who)


@contextlib.contextmanager
def at_proxy(trail: Trail) -> Iterator[None]:
    """What fails inside is the proxy's doing and says nothing of the target."""
    trail.is_at_proxy = True
    yield
    # Not when something failed: the fault is named afterwards.
    trail.is_at_proxy = False


async def dial_proxy(proxy: Proxy, network: Network, trail: Trail, family: Family | None) -> socket.socket:
    """Connect to the proxy itself."""
    with at_proxy(trail):
        return await dial(proxy.host, proxy.port, network, trail, family=family)


async def tunnel(connection: socket.socket, proxy: Proxy, place: str, trail: Trail) -> None:
    """Ask the proxy (CONNECT) for a way through to `host:port`. Raises FaultError."""
    with at_proxy(trail):
        status = await _connect(connection, proxy, place)
        if 200 <= status <= 299:
            trail.leg.proxy_ms = trail.lap()
            return
        if status not in _SAYS_TARGET_FAILED:
            raise FaultError(Layer.LOCAL, "proxy_failed")
    raise FaultError(Layer.TCP, "proxy_unreachable")


async def _connect(connection: socket.socket, proxy: Proxy, place: str) -> int:
    loop, wire = asyncio.get_running_loop(), h11.Connection(h11.CLIENT)
    who = [("proxy-authorization", proxy.authorization)] if proxy.authorization else []
    ask = wire.send(h11.Request(method="CONNECT", target=place, headers=[("host", place), *who]))
    try:
        await loop.sock_sendall(connection, ask or b"")
        while True:
            event = wire.next_event()
            if event is h11.NEED_DATA:
                wire.receive_data(await loop.sock_recv(connection, _READ_SIZE))
            elif isinstance(event, h11.Response):
                break
            elif not isinstance(event, h11.InformationalResponse):
                raise FaultError(Layer.LOCAL, "proxy_failed")
    except h11.RemoteProtocolError:
        raise FaultError(Layer.LOCAL, "proxy_failed") from None
    if wire.trailing_data[0] and event.status_code <= 299:
        # The target waits for our first word, so this is not the target's.
        raise FaultError(Layer.LOCAL, "proxy_failed")
    return event.status_code
