"""A whole build on its way to readers, and what a place has that it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol, runtime_checkable

MANIFEST = "build.json"
"""The list of all files of a build, among them."""

_ASSETS = ("assets/", "pictures/")


def is_asset(path: str) -> bool:
    """Pages that somebody has loaded may still ask for it when the pages there do not any more."""
    return path.startswith(_ASSETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """All that is to be published."""

    files: Mapping[str, bytes]
    """By path, the manifest among them."""
    manifest: Mapping[str, str]
    """The digest of each file but the manifest."""
    digest: str
    """That of the manifest: the same for the same files."""
    taken_at: datetime | None
    """When what it says was true; None for a site without a `status.json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What a target has now."""

    manifest: Mapping[str, str] | None = None
    """The digest of each file; None where it is not known."""
    digest: str | None = None
    """That of the build; None when there is none of ours."""
    taken_at: datetime | None = None
    is_whole: bool = True
    """Nobody ended in the middle of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was done to a target."""

    written: int
    """Files that are new or changed there."""
    kept: int
    removed: int


@runtime_checkable
class Digested(Protocol):
    """Files of which some tell what they hold without being made."""

    def sums(self, path: str) -> tuple[int, str] | None:
        """Length and SHA-256, in hex, of a file; None where they are not known without making it."""


def sums_of(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    """Length and SHA-256, in hex, of each file."""
    if not isinstance(files, Digested):
        return {path: _sum(files[path]) for path in files}
    return {path: files.sums(path) or _sum(files[path]) for path in files}


def _sum(data: bytes) -> tuple[int, str]:
    return len(data), sha256(data).hexdigest()
