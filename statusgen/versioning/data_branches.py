"""A branch that nobody checks out: what it holds elsewhere and what lies in a folder here meet in both.

Histories are not merged, contents are. So a branch may be made short, put back or removed elsewhere, and a
clone may lack its past: whatever stands there now is joined with what was joined last and what is here.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from statusgen.model.errors import UsageError
from statusgen.versioning.destinations import Destination, destination_of_data
from statusgen.versioning.git import Git
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.repositories import Repository, held
from statusgen.versioning.signs import ANYWHERE, first
from statusgen.versioning.trees import Version, version

Meet: TypeAlias = Callable[[Version, Version], Mapping[str, bytes | None]]
"""Brings what both sides held last, and what the branch holds, together with the folder. Returns the files
that should be different in the branch then."""
_HEADS = "refs/heads/"
_PATIENCE = 20.0
"""Seconds; a push that lasts longer is one that hangs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One place where the branch is: the remote, or this repository."""

    last: str
    """The reference that keeps what was joined last: it stays as long as we need it."""
    seen: str
    """The reference that shows what the branch holds, as far as is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBranch:
    """The branch, and the folder whose files it carries."""

    repository: Repository
    """Its git runs no hooks of people."""
    name: str
    remote: Destination | None
    """None where there is none, or nobody can know which."""
    matters: Callable[[str], bool]
    """Whether a file of the branch is one that the folder holds."""

    @property
    def folder(self) -> Path:
        """Inside git's own folder: `git clean` does not reach it, and nothing has to ignore it."""
        return self.repository.common / "statusgen" / quote(self.name, safe="")

    @property
    def git(self) -> Git:
        """That of its repository."""
        return self.repository.git

    @property
    def here(self) -> Track:
        """The branch in this repository."""
        return Track(last=f"refs/statusgen/here/{self.name}", seen=f"{_HEADS}{self.name}")

    @property
    def there(self) -> Track | None:
        """The branch on the remote."""
        if self.remote is None:
            return None
        is_named = quote(self.remote.remote, safe="-._/") == self.remote.remote
        seen = f"refs/remotes/{self.remote.remote}/{self.name}" if is_named else ""
        if self.git.run("check-ref-format", seen).code:
            seen = f"refs/statusgen/seen/{self.name}"
        return Track(last=f"refs/statusgen/there/{self.name}", seen=seen)

    def commit(self, reference: str) -> str | None:
        """What a reference points to."""
        return self.git.run("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}").line or None

    def version(self, commit: str | None) -> Version:
        """What a commit holds. RefusalError when it is somebody's work, and no evidence."""
        found = version(self.git, commit, self.matters)
        strange = next((name for name in found.others if not _is_tolerated(name)), None)
        if strange is not None:
            what = f"the branch '{self.name}' holds '{strange}', which is no evidence"
            raise RefusalError(what, "choose a name that nothing else has: history: git-branch:NAME")
        return found

    def point(self, reference: str, commit: str | None) -> None:
        """Make a reference of ours point there."""
        words = ("-d", reference) if commit is None else (reference, commit)
        done = self.git.run("update-ref", *words)
        if done.code:
            raise first(ANYWHERE, done.err) or RefusalError.of(f"git cannot move '{reference}'", done.err)

    @contextmanager
    def alone(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Nobody else joins this branch in this clone meanwhile. RefusalError after so many seconds."""
        with held(self.folder / "lock", f"sends '{self.name}' from here", patience):
            yield


def data_branch(repository: Repository, name: str, matters: Callable[[str], bool]) -> DataBranch:
    """The branch of that name. UsageError when it is the one that people work on."""
    quiet = replace(repository, git=repository.git.with_settings("core.hooksPath=/dev/null"))
    with telling("evidence cannot be kept there", ""):
        if repository.branch() == f"{_HEADS}{name}":
            what = f"'{name}' is the branch that is checked out"
            hint = "git-branch: needs one of its own, such as git-branch:status-data"
            raise RefusalError(what, hint, ending=UsageError)
        remote = destination_of_data(repository, name)
        return DataBranch(repository=quiet, name=name, remote=remote, matters=matters)


def bring_in(branch: DataBranch, meet: Meet) -> None:
    """Join what git has got to know of the branch since the last time; without the network.

    Where another process does it at this moment, it is left to that one.
    """
    with telling(f"'{branch.name}' cannot be read", ""):
        for track in (branch.there, branch.here):
            seen = branch.commit(track.seen) if track else None
            if track and seen and seen != branch.commit(track.last):
                try:
                    with branch.alone(patience=0):
                        join(branch, track, seen, meet)
                except RefusalError as refusal:
                    if not refusal.is_passing:
                        raise


def join(
    branch: DataBranch, track: Track, tip: str | None, meet: Meet
) -> tuple[Version, Mapping[str, bytes | None]]:
    """Join what the branch holds at `tip`, and remember it. Returns that, and what is to be changed there."""
    theirs, last = branch.version(tip), branch.commit(track.last)
    changes = meet(version(branch.git, last, branch.matters), theirs)
    if last != tip:
        branch.point(track.last, tip)
    return theirs, changes


def _is_tolerated(name: str) -> bool:
    """What people put on top of a branch so that it explains itself."""
    return "/" not in name and name.startswith((".", "README", "LICENSE"))
