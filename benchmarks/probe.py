"""CPU and time per check: a sweep beside a bare httpx loop, in one run, against a loopback server.

    python -m benchmarks.probe [CHECKS]

Prints ratios; the machine's speed cancels out. The server is a process of its own.
"""

import asyncio
import multiprocessing
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import trustme

from statusgen.model.checks import Check
from statusgen.model.project import Component, Page, Settings
from statusgen.model.scalars import text_of
from statusgen.probing.network import Network
from statusgen.probing.sweep import sweep
from statusgen.probing.trust import Trusts

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
ROUNDS = 3
AT_ONCE = 100


class MachineClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 (stands for the one that the command line makes)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


def _serve(port_to: Connection) -> None:
    async def go() -> None:
        ca = trustme.CA()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("127.0.0.1").configure_cert(tls)
        plain = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=2000)
        secure = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=tls, backlog=2000)
        ports = [one.sockets[0].getsockname()[1] for one in (plain, secure)]
        port_to.send((*ports, ca.cert_pem.bytes().decode()))
        await asyncio.Event().wait()

    asyncio.run(go())


async def _bare(url: str, count: int, trust: ssl.SSLContext) -> list[float]:
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    gate, times = asyncio.Semaphore(AT_ONCE), []

    async with httpx.AsyncClient(verify=trust, trust_env=False, limits=limits) as client:

        async def one() -> None:
            async with gate:
                began = time.perf_counter()
                (await client.get(url)).raise_for_status()
                times.append((time.perf_counter() - began) * 1000)

        await asyncio.gather(*(one() for _ in range(count)))
    return times


async def _sweep(url: str, count: int, trust: ssl.SSLContext) -> list[float]:
    components = tuple(
        Component(id=f"c{n}", name=text_of("c"), check=Check(url=url, attempts=1)) for n in range(count)
    )
    settings = Settings(page=Page(name=text_of("Bench")), components=components)
    network = Network(trusts=Trusts(lambda: trust))
    round_ = await sweep(settings, "local", environ={}, clock=MachineClock(), root=Path(), network=network)
    latencies = [one.latency_ms for one in round_.results.values() if one.latency_ms is not None]
    if len(latencies) < count:
        raise SystemExit(f"{count - len(latencies)} of {count} checks were not answered")
    return [float(latency) for latency in latencies]


Loop = Callable[[str, int, ssl.SSLContext], Awaitable[list[float]]]


def _measure(loop: Loop, url: str, count: int, trust: ssl.SSLContext) -> tuple[float, float, float]:
    """CPU in ms per check, wall in s, median latency in ms; the best of some rounds."""
    best = (float("inf"), float("inf"), float("inf"))
    for _ in range(ROUNDS):
        cpu, wall = time.process_time(), time.perf_counter()
        latencies = sorted(asyncio.run(loop(url, count, trust)))
        seen = (
            (time.process_time() - cpu) * 1000 / count,
            time.perf_counter() - wall,
            latencies[len(latencies) // 2],
        )
        best = min(best, seen)
    return best


def main(count: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    plain, secure, authority = ours.recv()
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(cadata=authority)
    for scheme, port in (("http", plain), ("https", secure)):
        url = f"{scheme}://127.0.0.1:{port}/"
        bare, swept = _measure(_bare, url, count, trust), _measure(_sweep, url, count, trust)
        for name, (cpu, wall, latency) in (("bare httpx", bare), ("sweep", swept)):
            print(f"{scheme:5} {name:10} {cpu:5.2f} ms CPU a check, {wall:5.2f} s, median {latency:6.1f} ms")
        print(f"{scheme:5} sweep / bare: CPU {swept[0] / bare[0]:.2f}, latency {swept[2] / bare[2]:.2f}")
    server.terminate()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
