"""A git command becomes its output, within its time."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, TypeAlias

from statusgen.versioning.refusals import RefusalError
from statusgen.versioning.signs import ANYWHERE, first

_Stream: TypeAlias = "IO[bytes] | int"
_GRACE = 3.0
"""Seconds in which git takes its locks away after SIGTERM."""
_MOST = 64 * 1024 * 1024
"""Bytes of output that are read; only a repository made to hurt has more."""
_MAKING = frozenset({"commit", "commit-tree", "hash-object", "update-ref", "write-tree"})
"""Not fetch and push, which others wait for: what they bring is safe elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a call may last."""

    local: timedelta = timedelta(minutes=2)
    """What only reads and writes the repository."""
    hooks: timedelta = timedelta(minutes=10)
    """A commit: hooks may install their tools first, and a person may type a passphrase."""
    network: timedelta = timedelta(minutes=5)
    """A push or a fetch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How a git command ended."""

    code: int
    out: bytes
    err: str
    """What it told people; bytes that are no UTF-8 replaced."""

    @property
    def line(self) -> str:
        """The one line that was asked for."""
        return os.fsdecode(self.out.removesuffix(b"\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The person's own git, in one folder."""

    program: str
    folder: Path
    environ: Mapping[str, str] = field(repr=False)
    is_watched: bool
    """Somebody sits at a terminal and can answer what git or ssh asks."""
    limits: Limits
    settings: tuple[str, ...] = ()
    """Of git's own, `core.hooksPath=/dev/null`; they count more than those of files."""
    durable: tuple[str, ...] = ()
    """Settings for what makes commits: they survive a power cut then."""
    running: "set[subprocess.Popen[bytes]]" = field(default_factory=set, compare=False, repr=False)
    """What runs now; `stop` ends it."""

    def with_settings(self, *settings: str) -> "Git":
        """The same with further settings."""
        return replace(self, settings=(*self.settings, *settings))

    def stop(self) -> None:
        """End what runs now, from another thread: whoever waits for it is told that it failed."""
        for process in tuple(self.running):
            self._signal(process, signal.SIGTERM)

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        limit: timedelta | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Output:
        """Run `git` with the arguments, whatever its exit code. RefusalError when its time is over."""
        # Files, not pipes: what a hook or ssh leaves running in the background holds a pipe open for ever.
        with TemporaryFile() as words, TemporaryFile() as out, TemporaryFile() as err:
            words.write(stdin)
            words.seek(0)
            process = self._started(arguments, (words, out, err), extra or {})
            code = self._waited(process, _verb(arguments), limit or self.limits.local)
            return Output(code=code, out=_read(out), err=_read(err).decode("utf-8", "replace"))

    def asked(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """The output of a command that has no reason to fail."""
        done = self.run(*arguments, stdin=stdin, extra=extra)
        if done.code:
            raise RefusalError.of(f"git {_verb(arguments)} failed", done.err)
        return done.out

    @contextmanager
    def talking(self, *arguments: str) -> Iterator[Callable[[str], None]]:
        """A command that answers `…: ok` to each line; unless all was said, it undoes itself."""
        with TemporaryFile() as err:
            process = self._started(arguments, (subprocess.PIPE, subprocess.PIPE, err), {})
            late = Timer(self.limits.hooks.total_seconds(), lambda: self._signal(process, signal.SIGKILL))
            late.start()
            try:
                yield lambda line: _said(process, line, err)
            finally:
                late.cancel()
                process.communicate()

    def _started(
        self, arguments: tuple[str, ...], streams: tuple[_Stream, _Stream, _Stream], extra: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(
                [self.program, *self._set(arguments), *arguments],
                cwd=self.folder,
                env={**self.environ, **extra},
                stdin=streams[0],
                stdout=streams[1],
                stderr=streams[2],
                # Away from the terminal nobody can be asked, and all that git started ends with it.
                # At a terminal it stays with us: in a group of its own it could not read an answer.
                start_new_session=not self.is_watched,
            )
        except OSError as error:
            raise RefusalError(f"git cannot be run: {(error.strerror or '').lower()}") from error

    def _set(self, arguments: tuple[str, ...]) -> Iterator[str]:
        durable = self.durable if _verb(arguments) in _MAKING else ()
        for setting in (*durable, *self.settings):
            yield from ("-c", setting)

    def _waited(self, process: "subprocess.Popen[bytes]", verb: str, limit: timedelta) -> int:
        seconds = limit.total_seconds()
        self.running.add(process)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise RefusalError(f"git {verb} did not end within {seconds:g} s") from None
        finally:
            self.running.discard(process)
            # None after its time, and after a Ctrl-C.
            if process.poll() is None:
                self._end(process)

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        """Take it down with all that it started: gently first, so that git takes its locks away."""
        with suppress(subprocess.TimeoutExpired):
            self._signal(process, signal.SIGTERM)
            process.wait(_GRACE)
        self._signal(process, signal.SIGKILL)
        process.wait()

    def _signal(self, process: "subprocess.Popen[bytes]", kind: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            if self.is_watched:
                process.send_signal(kind)
            else:
                os.killpg(process.pid, kind)


def _verb(arguments: tuple[str, ...]) -> str:
    return next((word for word in arguments if not word.startswith("-") and "=" not in word), "")


def _said(process: "subprocess.Popen[bytes]", line: str, err: IO[bytes]) -> None:
    """Say a line that has an answer, or one that has none (`update …`)."""
    assert process.stdin is not None  # noqa: S101 (a pipe was asked for)
    assert process.stdout is not None  # noqa: S101
    verb = line.partition(" ")[0]
    with suppress(BrokenPipeError):
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
    if verb == line and not process.stdout.readline().startswith(f"{verb}: ok".encode()):
        words = _read(err).decode("utf-8", "replace")
        raise first(ANYWHERE, words) or RefusalError.of("git cannot move the branch", words)


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(_MOST)
