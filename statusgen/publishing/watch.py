"""Changes of files become sets of paths, one for each time that editing pauses."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from statusgen.publishing.watcher import Watcher

_LONGEST_WAIT = 2.0
"""Seconds after which a tree that is never quiet is built all the same."""
_LEAST_GAP = 1.0
"""Seconds from one set of changes to the next: at most one build a second."""
_LOOK_AGAIN = 0.5
"""Seconds between looks for watched folders that appeared, went or were exchanged."""


@asynccontextmanager
async def changes(
    paths: Sequence[Path], ignore: Sequence[Path], *, debounce: float
) -> AsyncIterator[AsyncIterator[set[Path]]]:
    """Watch the files, and the folders with all in them, from entry to exit.

    All paths are absolute; `paths` need not exist yet. `ignore`: files and folders whose changes
    do not count. `debounce`: seconds of quiet that end a set. The iterator has no end. HostError
    when the system cannot watch.
    """
    watcher = Watcher(paths, ignore, asyncio.get_running_loop())
    try:
        watcher.look()
        looking = asyncio.create_task(_look_again(watcher))
        try:
            yield _sets(watcher, looking, debounce)
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking
    finally:
        await asyncio.to_thread(watcher.stop)


async def _look_again(watcher: Watcher) -> None:
    while True:
        await asyncio.sleep(_LOOK_AGAIN)
        watcher.look()


async def _sets(watcher: Watcher, looking: "asyncio.Task[None]", debounce: float) -> AsyncIterator[set[Path]]:
    loop = asyncio.get_running_loop()
    gap_ends = loop.time()
    while True:
        await _first(watcher, looking)
        latest = loop.time() + _LONGEST_WAIT
        # No event to wait for: what ends the wait is that nothing happens.
        while (rest := max(gap_ends, min(latest, watcher.changed_at + debounce)) - loop.time()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(rest)
        gap_ends = loop.time() + _LEAST_GAP
        yield watcher.taken()


async def _first(watcher: Watcher, looking: "asyncio.Task[None]") -> None:
    """Until something changed; raises what ended the looking."""
    waiting = asyncio.create_task(watcher.has_changes.wait())
    try:
        await asyncio.wait({waiting, looking}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if looking.done():
        looking.result()
