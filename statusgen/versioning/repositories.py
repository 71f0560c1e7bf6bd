"""A folder becomes the repository that it lies in, with the person's own git."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from statusgen.disk import words as said_of
from statusgen.model.errors import HostError, LockedError
from statusgen.versioning.environment import environment
from statusgen.versioning.git import Git, Limits
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.signs import ANYWHERE, first

_LEAST = (2, 28)
"""Since then a change of a reference can be prepared, held and taken back."""
_DURABLE = ("core.fsync=loose-object,index,reference",)
"""What git says it made survives a power cut."""
_DURABLE_BEFORE = ((2, 36), ("core.fsyncObjectFiles=true",))
_PATIENCE = 20.0
"""Seconds; a push that lasts longer is one that hangs."""
_BUSY = (
    ("MERGE_HEAD", "a merge", "git merge --continue or --abort"),
    ("rebase-merge", "a rebase", "git rebase --continue or --abort"),
    ("rebase-apply", "a rebase or an am", "git status shows how to go on"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue or --abort"),
    ("REVERT_HEAD", "a revert", "git revert --continue or --abort"),
    ("sequencer", "a cherry-pick or a revert", "git status shows how to go on"),
)
"""What lies in git's folder while something is half done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where people's files are kept in git."""

    top: Path
    """Its folder of files, without links on the way."""
    own: Path
    """Git's own folder for it: `.git`, or that of a worktree or submodule."""
    common: Path
    """The same, but for a worktree that of the repository that it belongs to."""
    git: Git
    """Runs in `top`."""

    def head(self) -> str | None:
        """The newest commit; None before the first."""
        done = self.git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return done.line or None

    def branch(self) -> str | None:
        """The full name of the branch, `refs/heads/main`; None when HEAD is detached."""
        return self.git.run("symbolic-ref", "--quiet", "HEAD").line or None

    def is_set(self, key: str) -> bool:
        """A switch of git's settings."""
        return self.git.run("config", "--type=bool", "--get", key).line == "true"

    def names(self, paths: Iterable[Path]) -> tuple[str, ...]:
        """The paths as git names them, from the top; RefusalError for one that lies elsewhere."""
        return tuple(sorted({self._name(path) for path in paths}))

    def refuse_busy(self) -> None:
        """RefusalError while a merge, a rebase or the like is half done."""
        for name, what, hint in _BUSY:
            if (self.own / name).exists():
                raise RefusalError(f"{what} is half done in this repository", f"end it first: {hint}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other statusgen commits or pushes from here meanwhile. LockedError after some time."""
        with held(self.common / "statusgen" / "deliver.lock", "commits or pushes here"):
            yield

    def _name(self, path: Path) -> str:
        # The file may be gone or a link itself; its folder says where it is.
        real = Path(os.path.realpath(path.parent)) / path.name
        if not real.is_relative_to(self.top) or real.is_relative_to(self.own):
            raise RefusalError(f"'{path}' does not lie in the repository '{self.top}'")
        return real.relative_to(self.top).as_posix()


@contextmanager
def held(path: Path, does: str, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold a lock, also against other processes; a killed one lets go. RefusalError after so many seconds."""
    lock = FileLock(path, timeout=patience)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise RefusalError(f"another statusgen {does}", "try again", ending=LockedError) from None
    except OSError as error:
        raise RefusalError(f"cannot write {error.filename or path}: {said_of(error)}") from None
    try:
        yield
    finally:
        lock.release()


def repository(
    folder: Path,
    environ: Mapping[str, str],
    *,
    is_watched: bool = False,
    limits: Limits | None = None,
) -> Repository | None:
    """The repository that holds the folder; None when there is none.

    `is_watched`: a person at a terminal can answer for a password. HostError when git is missing,
    too old, does not trust the folder, or the repository holds no files.
    """
    program = shutil.which("git", path=environ.get("PATH", os.defpath))
    if program is None:
        raise HostError("git is not installed, or not on the PATH")
    git = Git(
        program=program,
        folder=folder,
        environ=environment(environ, is_watched=is_watched),
        is_watched=is_watched,
        limits=limits or Limits(),
    )
    with telling("git cannot be used", ""):
        return _repository(replace(git, durable=_durable(git)))


def _durable(git: Git) -> tuple[str, ...]:
    """Git's settings for that; RefusalError when it is too old."""
    words = git.run("version").out.decode("utf-8", "replace").strip()
    found = re.match(r"git version (\d+)\.(\d+)", words)
    version = (int(found[1]), int(found[2])) if found else _LEAST
    if version < _LEAST:
        raise RefusalError(f"'{words}' is too old", "install 2.28 or later")
    before, settings = _DURABLE_BEFORE
    return settings if version < before else _DURABLE


def _repository(git: Git) -> Repository | None:
    done = git.run("rev-parse", "--is-inside-work-tree", "--is-bare-repository")
    if done.code:
        if re.search(r"not a git repository \(or any", done.err):
            return None
        raise first(ANYWHERE, done.err) or RefusalError.of("git cannot read the repository", done.err)
    if done.out.split() != [b"true", b"false"]:
        raise RefusalError(f"'{git.folder}' holds no files of people", "it is bare, or git's own folder")
    top = Path(os.path.realpath(git.run("rev-parse", "--show-toplevel").line))
    own = Path(os.path.realpath(git.run("rev-parse", "--absolute-git-dir").line))
    # Not --path-format=absolute, which is younger than the oldest git that we take.
    common = Path(os.path.realpath(git.folder / git.run("rev-parse", "--git-common-dir").line))
    return Repository(top=top, own=own, common=common, git=replace(git, folder=top))
