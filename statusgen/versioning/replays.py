"""Commits of our files become the same commits on a newer base; no file on the disk is touched."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.model.errors import LockedError
from statusgen.versioning.git import Git
from statusgen.versioning.refusals import RefusalError
from statusgen.versioning.repositories import Repository

_BY_HAND = "git pull --rebase, then git push"
_MOST = 500
"""Commits that are carried over; more are a branch of its own, and a person's matter."""
_ABSENT = ("000000", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    name: str
    old: tuple[str, str]
    """Mode and id before; `_ABSENT` when it was not there."""
    new: tuple[str, str]


def replay(repository: Repository, head: str, base: str, ours: tuple[str, ...]) -> str:
    """The newest of the commits that `base` lacks, made anew on top of it; `base` itself when none is left.

    RefusalError unless each of them changes files below `ours` only, and none that `base` changed too.
    """
    commits = _missing(repository, head, base)
    tip = base
    with TemporaryDirectory(prefix="statusgen-") as folder:
        # An index of its own: the person's, and the files, stay as they are until all is pushed.
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        for commit in commits:
            changes = _changes(repository.git, commit)
            _refuse_others(changes, ours, commit)
            tip = _carried(repository, commit, changes, tip, index)
    return tip


def _missing(repository: Repository, head: str, base: str) -> list[str]:
    git = repository.git
    if git.run("merge-base", head, base).code:
        is_shallow = git.run("rev-parse", "--is-shallow-repository").line == "true"
        hint = f"git fetch --unshallow, then {_BY_HAND}" if is_shallow else "git log --all shows both"
        raise RefusalError("the branch there and the branch here have no commit in common", hint)
    if git.asked("rev-list", "--merges", "--max-count=1", f"{base}..{head}"):
        raise RefusalError(
            "the branch there has new commits, and yours holds a merge", "git pull, then git push"
        )
    told = git.asked(
        "rev-list", "--reverse", "--topo-order", "--right-only", "--cherry-pick", f"{base}...{head}"
    )
    commits = told.decode("ascii").split()
    if len(commits) > _MOST:
        raise RefusalError(f"the branch there has new commits, and yours {len(commits)}", _BY_HAND)
    return commits


def _changes(git: Git, commit: str) -> list[_Change]:
    told = git.asked(
        "diff-tree", "--root", "--no-commit-id", "-r", "-z", "--no-renames", "--no-abbrev", commit
    )
    words = told.decode("utf-8", "surrogateescape").removesuffix("\0").split("\0")
    return [_change(head, name) for head, name in zip(words[::2], words[1::2], strict=False)]


def _change(head: str, name: str) -> _Change:
    old_mode, new_mode, old, new, _ = head.removeprefix(":").split(" ")
    return _Change(name=name, old=_entry(old_mode, old), new=_entry(new_mode, new))


def _entry(mode: str, id_: str) -> tuple[str, str]:
    return _ABSENT if mode == _ABSENT[0] else (mode, id_)


def _refuse_others(changes: list[_Change], ours: tuple[str, ...], commit: str) -> None:
    for change in changes:
        if not any(change.name == path or change.name.startswith(f"{path}/") for path in ours):
            what = f"the branch there has new commits, and your commit {commit[:9]} changes '{change.name}'"
            raise RefusalError(what, f"what is not ours is yours to move: {_BY_HAND}")


def _carried(
    repository: Repository, commit: str, changes: list[_Change], tip: str, index: Mapping[str, str]
) -> str:
    git = repository.git
    there = _entries(git, tip, changes)
    wanted = [change for change in changes if there[change.name] != change.new]
    for change in wanted:
        if there[change.name] != change.old:
            what = f"'{change.name}' was changed there and here"
            raise RefusalError(what, f"look at both: {_BY_HAND}", ending=LockedError)
    if not wanted:
        return tip
    # --missing-ok: a partial clone would fetch every file; all that stands in it stands in a commit.
    git.asked("read-tree", tip, extra=index)
    git.asked("update-index", "-z", "--index-info", stdin=b"".join(map(_index_line, wanted)), extra=index)
    tree = git.asked("write-tree", "--missing-ok", extra=index).decode("ascii").strip()
    return _made(repository, commit, tree, tip)


def _entries(git: Git, tip: str, changes: list[_Change]) -> dict[str, tuple[str, str]]:
    found = {change.name: _ABSENT for change in changes}
    names = list(found)
    for start in range(0, len(names), 200):
        told = git.asked("ls-tree", "-z", "--full-tree", tip, "--", *names[start : start + 200])
        for line in told.decode("utf-8", "surrogateescape").removesuffix("\0").split("\0"):
            head, _, name = line.partition("\t")
            if name in found:
                mode, _, id_ = head.split(" ")
                found[name] = (mode, id_)
    return found


def _index_line(change: _Change) -> bytes:
    mode, id_ = change.new
    return os.fsencode(f"{mode} {id_ or change.old[1]}\t{change.name}\0")


def _made(repository: Repository, commit: str, tree: str, parent: str) -> str:
    """The commit with another tree and parent: its words and its author stay."""
    head, _, message = repository.git.asked("cat-file", "commit", commit).partition(b"\n\n")
    lines = dict(line.partition(b" ")[::2] for line in head.split(b"\n") if not line.startswith(b" "))
    name, _, rest = lines[b"author"].partition(b" <")
    mail, _, when = rest.rpartition(b"> ")
    author = {
        "GIT_AUTHOR_NAME": os.fsdecode(name),
        "GIT_AUTHOR_EMAIL": os.fsdecode(mail),
        "GIT_AUTHOR_DATE": f"@{when.decode('ascii')}",
    }
    encoding = lines.get(b"encoding", b"utf-8").decode("ascii", "replace")
    signed = ("-S",) if repository.is_set("commit.gpgsign") else ()
    words = ("-c", f"i18n.commitEncoding={encoding}", "commit-tree", tree, "-p", parent, *signed, "-F", "-")
    return repository.git.asked(*words, stdin=message, extra=author).decode("ascii").strip()
