"""What may block for long is done beside the loop, which waits no longer than the check may.

A thread of its own and a daemon: a disk that hangs delays neither other checks nor the end of the process.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What the work returns or raises. When the wait is cancelled, nobody hears of it any more."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Callable[[], T]] = loop.create_future()

    def tell(result: Callable[[], T]) -> None:
        if not answer.done():
            answer.set_result(result)

    def run() -> None:
        result = _outcome(work)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, result)

    threading.Thread(target=run, name="statusgen-aside", daemon=True).start()
    return (await answer)()


def _outcome(work: Callable[[], T]) -> Callable[[], T]:
    """What it did, to be had again where it is waited for."""
    try:
        value = work()
    except (OSError, ValueError) as error:
        failure = error

        def fail() -> T:
            raise failure

        return fail
    return lambda: value
