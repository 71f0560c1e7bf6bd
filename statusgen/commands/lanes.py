"""Work beside a loop: of each kind one at a time, and what is wanted meanwhile is done once, after it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Lane(Generic[T]):
    """One kind of work. Whoever is slow on it delays only what comes after on the same lane."""

    def __init__(
        self,
        name: str,
        work: Callable[[Sequence[T]], Awaitable[None]],
        ended: Callable[["asyncio.Task[None]"], None],
        most: int,
    ) -> None:
        self._name = name
        self._work = work
        self._ended = ended
        self._wishes = deque[T](maxlen=most)
        self._task: asyncio.Task[None] | None = None

    def ask(self, wish: T) -> None:
        """Have it done, now or after what goes on; of many wishes the newest are kept."""
        self._wishes.append(wish)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go(), name=f"lane {self._name}")
            self._task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """Wait until all is done that was asked for."""
        if self._task is not None:
            await self._task

    async def stop(self) -> None:
        """End what goes on, at its next wait."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _go(self) -> None:
        while self._wishes:
            wishes = tuple(self._wishes)
            self._wishes.clear()
            await self._work(wishes)


class Lanes:
    """The lanes of one loop, which ends when one of them does in a way that nobody expects."""

    def __init__(self, loop: "asyncio.Task[object]") -> None:
        self._loop = loop
        self._stops: list[Callable[[], Awaitable[None]]] = []
        self.failure: BaseException | None = None

    def lane(self, name: str, work: Callable[[Sequence[T]], Awaitable[None]], *, most: int = 1) -> Lane[T]:
        """A lane for this work, which is given what was asked for since the last time, the newest last."""
        made = Lane(name, work, self._ended, most)
        self._stops.append(made.stop)
        return made

    async def stop(self) -> None:
        """End whatever goes on."""
        for stop in self._stops:
            await stop()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None and self.failure is None:
            self.failure = task.exception()
            self._loop.cancel()


@asynccontextmanager
async def lanes() -> AsyncIterator[Lanes]:
    """Lanes that end with their loop; what ends one of them unexpectedly is raised here."""
    loop = asyncio.current_task()
    assert loop is not None  # noqa: S101 (a coroutine runs in one)
    made = Lanes(loop)
    try:
        try:
            yield made
        finally:
            await made.stop()
    except asyncio.CancelledError:
        if made.failure is None:
            raise
        loop.uncancel()
        raise made.failure from None
