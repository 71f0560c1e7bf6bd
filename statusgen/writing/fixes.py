"""Edits become bytes on the disk: all of a file's or none, and only if the file then means what it should."""

import os
import stat
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path

from statusgen.model.edits import Edit
from statusgen.model.errors import HostError

_MARK = b"\xef\xbb\xbf"


def apply(path: Path, edits: Sequence[Edit], is_meant: Callable[[bytes], bool]) -> bool:
    """Edit one file in place; False, and not a byte changed, when the result is not what is meant.

    `is_meant` reads what would be written. Line ends, a byte order mark and the file's mode stay.
    HostError when the file cannot be written or was changed meanwhile.
    """
    try:
        before = _read(path)
        after = edited(before, edits)
        if after is None or not is_meant(after):
            return False
        _replace(path, before, after)
    except OSError as error:
        raise HostError(f"{path} cannot be written: {(error.strerror or '').lower()}") from error
    return True


def edited(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """The bytes of a file after edits of its decoded text; None when they overlap or lie outside."""
    mark = _MARK if data.startswith(_MARK) else b""
    text = data[len(mark) :].decode("utf-8")
    pairs = _line_ends(text)
    parts, past = [], 0
    for edit in sorted(set(edits)):
        start, end = (index + bisect_left(pairs, index) for index in (edit.start, edit.end))
        if start < past or not start <= end <= len(text) or "\n" in edit.text:
            return None
        parts += [text[past:start], edit.text]
        past = end
    return mark + "".join([*parts, text[past:]]).encode("utf-8")


def _line_ends(text: str) -> list[int]:
    """Where each `\\r\\n` stands in the text that has `\\n` in its place."""
    found: list[int] = []
    at = text.find("\r\n")
    while at >= 0:
        found.append(at - len(found))
        at = text.find("\r\n", at + 2)
    return found


def _read(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise HostError(f"{path} is no regular file, so it was not changed")
        return stream.read()


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """The file whole, old or new, whenever the power fails."""
    handle, name = tempfile.mkstemp(prefix=".statusgen-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchmod(stream.fileno(), stat.S_IMODE(path.stat().st_mode))
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        if _read(path) != before:
            raise HostError(f"{path} was changed by somebody else meanwhile, so it was left as it is")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    if _read(path) != after:
        raise HostError(f"{path} does not hold what was written")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
