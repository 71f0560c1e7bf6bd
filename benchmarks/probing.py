"""Rounds of many targets, one in twenty hanging: time, latency, CPU, lag and memory against their budgets.

    python -m benchmarks.probing [TARGETS ...]

A bare httpx loop and `curl -Z` do the same in the same run, so that the machine's speed cancels out. The
server is a process of its own, and so is each measurement.
"""

import asyncio
import multiprocessing
import os
import resource
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
SIZES = (50, 1000, 5000)
DEADLINE = 5.0
HANGING = 20
"""One target of so many hangs until the deadline."""
AT_ONCE = 100
"""Requests of the bare loop in flight."""
CURLS = 300
"""The most that curl puts side by side."""
TICK = 0.01
BUDGETS = {"latency": 3.0, "cpu": 1.25, "lag": 100.0, "memory": 200.0}
"""Milliseconds above alone, times bare httpx, milliseconds, megabytes."""


class MachineClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 (stands for the one that the command line makes)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the server stands."""

    scheme: str
    port: int
    authority: str

    def urls(self, count: int, *, are_mixed: bool) -> list[str]:
        """So many targets; where they are mixed, one in twenty hangs."""
        base = f"{self.scheme}://127.0.0.1:{self.port}"
        return [f"{base}/{'hang' if are_mixed and n % HANGING == 0 else 'fine'}?{n}" for n in range(count)]

    def trust(self) -> ssl.SSLContext:
        """Trusts the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.authority)
        return context


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One round by one program."""

    wall: float
    """Seconds."""
    cpu: float
    """Milliseconds a target."""
    latency: float
    """Median of those that answered, in milliseconds."""
    lag: float
    """Milliseconds by which the loop was late, 99th percentile."""
    memory: float
    """Megabytes at the peak."""


Loop = Callable[[Sequence[str], ssl.SSLContext], Awaitable[list[float]]]


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/hang" in head:
            await asyncio.sleep(DEADLINE * 4)
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


async def bare(urls: Sequence[str], trust: ssl.SSLContext) -> list[float]:
    """What one would write with httpx in an afternoon."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    gate, times = asyncio.Semaphore(AT_ONCE), list[float]()

    async with httpx.AsyncClient(verify=trust, trust_env=False, limits=limits, timeout=DEADLINE) as client:

        async def one(url: str) -> None:
            async with gate:
                began = time.perf_counter()
                try:
                    (await client.get(url)).raise_for_status()
                except httpx.TimeoutException:
                    return
                times.append((time.perf_counter() - began) * 1000)

        await asyncio.gather(*map(one, urls))
    return times


async def again(urls: Sequence[str], trust: ssl.SSLContext) -> list[float]:
    """Our second round and all later ones: a loop knows what failed."""
    return await swept(urls, trust, [f"c{n}" for n, url in enumerate(urls) if "/hang" in url])


async def swept(urls: Sequence[str], trust: ssl.SSLContext, suspects: Sequence[str] = ()) -> list[float]:
    """Our first round."""
    deadline = timedelta(seconds=DEADLINE)
    components = tuple(
        Component(id=f"c{n}", name=text_of("c"), check=Check(url=url, attempts=1, timeout=deadline))
        for n, url in enumerate(urls)
    )
    round_ = await sweep(
        Settings(page=Page(name=text_of("Bench")), components=components),
        "local",
        environ={},
        clock=MachineClock(),
        root=Path(),
        suspects=frozenset(suspects),
        network=Network(trusts=Trusts(lambda: trust)),
    )
    answered = [one.latency_ms for one in round_.results.values() if one.outcome == "ok"]
    if len(answered) < sum("/fine" in url for url in urls):
        raise SystemExit(f"only {len(answered)} of {len(urls)} checks were answered")
    return [float(latency or 0) for latency in answered]


async def alone(urls: Sequence[str], trust: ssl.SSLContext) -> list[float]:
    """Our rounds of one target each."""
    return [(await swept([url], trust))[0] for url in urls]


