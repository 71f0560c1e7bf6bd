"""What a folder has that its branch lacks becomes a commit there, also when others send just then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.model.errors import LockedError
from statusgen.versioning.data_branches import DataBranch, Meet, Track, join
from statusgen.versioning.patience import Patience
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.sending import Lease, fetch_if_there, send_over
from statusgen.versioning.trees import Version, changed_tree, made_at, made_commit

_SAFE = "the rounds are safe here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the branch is now."""

    commit: str | None
    """Its newest commit, None when there is nothing at all."""
    remote: str | None
    """None for the branch in this repository."""
    files: int
    """How many were changed; 0 when there was nothing to send."""
    is_long: bool = False
    """The other side does not let the branch be made short again, so that it grows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is said with it."""

    subject: str
    now: datetime


def keep_here(branch: DataBranch, meet: Meet, letter: Letter, patience: Patience) -> Sent:
    """Commit to the branch in this repository. LockedError or HostError tell why not."""
    with telling("not committed", _SAFE), branch.alone():
        track = branch.here
        shown = branch.git.asked("for-each-ref", "--format=%(worktreepath)", track.seen).strip()
        if shown:
            raise RefusalError(f"'{branch.name}' is checked out in '{shown.decode(errors='replace')}'")
        for number in range(patience.tries):
            theirs, changes = join(branch, track, branch.commit(track.seen), meet)
            if not changes:
                return Sent(commit=theirs.commit, remote=None, files=0)
            made = _made(branch, theirs, changes, letter, is_short=_begins_a_day(branch, theirs, letter))
            moved = branch.git.run(
                "update-ref", "-m", "statusgen: evidence", track.seen, made, theirs.commit or ""
            )
            if not moved.code:
                branch.point(track.last, made)
                return Sent(commit=made, remote=None, files=len(changes))
            patience.pause(number)
        raise RefusalError(
            f"'{branch.name}' is changed by others all the time", "try again", ending=LockedError
        )


def send_there(branch: DataBranch, meet: Meet, letter: Letter, patience: Patience) -> Sent:
    """Push to the branch on the remote. LockedError or HostError tell why not; nothing is lost then."""
    with telling("not pushed", _SAFE):
        track, to = branch.there, branch.remote
        if track is None or to is None:
            raise _homeless(branch)
        try:
            with branch.alone():
                return _send(branch, track, meet, letter, patience)
        except RefusalError as refusal:
            raise refusal.without(to.secrets) from None


def _homeless(branch: DataBranch) -> RefusalError:
    remotes = branch.git.asked("remote").decode("utf-8", "replace").split()
    if not remotes:
        return RefusalError("there is nothing to push to", "git remote add origin URL")
    what = f"'{branch.name}' has no remote of its own, and there are {len(remotes)}"
    return RefusalError(what, f"git config branch.{branch.name}.remote {remotes[0]}")


def _send(branch: DataBranch, track: Track, meet: Meet, letter: Letter, patience: Patience) -> Sent:
    assert branch.remote is not None  # noqa: S101 (asked before)
    tip = branch.commit(track.seen) or _fetched(branch, track)
    for number in range(patience.tries):
        theirs, changes = join(branch, track, tip, meet)
        if not changes:
            return Sent(commit=tip, remote=branch.remote.shown, files=0)
        found = _over(branch, theirs, changes, letter)
        if found is not None:
            made, is_long = found
            for reference in (track.seen, track.last):
                branch.point(reference, made)
            if _is_root(branch, made):
                branch.git.run("gc", "--auto", "--quiet")  # what the branch was yesterday is nobody's now
            return Sent(commit=made, remote=branch.remote.shown, files=len(changes), is_long=is_long)
        patience.pause(number)
        tip = _fetched(branch, track)
    what = f"'{branch.name}' on {branch.remote.shown} moved on {patience.tries} times meanwhile"
    raise RefusalError(what, "try again", ending=LockedError)


def _over(
    branch: DataBranch, theirs: Version, changes: Mapping[str, bytes | None], letter: Letter
) -> tuple[str, bool] | None:
    """The commit that arrived, and whether the branch could not be made short; None: others were first."""
    assert branch.remote is not None  # noqa: S101 (asked before)
    is_short = _begins_a_day(branch, theirs, letter)
    made = _made(branch, theirs, changes, letter, is_short=is_short)
    lease = Lease(commit=made, instead_of=theirs.commit)
    try:
        return (made, False) if send_over(branch.repository, branch.remote, lease) else None
    except RefusalError:
        if not (is_short and theirs.commit):
            raise
    # The host may take commits and no replacements.
    made = _made(branch, theirs, changes, letter, is_short=False)
    lease = Lease(commit=made, instead_of=theirs.commit)
    return (made, True) if send_over(branch.repository, branch.remote, lease) else None


def _is_root(branch: DataBranch, commit: str) -> bool:
    """It has no past."""
    return not branch.git.run("rev-parse", "--verify", "--quiet", f"{commit}^").line


def _begins_a_day(branch: DataBranch, theirs: Version, letter: Letter) -> bool:
    """Whether the branch is to be made short: once a UTC day it becomes one commit of what it holds."""
    if theirs.commit is None:
        return True
    before = datetime.fromtimestamp(made_at(branch.git, theirs.commit), UTC)
    return before.date() < letter.now.astimezone(UTC).date()


def _made(
    branch: DataBranch,
    theirs: Version,
    changes: Mapping[str, bytes | None],
    letter: Letter,
    *,
    is_short: bool,
) -> str:
    tree = changed_tree(branch.git, theirs, changes)
    return made_commit(branch.git, tree, None if is_short else theirs.commit, letter.subject, letter.now)


def _fetched(branch: DataBranch, track: Track) -> str | None:
    assert branch.remote is not None  # noqa: S101 (asked before)
    tip = fetch_if_there(branch.repository, branch.remote, f"refs/statusgen/fetching/{branch.name}")
    branch.point(track.seen, tip)
    return tip
