"""The store of plain files: `history/<vantage>/<day>.jsonl`, and beside it `<day>.tally.jsonl`.

One writer for each file; a line is one O_APPEND write, so that even two writers lose nothing.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from filelock import FileLock, Timeout

from statusgen.disk import lock, put, sync, words
from statusgen.model.errors import HostError, LockedError
from statusgen.model.layout import STATE
from statusgen.model.tallies import Slot
from statusgen.recording.appending import append_whole, is_at, newer
from statusgen.recording.lines import MAX_LINE
from statusgen.recording.stores import Kept, Part
from statusgen.recording.tally_lines import VERSION as TALLY_VERSION
from statusgen.recording.tally_lines import version_of_document

ROUNDS, TALLY, DAMAGED = ".jsonl", ".tally.jsonl", ".damaged.jsonl"
_ENDINGS = {Part.ROUNDS: ROUNDS, Part.TALLY: TALLY, Part.ASIDE: DAMAGED}
_FILE = re.compile(r"(\d{4}-\d\d-\d\d)(\.jsonl|\.tally\.jsonl|\.damaged\.jsonl)", re.ASCII)
_UNFINISHED = re.compile(rf"\.{_FILE.pattern}\.new", re.ASCII)
"""What a killed run leaves, which wrote a file that was to take another's place."""
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

    def where(self, slot: Slot, part: Part) -> str:
        """The file."""
        return str(self._path(slot, _ENDINGS[part]))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """As `Store` has it; then what killed runs left goes."""
        path = self._inside / STATE / "history.lock"
        with told(path, "lock"):
            self._refuse_outside(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            held = FileLock(path, timeout=0)
            try:
                held.acquire()
            except Timeout:
                raise LockedError(
                    f"another process compacts {self.name} (try again when it is done)"
                ) from None
        try:
            self._sweep()
            yield
        finally:
            with told(path, "unlock"):
                held.release()

    def _sweep(self) -> None:
        for folder in _vantage_folders(self._folder):
            for name in _names(folder):
                if _UNFINISHED.fullmatch(name):
                    with told(folder / name, "remove"):
                        self._refuse_outside(folder)
                        (folder / name).unlink()

    def slots(self, first: date, last: date) -> Mapping[Slot, Kept]:
        """As `Store` has it."""
        found: dict[Slot, set[str]] = {}
        refuse = self._refusing_outside()
        earliest, latest = first.isoformat(), last.isoformat()
        for folder in _vantage_folders(self._folder):
            with told(folder, "read"):
                for entry in _entries(folder):
                    # Of years of days few are wanted, and as texts they have the same order.
                    if not earliest <= entry.name[: len(earliest)] <= latest:
                        continue
                    match = _FILE.fullmatch(entry.name)
                    day = _day(match[1]) if match else None
                    if match and day and _is_file(entry):
                        refuse(folder, entry)
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
            is_new = append_whole(path, b"".join(lines))
            if is_new:
                for folder in (path.parent, self._folder, self._folder.parent):
                    sync(folder)
        return str(path)

    def lines(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        return self._all_lines(slots, ROUNDS)

    def tallies(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        refuse = self._refusing_outside()
        for slot in slots:
            path = self._path(slot, TALLY)
            with told(path, "read"):
                refuse(path.parent, path)
                if (handle := _opened(path)) is not None:
                    with handle:
                        yield slot, handle.read()

    def keep_tally(self, slot: Slot, document: bytes) -> None:
        """As `Store` has it: a new file takes the old one's place."""
        path = self._path(slot, TALLY)
        with told(path, "write"):
            self._refuse_outside(path)
            for _, old in self.tallies([slot]):
                version = version_of_document(old)
                if version is None:
                    self._set_aside(slot, old.splitlines())
                elif version > TALLY_VERSION:
                    raise newer(path)
            put(path, document)

    def drop_rounds(self, slot: Slot, mark: str, damaged: Sequence[bytes]) -> bool:
        """As `Store` has it. Who wants to add a line meanwhile waits, and starts a new file."""
        path = self._path(slot, ROUNDS)
        with told(path, "remove"):
            self._refuse_outside(path)
            try:
                # To write, which nobody does: file systems on other machines lock no other files.
                handle = path.open("rb+")
            except FileNotFoundError:
                return False
            with handle:
                lock(handle.fileno(), is_shared=False)
                if not is_at(path, handle.fileno()) or _mark(handle) != mark:
                    return False
                self._set_aside(slot, damaged)
                path.unlink()
            sync(path.parent)
        return True

    def _set_aside(self, slot: Slot, damaged: Sequence[bytes]) -> None:
        kept = [line.rstrip(b"\n") for _, line in self.set_aside([slot])]
        known = set(kept)
        new = [bare for line in damaged if (bare := line.rstrip(b"\n")) not in known]
        if new:
            path = self._path(slot, DAMAGED)
            put(path, b"".join(line + b"\n" for line in (*kept, *new)))
            if [line.rstrip(b"\n") for _, line in self.set_aside([slot])] != [*kept, *new]:
                raise HostError(f"{path} does not read as written (nothing was removed; look at the disk)")

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
        refuse = self._refusing_outside()
        for slot in slots:
            path = self._path(slot, ending)
            with told(path, "read"):
                refuse(path.parent, path)
                if (handle := _opened(path)) is not None:
                    with handle:
                        for line in _lines(handle):
                            yield slot, line

    def _mark(self, slot: Slot) -> str | None:
        path = self._path(slot, ROUNDS)
        with told(path, "read"):
            if (handle := _opened(path)) is None:
                return None  # compaction removed it since it was listed
            with handle:
                return _mark(handle)

    def _refusing_outside(self) -> Callable[[Path, Path | os.DirEntry[str]], None]:
        """The same for many files: where a folder lies is looked at once, then whether each is a link."""
        fine = set[Path]()

        def refuse(folder: Path, file: Path | os.DirEntry[str]) -> None:
            if folder not in fine:
                self._refuse_outside(folder)
                fine.add(folder)
            if file.is_symlink():
                self._refuse_outside(Path(file))

        return refuse

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


def _opened(path: Path) -> BinaryIO | None:
    # Only files: a FIFO would never answer.
    try:
        return path.open("rb") if path.is_file() else None
    except FileNotFoundError:
        return None


def _mark(handle: BinaryIO) -> str:
    size = handle.seek(0, os.SEEK_END)
    handle.seek(max(0, size - _TAIL))
    return f"{size}-{crc32(handle.read(_TAIL)):08x}"


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
    return sorted(entry.name for entry in _entries(folder))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in it, in no order; they know what kind they are, so that nothing is asked of each file."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise HostError(f"cannot read {folder}: {words(error)}") from error


def _is_file(entry: os.DirEntry[str]) -> bool:
    # Path's own takes links in a circle for no file.
    return Path(entry).is_file() if entry.is_symlink() else entry.is_file()


def _lines(handle: BinaryIO) -> Iterator[bytes]:
    """Each line that is not blank; of one that is too long its beginning, too long as well."""
    while line := handle.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = handle.readline(MAX_LINE + 1)
        if not line.isspace():
            yield line
