"""Kills at random moments of what takes nobody knows how long: the aim follows the machine, fast or slow."""

import random
import subprocess
import time
from typing import Any


class Aim:
    """SIGKILL somewhere between two shares of the time that a process takes, as seen so far."""

    def __init__(self, lasts: float, chance: random.Random, *, between: tuple[float, float]) -> None:
        """`lasts`: a first guess in seconds."""
        self.lasts = lasts
        self._chance = chance
        self._between = between

    def kill(self, process: "subprocess.Popen[Any]") -> bool:
        """Whether it was killed, and did not end before; how long it took is known from then on."""
        start, after = time.monotonic(), self.lasts * self._chance.uniform(*self._between)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
            self.lasts = max(self.lasts, after)
            return process.wait() != 0
        self.lasts = time.monotonic() - start
        return False
