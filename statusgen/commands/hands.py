"""What may block for long is done by a thread that stays: the loop goes on, and memory does too.

A new thread for each piece of work would have the allocator spread what stays over ever more arenas.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Hand:
    """One thread, started when first needed, and a daemon: a disk that hangs delays no end of the process."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._wishes = SimpleQueue[Callable[[], None] | None]()
        self._thread: threading.Thread | None = None

    async def do(self, work: Callable[[], T]) -> T:
        """What the work returns or raises. When the wait is cancelled, nobody hears of it any more."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Callable[[], T]] = loop.create_future()

        def tell(result: Callable[[], T]) -> None:
            if not answer.done():
                answer.set_result(result)

        def run() -> None:
            result = _outcome(work)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(tell, result)

        if self._thread is None:
            self._thread = threading.Thread(target=self._go, name=f"statusgen-{self._name}", daemon=True)
            self._thread.start()
        self._wishes.put(run)
        return (await answer)()

    def rest(self) -> None:
        """End the thread after what it does now."""
        self._wishes.put(None)

    def _go(self) -> None:
        while (wish := self._wishes.get()) is not None:
            wish()
            wish = None  # what was done is not held until something else is to be done


def _outcome(work: Callable[[], T]) -> Callable[[], T]:
    """What it did, to be had again where it is waited for."""
    try:
        value = work()
    except BaseException as error:  # noqa: BLE001 (nothing is swallowed: it is raised where it is waited for)
        failure = error

        def fail() -> T:
            raise failure

        return fail
    return lambda: value
