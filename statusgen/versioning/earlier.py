"""Files as git had them at an earlier instant."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from statusgen.model.errors import UsageError
from statusgen.model.times import format_moment
from statusgen.versioning.git import Git
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.repositories import Repository

_FILE = ("100644", "100755")
"""Modes of files; links and other repositories are not brought back."""


def bring_back(repository: Repository, root: Path, names: Sequence[str], at: datetime, target: Path) -> str:
    """Write the files and folders `names` of the project in `root` as they were at an instant into `target`.
    Returns the commit. UsageError when there was none yet; HostError when git cannot tell.
    """
    with telling("the files of that time cannot be had", ""):
        commit = _commit(repository, at)
        base = _base(repository, root)
        for name, data in _files(repository.git, commit, [f"{base}{name}" for name in names]):
            path = target / name.removeprefix(base)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    if not any(target.iterdir()):
        raise UsageError(f"at {format_moment(at)} git had no file of this project yet (name a later time)")
    return commit


def _commit(repository: Repository, at: datetime) -> str:
    """The newest one of the branch itself: what came by a merge was public when it was merged."""
    found = repository.git.run("rev-list", "-1", "--first-parent", f"--before={format_moment(at)}", "HEAD")
    if found.code:
        raise RefusalError("the repository has no commit yet", "git commit", ending=UsageError)
    if not found.line:
        is_shallow = repository.git.run("rev-parse", "--is-shallow-repository").line == "true"
        hint = "git fetch --unshallow brings older ones" if is_shallow else "name a later time"
        raise RefusalError(f"git has no commit from before {format_moment(at)}", hint, ending=UsageError)
    return found.line


def _base(repository: Repository, root: Path) -> str:
    inside = PurePosixPath(root.resolve().relative_to(repository.top).as_posix())
    return "" if inside == PurePosixPath() else f"{inside}/"


def _files(git: Git, commit: str, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    listed = git.asked("ls-tree", "-r", "-z", "--full-tree", commit, "--", *names)
    rows = [row.partition(b"\t") for row in listed.split(b"\0") if row]
    wanted = [
        (name.decode("utf-8", "surrogateescape"), head.split()[2])
        for head, _, name in rows
        if head.split()[0].decode() in _FILE
    ]
    told = git.asked("cat-file", "--batch", stdin=b"".join(id_ + b"\n" for _, id_ in wanted))
    position = 0
    for name, _ in wanted:
        end = told.index(b"\n", position)
        size = int(told[position:end].split()[2])
        yield name, told[end + 1 : end + 1 + size]
        position = end + 1 + size + 1
