"""What a service did, when, and how long it took: its own state, for whoever watches it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from statusgen.model.errors import StatusgenError

LATE = 3
"""Intervals after which work that comes on a beat is missing: then a page expires too."""
_LEAST = timedelta(seconds=10)
"""A machine may be busy for so long, however short the beat is."""
_TICK = 0.05
_TICKS = 2400
"""Looks at the loop's lag that are remembered: two minutes of them."""


@dataclass(slots=True, kw_only=True)
class Work:
    """One kind of work, as it went so far."""

    every: timedelta | None = None
    """The beat on which it is to come; None when it comes as it comes."""
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    """Of all that was done or failed."""
    is_failing: bool = False
    """The last time it did."""
    succeeded: float | None = None
    """When it last went well, on the clock that only grows."""
    succeeded_at: datetime | None = None


@dataclass(slots=True)
class Pulse:
    """All kinds of work of one service."""

    monotonic: Callable[[], float]
    now: Callable[[], datetime]
    work: dict[str, Work] = field(default_factory=dict)
    beats: int = 0
    missed: int = 0
    lags: deque[float] = field(default_factory=lambda: deque(maxlen=_TICKS))
    """Seconds by which the loop woke too late, the newest last."""
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.monotonic()

    def expect(self, name: str, every: timedelta | None) -> None:
        """From now on this work comes on this beat."""
        self.work.setdefault(name, Work()).every = every

    def forget(self, name: str) -> None:
        """It comes no more."""
        self.work.pop(name, None)

    @contextmanager
    def doing(self, name: str) -> Iterator[None]:
        """Note how long the work takes, and whether it fails; what it raises is raised."""
        work, began = self.work.setdefault(name, Work()), self.monotonic()
        try:
            yield
        except StatusgenError:
            work.failed += 1
            work.is_failing = True
            raise
        else:
            work.done += 1
            work.is_failing = False
            work.succeeded, work.succeeded_at = self.monotonic(), self.now()
        finally:
            work.seconds += self.monotonic() - began

    def age(self, name: str) -> float:
        """Seconds since the work last went well, or since the service began."""
        last = self.work[name].succeeded
        return self.monotonic() - (self.began if last is None else last)

    def late(self) -> Sequence[str]:
        """The kinds of work that do not come as promised."""
        return [
            name
            for name, work in self.work.items()
            if work.every and self.age(name) > limit(work.every).total_seconds()
        ]

    def lag(self, share: float) -> float | None:
        """The lag that this share of the last looks stayed within; None before the first."""
        ordered = sorted(self.lags)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else None


def limit(every: timedelta) -> timedelta:
    """How old work on this beat may be."""
    return max(LATE * every, _LEAST)


@asynccontextmanager
async def watched(pulse: Pulse) -> AsyncIterator[None]:
    """Look at the loop's lag as long as this lasts."""
    watch = asyncio.create_task(_watch(pulse), name="lag")
    try:
        yield
    finally:
        watch.cancel()


async def _watch(pulse: Pulse) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _TICK
        await asyncio.sleep(_TICK)
        late = max(0.0, loop.time() - due)
        # A loop that stood still missed many looks: each would have been late by less.
        pulse.lags.extend(late - n * _TICK for n in range(min(int(late / _TICK) + 1, _TICKS)))
