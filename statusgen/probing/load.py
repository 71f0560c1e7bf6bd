"""The prober's own load: starts are paced, and a loop that lags is found out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from statusgen.model.evidence import ProbeResult
from statusgen.model.words import CheckKind, Layer, Outcome
from statusgen.probing.faults import LATE, failure

TOO_LATE = 0.25
"""Seconds of lag from which times measured are our own slowness, not the target's."""
_TICK = 0.05
_LIGHT = (
    *(CheckKind.HTTP, CheckKind.TCP, CheckKind.UDP, CheckKind.DNS, CheckKind.ICMP),
    *(CheckKind.WS, CheckKind.GRPC, CheckKind.SSH),
)
"""Kinds that never shake hands; mail servers may, by STARTTLS."""
_GAPS = dict.fromkeys(_LIGHT, 1 / 600)
_TLS_GAP = 1 / 300
"""Seconds between two starts, at the least: what a good core bears and still measures to the millisecond."""
_USUAL = 1.5
"""Times that gap: at first, and while the loop is late. No slower, since late rounds are the greater harm."""
_EASE = 0.002
"""Seconds that the loop may be late on average for starts to come quicker: so wrong are latencies then.
Timers alone are late by half a millisecond."""
_WEIGHT = 0.05
"""Of the newest lateness in the average, which thus forgets within some twenty starts."""
_SHORTER, _LONGER = 0.99, 1.03
_FORGIVEN = 0.02
"""Seconds by which starts may be late and yet keep their rate: timers are late by a little always."""


class Pace:
    """Lets attempts start one after another.

    So at most 75 or 150 connections are younger than a quarter of a second, however many older ones
    hang: a cap on those being made, which those that wait do not fill. The rate follows the loop:
    it grows while that wakes in time. What a lagging loop missed is not made up for in a burst.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._next = 0.0
        self._late = _EASE
        self._stretch = _USUAL

    async def wait(self, kind: CheckKind | None) -> None:
        """Return when the next attempt may start."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            now = loop.time()
            await asyncio.sleep(max(0.0, self._next - now))
            if now - self._next < _FORGIVEN:  # else nobody wanted to start for a while
                self._follow(loop.time() - self._next)
            self._next = max(self._next, now - _FORGIVEN) + _gap(kind) * self._stretch

    def _follow(self, late: float) -> None:
        self._late += (late - self._late) * _WEIGHT
        wanted = self._stretch * (_SHORTER if self._late < _EASE else _LONGER)
        self._stretch = min(_USUAL, max(1.0, wanted))


class Lag:
    """Remembers when the loop was last too late."""

    def __init__(self) -> None:
        self._due = asyncio.get_running_loop().time() + _TICK
        self._seen_at = float("-inf")

    def was_seen_since(self, began: float) -> bool:
        """The loop lagged at some time after `began`, or does so now."""
        self._look()
        return self._seen_at >= began

    async def watch(self) -> None:
        """Look every now and then, for ever."""
        while True:
            await asyncio.sleep(_TICK)
            self._look()
            self._due = asyncio.get_running_loop().time() + _TICK

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._due > TOO_LATE:
            self._seen_at = now


@contextlib.asynccontextmanager
async def watched_lag() -> AsyncIterator[Lag]:
    """A lag that is watched as long as this lasts."""
    lag = Lag()
    watch = asyncio.create_task(lag.watch())
    try:
        yield lag
    finally:
        watch.cancel()


def excuse(result: ProbeResult, lag: Lag, began: float) -> ProbeResult:
    """What a lagging loop measured as late says nothing about the target."""
    is_about_time = result.outcome is Outcome.SLOW or result.reason in LATE
    if is_about_time and lag.was_seen_since(began):
        return failure(Layer.LOCAL, "prober_overloaded")
    return result


def _gap(kind: CheckKind | None) -> float:
    return _GAPS.get(kind, _TLS_GAP) if kind else _TLS_GAP
