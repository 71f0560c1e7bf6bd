"""A program of this machine is run, without a shell, and what it ends with becomes a result.

What monitoring plugins agree on: 0 is fine, 1 a warning, 2 critical, 3 "cannot say". What it prints is
searched and never kept.
"""

import asyncio
import contextlib
import errno
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

from statusgen.model.evidence import ProbeResult
from statusgen.model.secrets import Secret, reveal
from statusgen.model.words import Layer, Outcome
from statusgen.probing.answers import good
from statusgen.probing.faults import EXHAUSTED, FaultError
from statusgen.probing.findings import Finding
from statusgen.probing.network import Network
from statusgen.probing.outputs import Output, output_fault
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail

CAP = 1024 * 1024
"""Bytes kept of what it prints; the rest is read and dropped, so that it need not wait for us."""
_FAREWELL = 0.2
"""Seconds that what was killed has to be gone, and its last words to arrive."""
_MOMENT = 0.02
"""Seconds."""
_FINE, _WARNING, _CANNOT_SAY = 0, 1, 3


async def probe_command(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Run the program. Raises what the world does; see `faults`."""
    if not network.may_run:
        raise FaultError(Layer.LOCAL, "command_refused")
    program = _program(question)
    async with network.programs, _running(program, question) as run:
        await _ended(run, question, trail)
        trail.hear()
        output = await run.output()
    return _judge(question, run.code, output, trail)


async def _ended(run: "_Run", question: Question, trail: Trail) -> None:
    """Wait for its end, until a moment before the deadline: to tell that the program took so long."""
    try:
        async with asyncio.timeout_at(trail.began + question.check.timeout.total_seconds() - _MOMENT):
            await run.ended.wait()
    except TimeoutError:
        raise FaultError(Layer.CONTENT, "timeout_total") from None


class _Run(asyncio.SubprocessProtocol):
    """A program while it runs: what it prints, and what it ends with."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.ended = asyncio.Event()
        self._silence = asyncio.Event()
        self._kept, self._all_bytes = bytearray(), 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101 (what asyncio gives)
        self.transport = transport
        self.pid = transport.get_pid()

    def pipe_data_received(self, _fd: int, data: bytes) -> None:
        self._all_bytes += len(data)
        self._kept += data[: CAP - len(self._kept)]

    def pipe_connection_lost(self, _fd: int, _error: Exception | None) -> None:
        self._silence.set()

    def process_exited(self) -> None:
        self.code = self.transport.get_returncode()
        self.ended.set()

    def kill(self) -> None:
        """End it and all that it started in its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    async def output(self) -> Output:
        """What it printed, once it has ended. What it left running would hold the pipe open, and goes."""
        self.kill()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._silence.wait(), _FAREWELL)
        is_whole = self._silence.is_set() and self._all_bytes <= CAP
        return Output(data=bytes(self._kept), is_whole=is_whole)


def _program(question: Question) -> str:
    """`check_load` stands on PATH, `/usr/bin/check_load` is whole, `checks/load` lies in the project."""
    name = question.target
    if "/" not in name:
        found = shutil.which(name, path=_environment(question)["PATH"])
    else:
        found = os.path.realpath(question.root / name)
        is_ours = name.startswith("/") or Path(found).is_relative_to(os.path.realpath(question.root))
        found = found if is_ours else None
    if not found:
        raise FaultError(Layer.LOCAL, "command_missing")
    return found


@contextlib.asynccontextmanager
async def _running(program: str, question: Question) -> AsyncIterator[_Run]:
    """The program. When this ends, it and its group are gone."""
    run = _Run()
    try:
        transport, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: run,
            program,
            *(reveal(value, question.environ) for value in question.check.arguments),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            cwd=question.root,
            env=_environment(question),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        is_exhausted = isinstance(error, OSError) and error.errno in {*EXHAUSTED, errno.EAGAIN}
        raise FaultError(Layer.LOCAL, "prober_overloaded" if is_exhausted else "command_missing") from None
    try:
        yield run
    finally:
        run.kill()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(run.ended.wait(), _FAREWELL)
        transport.close()


def _environment(question: Question) -> dict[str, str]:
    """Nothing of ours but what a program cannot do without, and the secrets that its check names."""
    environ, check = question.environ, question.check
    named = [value for value in (check.url, *check.arguments) if isinstance(value, Secret)]
    secrets = {name: environ[name] for value in named for name in value.names}
    return {"PATH": environ.get("PATH", os.defpath), "LANG": environ.get("LANG", "C.UTF-8"), **secrets}


def _judge(question: Question, code: int | None, output: Output, trail: Trail) -> ProbeResult:
    latency_ms = trail.latency_ms
    trail.note(Finding(name="exit code", wanted="0", found=str(code), holds=code == _FINE))
    if code == _CANNOT_SAY:
        return ProbeResult(Outcome.UNKNOWN, latency_ms, Layer.CONTENT, "command_unknown")
    if code not in (_FINE, _WARNING):
        return ProbeResult(Outcome.FAILED, latency_ms, Layer.CONTENT, "command_failed")
    fault = output_fault(question.check.expect, output)
    if fault:
        return ProbeResult(Outcome.FAILED, latency_ms, Layer.CONTENT, fault)
    if code == _WARNING:
        return ProbeResult(Outcome.SLOW, latency_ms, Layer.CONTENT, "command_warning")
    return good(question.check, latency_ms)
