"""One look at the other side: commits arrive there, or its newest comes here."""

import re

from statusgen.versioning.destinations import Destination
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


def send(repository: Repository, to: Destination, source: str) -> tuple[int | None, bool]:
    """How many commits were new there, and whether they arrived; False: others were there first."""
    git = repository.git
    limit = git.limits.network
    done = git.run("push", "--porcelain", "--", to.remote, f"{source}:{to.ref}", limit=limit)
    told = done.out.decode("utf-8", "replace")
    found = next((line for text in told.splitlines() if (line := _LINE.fullmatch(text))), None)
    if found is None:
        raise _unreached(told, done.err, done.code, to)
    if found["flag"] != "!":
        return _count(repository, found["summary"]), True
    if _MOVED.search(found["reason"] or ""):
        return None, False
    raise _refused(found["reason"] or "", done.err, to)


def fetch(repository: Repository, to: Destination) -> str:
    """The newest commit of the branch there."""
    git = repository.git
    words = ("--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head")
    refs = f"+{to.ref}:{_FETCHED}"
    done = git.run("fetch", *words, "--", to.remote, refs, limit=git.limits.network)
    if done.code:
        raise _unreached("", done.err, done.code, to)
    base = git.asked("rev-parse", "--verify", f"{_FETCHED}^{{commit}}").decode("ascii").strip()
    git.run("update-ref", "-d", _FETCHED)
    return base


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
