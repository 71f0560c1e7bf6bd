"""Two folders change their names at once, where the system can; else one steps aside first."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}
"""The system, or the file system, knows no exchange."""


def swap_in(new: Path, target: Path, aside: Path) -> Path | None:
    """Give `new` the name `target`; the path at which the old folder stands now, if there was one.

    Whoever is killed in here leaves the old or the new folder at `target`, or, where folders
    cannot be exchanged, the old one at `aside`: `heal` brings it back.
    """
    if not target.exists():
        new.rename(target)
        return None
    if _exchange(new, target):
        return new
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    return aside


def heal(target: Path, aside: Path) -> None:
    """Bring back the folder that a killed run had put aside."""
    if aside.exists() and not target.exists():
        aside.rename(target)


def _exchange(first: Path, second: Path) -> bool:
    renameat2 = _renameat2()
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(second))


@cache
def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """Linux alone has it, and Python has no name for it."""
    if not sys.platform.startswith("linux"):
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return None
    function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    function.restype = ctypes.c_int
    return function  # type: ignore[no-any-return]  # ctypes types nothing
