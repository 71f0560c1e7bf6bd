"""When the machine stood still: a test that failed meanwhile has said nothing, and runs again.

Nothing here reads a test's outcome. A failure while the machine kept pace is final at once.
"""

import threading
import time
from collections import deque

TOO_LONG = 0.1
"""Seconds that a thread which only wants to wake was kept waiting. What our code promises to notice is 0.25."""
_TICK = 0.02


class Watch:
    """A thread that sleeps, and notes when it was woken late."""

    def __init__(self) -> None:
        self._stalls: deque[tuple[float, float]] = deque(maxlen=10_000)
        self._began = time.monotonic()
        threading.Thread(target=self._look, daemon=True, name="stalls").start()

    def begin(self) -> None:
        """A test begins."""
        self._began = time.monotonic()

    def longest(self) -> float:
        """Seconds of the worst stall since the test began."""
        return max((late for at, late in tuple(self._stalls) if at >= self._began), default=0.0)

    def has_stalled(self) -> bool:
        """Whether what the test found may be the machine's doing."""
        return self.longest() > TOO_LONG

    def _look(self) -> None:
        while True:
            before = time.monotonic()
            time.sleep(_TICK)
            now = time.monotonic()
            if now - before - _TICK > TOO_LONG / 2:
                self._stalls.append((now, now - before - _TICK))
