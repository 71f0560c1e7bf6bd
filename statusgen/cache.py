"""Pieces of work are kept in one file, by a digest of all that they were made of.

The file may be removed, copied to another machine, cut short by a kill or damaged: what cannot be trusted is
not found, and is made again. Two who write at once do not disturb each other: the second only reads.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import BinaryIO, Self

try:
    import fcntl
except ImportError:  # Windows, where nobody is kept from writing; a piece that got mixed up is not found
    fcntl = None  # type: ignore[assignment]

KEY = 16
"""Bytes of a key."""
MOST = 1 << 30
"""Bytes of the file, from which on nothing is added."""
_SMALL = 16 << 20
"""Bytes that are not worth clearing up."""
_MAGIC = b"statusgen cache 2\n"
_HEAD = Struct("<16sI32sI")
"""Key, length and SHA-256 of a piece, which follows, and the checksum of these three."""
_ROW = Struct("<QI32s")
"""Where a piece begins, its length and its SHA-256."""
_SEALED = _HEAD.size - 4
"""Bytes of the head that its checksum is of."""


class Cache:
    """What was made before, under its key. Nothing in it is more than a saving of time."""

    def __init__(self, path: Path, maker: bytes) -> None:
        """`maker`: a digest of the programs that make the pieces; another one finds nothing."""
        self._path, self._start = path, _MAGIC + blake2b(maker, digest_size=KEY).digest()
        self._index: dict[bytes, bytes] = {}
        """Where each piece is, as bytes: tuples of so many take twice the room."""
        self._used: set[bytes] = set()
        self._is_damaged = False
        """Something in it was found to be other than what was written."""
        self._end = len(self._start)
        self._file = _opened(path)
        self._is_ours = self._file is not None and _taken(self._file)
        self._process = os.getpid()
        if self._file is not None:
            self._look()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """It takes more."""
        # A copy of the process has the same open file, and would write where the process does.
        return self._is_ours and self._end < MOST and os.getpid() == self._process

    def __len__(self) -> int:
        return len(self._index)

    def has(self, key: bytes) -> bool:
        """Whether there is a piece, damaged or not; who asks has a use for it."""
        if key not in self._index:
            return False
        self._used.add(key)
        return True

    def sum(self, key: bytes) -> tuple[int, str] | None:
        """Length and SHA-256 in hex of a piece that may be damaged; None where there is none."""
        found = self._index.get(key)
        if found is None:
            return None
        self._used.add(key)
        _, length, checksum = _ROW.unpack(found)
        return length, checksum.hex()

    def get(self, key: bytes) -> bytes | None:
        """The piece, None where there is none or it was damaged."""
        found = self._index.get(key)
        if found is None or self._file is None:
            return None
        at, length, checksum = _ROW.unpack(found)
        data = b""
        with suppress(OSError):  # a bad disk is as good as none
            data = _read(self._file, at, length)
        if sha256(data).digest() != checksum:
            del self._index[key]
            self._used.discard(key)
            self._is_damaged = True
            return None
        self._used.add(key)
        return data

    def put(self, key: bytes, data: bytes) -> bool:
        """Keep a piece; False where that cannot be."""
        if key in self._index:
            self._used.add(key)
            return True
        end = self._end + _HEAD.size + len(data)
        if not self.is_open or self._file is None or end > MOST:
            return False
        checksum = sha256(data).digest()
        try:
            self._file.seek(self._end)
            self._file.write(_head(key, len(data), checksum) + data)
            self._file.flush()
        except OSError:  # the disk is full; what is there stays good
            self._is_ours = False
            return False
        self._index[key] = _ROW.pack(self._end + _HEAD.size, len(data), checksum)
        self._used.add(key)
        self._end = end
        return True

    def tidy(self) -> None:
        """Leave out what was of no use since it was opened, where that is most of it or some is damaged."""
        rows = sorted((_ROW.unpack(self._index[key]), key) for key in self._used & self._index.keys())
        used = sum(_HEAD.size + length for (_, length, _), _ in rows)
        is_worth_it = self._is_damaged or (self._end >= _SMALL and used * 2 <= self._end)
        if not self._is_ours or not is_worth_it:
            return
        with suppress(OSError):
            beside = self._path.with_name(f".{self._path.name}.new")
            with beside.open("wb") as stream:
                stream.write(self._start)
                for (at, length, checksum), key in rows:
                    assert self._file is not None  # noqa: S101 (it is ours)
                    stream.write(_head(key, length, checksum) + _read(self._file, at, length))
            beside.replace(self._path)

    def close(self) -> None:
        """Let others write."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _look(self) -> None:
        """Find what is in the file; behind the first thing that cannot be, there is nothing."""
        assert self._file is not None  # noqa: S101 (asked by the one caller)
        try:
            if _read(self._file, 0, len(self._start)) == self._start:
                for key, at, length, checksum in _pieces(self._file, len(self._start)):
                    self._index[key] = _ROW.pack(at, length, checksum)
                    self._end = at + length
            if self._is_ours:
                self._file.truncate(self._end if self._index else 0)
                self._file.seek(0)
                self._file.write(self._start)
                self._file.flush()
        except OSError:
            self._index.clear()
            self._is_ours = False


def _opened(path: Path) -> BinaryIO | None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0), 0o644)
        return os.fdopen(handle, "r+b")
    return None


def _taken(file: BinaryIO) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), length, at)
    file.seek(at)
    return file.read(length)


def _head(key: bytes, length: int, checksum: bytes) -> bytes:
    sealed = _HEAD.pack(key, length, checksum, 0)[:_SEALED]
    return sealed + zlib.crc32(sealed).to_bytes(4, "little")


def _pieces(file: BinaryIO, at: int) -> Iterator[tuple[bytes, int, int, bytes]]:
    size = os.fstat(file.fileno()).st_size
    while at + _HEAD.size <= size:
        head = _read(file, at, _HEAD.size)
        key, length, checksum, seal = _HEAD.unpack(head)
        if zlib.crc32(head[:_SEALED]) != seal:
            return
        at += _HEAD.size
        if at + length > size:
            return
        yield key, at, length, checksum
        at += length
