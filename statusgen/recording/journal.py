"""Rounds become lines in `history/<vantage>/<day>.jsonl`, and these become a History.

One writer for each file; a line is one O_APPEND write, so that even two writers lose nothing.
A round is acknowledged when `append` returns: it is on the disk then.
"""

import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from statusgen.model.errors import HostError
from statusgen.model.evidence import Round
from statusgen.model.tallies import History
from statusgen.recording.lines import MAX_LINE, VERSION, line_of, round_of, version_of

_DAY_FILE = re.compile(r"\d{4}-\d\d-\d\d\.jsonl", re.ASCII)
_VANTAGE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)


def append(root: Path, round_: Round) -> Path:
    """Write the round to the file of its vantage and UTC day under `root`; it is safe on return."""
    path = root / "history" / round_.vantage / f"{_day(round_.at)}.jsonl"
    line = line_of(round_)
    if len(line) > MAX_LINE:
        raise HostError(f"{path}: a round of {len(line)} bytes does not fit into a line of {MAX_LINE}")
    try:
        _refuse_outside(path, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        _append_line(path, line, root)
    except OSError as error:
        raise HostError(f"cannot write {path}: {_words(error)}") from error
    return path


def read(root: Path, *, since: datetime, until: datetime) -> History:
    """The rounds of all vantages from `since` to `until`, both included."""
    rounds: dict[tuple[datetime, str, tuple[str, ...]], Round] = {}
    damaged = 0
    for folder in _vantage_folders(root):
        for path in _day_files(folder, root):
            if not _day(since) <= path.stem <= _day(until):
                continue
            for round_ in _rounds(path, folder.name):
                if round_ is None:
                    damaged += 1
                elif since <= round_.at <= until:
                    rounds[_key(round_)] = round_  # written twice: the last wins
    return History(rounds=tuple(rounds[key] for key in sorted(rounds)), damaged_lines=damaged)


def _key(round_: Round) -> tuple[datetime, str, tuple[str, ...]]:
    """What was chosen tells rounds of one second apart: they are not two versions of one."""
    return round_.at, round_.vantage, tuple(sorted(round_.results)) if round_.is_partial else ()


def newest(root: Path, vantage: str) -> Round | None:
    """The latest round of the vantage; None when it has none."""
    for path in reversed(_day_files(root / "history" / vantage, root)):
        rounds = [round_ for round_ in _rounds(path, vantage) if round_ is not None]
        if rounds:
            return max(rounds, key=lambda round_: round_.at)
    return None


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()


def _refuse_outside(path: Path, root: Path) -> None:
    # Not Path.resolve: that one takes links in a circle for a bug of its caller.
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise HostError(f"{path} leads out of {root} (history stays inside the project)")


def _append_line(path: Path, line: bytes, root: Path) -> None:
    # O_NONBLOCK: a FIFO in the way is refused below, not waited for.
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
    handle = os.open(path, flags, 0o666)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise HostError(f"{path} is not a file")
        tail = os.pread(handle, MAX_LINE + 1, max(0, state.st_size - MAX_LINE - 1))
        _refuse_newer(path, tail)
        _write_whole(handle, line if not tail or tail.endswith(b"\n") else b"\n" + line)
        os.fsync(handle)
    finally:
        os.close(handle)
    if state.st_size == 0:
        for folder in (path.parent, path.parent.parent, root):
            _sync_folder(folder)


def _refuse_newer(path: Path, tail: bytes) -> None:
    for line in reversed(tail.split(b"\n")):
        version = version_of(line) if line else None
        if version is not None:
            if version > VERSION:
                raise HostError(f"{path} was written by a newer statusgen (update this one to add to it)")
            return


def _write_whole(handle: int, data: bytes) -> None:
    # One write: in pieces, another writer's line could come between. What a short write leaves
    # is a torn line, which the next append closes and the reader skips.
    written = os.write(handle, data)
    if written != len(data):
        raise OSError(None, f"only {written} of {len(data)} bytes were written")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _vantage_folders(root: Path) -> list[Path]:
    history = root / "history"
    return [path for path in _children(history) if _VANTAGE.fullmatch(path.name) and path.is_dir()]


def _day_files(folder: Path, root: Path) -> list[Path]:
    files = [path for path in _children(folder) if _DAY_FILE.fullmatch(path.name) and path.is_file()]
    for path in files:
        _refuse_outside(path, root)
    return files


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise HostError(f"cannot read {folder}: {_words(error)}") from error


def _rounds(path: Path, vantage: str) -> Iterator[Round | None]:
    try:
        with path.open("rb") as handle:
            for line in _lines(handle):
                yield round_of(line, vantage)
    except OSError as error:
        raise HostError(f"cannot read {path}: {_words(error)}") from error


def _lines(handle: BinaryIO) -> Iterator[bytes]:
    """Each line that is not blank; of one that is too long its beginning, too long as well."""
    while line := handle.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = handle.readline(MAX_LINE + 1)
        if not line.isspace():
            yield line
