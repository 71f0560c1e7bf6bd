"""Many files become a commit at once: one process of git for all of them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.versioning.git import Git
from statusgen.versioning.messages import subject
from statusgen.versioning.trees import Version

_NEW = "refs/statusgen/importing"
_HASHES = {40: "sha1", 64: "sha256"}
"""By the length of an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What is to be made of what a branch held."""

    words: str
    at: datetime
    changed: Mapping[str, bytes] = field(default_factory=dict)
    gone: Sequence[str] = ()
    tree: str | None = None
    """All of it, by its id, in place of what was held."""


def ids_of(files: Iterable[tuple[str, bytes]], *, length: int) -> dict[str, str]:
    """What git calls these contents, in a repository whose ids have that length; nothing for another."""
    if (name := _HASHES.get(length)) is None:
        return {}
    return {path: hashlib.new(name, b"blob %d\0" % len(data) + data).hexdigest() for path, data in files}


def imported(git: Git, commit: Commit, held: Version, *, is_short: bool) -> str:
    """The commit, on no branch yet. `is_short`: on one that holds what was held and has no past itself."""
    stream = b"".join(_stream(git, commit, held, is_short=is_short))
    git.asked("fast-import", "--quiet", "--force", stdin=stream)
    made = git.asked("rev-parse", "--verify", f"{_NEW}^{{commit}}").decode("ascii").strip()
    git.run("update-ref", "-d", _NEW)
    return made


def _stream(git: Git, commit: Commit, held: Version, *, is_short: bool) -> Iterator[bytes]:
    yield b"feature done\n"
    parent = held.commit
    if is_short and held.commit:
        before = git.asked("rev-parse", f"{held.commit}^{{tree}}").decode("ascii").strip()
        yield from _header(git, "The status page before", commit.at, ":1", None)
        yield f'M 040000 {before} ""\n'.encode()
        parent = ":1"
    yield from _header(git, commit.words, commit.at, ":2", parent)
    if commit.tree is not None:
        yield f'M 040000 {commit.tree} ""\n'.encode()
    for path in commit.gone:
        yield f"D {_quoted(path)}\n".encode("utf-8", "surrogateescape")
    for path, data in commit.changed.items():
        yield f"M 100644 inline {_quoted(path)}\ndata {len(data)}\n".encode()
        yield data
        yield b"\n"
    yield b"done\n"


def _header(git: Git, words: str, at: datetime, mark: str, parent: str | None) -> Iterator[bytes]:
    known = git.run("var", "GIT_COMMITTER_IDENT")
    who = "statusgen <statusgen@localhost>" if known.code else known.line.rsplit(" ", 2)[0]
    message = subject(words).encode()
    yield f"commit {_NEW}\nmark {mark}\ncommitter {who} {int(at.timestamp())} +0000\n".encode()
    yield b"data %d\n%s\n" % (len(message), message)
    if parent is not None:
        yield f"from {parent}\n".encode()


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
