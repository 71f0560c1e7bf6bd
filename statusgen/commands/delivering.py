"""Files that were written become a commit, and the commit reaches the others."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.versioning.commits import commit
from statusgen.versioning.patience import Patience
from statusgen.versioning.pushes import Pushed, push
from statusgen.versioning.repositories import Repository, repository

_OURS = ("incidents", "history", "reports")
"""Commits of nothing else may be carried onto those of others."""


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
        document = document | _delivered(session, files, subject, delivery)
    session.data(document)
    return 0


def _delivered(session: Session, files: Sequence[str], subject: str, delivery: Delivery) -> dict[str, Any]:
    found = repository(session.root, session.environ, is_watched=session.is_watched)
    if found is None:
        what = f"not committed: '{session.root}' is in no git repository"
        raise UsageError(f"{what} (the file is written; git init, or leave --commit and --push out)")
    patience = Patience(sleep=lambda seconds: asyncio.run(_waited(session, seconds)), chance=random.random)
    made = commit(found, [session.root / file for file in files], subject, patience)
    session.say(f"committed {made.id[:9]}" if made else "nothing to commit: git has it already")
    told: dict[str, Any] = {"commit": made.id if made else found.head(), "pushed": None}
    if delivery.is_pushed:
        told |= _pushed(session, found, patience)
    return told


async def _waited(session: Session, seconds: float) -> None:
    await session.sleep(seconds)


def _pushed(session: Session, found: Repository, patience: Patience) -> dict[str, Any]:
    session.tell("pushing")
    pushed = push(found, [session.root / name for name in _OURS], patience)
    session.say(f"pushed to {pushed.remote}/{pushed.branch}{_company(pushed)}")
    if pushed.left_behind:
        hint = "git pull --rebase brings your branch there"
        session.tell(f"your branch stays where it was: {pushed.left_behind} ({hint})")
    return {"commit": pushed.commit, "pushed": {"remote": pushed.remote, "branch": pushed.branch}}


def _company(pushed: Pushed) -> str:
    others = (pushed.commits or 1) - 1
    return f", with {others} earlier commit{'s' if others > 1 else ''}" if others else ""
