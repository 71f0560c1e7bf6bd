"""What the time is, and waiting: both are arguments, so that tests own them."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The wall clock and patience of one process."""

    def now(self) -> datetime:
        """This instant, aware and in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
