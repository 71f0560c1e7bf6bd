"""A file's new bytes take the place of its old ones, whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from statusgen.disk import put, words
from statusgen.model.errors import HostError, LockedError

_PATIENCE = 10.0
"""Seconds to wait for another edit; one takes a moment, unless its writer sits in an editor."""


@contextmanager
def edits_alone(lock: Path) -> Iterator[None]:
    """Keep other commands of ours from editing at the same time."""
    held = FileLock(lock, timeout=_PATIENCE)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held.acquire()
    except Timeout:
        raise LockedError("another command edits the files (try again in a moment)") from None
    except OSError as error:
        raise _refused(lock, "written", error) from error
    try:
        yield
    finally:
        held.release()


def is_there(path: Path) -> bool:
    """Something has that name, though it may be a link that leads nowhere."""
    return os.path.lexists(path)


def read(path: Path) -> bytes:
    """The file as it is."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, "read", error) from error


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Exchange a file whose bytes are still `old`; its permissions stay, and a link to it stays a link."""
    path = Path(os.path.realpath(path))
    if read(path) != old:
        raise LockedError(f"{path} has changed meanwhile (try again)")
    _put(path, new, path.stat().st_mode & 0o7777)


def create(path: Path, new: bytes) -> None:
    """Make a file where there is none."""
    if is_there(path):
        raise LockedError(f"{path} is there already (try again)")
    _put(path, new, None)


def keep(path: Path, data: bytes) -> None:
    """Make a working file, in the place of whatever has its name."""
    _put(path, data, None)


def _put(path: Path, data: bytes, mode: int | None) -> None:
    try:
        put(path, data, mode)
    except OSError as error:
        raise _refused(path, "written", error) from error


def _refused(path: Path, what: str, error: OSError) -> HostError:
    return HostError(f"{path} cannot be {what}: {words(error)}")
