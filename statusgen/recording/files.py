"""The store of plain files: `history/<vantage>/<day>.jsonl`, and beside it `<day>.tally.jsonl`.

One writer for each file; a line is one O_APPEND write, so that even two writers lose nothing.
"""

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from statusgen.disk import lock, put, sync, words
from statusgen.model.errors import HostError
from statusgen.model.tallies import Slot
from statusgen.recording.lines import MAX_LINE, VERSION, version_of
from statusgen.recording.stores import Kept
from statusgen.recording.tally_lines import VERSION as TALLY_VERSION
from statusgen.recording.tally_lines import version_of_document

ROUNDS, TALLY, DAMAGED = ".jsonl", ".tally.jsonl", ".damaged.jsonl"
_FILE = re.compile(r"(\d{4}-\d\d-\d\d)(\.jsonl|\.tally\.jsonl)", re.ASCII)
_VANTAGE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_TAIL = 4096
"""Bytes whose checksum is a part of a file's mark: a new file of the same size has other last lines."""


class Files:
    """A folder of history, which links must not lead out of `inside`."""

    def __init__(self, folder: Path, inside: Path) -> None:
        self._folder = folder
        self._inside = inside

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._folder)

    def slots(self, first: date, last: date) -> Mapping[Slot, Kept]:
        """As `Store` has it."""
        found: dict[Slot, set[str]] = {}
        for folder in _vantage_folders(self._folder):
            for name in _names(folder):
                match = _FILE.fullmatch(name)
                day = _day(match[1]) if match else None
                if match and day and first <= day <= last and (folder / name).is_file():
                    self._refuse_outside(folder / name)
                    found.setdefault(Slot(folder.name, day), set()).add(match[2])
        return {
            slot: Kept(self._mark(slot) if ROUNDS in endings else None, TALLY in endings)
            for slot, endings in sorted(found.items())
        }

    def append(self, slot: Slot, lines: Sequence[bytes]) -> str:
        """As `Store` has it: one write, then to the disk."""
        path = self._path(slot, ROUNDS)
        with told(path, "write"):
            self._refuse_outside(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = _append(path, b"".join(lines))
            if is_new:
                for folder in (path.parent, self._folder, self._folder.parent):
                    sync(folder)
        return str(path)

    def lines(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        return self._all_lines(slots, ROUNDS)

    def tallies(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        for slot in slots:
            path = self._path(slot, TALLY)
            with told(path, "read"):
                self._refuse_outside(path)
                try:
                    yield slot, path.read_bytes()
                except FileNotFoundError:
                    continue

    def keep_tally(self, slot: Slot, document: bytes) -> None:
        """As `Store` has it: a new file takes the old one's place."""
        path = self._path(slot, TALLY)
        with told(path, "write"):
            self._refuse_outside(path)
            for _, old in self.tallies([slot]):
                if (version_of_document(old) or 0) > TALLY_VERSION:
                    raise _newer(path)
            put(path, document)

    def drop_rounds(self, slot: Slot, mark: str, damaged: Sequence[bytes]) -> bool:
        """As `Store` has it. Who wants to add a line meanwhile waits, and starts a new file."""
        path = self._path(slot, ROUNDS)
        with told(path, "remove"):
            self._refuse_outside(path)
            with path.open("rb") as handle:
                lock(handle.fileno(), is_shared=False)
                if _mark(handle) != mark:
                    return False
                self._set_aside(slot, damaged)
                path.unlink()
            sync(path.parent)
        return True

    def _set_aside(self, slot: Slot, damaged: Sequence[bytes]) -> None:
        kept = [line.rstrip(b"\n") for _, line in self.set_aside([slot])]
        new = [line.rstrip(b"\n") for line in damaged]
        if set(new) - set(kept):
            lines = [*kept, *(line for line in new if line not in kept)]
            put(self._path(slot, DAMAGED), b"".join(line + b"\n" for line in lines))

    def set_aside(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        return self._all_lines(slots, DAMAGED)

    def close(self) -> None:
        """Nothing is held."""

    def path(self, slot: Slot) -> Path:
        """Where the slot's rounds are, or would be."""
        return self._path(slot, ROUNDS)

    def _path(self, slot: Slot, ending: str) -> Path:
        return self._folder / slot.vantage / f"{slot.day.isoformat()}{ending}"

    def _all_lines(self, slots: Collection[Slot], ending: str) -> Iterator[tuple[Slot, bytes]]:
        for slot in slots:
            path = self._path(slot, ending)
            with told(path, "read"):
                self._refuse_outside(path)
                try:
                    handle = path.open("rb")
                except FileNotFoundError:
                    continue
                with handle:
                    for line in _lines(handle):
                        yield slot, line

    def _mark(self, slot: Slot) -> str:
        path = self._path(slot, ROUNDS)
        with told(path, "read"), path.open("rb") as handle:
            return _mark(handle)

    def _refuse_outside(self, path: Path) -> None:
        # Not Path.resolve: that one takes links in a circle for a bug of its caller.
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self._inside)):
            raise HostError(f"{path} leads out of {self._inside} (history stays inside the project)")


@contextmanager
def told(path: Path, verb: str) -> Iterator[None]:
    """What the system refuses becomes a HostError with the file's name."""
    try:
        yield
    except OSError as error:
        raise HostError(f"cannot {verb} {path}: {words(error)}") from error


def _mark(handle: BinaryIO) -> str:
    size = handle.seek(0, os.SEEK_END)
    handle.seek(max(0, size - _TAIL))
    return f"{size}-{crc32(handle.read(_TAIL)):08x}"


def _append(path: Path, data: bytes) -> bool:
    """Whether the file was empty before."""
    # O_NONBLOCK: a FIFO in the way is refused below, not waited for.
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
    while True:
        handle = os.open(path, flags, 0o666)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise HostError(f"{path} is not a file")
            lock(handle, is_shared=True)
            state = os.fstat(handle)
            if state.st_nlink == 0:
                continue  # compaction removed it between our opening and our lock
            tail = os.pread(handle, MAX_LINE + 1, max(0, state.st_size - MAX_LINE - 1))
            _refuse_newer(path, tail)
            _write_whole(handle, data if not tail or tail.endswith(b"\n") else b"\n" + data)
            os.fsync(handle)
            return state.st_size == 0
        finally:
            os.close(handle)


def _refuse_newer(path: Path, tail: bytes) -> None:
    for line in reversed(tail.split(b"\n")):
        version = version_of(line) if line else None
        if version is not None:
            if version > VERSION:
                raise _newer(path)
            return


def _newer(path: Path) -> HostError:
    return HostError(f"{path} was written by a newer statusgen (update this one to add to it)")


def _write_whole(handle: int, data: bytes) -> None:
    # One write: in pieces, another writer's line could come between. What a short write leaves
    # is a torn line, which the next append closes and the reader skips.
    written = os.write(handle, data)
    if written != len(data):
        raise OSError(None, f"only {written} of {len(data)} bytes were written")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _vantage_folders(history: Path) -> list[Path]:
    return [
        path for name in _names(history) if _VANTAGE.fullmatch(name) and (path := history / name).is_dir()
    ]


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise HostError(f"cannot read {folder}: {words(error)}") from error


def _lines(handle: BinaryIO) -> Iterator[bytes]:
    """Each line that is not blank; of one that is too long its beginning, too long as well."""
    while line := handle.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = handle.readline(MAX_LINE + 1)
        if not line.isspace():
            yield line
