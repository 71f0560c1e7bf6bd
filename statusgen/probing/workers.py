"""Questions about texts are answered by processes that are ended when they take too long."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence

from statusgen.model.words import Layer
from statusgen.probing.faults import FaultError
from statusgen.probing.parsing import Answered, Ask
from statusgen.probing.trails import Trail

AT_ONCE = 2
"""Processes; a check that waits for one waits for us."""
LONGEST = 2.0
"""Seconds for the questions about one answer: twenty times what the largest ordinary page takes."""
_LINE = 8 * 1024 * 1024


class Workers:
    """Processes of one round, started when first needed. Close them."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._idle: list[asyncio.subprocess.Process] = []

    async def look(self, text: str, asks: Sequence[Ask], trail: Trail) -> list[Answered | None]:
        """An answer for each question. Raises FaultError for a text that is beyond understanding."""
        trail.reach(Layer.LOCAL)
        async with self._turns, self._worker() as worker:
            trail.reach(Layer.CONTENT)
            try:
                async with asyncio.timeout(LONGEST):
                    return await _asked(worker, text, asks)
            except (TimeoutError, EOFError, ConnectionError):
                raise FaultError(Layer.CONTENT, "too_complex") from None

    async def aclose(self) -> None:
        """End all that are idle; those at work end with their checks."""
        while self._idle:
            await _end(self._idle.pop())

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """One that is idle, or a new one. After a failure it is in the midst of something, so it ends."""
        worker = self._pop() or await _begin()
        try:
            yield worker
        except BaseException:
            await asyncio.shield(_end(worker))
            raise
        self._idle.append(worker)

    def _pop(self) -> asyncio.subprocess.Process | None:
        """One that still lives: a machine short of memory ends some."""
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:
                return worker
        return None


async def _begin() -> asyncio.subprocess.Process:
    """One that is ready: the time that a busy machine takes to start it is not the answer's."""
    # Nothing of our environment, which holds secrets, and the same package as ours.
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-X", "utf8", "-m", "statusgen.probing.parsing"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        limit=_LINE,
    )
    assert worker.stdout  # noqa: S101 (it is a pipe)
    try:
        is_ready = await worker.stdout.readline()
    except BaseException:
        await asyncio.shield(_end(worker))
        raise
    if not is_ready:
        await _end(worker)
        raise FaultError(Layer.LOCAL, "prober_overloaded")
    return worker


async def _asked(worker: asyncio.subprocess.Process, text: str, asks: Sequence[Ask]) -> list[Answered | None]:
    assert worker.stdin  # noqa: S101 (they are pipes)
    assert worker.stdout  # noqa: S101
    data = text.encode("utf-8", "replace")
    worker.stdin.write(json.dumps({"asks": asks, "size": len(data)}).encode() + b"\n" + data)
    await worker.stdin.drain()
    line = await worker.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return [None if one is None else (one[0], one[1]) for one in json.loads(line)]


async def _end(worker: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        worker.kill()
    await worker.wait()
    # Else its pipe would be closed by the garbage collector, with a warning.
    worker._transport.close()  # type: ignore[attr-defined]
