"""The branch, its index and its files move to another commit; what people changed in them stays."""

import re

from statusgen.versioning.refusals import RefusalError
from statusgen.versioning.repositories import Repository
from statusgen.versioning.signs import ANYWHERE, first

_IN_THE_WAY = re.compile(r"'([^'\n]+)' (?:not uptodate|would be (?:overwritten|removed)|would lose)")


def follow(repository: Repository, old: str, new: str) -> None:
    """Move the branch that is checked out from `old` to `new`, as a checkout would: all or nothing.

    RefusalError when a file that differs between the two was changed here, or the branch moved on.
    """
    git = repository.git
    git.run("update-index", "-q", "--refresh")  # a file that was only touched is not changed
    # The branch is held meanwhile: nobody commits on top of files that are half way. A process killed
    # between the two steps leaves the branch at `old` and the files at `new`, and the next push, which
    # comes by here again, finds them in place.
    with git.talking("update-ref", "-m", "statusgen: follow what was pushed", "--stdin") as say:
        for words in ("start", f"update HEAD {new} {old}", "prepare"):
            say(words)
        done = git.run("read-tree", "-m", "-u", old, new, limit=git.limits.hooks)
        if done.code:
            found = _IN_THE_WAY.search(done.err)
            if found is None:
                raise first(ANYWHERE, done.err) or RefusalError.of("git cannot move the files", done.err)
            raise RefusalError(f"your changes to '{found[1]}'")
        say("commit")
