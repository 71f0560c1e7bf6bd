"""The files of a commit, and commits made of files, without a file on the disk or an index of people."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.versioning.git import Git
from statusgen.versioning.messages import subject
from statusgen.versioning.refusals import RefusalError

_FILES = ("100644", "100755")
_MODE = "100644"
_NOBODY = {
    "GIT_AUTHOR_NAME": "statusgen",
    "GIT_AUTHOR_EMAIL": "statusgen@localhost",
    "GIT_COMMITTER_NAME": "statusgen",
    "GIT_COMMITTER_EMAIL": "statusgen@localhost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a branch held at some time."""

    commit: str | None = None
    """None when it held nothing, since it was not there."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """The files that matter, by name."""
    others: tuple[str, ...] = ()
    """The names of all else."""


def version(git: Git, commit: str | None, matters: Callable[[str], bool]) -> Version:
    """What a commit holds."""
    if commit is None:
        return Version()
    told = git.asked("ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
    ids, others = {}, []
    for line in told.split("\0")[:-1]:
        head, _, name = line.partition("\t")
        mode, _, id_ = head.split(" ")
        if mode in _FILES and matters(name):
            ids[name] = id_
        else:
            others.append(name)
    return Version(commit=commit, ids=ids, others=tuple(others))


def contents(git: Git, ids: Sequence[str]) -> list[bytes]:
    """The bytes of files, by their ids."""
    if not ids:
        return []
    told = git.asked("cat-file", "--batch", stdin="".join(f"{id_}\n" for id_ in ids).encode())
    found, at = [], 0
    for id_ in ids:
        end = told.find(b"\n", at)
        words = told[at:end].split(b" ")
        if words[-1] == b"missing" or end < 0 or len(told) < end + 1 + int(words[-1]):
            raise RefusalError(f"git lacks the object {id_[:9]}, or cannot read it", "git fsck tells more")
        at = end + 1 + int(words[-1])
        found.append(told[end + 1 : at])
        at += 1
    return found


def changed_tree(git: Git, old: Version, changes: Mapping[str, bytes | None]) -> str:
    """The tree of a version with other contents; None takes a file out."""
    lines = []
    for name, data in changes.items():
        if data is None:
            lines.append(f"0 {old.ids[name]}\t{name}\0")
        else:
            id_ = (
                git.asked("hash-object", "-w", "--no-filters", "--stdin", stdin=data).decode("ascii").strip()
            )
            lines.append(f"{_MODE} {id_}\t{name}\0")
    with TemporaryDirectory(prefix="statusgen-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.asked("read-tree", *([old.commit] if old.commit else ["--empty"]), extra=index)
        git.asked("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)), extra=index)
        # --missing-ok: a partial clone would fetch every file; all that stands in it stands in a commit.
        return git.asked("write-tree", "--missing-ok", extra=index).decode("ascii").strip()


def made_commit(git: Git, tree: str, parent: str | None, message: str, now: datetime) -> str:
    """A commit, on no branch yet: by the person's name where git knows it, else by ours; not signed."""
    moment = f"@{int(now.timestamp())} +0000"
    who = _NOBODY if git.run("var", "GIT_COMMITTER_IDENT").code else {}
    extra = {**who, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    parents = ("-p", parent) if parent else ()
    words = ("commit-tree", "--no-gpg-sign", tree, *parents, "-F", "-")
    return git.asked(*words, stdin=subject(message).encode(), extra=extra).decode("ascii").strip()


def made_at(git: Git, commit: str) -> int:
    """When a commit was made, in seconds since 1970."""
    return int(git.asked("show", "--no-patch", "--format=%ct", commit))
