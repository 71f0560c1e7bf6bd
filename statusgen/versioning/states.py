"""Files in a repository become what git thinks of them."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from statusgen.model.errors import HostError, InputError, Place, StatusgenError
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.repositories import Repository


class State(StrEnum):
    """What a commit of the file would meet; a file that differs in nothing has no state."""

    CHANGED = "changed"
    NEW = "new"
    ANNOUNCED = "announced"
    """Git was told that it will come (`add --intent-to-add`), and holds nothing of it."""
    CONFLICT = "conflict"
    IGNORED = "ignored"


_FIELDS = {"1": 8, "2": 9, "u": 10}
"""Words before the name, for each kind of line of `git status --porcelain=v2`."""
_KINDS = {"?": State.NEW, "!": State.IGNORED, "u": State.CONFLICT}


def pathspecs(names: tuple[str, ...]) -> bytes:
    """For `--pathspec-from-file=- --pathspec-file-nul`: these names and no pattern.

    Not GIT_LITERAL_PATHSPECS: hooks would inherit it, and their own patterns would break.
    """
    return b"".join(b":(top,literal)" + name.encode("utf-8", "surrogateescape") + b"\0" for name in names)


def states(repository: Repository, names: tuple[str, ...]) -> dict[str, State]:
    """The files below the names that differ from the newest commit, and how."""
    told = repository.git.asked(
        "status",
        "--porcelain=v2",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--ignored=matching",
        "--",
        *(f":(top,literal){name}" for name in names),
        extra={"GIT_OPTIONAL_LOCKS": "0"},
    )
    return dict(_states(told.decode("utf-8", "surrogateescape")))


def differing(repository: Repository, folder: Path) -> list[Path]:
    """The files in a folder that differ from the newest commit, those that are gone too; none that git
    ignores.
    """
    with telling("git cannot tell what is new", ""):
        found = states(repository, repository.names([folder]))
    return [repository.top / name for name, state in sorted(found.items()) if state is not State.IGNORED]


def refuse_unfit(repository: Repository, found: dict[str, State]) -> None:
    """RefusalError for the first file that git would not take, with what to do."""
    for name, state in found.items():
        if state is State.CONFLICT:
            raise RefusalError(f"'{name}' is in conflict", "mend it, git add it, and commit again")
        if state is State.IGNORED:
            raise _ignored(repository, name)
        if name.endswith("/"):
            raise RefusalError(f"'{name}' is a repository of its own", "commit there")


def _states(told: str) -> Iterator[tuple[str, State]]:
    for line in told.split("\0"):
        kind = line[:1]
        if kind in ("?", "!"):
            yield line[2:], _KINDS[kind]
        elif kind in _FIELDS:
            words = line.split(" ", _FIELDS[kind])
            is_announced = words[1] == ".A"
            yield words[-1], _KINDS.get(kind, State.ANNOUNCED if is_announced else State.CHANGED)


def _ignored(repository: Repository, name: str) -> RefusalError:
    asked = name.encode("utf-8", "surrogateescape") + b"\0"
    told = repository.git.run("check-ignore", "--verbose", "-z", "--stdin", stdin=asked)
    source, line, pattern, _ = (*told.out.decode("utf-8", "replace").split("\0"), "", "", "", "")[:4]
    where = Place(source, int(line)) if line.isdecimal() else None
    ending: type[StatusgenError] = InputError if where else HostError
    hint = "take that line out, or commit by hand with git add -f"
    return RefusalError(f"git ignores '{name}' by the pattern '{pattern}'", hint, ending=ending, where=where)
