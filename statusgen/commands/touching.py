"""A job that was heard of becomes the time of its file."""

import os
from pathlib import Path

from statusgen.commands.pipeline import inside
from statusgen.model.checks import Check
from statusgen.model.errors import HostError


def touch_for(root: Path, check: Check, moment: float) -> None:
    """Note that the job of a heartbeat check was heard of. Raises HostError, InputError."""
    _touch(_path(root, check), moment)


def _path(root: Path, check: Check) -> Path:
    """A whole path is the word of whoever writes the settings; all others stay in the project."""
    if check.file and Path(check.file).is_absolute():
        return Path(check.file)
    return inside(root, check.heartbeat_file)


def _touch(path: Path, moment: float) -> None:
    # One step on a file that is kept open: whoever looks sees the old time or the new one.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o666)
        try:
            os.utime(handle, (moment, moment))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise HostError(f"cannot touch {path}: {(error.strerror or type(error).__name__).lower()}") from error
