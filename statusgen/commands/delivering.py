"""Files that were written become a commit, and the commit reaches the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from statusgen.commands.session import Session
from statusgen.model.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far what was written should go."""

    is_committed: bool = False
    is_pushed: bool = False
    """Committed too."""


def deliver(
    session: Session, files: Sequence[str], subject: str, delivery: Delivery, document: dict[str, Any]
) -> int:
    """Commit and push as asked, and print the document. Returns the exit code."""
    if delivery.is_committed or delivery.is_pushed:
        raise UsageError(f"{', '.join(files)} is written, but not committed as '{subject}' (git commit does)")
    session.data(document)
    return 0
