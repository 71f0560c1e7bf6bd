"""A folder on disk becomes a sign of each thing in it, by which a change shows without reading.

Symbolic links are never followed: they are entries like files.
"""

import os
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from struct import Struct

_FOLDER = Struct("<QqqIII")
_ENTRY = Struct("<QqqQI")
_START = Struct("<Qqq")
"""How both begin: which file, when it was changed, and when its entry was."""
SIZE = _FOLDER.size
assert _ENTRY.size == SIZE  # noqa: S101 (for whoever adds to one of them)
NO_SIGN = bytes(SIZE)
"""Of a folder that must be listed again."""
_TICK = 20_000_000
"""Nanoseconds. What was changed so shortly before a look may change again and keep its times: the clock by
which kernels stamp files ticks every ten milliseconds, or more often."""
_COARSE_TICK = 2_000_000_000
"""The same for file systems that keep no fractions; the coarsest (FAT) has steps of two seconds."""
_FRACTION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was in a folder, and what of it is sure as long as its sign is the same."""

    folders: Mapping[str, bytes] = field(default_factory=dict)
    """Signs by path, that of the folder itself by an empty one; each after the one that it is in."""
    entries: Mapping[str, bytes] = field(default_factory=dict)
    """Signs of all else."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 in hex of those files that were sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is in a folder, by path relative to it, with `/` between the parts."""

    folders: dict[str, bytes] = field(default_factory=dict)
    """With their signs; the folder itself too, by an empty path, when there is one."""
    entries: dict[str, bytes] = field(default_factory=dict)
    """All that is not a folder, with their signs."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 in hex of files, as far as it is remembered."""
    unknown: frozenset[str] = frozenset()
    """Folders and files that are not as they are remembered."""


def survey(root: str, memory: Memory | None = None, *, is_ours: bool = False) -> Survey:
    """What is in the folder now; empty when there is no folder.

    `is_ours`: nobody needs to know whether files in it were changed, only which they are.
    """
    if not _is_folder(root):
        return Survey()
    memory = memory or Memory()
    folders = _folders_still_there(root, memory)
    listed = [folder for folder, sign in folders.items() if memory.folders.get(folder) != sign]
    entries = _entries_still_there(root, memory, folders, frozenset(listed), is_ours=is_ours)
    for folder in listed:  # which grows
        with suppress(FileNotFoundError):  # its owner has just removed it
            listed += _list(root, folder, folders, entries)
    digests: Mapping[str, str] = memory.digests
    if entries != memory.entries:
        digests = {path: text for path, text in digests.items() if entries.get(path) == memory.entries[path]}
    unknown = frozenset(listed).union(() if is_ours else entries.keys() - digests.keys())
    return Survey(folders=folders, entries=entries, digests=digests, unknown=unknown)


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def _folders_still_there(root: str, memory: Memory) -> dict[str, bytes]:
    """The folder itself, and folders that are remembered. None is looked for behind a link."""
    found = {"": folder_sign(os.lstat(root))}
    for folder in memory.folders:
        if folder and folder.rpartition("/")[0] in found:
            with suppress(FileNotFoundError):
                state = os.lstat(f"{root}/{folder}")
                if stat.S_ISDIR(state.st_mode):
                    found[folder] = folder_sign(state)
    return found


def _entries_still_there(
    root: str, memory: Memory, folders: Collection[str], listed: Collection[str], *, is_ours: bool
) -> dict[str, bytes]:
    """What is in folders whose names are as they were, and need not be listed."""
    remembered = memory.entries
    if listed or len(folders) < len(memory.folders):
        above = ((path, path.rpartition("/")[0]) for path in remembered)
        remembered = {path: remembered[path] for path, at in above if at in folders and at not in listed}
    if is_ours:
        return dict(remembered)
    found = {}
    for path in remembered:
        try:
            found[path] = entry_sign(os.lstat(f"{root}/{path}"))
        except FileNotFoundError:  # its owner has just removed it
            continue
    return found


def _list(root: str, folder: str, folders: dict[str, bytes], entries: dict[str, bytes]) -> list[str]:
    """Note what is in a folder; the folders in it that nobody knew."""
    new = []
    with os.scandir(f"{root}/{folder}") as names:
        for entry in names:
            path = f"{folder}/{entry.name}" if folder else entry.name
            with suppress(FileNotFoundError):
                if not entry.is_dir(follow_symlinks=False):
                    state = entry.stat(follow_symlinks=False)
                    # Windows does not tell which file it is until it is asked for that one.
                    entries[path] = entry_sign(state if state.st_ino else os.lstat(entry.path))
                elif path not in folders:
                    folders[path] = folder_sign(os.lstat(entry.path))
                    new.append(path)
    return new


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
    number, *times = _START.unpack_from(sign)
    changed = max(times)
    return bool(number) and changed < at - (_TICK if changed % _FRACTION else _COARSE_TICK)
