"""Files that were written become a commit, and the commit reaches the others."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from statusgen.commands.session import Session
from statusgen.model.errors import StoppedError, UsageError
from statusgen.versioning.commits import commit
from statusgen.versioning.git import Limits
from statusgen.versioning.patience import Patience
from statusgen.versioning.pushes import Pushed, push
from statusgen.versioning.repositories import Repository, repository

T = TypeVar("T")
_OURS = ("incidents", "history", "reports")
"""Commits of nothing else may be carried onto those of others."""
_LEAST = timedelta(seconds=30)
"""So long a push of a loop may last, however short its beat is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far what was written should go."""

    is_committed: bool = False
    is_pushed: bool = False
    """Committed too."""

    @property
    def is_asked(self) -> bool:
        """It should go anywhere at all."""
        return self.is_committed or self.is_pushed


@dataclass(slots=True, kw_only=True)
class Courier:
    """Brings what was written to git; another thread may stop it."""

    session: Session
    delivery: Delivery
    every: timedelta | None = None
    """The beat of the loop, which a push must not hold up for long; None when there is none."""
    is_stopped: bool = field(default=False, init=False)
    _found: Repository | None = field(default=None, init=False)

    def repository(self, what: str) -> Repository:
        """The project's repository. UsageError when there is none: `what` was written all the same."""
        if self._found is None:
            session = self.session
            limits = Limits() if self.every is None else _limits(self.every)
            self._found = repository(
                session.root, session.environ, is_watched=session.is_watched, limits=limits
            )
        if self._found is None:
            said = f"not committed: '{self.session.root}' is in no git repository"
            raise UsageError(f"{said} ({what}; git init, or leave --commit and --push out)")
        return self._found

    @property
    def patience(self) -> Patience:
        """Waits as the session does."""
        return Patience(sleep=self._sleep, chance=random.random)

    def bring(self, files: Sequence[str], subject: str, what: str = "the file is written") -> dict[str, Any]:
        """Commit files of the project, push if asked, and tell. Returns what a document says of it."""
        found = self.repository(what)
        with found.alone():
            made = commit(found, [self.session.root / file for file in files], subject, self.patience)
            self.session.say(f"committed {made.id[:9]}" if made else "nothing to commit: git has it already")
            told: dict[str, Any] = {"commit": made.id if made else found.head(), "pushed": None}
            return told | self._pushed(found) if self.delivery.is_pushed else told

    def push(self) -> dict[str, Any]:
        """Push what was committed before."""
        found = self.repository("nothing is lost")
        with found.alone():
            return self._pushed(found)

    def stop(self) -> None:
        """End it, from another thread."""
        self.is_stopped = True
        if self._found is not None:
            self._found.git.stop()

    def _pushed(self, found: Repository) -> dict[str, Any]:
        self.session.tell("pushing")
        pushed = push(found, [self.session.root / name for name in _OURS], self.patience)
        self.session.say(f"pushed to {pushed.remote}/{pushed.branch}{_company(pushed)}")
        if pushed.left_behind:
            hint = "git pull --rebase brings your branch there"
            self.session.tell(f"your branch stays where it was: {pushed.left_behind} ({hint})")
        return {"commit": pushed.commit, "pushed": {"remote": pushed.remote, "branch": pushed.branch}}

    def _sleep(self, seconds: float) -> None:
        asyncio.run(_waited(self.session, seconds))
        if self.is_stopped:
            raise StoppedError("stopped")


def deliver(
    session: Session, files: Sequence[str], subject: str, delivery: Delivery, document: dict[str, Any]
) -> int:
    """Commit and push as asked, and print the document. Returns the exit code."""
    if delivery.is_asked:
        document = document | Courier(session=session, delivery=delivery).bring(files, subject)
    session.data(document)
    return 0


async def aside(courier: Courier, work: Callable[[], T]) -> T:
    """Do a courier's work in a thread of its own, so that a signal can end it."""
    try:
        return await asyncio.to_thread(work)
    except asyncio.CancelledError:
        courier.stop()
        raise


def _limits(every: timedelta) -> Limits:
    return Limits(network=min(Limits().network, max(every, _LEAST)))


async def _waited(session: Session, seconds: float) -> None:
    await session.sleep(seconds)


def _company(pushed: Pushed) -> str:
    others = (pushed.commits or 1) - 1
    return f", with {others} earlier commit{'s' if others > 1 else ''}" if others else ""
