"""Small builders: settings of checks, a real clock, loopback servers and their certificates."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trustme

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Component, Page, Settings
from statusgen.model.scalars import text_of
from statusgen.model.words import Layer, Outcome
from statusgen.probing.network import Network
from statusgen.probing.resolver import Resolver
from statusgen.probing.sweep import sweep
from statusgen.probing.trust import Trusts

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Triple = tuple[str, str | None, str | None]

CA = trustme.CA()
OTHER_CA = trustme.CA()


class RealClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class FakeClock:
    """A clock that only remembers how long it was asked to wait."""

    def __init__(self, now: datetime = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


def trust() -> ssl.SSLContext:
    """Trusts our authority alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    CA.configure_trust(context)
    return context


def network(**more: Any) -> Network:
    """The real network, trusting our authority; names are asked for of no server but those given."""
    return Network(**({"trusts": Trusts(trust), "name_servers": tuple} | more))


def names(table: Mapping[str, list[str]], system: Callable[[str], Any] | None = None) -> Resolver:
    """A resolver that knows these names alone."""

    def look_up(host: str) -> list[str]:
        if host in table:
            return table[host]
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    return Resolver(system or look_up)


def settings(checks: Mapping[str, Check], **more: Any) -> Settings:
    """One component for each check, under its key."""
    components = tuple(Component(id=key, name=text_of(key), check=check) for key, check in checks.items())
    return Settings(page=Page(name=text_of("Chirp")), components=components, **more)


def probe_all(checks: Mapping[str, Check], **more: Any) -> Round:
    """One sweep over the checks, on a loop of its own."""
    return asyncio.run(swept(checks, **more))


async def swept(checks: Mapping[str, Check], **more: Any) -> Round:
    """One sweep over the checks."""
    controls = more.pop("controls", ())
    defaults: dict[str, Any] = {"environ": {}, "clock": RealClock(), "root": Path(), "network": None}
    defaults |= more
    defaults["network"] = defaults["network"] or network()
    return await sweep(settings(checks, controls=controls), "local", **defaults)


def triple(result: ProbeResult) -> Triple:
    """Outcome, layer and reason as history has them."""
    return result.outcome.value, result.failed_at and result.failed_at.value, result.reason


def reply(
    body: bytes = b"hello", status: str = "200 OK", headers: str = "", *, length: int | None = None
) -> bytes:
    """A whole HTTP answer."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{headers}\r\n".encode() + body


async def request_of(reader: asyncio.StreamReader) -> bytes:
    """The head of one request."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        return await reader.readuntil(b"\r\n\r\n")
    return b""


def says(*parts: bytes, pause: float = 0, then_hang: bool = False) -> Handler:
    """A server that reads a request and sends these bytes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if then_hang:
            await asyncio.sleep(60)

    return handle


@contextlib.asynccontextmanager
async def serving(
    handler: Handler, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[int]:
    """The port of a server that lives as long as this."""
    tasks: set[asyncio.Task[Any]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await handler(reader, writer)
        writer.transport.abort() if task.cancelling() else writer.close()

    server = await asyncio.start_server(handle, host, port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def identity(*hosts: str, ca: trustme.CA = CA, **more: Any) -> ssl.SSLContext:
    """A server's certificate for hosts, from our authority unless told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*(hosts or ("127.0.0.1", "localhost")), **more).configure_cert(context)
    return context


FAILED, UNKNOWN, OK, SLOW = (o.value for o in (Outcome.FAILED, Outcome.UNKNOWN, Outcome.OK, Outcome.SLOW))
DNS, TCP, TLS, HTTP, CONTENT, LOCAL = (layer.value for layer in Layer)
