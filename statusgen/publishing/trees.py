"""Parts of a folder on disk are compared, linked, dressed and cleared.

Symbolic links are never followed: they are entries like files.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path

_CANNOT_LINK = {errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES}


def parents(path: str) -> Iterable[str]:
    """`a/b`, `a` of `a/b/c`."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def holds(path: Path, length: int | None, digest: str) -> bool:
    """Whether a regular file of these bytes stands there; `length`: None when it is not known."""
    state = path.lstat()
    if not stat.S_ISREG(state.st_mode) or length not in {None, state.st_size}:
        return False
    with path.open("rb") as stream:
        return file_digest(stream, sha256).hexdigest() == digest


def link(old: Path, new: Path) -> bool:
    """The same entry under a second name; True when it had to be a copy, which is not safe yet."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _CANNOT_LINK:
            raise
        shutil.copy2(old, new, follow_symlinks=False)
        return not new.is_symlink()
    return False


def dress(old: Path, new: Path) -> None:
    """Give the new folder the mode and, if we may, the owner of the old one."""
    state = old.stat()
    if (state.st_uid, state.st_gid) != (new.stat().st_uid, new.stat().st_gid):
        # Only root gives folders away; for everybody else the new one is their own.
        with suppress(PermissionError):
            os.chown(new, state.st_uid, state.st_gid)
    new.chmod(stat.S_IMODE(state.st_mode))


def clear(root: Path) -> None:
    """Remove the folder and all in it, also what is write-protected."""
    if root.is_dir() and not root.is_symlink():
        _open_up(root)
        shutil.rmtree(root)
    elif os.path.lexists(root):
        root.unlink()


def _open_up(folder: Path) -> None:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & stat.S_IRWXU != stat.S_IRWXU:
        folder.chmod(mode | stat.S_IRWXU)
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                _open_up(Path(entry.path))
