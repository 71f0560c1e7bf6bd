"""Bytes take a file's place whole or not at all, and are safe on return; shared by every room that writes."""

import os
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyway
    fcntl = None  # type: ignore[assignment]


def put(path: Path, data: bytes, mode: int | None = None) -> None:
    """Make a file, in the place of whatever has its name, with its folders. OSError leaves the old one."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a killed run left goes; a link that somebody put there must not lead us elsewhere.
        beside.unlink(missing_ok=True)
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            if mode is not None:
                os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        beside.replace(path)
        sync(path.parent)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def make(folder: Path, inside: Path) -> None:
    """Make a folder and those on its way from `inside`, so that their names are safe on return."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for parent in (folder, *folder.parents):
        if not parent.is_relative_to(inside):
            return
        sync(parent)


def sync(path: Path) -> None:
    """A file, or the names in a folder: without it a new name may be lost with the power."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def lock(handle: int, *, is_shared: bool) -> None:
    """Hold the file until it is closed: with others that share it, or alone. Waits for its turn."""
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)


def words(error: OSError) -> str:
    """What the system says of it."""
    return (error.strerror or type(error).__name__).lower()
