"""A service at 1,000 components: how late its loop wakes while it probes and builds, and what it takes.

    python -m benchmarks.service [COMPONENTS] [ROUNDS]

It is `run --every` itself, asked through `/metrics`, beside targets in a process of their own, and a loop
that does nothing: its lag is the machine's. The budget: what 99 of 100 looks stay within, under 100 ms.
"""

import asyncio
import multiprocessing
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from statusgen.commands.pulse import Pulse, watched

BUDGET = 0.1
"""Seconds."""
EVERY = 20
"""Seconds from beat to beat."""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"


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
        server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=2000)
        port_to.send(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(go())


def _idle(lag_to: Connection) -> None:
    """A loop with nothing to do; whenever it is asked it tells its lag."""

    async def go() -> None:
        pulse = Pulse(time.monotonic, lambda: datetime.now(UTC))  # noqa: TID251 (stands for the command line's)
        async with watched(pulse):
            while True:
                await asyncio.to_thread(lag_to.recv)
                lag_to.send(pulse.lag(0.99))

    asyncio.run(go())


def _settle(root: Path, count: int, port: int) -> None:
    lines = ["page: {name: Chirp}", f"every: {EVERY}s", "groups:"]
    for group in range(count // 50):
        lines += [f"  - id: g{group}", f"    name: Group {group}", "    components:"]
        lines += [
            f"      - {{id: c{n}, name: Component {n}, check: 'http://127.0.0.1:{port}/?{n}'}}"
            for n in range(group * 50, group * 50 + 50)
        ]
    (root / "statusgen.yaml").write_text("\n".join(lines) + "\n")


def _figures(url: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    rows = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


def main(count: int, rounds: int) -> int:
    """Let the service work, and print what it says of itself after each round."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    asking, telling = multiprocessing.Pipe()
    idle = multiprocessing.Process(target=_idle, args=(telling,), daemon=True)
    idle.start()
    with tempfile.TemporaryDirectory() as folder:
        _settle(Path(folder), count, ours.recv())
        command = [sys.executable, "-m", "statusgen", "run", "--every", f"{EVERY}s", "--listen", "0"]
        service = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            worst = _watch(service, rounds)
        finally:
            service.terminate()
            began = time.monotonic()
            service.wait(30)
            print(f"ended {time.monotonic() - began:.1f} s after SIGTERM")
            asking.send(None)
            print(f"lag of a loop that does nothing, 99 in 100 looks: {asking.recv() * 1000:.0f} ms")
            server.kill()
            idle.kill()
    print(f"lag of 99 in 100 looks, at worst: {worst * 1000:.0f} ms (budget {BUDGET * 1000:.0f} ms)")
    return int(worst > BUDGET)


def _watch(service: "subprocess.Popen[str]", rounds: int) -> float:
    """The worst lag that it told of once it was at work."""
    url, worst, seen = "", 0.0, 0
    assert service.stdout is not None
    for line in service.stdout:
        if match := re.search(r"listening for jobs: (http://\S+:\d+)", line):
            url = match[1]
        if "written" not in line:
            continue
        seen += 1
        told = _figures(url)
        usual, lag = (told[f'statusgen_loop_lag_seconds{{quantile="{share}"}}'] for share in (0.5, 0.99))
        worst = max(worst, lag)
        probe, page = (_each(told, work) for work in ("probe", "page"))
        print(
            f"round {seen}: lag {usual * 1000:.1f} ms, 99 in 100 {lag * 1000:.0f} ms;"
            f" probing {probe}, a page {page};"
            f" {told['process_resident_memory_bytes'] / 1e6:.0f} MB, {told['process_open_fds']:.0f} handles,"
            f" {told['process_cpu_seconds_total']:.1f} s of processor time",
            flush=True,
        )
        if seen == rounds:
            break
    return worst


def _each(told: dict[str, float], work: str) -> str:
    """Seconds each time; the newest page is still being noted when it is told."""
    spent, count = (told[f'statusgen_work_seconds_{what}{{work="{work}"}}'] for what in ("sum", "count"))
    return f"{spent / count:.1f} s" if count else "not yet"


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(numbers + [1000, 6][len(numbers) :])))
