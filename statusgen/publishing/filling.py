"""A folder, empty or of an earlier build, becomes the one that is to be live.

What does not change is linked, so whatever stands in the folder already is right when it is the live one's
file, and is replaced when it is not: nothing of an earlier build, or of a run that was killed, is believed.
"""

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from statusgen.publishing.durable import sync_all
from statusgen.publishing.plan import Plan
from statusgen.publishing.survey import (
    NO_SIGN,
    Survey,
    entry_sign,
    folder_sign,
    is_dressed_alike,
    is_same_file,
    survey,
)
from statusgen.publishing.trees import clear, dress, link
from statusgen.publishing.turns import Turns


@dataclass(frozen=True, slots=True)
class _Work:
    """The new folder, the live one, and what is known of both."""

    new: Path
    target: Path
    todo: Plan
    there: Survey
    """What is in the new folder."""
    touched: set[str]
    """Folders in which something was changed, or that were."""

    def touch(self, path: str) -> None:
        """Note that a name came or went."""
        self.touched.add(path.rpartition("/")[0])


def take(turns: Turns, new: Path) -> Survey:
    """Make the folder whose turn it is the new one, an empty one when there is none; what is in it.

    Its own top is a new one, so that who holds the folder open since it was live finds nothing in it.
    """
    there = survey(str(turns.spare), turns.memory(turns.spare), is_ours=True)
    new.mkdir(parents=True)
    for path in (*there.folders, *there.entries):
        if path and "/" not in path:
            (turns.spare / path).rename(new / path)
    clear(turns.spare)
    return there


def fill(new: Path, target: Path, todo: Plan, there: Survey) -> Survey:
    """Make all in the folder as planned, safe on the disk; what is in it then."""
    work = _Work(new, target, todo, there, {"", *(path for path in there.folders if "/" not in path)})
    live = todo.before.entries
    kept = {
        path
        for path, sign in there.entries.items()
        if path in live
        and is_same_file(sign, live[path])
        and path not in todo.changed
        and (path in todo.sums or path in todo.foreign)
    }
    # First goes what is not to stay: who still reads the old folder should miss a page, not see a newer one.
    _remove(work, kept)
    _make_folders(work)
    coming = sorted({path for path in (*todo.sums, *todo.foreign) if path not in kept})
    written = _bring(work, coming)
    _dress(work)
    folders = ["", *sorted(todo.folders)]
    # What others did to this folder while it was live is as safe as they made it.
    unsafe = work.touched | there.unknown
    deepest_first = [folder for folder in reversed(folders) if folder in unsafe]
    sync_all([new / path for path in (*written, *deepest_first)])
    return _filled(work, kept, coming, folders)


def _remove(work: _Work, kept: Collection[str]) -> None:
    for path in (path for path in work.there.entries if path not in kept):
        (work.new / path).unlink()
        work.touch(path)
    for folder in sorted(work.there.folders.keys() - _staying(work), reverse=True):
        (work.new / folder).rmdir()
        work.touch(folder)


def _make_folders(work: _Work) -> None:
    for folder in sorted(work.todo.folders - (work.there.folders.keys() & _staying(work))):
        (work.new / folder).mkdir()
        work.touched.add(folder)
        work.touch(folder)


def _staying(work: _Work) -> Collection[str]:
    """Folders that are to be there and are live; one of an earlier build alone has that one's mode."""
    return {"", *(work.todo.folders & work.todo.before.folders.keys())}


def _bring(work: _Work, paths: Collection[str]) -> list[str]:
    """Link or write; those whose bytes are not safe yet."""
    new, target, todo = work.new, work.target, work.todo
    written = []
    for path in paths:
        work.touch(path)
        if path in todo.changed:
            with (new / path).open("xb") as stream:
                stream.write(todo.contents[path])
            written.append(path)
            continue
        try:
            if link(target / path, new / path):
                written.append(path)
        except FileNotFoundError:
            if path in todo.sums:
                raise
            # Its owner has just removed it.
    return written


def _dress(work: _Work) -> None:
    there, before = work.there.folders, work.todo.before.folders
    for folder in (*sorted(work.todo.folders, reverse=True), ""):
        is_left = folder not in work.touched and is_dressed_alike(there.get(folder), before.get(folder))
        if is_left or folder not in before:
            continue
        old = work.target / folder
        if old.is_dir() and not old.is_symlink():
            dress(old, work.new / folder)
            work.touched.add(folder)


def _filled(work: _Work, kept: Collection[str], coming: Collection[str], folders: Collection[str]) -> Survey:
    """What is in the folder, without another look at what was there before."""
    entries = {path: work.todo.before.entries[path] for path in kept}
    # A new top changed what stands right below it.
    for path in (*coming, *(path for path in kept if "/" not in path)):
        with suppress(FileNotFoundError):
            entries[path] = entry_sign(os.lstat(f"{work.new}/{path}"))
    new, there = work.new, work.there.folders
    signs = {path: there.get(path, NO_SIGN) for path in folders}
    signs |= {path: folder_sign(os.lstat(f"{new}/{path}")) for path in folders if path in work.touched}
    return Survey(folders=signs, entries=entries)