def curl(place: Place, urls: Sequence[str]) -> Measured:
    """`curl -Z` does the same; it measures its own CPU."""
    with tempfile.TemporaryDirectory() as folder:
        ca, config = Path(folder, "ca.pem"), Path(folder, "urls")
        ca.write_text(place.authority)
        config.write_text("".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls))
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [
            "curl",
            "-q",
            "-sZ",
            "--parallel-max",
            str(CURLS),
            "--parallel-immediate",
            "--cacert",
            str(ca),
        ]
        subprocess.run(
            [*command, "--max-time", str(DEADLINE), "-K", str(config)], check=False, stderr=subprocess.DEVNULL
        )
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall=wall, cpu=used * 1000 / len(urls), latency=0, lag=0, memory=0)


async def _watched(loop: Loop, urls: Sequence[str], trust: ssl.SSLContext) -> tuple[list[float], list[float]]:
    late = list[float]()

    async def watch() -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - due) * 1000)

    watcher = asyncio.create_task(watch())
    latencies = await loop(urls, trust)
    watcher.cancel()
    return latencies, late


def _work(loop: Loop, place: Place, urls: Sequence[str], result_to: Connection) -> None:
    trust = place.trust()
    cpu, began = time.process_time(), time.perf_counter()
    latencies, late = asyncio.run(_watched(loop, urls, trust))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line[:5] == "VmHWM")
    measured = Measured(
        wall=wall,
        cpu=cpu * 1000 / len(urls),
        latency=sorted(latencies)[len(latencies) // 2],
        lag=sorted(late)[int(len(late) * 0.99)] if late else 0.0,
        memory=int(peak.split()[1]) / 1024,
    )
    result_to.send(measured)


def measured(loop: Loop, place: Place, urls: Sequence[str]) -> Measured:
    """The loop, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    work = multiprocessing.get_context("spawn").Process(target=_work, args=(loop, place, urls, theirs))
    work.start()
    theirs.close()
    result = ours.recv()
    work.join()
    assert isinstance(result, Measured)
    return result


def compare(place: Place, count: int) -> None:
    """One size: ours beside the others, and the budgets."""
    healthy, mixed = place.urls(count, are_mixed=False), place.urls(count, are_mixed=True)
    one = measured(alone, place, healthy[:20])
    fine, all_ = (
        measured(swept, place, [url for url in mixed if "/fine" in url]),
        measured(swept, place, mixed),
    )
    later = measured(again, place, mixed)
    httpx_fine, httpx_all = measured(bare, place, healthy), measured(bare, place, mixed)
    ours_fine = measured(swept, place, healthy)
    rows = {
        "statusgen": all_,
        "statusgen, later": later,
        "httpx, 100 at once": httpx_all,
        "curl -Z, 300 at once": curl(place, mixed),
        "statusgen, none hanging": ours_fine,
        "httpx, none hanging": httpx_fine,
        "curl -Z, none hanging": curl(place, healthy),
    }
    print(f"\n{count} {place.scheme} targets, one in {HANGING} hangs for {DEADLINE:g} s")
    for name, row in rows.items():
        print(
            f"  {name:24} {row.wall:6.2f} s {row.cpu:6.2f} ms CPU each, median {row.latency:7.1f} ms,"
            f" lag {row.lag:6.1f} ms, {row.memory:5.0f} MB"
        )
    limit = DEADLINE * 1.1 + fine.wall
    _told("round", all_.wall, limit, "s, of 1.1 deadlines and the time of the healthy alone")
    _told("later", later.wall, limit, "s, of the same, once it is known which hang")
    _told("latency", all_.latency - one.latency, BUDGETS["latency"], f"ms above alone ({one.latency:.0f} ms)")
    _told("cpu", ours_fine.cpu / httpx_fine.cpu, BUDGETS["cpu"], "times bare httpx")
    _told("lag", max(all_.lag, ours_fine.lag), BUDGETS["lag"], "ms, 99th percentile")
    _told("memory", max(all_.memory, ours_fine.memory), BUDGETS["memory"], "MB at the peak")


def _told(name: str, value: float, limit: float, unit: str) -> None:
    verdict = "ok" if value <= limit else "OVER"
    print(f"  {name:8} {value:7.2f} of {limit:.2f} {unit}: {verdict}")


def main(sizes: Sequence[int]) -> None:
    """Every size, over HTTP and HTTPS."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    plain, secure, authority = ours.recv()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    for count in sizes:
        for scheme, port in (("http", plain), ("https", secure)):
            compare(Place(scheme=scheme, port=port, authority=authority), count)
    print(f"\nload {os.getloadavg()[0]:.1f} after")
    server.terminate()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
