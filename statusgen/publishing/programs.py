"""Another program is run, within its time; what it says is told on one line, without secrets."""

import os
import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from statusgen.model.errors import HostError
from statusgen.publishing.targets import World

_MOST = 400
"""Characters of another program's words in a line of ours."""
_LOOK = 0.05
"""Seconds between two looks at whether it has ended, or we have to."""
_GRACE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended."""

    code: int
    out: bytes
    said: str
    """The last line that it told people."""


def run(
    argv: Sequence[str],
    world: World,
    *,
    folder: Path,
    environ: Mapping[str, str],
    secrets: Collection[str] = (),
    stdin: bytes = b"",
) -> Ended:
    """Run it without a shell, and wait. HostError when it cannot be run, or its time is over."""
    # Files, not pipes: what it leaves running in the background holds a pipe open for ever.
    with TemporaryFile() as words, TemporaryFile() as out, TemporaryFile() as err:
        words.write(stdin)
        words.seek(0)
        try:
            process = subprocess.Popen(
                argv,
                cwd=folder,
                env=dict(environ),
                stdin=words,
                stdout=out,
                stderr=err,
                # What it starts ends with it.
                start_new_session=True,
            )
        except OSError as error:
            raise HostError(f"cannot run '{argv[0]}': {(error.strerror or '').lower()}") from None
        try:
            _wait(process, world)
        finally:
            if process.poll() is None:
                _end(process)
        out.seek(0)
        err.seek(0)
        read = out.read()
        return Ended(code=process.returncode, out=read, said=_last(err.read() or read, secrets))


def _wait(process: "subprocess.Popen[bytes]", world: World) -> None:
    while True:
        try:
            process.wait(_LOOK)
        except subprocess.TimeoutExpired:
            world.pause(0)
        else:
            return


def _end(process: "subprocess.Popen[bytes]") -> None:
    """With all that it started: gently first."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)


def _last(err: bytes, secrets: Collection[str]) -> str:
    lines = [line.strip() for line in err.decode("utf-8", "replace").splitlines()]
    said = next((line for line in reversed(lines) if line), "it says nothing")
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        said = said.replace(secret, "…")
    return said if len(said) <= _MOST else said[: _MOST - 1] + "…"
