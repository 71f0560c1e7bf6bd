"""What is in the way for a moment is tried again, a bounded number of times."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from statusgen.versioning.refusals import RefusalError

T = TypeVar("T")
_FIRST, _LONGEST = 0.1, 6.0
"""Seconds: the bounds of a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to try again, and how to wait in between."""

    sleep: Callable[[float], None]
    """Waits for so many seconds."""
    chance: Callable[[], float]
    """A number from 0 to 1: those who collided must not meet again."""
    tries: int = 20
    """For a push; each that fails means that somebody else's went through."""
    tries_at_locks: int = 6
    """An editor that looks at the repository holds its lock for milliseconds."""

    def pause(self, number: int) -> None:
        """Wait before the next try; `number` is 0 after the first."""
        self.sleep(min(_FIRST * 2**number, _LONGEST) * self.chance())

    def through_locks(self, work: Callable[[], T]) -> T:
        """Do the work, again while another git is at work; the last refusal rises."""
        for number in range(self.tries_at_locks - 1):
            try:
                return work()
            except RefusalError as refusal:
                if not refusal.is_passing:
                    raise
            self.pause(number)
        return work()
