"""One look at the other side: commits arrive there, or its newest comes here."""

import re
from dataclasses import dataclass

from statusgen.versioning.destinations import Destination
from statusgen.versioning.git import Output
from statusgen.versioning.refusals import RefusalError
from statusgen.versioning.repositories import Repository
from statusgen.versioning.signs import REACHING, first
from statusgen.versioning.words import remote_said, said

_FETCHED = "refs/statusgen/fetched"
"""Not FETCH_HEAD: an editor that fetches in the background would write another branch there."""
_LINE = re.compile(r"(?P<flag>[ +*=!-])\t[^\t\n]+\t(?P<summary>[^\n(]*)(?:\((?P<reason>[^\n]*)\))?")
_RANGE = re.compile(r"([0-9a-f]{4,})\.\.([0-9a-f]{4,})")
_MOVED = re.compile(
    r"fetch first|non-fast-forward|stale info|cannot lock ref|failed to (?:update ref|lock)|already exists"
)
"""The branch there has commits that we lack, or somebody pushes at this moment."""
_MOVED_UNDER_LEASE = re.compile(r"stale info|cannot lock ref|failed to (?:update ref|lock)|already exists")
"""A host that says non-fast-forward to a lease that holds forbids replacing."""
_ABSENT = re.compile(r"couldn't find remote ref")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A commit that may take the place of a known one, and of no other."""

    commit: str
    instead_of: str | None
    """None: there must be no such branch yet."""


def send(repository: Repository, to: Destination, source: str) -> tuple[int | None, bool]:
    """How many commits were new there, and whether they arrived; False: others were there first."""
    return _send(repository, to, f"{source}:{to.ref}")


def send_over(repository: Repository, to: Destination, lease: Lease) -> bool:
    """Whether the commit took the branch's place there; False: it was not what the lease says any more."""
    held = f"--force-with-lease={to.ref}:{lease.instead_of or ''}"
    words = (held, "--no-verify", "--no-follow-tags", "--recurse-submodules=no")
    return _send(repository, to, f"{lease.commit}:{to.ref}", *words, is_leased=True)[1]


def _send(
    repository: Repository, to: Destination, refs: str, *words: str, is_leased: bool = False
) -> tuple[int | None, bool]:
    git = repository.git
    done = git.run("push", "--porcelain", *words, "--", to.remote, refs, limit=git.limits.network)
    told = done.out.decode("utf-8", "replace")
    found = next((line for text in told.splitlines() if (line := _LINE.fullmatch(text))), None)
    if found is None:
        raise _unreached(told, done.err, done.code, to)
    if found["flag"] != "!":
        return _count(repository, found["summary"]), True
    moved = _MOVED_UNDER_LEASE if is_leased else _MOVED
    if moved.search(found["reason"] or ""):
        return None, False
    raise _refused(found["reason"] or "", done.err, to)


def fetch(repository: Repository, to: Destination) -> str:
    """The newest commit of the branch there."""
    done = _fetch(repository, to, _FETCHED)
    if done.code:
        raise _unreached("", done.err, done.code, to)
    return _taken(repository, _FETCHED)


def fetch_if_there(repository: Repository, to: Destination, into: str) -> str | None:
    """The newest commit of the branch there with all its files; None when there is no such branch."""
    done = _fetch(repository, to, into, "--no-filter")
    if done.code and _ABSENT.search(done.err):
        return None
    if done.code:
        raise _unreached("", done.err, done.code, to)
    return _taken(repository, into)


def _fetch(repository: Repository, to: Destination, into: str, *more: str) -> Output:
    git = repository.git
    words = ("--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head", *more)
    return git.run("fetch", *words, "--", to.remote, f"+{to.ref}:{into}", limit=git.limits.network)


def _taken(repository: Repository, reference: str) -> str:
    git = repository.git
    found = git.asked("rev-parse", "--verify", f"{reference}^{{commit}}").decode("ascii").strip()
    git.run("update-ref", "-d", reference)
    return found


def _count(repository: Repository, summary: str) -> int | None:
    if "up to date" in summary:
        return 0
    if not (found := _RANGE.search(summary)):
        return None
    counted = repository.git.run("rev-list", "--count", f"{found[1]}..{found[2]}").line
    return int(counted) if counted.isdecimal() else None


def _unreached(told: str, err: str, code: int, to: Destination) -> RefusalError:
    known = first(REACHING, err)
    if known is not None:
        known.what = f"{to.shown}: {known.what}"
        return known
    if code == 1 and not told.strip():
        return RefusalError(f"the pre-push hook refuses: '{said(err)}'", "git push by hand when it agrees")
    return RefusalError.of(f"{to.shown} cannot be reached", err)


def _refused(reason: str, err: str, to: Destination) -> RefusalError:
    if "shallow" in reason:
        return RefusalError(
            "this clone is shallow, and the other side wants all of it", "git fetch --unshallow"
        )
    words = remote_said(err)
    what = f"{to.shown} refuses '{to.branch}', {reason}" + (f": '{words}'" if words else "")
    return RefusalError(what, f"git push {to.shown} HEAD:refs/heads/NAME makes a branch to be reviewed")
