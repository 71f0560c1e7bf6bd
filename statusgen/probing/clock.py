"""What the time is, and waiting: both are arguments, so that tests own them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The wall clock and patience of one process."""

    @property
    def now(self) -> Callable[[], datetime]:
        """This instant, aware and in UTC."""
        ...

    @property
    def sleep(self) -> Callable[[float], Awaitable[None]]:
        """Return after so many seconds."""
        ...
