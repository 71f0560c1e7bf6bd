"""Names become addresses, without letting one dead name server hold up the rest.

The loop's own executor has six threads on two cores, so six names that hang would fail every
other check. Here each name gets a daemon thread of its own: it delays neither its neighbours
nor the end of the process.
"""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence

from statusgen.model.words import Layer
from statusgen.probing.faults import EXHAUSTED
from statusgen.probing.trails import Trail

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str], Sequence[str]]
"""A host's addresses, best first. May block; raises OSError."""

MAX_LOOKUPS = 256
"""Threads at once. A name that must wait for one is our lack, not the target's."""


def system_lookup(host: str) -> Sequence[str]:
    """Ask the system, `/etc/hosts` and all."""
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def literal(host: str) -> Address | None:
    """The address that a host is written as; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


class Resolver:
    """Asks for each name once at a time, however many checks wait for it."""

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup
        self._threads = asyncio.Semaphore(MAX_LOOKUPS)
        self._asked: dict[str, asyncio.Future[tuple[Address, ...] | int]] = {}

    async def addresses(self, host: str, trail: Trail) -> tuple[Address, ...]:
        """All addresses of a host, best first. Raises socket.gaierror."""
        address = literal(host)
        if address is not None:
            return (address,)
        trail.reach(Layer.LOCAL)
        if host not in self._asked:
            await self._begin(host)
        trail.reach(Layer.DNS)
        # Shielded, since others may wait for the same answer longer than this check does.
        answer = await asyncio.shield(self._asked[host])
        if isinstance(answer, int):
            raise socket.gaierror(answer, "")
        return answer

    async def _begin(self, host: str) -> None:
        await self._threads.acquire()
        if host in self._asked:
            self._threads.release()
        else:
            self._asked[host] = self._ask(host)

    def _ask(self, host: str) -> "asyncio.Future[tuple[Address, ...] | int]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[tuple[Address, ...] | int] = loop.create_future()

        def work() -> None:
            answer = _look_up(self._lookup, host)
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(self._answer, host, answer)

        try:
            threading.Thread(target=work, name="statusgen-dns", daemon=True).start()
        except RuntimeError:  # the system gives no more threads
            loop.call_soon(self._answer, host, socket.EAI_MEMORY)
        return future

    def _answer(self, host: str, answer: tuple[Address, ...] | int) -> None:
        self._threads.release()
        self._asked.pop(host).set_result(answer)


def _look_up(lookup: Lookup, host: str) -> tuple[Address, ...] | int:
    """Addresses, or the error's number: an error that nobody fetches would be logged with its text."""
    try:
        found = tuple(ipaddress.ip_address(text.partition("%")[0]) for text in lookup(host))
    except socket.gaierror as error:
        return error.errno or socket.EAI_FAIL
    except OSError as error:
        return socket.EAI_MEMORY if error.errno in EXHAUSTED else socket.EAI_FAIL
    return found or socket.EAI_NONAME
