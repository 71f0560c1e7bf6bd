"""Where a site can be published: the table TARGETS."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from statusgen.publishing.folder import Published, publish


class Target(Protocol):
    """What takes a whole site, or keeps the one that it has."""

    def __call__(self, files: Mapping[str, bytes], target: Path, *, lock: Path) -> Published:
        """Publish the files. HostError when it cannot be done, LockedError when another is at it."""
        ...


TARGETS: Mapping[str, Target] = {"folder": publish}
"""By kind. A folder on this machine is the only one so far."""
