"""Names below a folder become the bytes of regular files inside the project, and nothing else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from statusgen.model.errors import InputError, Place, Problem

KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def list_files(root: Path, folder: str, endings: tuple[str, ...]) -> list[str]:
    """Files of a folder with these endings, sorted, relative to root; hidden ones are editors' droppings."""
    path = root / folder
    if not os.path.lexists(path):
        return []
    _inside(root, path, folder)
    if not path.is_dir():
        raise _refusal(folder, "is not a folder", "move it away")
    names = (entry.name for entry in os.scandir(path))
    return sorted(f"{folder}/{name}" for name in names if _is_meant(name, endings))


def list_lost_files(root: Path, folder: str, endings: tuple[str, ...]) -> list[str]:
    """Files of that kind one folder deeper, where nothing reads them."""
    lost = []
    for entry in _folders(root / folder):
        names = sorted(path.name for path in Path(entry.path).iterdir() if _is_meant(path.name, endings))
        lost += [f"{folder}/{entry.name}/{name}" for name in names]
    return sorted(lost)


def read_bytes(root: Path, file: str, limit: int) -> bytes:
    """The bytes of one regular file; InputError when it is not one, leads outside or is over the limit."""
    path = root / file
    try:
        real = _inside(root, path, file)
        _must_be_regular(file, os.lstat(real).st_mode)
        # Between the look and the opening the file may be exchanged for a pipe or a link.
        with os.fdopen(os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as stream:
            _must_be_regular(file, os.fstat(stream.fileno()).st_mode)
            data = stream.read(limit + 1)
    except OSError as error:
        raise _refusal(file, f"cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise _refusal(file, f"is larger than {limit >> 20} MiB", "split it, or move texts elsewhere")
    return data


def printable(name: str) -> str:
    """A file's name as it can be shown on a terminal, whatever bytes it holds."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_meant(name: str, endings: tuple[str, ...]) -> bool:
    return not name.startswith(".") and name.lower().endswith(endings)


def _folders(path: Path) -> Iterator[os.DirEntry[str]]:
    if path.is_dir():
        with os.scandir(path) as entries:
            yield from (e for e in entries if e.is_dir(follow_symlinks=False) and not e.name.startswith("."))


def _inside(root: Path, path: Path, file: str) -> str:
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as error:
        raise _refusal(file, f"leads nowhere: {error.strerror}", "remove the link") from None
    if not Path(real).is_relative_to(os.path.realpath(root)):
        raise _refusal(file, "is a link that leads out of the project", "copy the file instead")
    return real


def _must_be_regular(file: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((word for test, word in KINDS if test(mode)), "no regular file")
        raise _refusal(file, f"is {kind}, not a file", "move it away")


def _refusal(file: str, what: str, hint: str = "") -> InputError:
    return InputError([Problem(Place(printable(file)), what, hint)])
