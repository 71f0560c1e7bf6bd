"""What git, hooks and hosts print becomes a few words on one line, without passwords."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

_MOST = 400
"""Characters of another program's words in a line of ours."""
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)")
_USERINFO = re.compile(r"([a-z][a-z0-9+.-]*://)[^\s/'\"]*@", re.IGNORECASE)
_ADVICE = re.compile(
    r"(hint|warning|To |Done$|Resolving deltas|Compressing objects|Counting objects|error: failed to push)"
)
_VERDICT = re.compile(r"(fatal|error|ERROR): ")


def verdict(text: str) -> str:
    """The line in which git says what is wrong; without one, all it said."""
    lines = _lines(text)
    for line in lines:
        if found := _VERDICT.match(line):
            return _cut(line[found.end() :])
    return said("\n".join(lines))


def said(text: str) -> str:
    """All that a hook said, on one line."""
    return _cut(" / ".join(_lines(text)) or "it says nothing")


def remote_said(text: str) -> str:
    """What the other side said, on one line; empty when it said nothing."""
    remote = [line.removeprefix("remote:") for line in text.splitlines() if line.startswith("remote:")]
    return _cut(" / ".join(_lines("\n".join(remote))))


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without names and passwords of addresses, and without these secrets."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "…")
    return _USERINFO.sub(r"\1", text)


def secrets_of(urls: Iterable[str]) -> frozenset[str]:
    """The passwords in addresses, as they are written and as they are sent; and a token in a name's place."""
    found: set[str] = set()
    for url in urls:
        if match := _USERINFO.match(url):
            user, _, password = match.group()[len(match.group(1)) : -1].partition(":")
            secret = password or user
            found |= {secret, unquote(secret)} if password or len(user) > _LONGEST_NAME else set()
    return frozenset(found - {""})


_LONGEST_NAME = 16
"""What stands longer in a name's place, without a password, is a token. `git` is not."""


def _lines(text: str) -> list[str]:
    plain = (_COLOURS.sub("", line).strip() for line in scrub(text).splitlines())
    return [line for line in plain if line and not _ADVICE.match(line)]


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"
