"""A folder on disk becomes a sign of each thing in it, by which a change shows without reading.

Symbolic links are never followed: they are entries like files.
"""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from struct import Struct

_FOLDER = Struct("<QqqIII")
_ENTRY = Struct("<QqqQI")
_START = Struct("<Qq")
"""How both begin: which file, and when it was changed."""
SIZE = _FOLDER.size
assert _ENTRY.size == SIZE  # noqa: S101 (for whoever adds to one of them)
NO_SIGN = bytes(SIZE)
"""Of a folder that must be listed again."""
_UNSURE = 2_000_000_000
"""Nanoseconds. What was changed so shortly before a look may change again and keep its time of change: file
systems count time in steps, the coarsest of two seconds (FAT)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was in a folder, and what of it is sure as long as its sign is the same."""

    folders: Mapping[str, bytes]
    """Signs by path, that of the folder itself by an empty one."""
    within: Mapping[str, Collection[str]]
    """Folders in a folder."""
    files: Mapping[str, Mapping[str, bytes]]
    """What else is in it, by path from the top, with its signs."""
    digests: Mapping[str, str]
    """SHA-256 in hex of those files that were sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is in a folder, by path relative to it, with `/` between the parts."""

    folders: dict[str, bytes] = field(default_factory=dict)
    """With their signs; the folder itself too, by an empty path, when there is one."""
    entries: dict[str, bytes] = field(default_factory=dict)
    """All that is not a folder, with their signs."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 in hex of files, as far as it is remembered."""
    unknown: set[str] = field(default_factory=set)
    """Folders and files that are not as they are remembered."""


def survey(root: str, memory: Memory | None = None, *, is_ours: bool = False) -> Survey:
    """What is in the folder now; empty when there is no folder.

    `is_ours`: nobody needs to know whether files in it were changed, only which they are.
    """
    found = Survey()
    waiting = [""] if _is_folder(root) else []
    while waiting:
        folder = waiting.pop()
        place = f"{root}/{folder}" if folder else root
        with suppress(FileNotFoundError):  # its owner has just removed it
            sign = folder_sign(os.lstat(place))
            if memory is not None and memory.folders.get(folder) == sign:
                waiting += memory.within.get(folder, ())
                files = memory.files.get(folder, {})
                if is_ours:
                    found.entries.update(files)
                else:
                    _look_again(found, root, files, memory)
            else:
                found.unknown.add(folder)
                waiting += _list(found, place, folder, memory)
            found.folders[folder] = sign
    return found


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def _look_again(found: Survey, root: str, files: Mapping[str, bytes], memory: Memory) -> None:
    """The names in a folder are as they were, and are still those of the same files."""
    for path, sign in files.items():
        try:
            state = os.lstat(f"{root}/{path}")
        except FileNotFoundError:
            continue
        _note(found, path, state, sign, memory)


def _list(found: Survey, place: str, folder: str, memory: Memory | None) -> Iterator[str]:
    """The folders in a folder; all else in it is noted."""
    files = memory.files.get(folder, {}) if memory is not None else {}
    with os.scandir(place) as names:
        for entry in names:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield path
                continue
            with suppress(FileNotFoundError):
                state = entry.stat(follow_symlinks=False)
                # Windows does not tell which file it is until it is asked for that one.
                state = state if state.st_ino else os.lstat(entry.path)
                _note(found, path, state, files.get(path), memory)


def _note(
    found: Survey, path: str, state: os.stat_result, remembered: bytes | None, memory: Memory | None
) -> None:
    sign = found.entries[path] = entry_sign(state)
    if memory is not None and sign == remembered and path in memory.digests:
        found.digests[path] = memory.digests[path]
    else:
        found.unknown.add(path)


def entry_sign(state: os.stat_result) -> bytes:
    """Of a file: another one, or a change to it, has another. Nobody can put back `ctime`."""
    return _ENTRY.pack(state.st_ino, state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_mode)


def folder_sign(state: os.stat_result) -> bytes:
    """Of a folder: it is another one when a name in it came, went, or became another thing's."""
    owner = (state.st_mode, state.st_uid, state.st_gid)
    return _FOLDER.pack(state.st_ino, state.st_mtime_ns, state.st_ctime_ns, *owner)


def is_same_file(one: bytes, other: bytes) -> bool:
    """Whether two names lead to one file, by its signs."""
    return one[:8] == other[:8] != NO_SIGN[:8]


def is_unchanged(now: bytes, then: bytes) -> bool:
    """Whether it is the same file and nobody wrote into it, though it may have got another name."""
    return (now[:16], now[24:]) == (then[:16], then[24:])


def is_dressed_alike(one: bytes | None, other: bytes | None) -> bool:
    """Whether two folders have the same mode and owners."""
    return one is not None and other is not None and one[24:] == other[24:]


def is_sure(sign: bytes, at: int) -> bool:
    """Whether what was true of it at that time (nanoseconds) is true as long as it has this sign."""
    number, changed = _START.unpack_from(sign)
    return bool(number) and changed < at - _UNSURE
