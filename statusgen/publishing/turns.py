"""Beside the lock lies what the next publishing need not find out again: a memory of the folder, and the
folder before it, whose turn is next.

Nothing here has to be there, and nothing of it is taken on trust. All of it is safe to delete.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from statusgen.publishing.memory import recall, remember
from statusgen.publishing.survey import Memory, Survey
from statusgen.publishing.trees import clear

NAME = "trees"
_MUCH = 20
"""When at least one in so many things was not remembered, it is worth to write the memory anew."""


class Turns:
    """What is kept for a folder."""

    def __init__(self, beside: Path, target: Path) -> None:
        """`beside`: a folder of ours. Where it is on another file system nothing is kept: no tree can be
        moved there, and neither clock nor numbers of files are the same.
        """
        self._all = beside / NAME
        self._target = target
        self._place = self._all / sha256(os.fsencode(target)).hexdigest()[:16]
        self.spare = self._place / "spare"
        """The folder of the build before, when there is one."""
        self._is_open = self._opened()

    def _opened(self) -> bool:
        above = next(path for path in (self._target, *self._target.parents) if path.exists())
        with suppress(OSError):
            if above.stat().st_dev != self._all.parent.stat().st_dev:
                return False
            if self._all.is_symlink() or self._place.is_symlink():
                return False
            self._place.mkdir(parents=True, exist_ok=True)
            self._forget_others()
            _write(self._place / "of", os.fsencode(self._target))
            return True
        return False

    def _forget_others(self) -> None:
        """What was kept for folders that are no more."""
        for place in self._all.iterdir():
            with suppress(OSError):
                if place != self._place and not _folder_of(place).is_dir():
                    clear(place)

    @property
    def has_spare(self) -> bool:
        """Whether there is one."""
        return self._is_open and os.path.lexists(self.spare)

    def now(self) -> int | None:
        """The time by which files are stamped, in nanoseconds; None when nothing can be kept."""
        clock = self._place / "clock"
        with suppress(OSError):
            if self._is_open:
                _write(clock, b"")
                return clock.stat().st_mtime_ns
        return None

    def memory(self, tree: Path) -> Memory | None:
        """What is remembered of this folder, by whatever name it went then."""
        with suppress(OSError):
            if self._is_open:
                state = tree.lstat()
                return recall(self._index(state).read_bytes(), (state.st_dev, state.st_ino))
        return None

    def remember(self, tree: Path, found: Survey, digests: Mapping[str, str], at: int | None) -> None:
        """What was in the folder at that time."""
        if at is None or not self._is_open:
            return
        with suppress(OSError):
            state = tree.lstat()
            index = self._index(state)
            beside = index.with_suffix(".new")
            _write(beside, remember(found, digests, at, (state.st_dev, state.st_ino)))
            beside.replace(index)

    def keep(self, old: Path) -> None:
        """Make the folder that was live the one whose turn is next, or clear it."""
        with suppress(OSError):
            if self._is_open:
                clear(self.spare)
                old.rename(self.spare)
                return
        clear(old)

    def tidy(self, live: Path) -> None:
        """Remove what is remembered of folders that are no more."""
        if not self._is_open:
            return
        with suppress(OSError):
            wanted = {self._index(path.lstat()) for path in (live, self.spare) if path.is_dir()}
            for index in self._place.glob("*.index"):
                if index not in wanted:
                    index.unlink()

    def _index(self, state: os.stat_result) -> Path:
        return self._place / f"{state.st_ino}.index"


def is_much(found: Survey) -> bool:
    """Whether so much of it was not remembered that it should be."""
    return len(found.unknown) * _MUCH > len(found.entries) + len(found.folders)


def _write(path: Path, data: bytes) -> None:
    """Make a file in the place of what has its name; a link that somebody put there leads nowhere."""
    path.unlink(missing_ok=True)
    with path.open("xb") as stream:
        stream.write(data)


def _folder_of(place: Path) -> Path:
    return Path(os.fsdecode((place / "of").read_bytes()))
