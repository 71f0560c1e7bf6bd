"""Commits reach the others, also when these pushed at the same moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.errors import LockedError
from statusgen.versioning.destinations import Destination, destination
from statusgen.versioning.following import follow
from statusgen.versioning.patience import Patience
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.replays import replay
from statusgen.versioning.repositories import Repository
from statusgen.versioning.sending import fetch, send

_SAFE = "the commit is safe here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What reached the others."""

    remote: str
    branch: str
    commit: str
    """The newest commit there; a new id when it had to be carried onto others' commits."""
    commits: int | None
    """How many were new there: those of earlier days go along. None for a branch that is new."""
    is_new: bool
    """The branch here follows that one from now on."""
    left_behind: str = ""
    """Why the branch here stayed where it was, when it did; what was pushed is the same."""


def push(repository: Repository, ours: Iterable[Path], patience: Patience) -> Pushed:
    """Push the branch to its upstream, or to the only remote.

    When the branch there moved on, commits that change nothing but `ours` (files and folders) are
    carried over, and the branch here follows. HostError or LockedError tell why not; the commits stay.
    """
    with telling("not pushed", _SAFE):
        names = repository.names(ours)
        repository.refuse_busy()
        branch, head = repository.branch(), repository.head()
        if head is None:
            raise RefusalError("there is no commit yet")
        if branch is None:
            hint = "git switch -c NAME, then git push -u origin NAME"
            raise RefusalError("HEAD is detached: your commits are on no branch", hint)
        to = destination(repository, branch)
        try:
            return _push(repository, to, branch, head, names, patience)
        except RefusalError as refusal:
            raise refusal.without(to.secrets) from None


def is_waiting(repository: Repository, ours: Iterable[Path]) -> bool:
    """Whether commits that change `ours` (files and folders) have not reached the upstream, as we know it."""
    with telling("not pushed", _SAFE):
        names = [f":(top,literal){name}" for name in repository.names(ours)]
        upstream = repository.git.run("rev-parse", "--verify", "--quiet", "@{upstream}").line
        known = ("--not", upstream) if upstream else ()
        done = repository.git.run("rev-list", "--max-count=1", "HEAD", *known, "--", *names)
        return not done.code and bool(done.line)


def _push(
    repository: Repository, to: Destination, branch: str, head: str, ours: tuple[str, ...], patience: Patience
) -> Pushed:
    tip = head
    for number in range(patience.tries):
        commits, is_done = send(repository, to, branch if tip == head else tip)
        if not is_done:
            patience.pause(number)
            base = fetch(repository, to)
            tip = replay(repository, head, base, ours)
            is_done = tip == base
        if is_done:
            return _told(repository, to, branch, (head, tip), commits, patience)
    what = f"'{to.branch}' on {to.shown} moved on {patience.tries} times meanwhile"
    raise RefusalError(what, "try again", ending=LockedError)


def _told(
    repository: Repository,
    to: Destination,
    branch: str,
    ends: tuple[str, str],
    commits: int | None,
    patience: Patience,
) -> Pushed:
    head, tip = ends
    left_behind = ""
    if tip != head:
        try:
            patience.through_locks(lambda: follow(repository, head, tip))
        except RefusalError as refusal:
            left_behind = refusal.what
    if to.is_new:
        _adopt(repository, to, branch)
    return Pushed(
        remote=to.shown,
        branch=to.branch,
        commit=tip,
        commits=commits,
        is_new=to.is_new,
        left_behind=left_behind,
    )


def _adopt(repository: Repository, to: Destination, branch: str) -> None:
    """What `git push -u` writes; the commits have arrived, so a locked settings file is no failure."""
    short = branch.removeprefix("refs/heads/")
    for key, value in (("remote", to.remote), ("merge", to.ref)):
        repository.git.run("config", f"branch.{short}.{key}", value)
