"""Files become a folder, whole or not at all.

Two folders take turns: the one that is not live is brought forward, unchanged files under second names, and
then the two change places in one step. What others put into the folder is carried over.
"""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from statusgen.disk import sync
from statusgen.model.errors import HostError, LockedError
from statusgen.publishing.arrivals import carry_late
from statusgen.publishing.filling import fill, take
from statusgen.publishing.plan import Plan, check_paths, plan
from statusgen.publishing.survey import Survey, is_sure, is_unchanged, survey
from statusgen.publishing.swap import heal, swap_in
from statusgen.publishing.trees import clear
from statusgen.publishing.turns import Turns, is_much

_PATIENCE = 2.0
"""Seconds to wait for another run that publishes."""
_HINTS = {
    errno.EBUSY: "it is a mount point: publish into a folder inside it",
    errno.EXDEV: "it is a mount point: publish into a folder inside it",
    errno.EACCES: "the new folder is made beside the old one, so the folder above must be writable",
}
_BESIDE = ("new", "old", "late")
"""Endings of the names beside the folder; what a killed run leaves there, the next one clears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was done to the folder."""

    written: int
    """Files that are new or changed."""
    kept: int
    """Files that were there already, byte for byte."""
    removed: int
    """Files of an earlier build."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Files of earlier builds that pages which are still open ask for."""

    staying: Mapping[str, str] = field(default_factory=dict)
    """Those that stay for now, with their digests."""
    left: Mapping[str, str] = field(default_factory=dict)
    """Those that stayed so far: what of them is not to stay any more is removed."""


_NOTHING = Late()


def publish(files: Mapping[str, bytes], target: Path, *, lock: Path, late: Late = _NOTHING) -> Published:
    """Make the folder hold the files, and no others that we once wrote.

    `files`: content by path relative to the folder, with `/`. `lock`: a file outside the folder,
    the same for all who publish into it. HostError and the old page when it cannot be done.
    """
    check_paths(files)
    try:
        folder = Path(os.path.realpath(target))
        _refuse(folder, lock)
        with _locked(lock):
            return _publish(files, folder, lock.parent, late)
    except OSError as error:
        raise HostError(_told(error, target)) from error


def _refuse(folder: Path, lock: Path) -> None:
    if folder.is_symlink():
        raise HostError(f"{folder} is a link that leads nowhere")
    if folder.exists() and not folder.is_dir():
        raise HostError(f"{folder} is not a folder")
    if os.path.ismount(folder):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    if Path(os.path.realpath(lock)).is_relative_to(folder):
        raise HostError(f"{folder} holds the project itself (publish into a folder of its own)")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(f"another statusgen is publishing (it holds {path})") from None
    try:
        yield
    finally:
        lock.release()


def _publish(files: Mapping[str, bytes], target: Path, beside: Path, open_still: Late) -> Published:
    new, aside, late = (target.with_name(f".{target.name}.statusgen-{word}") for word in _BESIDE)
    heal(target, aside)
    for left_over in (new, aside, late):
        clear(left_over)
    turns = Turns(beside, target)
    since = turns.now()
    before = survey(str(target), turns.memory(target))
    todo = plan(files, target, before, open_still.staying.keys(), open_still.left)
    if todo.is_done:
        if is_much(before):
            turns.remember(target, before, _known(todo, before, since, since), since)
    else:
        try:
            after = _made(new, target, todo, turns)
            at = turns.now()
            known = _known(todo, after, since, at)
            old = swap_in(new, target, aside)
            sync(target.parent)
            if old is not None:
                carry_late(old, target, late, todo, since)
                turns.keep(old)
            turns.remember(target, after, known, at)
            if is_much(before):
                turns.remember(turns.spare, before, before.digests, since)
            turns.tidy(target)
        finally:
            clear(new)
            if target.exists():
                clear(aside)
    written = len(todo.changed & files.keys())
    return Published(written=written, kept=len(files) - written, removed=len(todo.removed))


def _made(new: Path, target: Path, todo: Plan, turns: Turns) -> Survey:
    """Make the new folder from the one whose turn it is; from nothing where none is, or it is of no use."""
    if turns.has_spare:
        with suppress(OSError):
            return fill(new, target, todo, take(turns, new))
        clear(new)
        clear(turns.spare)
    new.mkdir(parents=True)
    return fill(new, target, todo, Survey())


def _known(todo: Plan, found: Survey, since: int | None, at: int | None) -> dict[str, str]:
    """Digests of what was compared after `since` or written before `at`, as far as a later change shows."""
    if since is None or at is None:
        return {}
    known, before = {}, todo.before
    for path, sign in found.entries.items():
        if path in todo.changed:
            is_known = is_sure(sign, at)
        elif path in todo.sums:
            then = before.entries[path]
            is_known = path in before.digests or is_sure(sign, since)
            is_known = is_known and (sign is then or is_unchanged(sign, then))
        else:
            is_known = False
        if is_known:
            known[path] = todo.sums[path][1]
    return known


def _told(error: OSError, target: Path) -> str:
    words = (error.strerror or type(error).__name__).lower()
    where = f"{error.filename}: " if error.filename and str(error.filename) != str(target) else ""
    hint = _HINTS.get(error.errno or 0)
    return f"cannot publish into {target}: {where}{words}" + (f" ({hint})" if hint else "")
