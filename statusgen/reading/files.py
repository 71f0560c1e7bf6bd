"""Names below a folder become the bytes of regular files inside the project, and nothing else."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from statusgen.model.codes import Code
from statusgen.model.errors import InputError, Place, Problem

KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


def list_files(root: Path, folder: str, endings: tuple[str, ...]) -> list[str]:
    """Files of a folder with these endings, sorted, relative to root; hidden ones are editors' droppings."""
    path = root / folder
    if not os.path.lexists(path):
        return []
    try:
        _inside(root, path, folder)
        names = _names(path)
    except NotADirectoryError:
        raise _refusal(folder, "is not a folder", "move it away") from None
    except OSError as error:
        raise _refusal(folder, f"cannot be read: {error.strerror}") from None
    return sorted(f"{folder}/{name}" for name in names if _is_meant(name, endings))


def list_lost_files(root: Path, folder: str, endings: tuple[str, ...]) -> list[str]:
    """Files of that kind one folder deeper, where nothing reads them."""
    found = [(inner, name) for inner in _folders(root / folder) for name in _within(root / folder / inner)]
    return sorted(f"{folder}/{inner}/{name}" for inner, name in found if _is_meant(name, endings))


def _names(path: Path) -> list[str]:
    with os.scandir(path) as entries:
        return [entry.name for entry in entries]


def _folders(path: Path) -> list[str]:
    """Of a folder of thousands of files: what is no folder is told by the listing."""
    with suppress(OSError), os.scandir(path) as entries:
        return [e.name for e in entries if not e.name.startswith(".") and e.is_dir(follow_symlinks=False)]
    return []


def _within(path: Path) -> list[str]:
    with suppress(OSError):
        return _names(path)
    return []


def read_bytes(root: Path, file: str, limit: int, *, within: str = "") -> bytes:
    """The bytes of one regular file; InputError when it is not one, leads outside or is over the limit.

    `within`: the folder of the project that a link may not lead out of; the whole project unless told.
    """
    path = root / file
    try:
        real = _inside(root, path, file, within)
        _must_be_regular(file, os.lstat(real).st_mode)
        # Between the look and the opening the file may be exchanged for a pipe or a link.
        with os.fdopen(os.open(real, _FLAGS), "rb") as stream:
            _must_be_regular(file, os.fstat(stream.fileno()).st_mode)
            data = stream.read(limit + 1)
    except OSError as error:
        raise _refusal(file, f"cannot be read: {error.strerror}") from None
    if len(data) > limit:
        size = f"{limit >> 20} MiB" if limit >> 20 else f"{limit >> 10} KiB"
        raise _refusal(
            file, f"is larger than {size}", "shrink it" if within else "split it, or move texts elsewhere"
        )
    return data


@contextmanager
def reader_of(root: Path, folder: str) -> Iterator[Callable[[str, int], bytes]]:
    """Reads files as `read_bytes` does. Of thousands in one folder, where it lies is looked at once.

    The folder is held open meanwhile; plain files in it are opened from there. Whatever is not plain, or is
    elsewhere, `read_bytes` follows or refuses.
    """
    handle = None
    with suppress(InputError, OSError):
        if os.open in os.supports_dir_fd:
            handle = os.open(_inside(root, root / folder, folder), os.O_RDONLY | os.O_DIRECTORY)

    def read(file: str, limit: int) -> bytes:
        where, _, name = file.rpartition("/")
        data = _plain(name, handle, limit) if handle is not None and where == folder else None
        return read_bytes(root, file, limit) if data is None else data

    try:
        yield read
    finally:
        if handle is not None:
            os.close(handle)


def _plain(name: str, folder: int, limit: int) -> bytes | None:
    """The bytes of a regular file in an open folder; None where more is to be said of it."""
    try:
        handle = os.open(name, _FLAGS, dir_fd=folder)
    except OSError:
        return None
    try:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode) or seen.st_size > limit:
            return None
        data = os.read(handle, seen.st_size + 1)
    except OSError:
        return None
    finally:
        os.close(handle)
    # One that grows meanwhile, or has no size of its own, is read to its end elsewhere.
    return data if len(data) == seen.st_size else None


def printable(name: str) -> str:
    """A file's name as it can be shown on a terminal, whatever bytes it holds."""
    if name.isascii() and name.isprintable():
        return name
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_meant(name: str, endings: tuple[str, ...]) -> bool:
    return not name.startswith(".") and name.lower().endswith(endings)


def _inside(root: Path, path: Path, file: str, within: str = "") -> str:
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as error:
        if not path.is_symlink():
            raise
        raise _refusal(file, f"is a link that leads nowhere: {error.strerror}", "remove it") from None
    if not Path(real).is_relative_to(os.path.realpath(root / within)):
        outside = f"{within}/" if within else "the project"
        raise _refusal(file, f"is a link that leads out of {outside}", "copy the file instead")
    return real


def _must_be_regular(file: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((word for test, word in KINDS if test(mode)), "no regular file")
        raise _refusal(file, f"is {kind}, not a file", "move it away")


def _refusal(file: str, what: str, hint: str = "") -> InputError:
    return InputError([Problem(Place(printable(file)), what, hint, Code.FILE)])
