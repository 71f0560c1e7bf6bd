"""What git and ssh say in English becomes a refusal: one row for each that people meet."""

import re
from dataclasses import dataclass

from statusgen.model.errors import HostError, LockedError, PassingError, StatusgenError
from statusgen.versioning.refusals import RefusalError


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row: how git says it, and how we do."""

    sign: re.Pattern[str]
    what: str
    """`{0}`, `{1}`: the groups of the sign."""
    hint: str = ""
    ending: type[StatusgenError] = HostError

    def told(self, err: str) -> RefusalError | None:
        """The refusal, when git said so."""
        found = self.sign.search(err)
        if found is None:
            return None
        groups = [group or "" for group in found.groups()]
        return RefusalError(self.what.format(*groups), self.hint.format(*groups), ending=self.ending)


def first(table: tuple[Refusal, ...], err: str) -> RefusalError | None:
    """The first row that fits what git said."""
    return next((told for row in table if (told := row.told(err))), None)


def _row(sign: str, what: str, hint: str = "", ending: type[StatusgenError] = HostError) -> Refusal:
    return Refusal(sign=re.compile(sign), what=what, hint=hint, ending=ending)


ANYWHERE = (
    _row(
        r"Unable to create '([^'\n]+\.lock)': File exists",
        "another git is at work here, or one that died left '{0}'",
        "try again; when no git runs, remove that file",
        LockedError,
    ),
    _row(
        r"cannot lock ref '([^'\n]+)'",
        "another git changed '{0}' at the same moment",
        "try again",
        LockedError,
    ),
    _row(r"No space left on device", "no space is left on the disk", "make room and try again"),
    _row(
        r"dubious ownership in repository at '([^'\n]+)'",
        "git does not trust '{0}', which belongs to another user",
        "git config --global --add safe.directory '{0}'",
    ),
)
COMMITTING = (
    *ANYWHERE,
    _row(
        r"tell me who you are|unable to auto-detect email|empty ident name|no (?:name|email) was given",
        "git does not know who you are",
        "git config --global user.name 'Your Name', and the same for user.email",
    ),
    _row(
        r"failed to sign the data|failed to write commit object|Couldn't load public key|Load key",
        "the commit could not be signed",
        "commit by hand to see why, or turn it off: git config commit.gpgsign false",
    ),
    _row(
        r"insufficient permission|[Pp]ermission denied|Read-only file system",
        "git may not write into this repository",
        "look at who owns its files",
    ),
)
"""In this order: a commit that fails otherwise, with exit code 1, was refused by a hook."""
REACHING = (
    *ANYWHERE,
    _row(
        r"[Cc]ould not resolve host(?:name)?:? '?([^\s':]+)|unable to look up (\S+)",
        "the name of the host '{0}{1}' is not found",
        "when the network is back: git push",
        PassingError,
    ),
    _row(
        r"[Cc]onnection (?:refused|timed out|reset)|Failed to connect|Couldn't connect"
        r"|[Nn]etwork is unreachable|No route to host|Operation timed out"
        r"|hung up unexpectedly|early EOF|unexpected disconnect",
        "the host cannot be reached",
        "when the network is back: git push",
        PassingError,
    ),
    _row(
        r"could not read (?:Username|Password)|terminal prompts disabled|No such device or address",
        "the host asks for a name and a password, and there is nobody to ask",
        "store a token with a credential helper, or use ssh",
    ),
    _row(
        r"Authentication failed|HTTP Basic: Access denied|error: 401",
        "the host does not accept the name and the password",
        "store a new token with your credential helper",
    ),
    _row(
        r"Host key verification failed",
        "ssh does not know the host's key",
        "git fetch once by hand, and compare the key that it shows",
    ),
    _row(
        r"Permission denied \(|Too many authentication failures",
        "the host does not accept your ssh key",
        "ssh-add -l shows the keys that are offered",
    ),
    _row(
        r"[Rr]epository not found|does not appear to be a git repository|error: 404|could not be found"
        r"|'?repository '[^']*' not found",
        "there is no such repository, or it is not shown to you",
        "git remote -v shows the address",
    ),
    _row(
        r"error: 403|access denied|[Pp]ermission to \S+ denied|service not enabled|insufficient permission",
        "you may not push there",
        "ask for the right to write, or push to a fork",
    ),
    _row(
        r"error: (?:429|5\d\d)", "the host fails at the moment", "when it works again: git push", PassingError
    ),
    _row(
        r"certificate|SSL",
        "the host's certificate is not accepted",
        "git push by hand to see why",
    ),
)
