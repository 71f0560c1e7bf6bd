import pytest

from statusgen.model.errors import HostError, LockedError, PassingError
from statusgen.versioning.signs import COMMITTING, REACHING, first


@pytest.mark.parametrize(
    ("table", "err", "what", "ending"),
    [
        (COMMITTING, "error: unable to write file x: No space left on device", "no space is left on the disk", HostError),
        (
            COMMITTING,
            "error: insufficient permission for adding an object to repository database .git/objects",
            "git may not write into this repository",
            HostError,
        ),
        (
            COMMITTING,
            "fatal: Unable to create '/x/.git/HEAD.lock': File exists.",
            "another git is at work here, or one that died left '/x/.git/HEAD.lock'",
            LockedError,
        ),
        (
            COMMITTING,
            "fatal: cannot lock ref 'HEAD': is at 1 but expected 2",
            "another git changed 'HEAD' at the same moment",
            LockedError,
        ),
        (
            COMMITTING,
            "fatal: empty ident name (for <a@b>) not allowed",
            "git does not know who you are",
            HostError,
        ),
        (REACHING, "fatal: unable to look up host (port 9418) (Name or service not known)", "the name of the host 'host' is not found", PassingError),
        (REACHING, "fatal: the remote end hung up unexpectedly", "the host cannot be reached", PassingError),
        (REACHING, "remote: HTTP Basic: Access denied", "the host does not accept the name and the password", HostError),
        (
            REACHING,
            "fatal: remote error: access denied or repository not exported: /up.git",
            "you may not push there",
            HostError,
        ),
    ],
)  # fmt: skip
def test_what_git_says_is_told_in_our_words(table, err, what, ending):
    told = first(table, err)
    assert told is not None
    assert (told.what, told.ending) == (what, ending)


def test_what_nobody_knows_is_not_guessed():
    assert first(COMMITTING, "fatal: a new kind of fault") is None
    assert first(REACHING, "fatal: a new kind of fault") is None
