"""Work is shared with copies of this process, one for each further core, and comes back as bytes.

Nothing depends on them: what none of them made, for whatever reason, the process makes itself.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from struct import Struct
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar

FEWEST = 200
"""Jobs, below which a copy costs more than it saves."""
_LENGTH = Struct("<QQ")
"""The number of a job, and of the bytes that follow."""

T = TypeVar("T")


class Forks(Generic[T]):
    """Makes the later of many jobs elsewhere while this process does the first ones."""

    def __init__(self, jobs: Sequence[T], make: Callable[[T], bytes | None], cores: int) -> None:
        """`make` runs in a copy: nothing that it changes is seen here but its result."""
        others = min(cores, len(jobs) // FEWEST + 1) - 1 if _can_fork() else 0
        self._jobs = jobs
        self.border = len(jobs) // (others + 1)
        """The first job that is not for this process."""
        self._running: list[tuple[int, IO[bytes]]] = []
        for number in range(others):
            first = self.border + number * (len(jobs) - self.border) // others
            last = self.border + (number + 1) * (len(jobs) - self.border) // others
            self._begin(range(first, last), make)

    def results(self) -> Iterator[tuple[T, bytes]]:
        """Waits for what the others made; in order."""
        while self._running:
            pid, file = self._running.pop(0)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
            with file, suppress(OSError):
                file.seek(0)
                yield from ((self._jobs[index], data) for index, data in _made(file))

    def _begin(self, indexes: range, make: Callable[[T], bytes | None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            file = TemporaryFile()  # noqa: SIM115 (closed when its results were read)
            pid = os.fork()
        except OSError:  # no room for another file or process
            return
        if pid:
            self._running.append((pid, file))
            return
        try:
            for index in indexes:
                data = make(self._jobs[index])
                if data is not None:
                    file.write(_LENGTH.pack(index, len(data)) + data)
        finally:
            try:
                file.flush()
            finally:
                # Nothing of what a process does at its end is the copy's, nor is telling of faults.
                os._exit(0)


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    """A copy has one thread alone: locks that others hold would never open in it."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def _made(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    while len(head := file.read(_LENGTH.size)) == _LENGTH.size:
        index, length = _LENGTH.unpack(head)
        data = file.read(length)
        if len(data) < length:  # killed while it wrote
            return
        yield index, data
