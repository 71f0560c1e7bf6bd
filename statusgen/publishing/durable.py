"""What was written becomes safe on the disk."""

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from statusgen.disk import sync

_MANY = 100
"""From here on one call for the whole file system is quicker than one for each file (measured:
2,000 files 0.7 s instead of 2.3), and worth what else it has to write out."""


def sync_all(paths: Sequence[Path]) -> None:
    """Files and folders of one file system. Folders come after what is in them."""
    syncfs = _syncfs()
    if len(paths) >= _MANY and syncfs is not None:
        _with_handle(paths[-1], syncfs)
        return
    for path in paths:
        sync(path)


def _with_handle(path: Path, act: Callable[[int], None]) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        act(handle)
    finally:
        os.close(handle)


@cache
def _syncfs() -> Callable[[int], None] | None:
    """Linux alone has it, and Python has no name for it."""
    if not sys.platform.startswith("linux"):
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if function is None:
        return None

    def syncfs(handle: int) -> None:
        if function(handle) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))

    return syncfs
