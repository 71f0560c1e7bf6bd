"""After each build of a loop people are told, beside it: whoever is slow delays no round and no page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from statusgen.commands.hubs import tell_hub
from statusgen.commands.notifying import Order, report, tell
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, StatusgenError
from statusgen.model.project import Settings


class Herald:
    """Tells of one build at a time; what changes meanwhile is told after the next."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._work: asyncio.Task[int] | None = None
        self._told: str | None = None

    def go(self, settings: Settings, folder: Path) -> None:
        """Begin to tell of what was just built there."""
        if (settings.notify or settings.page.hub) and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._tell(settings, folder))

    async def finish(self) -> int:
        """Wait until the last one is done. Returns its exit code."""
        return 0 if self._work is None else await self._work

    async def stop(self) -> None:
        """End what goes on; what was not sent is sent at the next run."""
        if self._work is not None and not self._work.done():
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def _tell(self, settings: Settings, folder: Path) -> int:
        try:
            faults = await self._faults(settings, folder)
        except StatusgenError as error:
            return self._complain(error)
        if faults:
            return self._complain(HostError("; ".join(faults)))
        self._told = None
        return 0

    async def _faults(self, settings: Settings, folder: Path) -> list[str]:
        """Tell whom the settings name. Returns what was not told, and why."""
        faults = []
        if settings.notify:
            told = await tell(self._session, settings, Order(folder=folder))
            faults = report(self._session, told.outcomes)
        try:
            await tell_hub(self._session, settings, folder)
        except HostError as error:
            faults.append(str(error))
        return faults

    def _complain(self, error: StatusgenError) -> int:
        """Once, until it is another fault or none: a beat of seconds would fill the log."""
        if str(error) != self._told:
            self._told = str(error)
            self._session.complain(error)
        return error.exit_code


@asynccontextmanager
async def heralding(session: Session) -> AsyncIterator[Herald]:
    """A herald that ends with its loop."""
    herald = Herald(session)
    try:
        yield herald
    except StatusgenError:
        # What else went wrong is no reason not to tell.
        await herald.finish()
        raise
    finally:
        await herald.stop()
