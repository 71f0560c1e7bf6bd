"""Lines come behind those of a file in one write, so that even two writers mangle nothing."""

import os
import stat
from pathlib import Path

from statusgen.disk import lock
from statusgen.model.errors import HostError
from statusgen.recording.lines import MAX_LINE, VERSION, version_of


def append_whole(path: Path, data: bytes) -> bool:
    """Add lines; they are on the disk on return. Returns whether the file was empty before."""
    # O_NONBLOCK: a FIFO in the way is refused below, not waited for.
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
    while True:
        handle = os.open(path, flags, 0o666)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise HostError(f"{path} is not a file")
            lock(handle, is_shared=True)
            if not is_at(path, handle):
                continue  # compaction removed it between our opening and our lock
            state = os.fstat(handle)
            tail = os.pread(handle, MAX_LINE + 1, max(0, state.st_size - MAX_LINE - 1))
            _refuse_newer(path, tail)
            _write_whole(handle, data if not tail or tail.endswith(b"\n") else b"\n" + data)
            os.fsync(handle)
            return state.st_size == 0
        finally:
            os.close(handle)


def _refuse_newer(path: Path, tail: bytes) -> None:
    for line in reversed(tail.split(b"\n")):
        version = version_of(line) if line else None
        if version is not None:
            if version > VERSION:
                raise newer(path)
            return


def newer(path: Path) -> HostError:
    """The refusal to write where a newer version did."""
    return HostError(f"{path} was written by a newer statusgen (update this one to add to it)")


def _write_whole(handle: int, data: bytes) -> None:
    # One write: in pieces, another writer's line could come between. What a short write leaves
    # is a torn line, which the next append closes and the reader skips.
    written = os.write(handle, data)
    if written != len(data):
        raise OSError(None, f"only {written} of {len(data)} bytes were written")


def is_at(path: Path, handle: int) -> bool:
    """The open file is still the one of that name."""
    # Not by its number of names: a backup may have given it a second one.
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
