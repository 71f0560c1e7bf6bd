"""Named files become one commit; whatever else is changed or staged stays as it is."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.errors import InputError, Place
from statusgen.versioning.git import Output
from statusgen.versioning.messages import subject
from statusgen.versioning.patience import Patience
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.repositories import Repository
from statusgen.versioning.signs import COMMITTING, first
from statusgen.versioning.states import State, pathspecs, refuse_unfit, states
from statusgen.versioning.words import said

_FROM_STDIN = ("--pathspec-from-file=-", "--pathspec-file-nul")
_NOTHING = re.compile(rb"^(?:nothing to commit|nothing added to commit|no changes added)", re.MULTILINE)
"""Only line ends differ, and git stores them all alike: a change to `status`, none to `commit`."""
_SPARSE = "outside of your sparse-checkout"
"""The file is there all the same, since it was just written."""
_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What was kept in git."""

    id: str
    paths: tuple[str, ...]
    """From the top of the repository, sorted."""


def commit(repository: Repository, paths: Iterable[Path], message: str, patience: Patience) -> Commit | None:
    """Commit the files, or those in the folders, as they are on the disk. None when nothing differs.

    As `git commit --only` does it: with hooks and signing, and with the staged and unstaged changes
    of other files untouched. `message` is made one line. HostError, LockedError or InputError tell
    why not; the files stay as they were written then.
    """
    with telling("not committed", "the file is written"):
        names = repository.names(paths)
        _refuse_inner(repository, names)
        repository.refuse_busy()
        found = states(repository, names)
        refuse_unfit(repository, found)
        if not found:
            return None
        return patience.through_locks(lambda: _commit(repository, found, subject(message)))


def _refuse_inner(repository: Repository, names: tuple[str, ...]) -> None:
    """Git says nothing at all of files in a submodule."""
    for folder in sorted({os.path.dirname(name) for name in names}):  # noqa: PTH120 (git's names, not paths)
        path = repository.top / folder
        inner = next((p for p in (path, *path.parents) if os.path.lexists(p / ".git")), repository.top)
        if inner != repository.top and inner.is_relative_to(repository.top):
            name = inner.relative_to(repository.top)
            raise RefusalError(f"'{name}' is a repository of its own", "commit there")


def _commit(repository: Repository, found: dict[str, State], line: str) -> Commit | None:
    names = tuple(sorted(found))
    new = tuple(name for name in names if found[name] is State.NEW)
    before = repository.head()
    with _announced(repository, new):
        try:
            done = repository.git.run(
                "commit",
                "--only",
                "--cleanup=verbatim",
                f"--message={line}",
                *_FROM_STDIN,
                stdin=pathspecs(names),
                limit=repository.git.limits.hooks,
            )
            if done.code == 1 and _NOTHING.search(done.out):
                return None
            if done.code:
                raise _refused(repository, done, names)
        except RefusalError:
            # A hook may hang after the commit was made.
            if repository.head() == before or states(repository, names):
                raise
    return Commit(id=repository.head() or "", paths=names)


@contextmanager
def _announced(repository: Repository, new: tuple[str, ...]) -> Iterator[None]:
    """Tell git of new files while they are committed; take back what was not."""
    if new:
        _announce(repository, new)
    try:
        yield
    except BaseException:
        with suppress(RefusalError):
            _take_back(repository, new)
        raise


def _announce(repository: Repository, new: tuple[str, ...], *words: str) -> None:
    done = repository.git.run("add", "--intent-to-add", *words, *_FROM_STDIN, stdin=pathspecs(new))
    if done.code and _SPARSE in done.err and not words:
        return _announce(repository, new, "--sparse")
    if done.code:
        raise first(COMMITTING, done.err) or RefusalError.of("git does not take the file", done.err)
    return None


def _take_back(repository: Repository, new: tuple[str, ...]) -> None:
    found = states(repository, new) if new else {}
    left = [name for name, state in found.items() if state is State.ANNOUNCED]
    if left:
        repository.git.run("update-index", "--force-remove", "--", *left)


def _refused(repository: Repository, done: Output, names: tuple[str, ...]) -> RefusalError:
    # Git itself ends with 128; what a hook says may look like words of git.
    if done.code == 1 and _has_hooks(repository):
        # Its output goes to stdout or stderr, as the hook likes it.
        what = f"a hook of this repository refuses: '{said(done.out.decode('utf-8', 'replace') + done.err)}'"
        hint = "mend it and run the command again, or git commit by hand"
        return RefusalError(what, hint, ending=InputError, where=Place(names[0]))
    return first(COMMITTING, done.err) or RefusalError.of("git refuses", done.err)


def _has_hooks(repository: Repository) -> bool:
    hooks = repository.top / repository.git.run("rev-parse", "--git-path", "hooks").line
    return any(os.access(hooks / name, os.X_OK) for name in _HOOKS)
