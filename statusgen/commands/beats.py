"""Work is done once or on a beat, until a signal ends it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from statusgen.commands.freshness import Files, hangups
from statusgen.commands.hands import Hand
from statusgen.commands.lanes import lanes
from statusgen.commands.session import Session
from statusgen.model.errors import StatusgenError, StoppedError, UsageError
from statusgen.reading.load import Reading, load

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What was asked for: `--every` and `--for`."""

    every: timedelta | None
    """None: once, or on the settings' own beat when `lasting` is given."""
    lasting: timedelta | None
    """None: until stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One turn of a loop, or the only one."""

    reading: Reading
    every: timedelta | None
    """The interval of the loop; None when there is none."""
    is_current: bool
    """The reading is of the files as they are now; else they are bad, and these are the last good ones."""
    skipped: int = 0
    """Beats that the one before took up."""
    disk: Hand | None = None
    """What reads and writes evidence, so that a store which takes its time holds up no signal."""


def _ignored(_beat: "Beat") -> None:
    """Nobody waits for it."""


async def repeat(
    session: Session,
    rhythm: Rhythm,
    work: Callable[[Beat], Awaitable[int]],
    reloaded: Callable[[Beat], None] = _ignored,
) -> int:
    """Do the work with the files as they are at each beat. Returns the last beat's exit code.

    Done once, every fault rises. A loop outlives bad files, full disks and locks: it tells them and
    goes on at the next beat. What it cannot even begin with, it does not outlive. SIGHUP has the files
    read at once, and `reloaded` hears of what they say.
    """
    reading = load(session.root)
    every = rhythm.every or (reading.project.settings.every if rhythm.lasting else None)
    if every is None:
        disk = Hand("disk")
        try:
            return await work(Beat(reading=reading, every=None, is_current=True, disk=disk))
        finally:
            disk.rest()
    files = Files(session, reading)

    async def reload(_: Sequence[None]) -> None:
        if await files.read():
            session.tell("the files were read again")
        reloaded(_beat(files, every))

    async with lanes() as beside:
        lane = beside.lane("reload", reload)
        try:
            with hangups(session, lambda: lane.ask(None)):
                return await _each(session, rhythm, files, every, work)
        finally:
            files.disk.rest()


async def _each(
    session: Session,
    rhythm: Rhythm,
    files: Files,
    every: timedelta,
    work: Callable[[Beat], Awaitable[int]],
) -> int:
    code, last = 0, -1
    async for number in beats(session, every, rhythm.lasting):
        if number:
            await files.read()
        beat = replace(_beat(files, every), skipped=number - last - 1)
        last = number
        try:
            code = await work(beat)
        except StatusgenError as error:
            if number == 0 and isinstance(error, UsageError):
                raise
            session.complain(error)
            session.tell("trying again at the next beat")
            code = error.exit_code
    return code


def _beat(files: Files, every: timedelta) -> Beat:
    return Beat(reading=files.reading, every=every, is_current=files.is_current, disk=files.disk)


async def beats(session: Session, every: timedelta, lasting: timedelta | None) -> AsyncIterator[int]:
    """Counts 0, 1, 2, … at each beat, until `lasting` is over; whatever the wall clock does meanwhile.

    A beat that is late is not made up for: the next one comes at its own time.
    """
    start = session.monotonic()
    number = 0
    while True:
        yield number
        passed = timedelta(seconds=session.monotonic() - start)
        number = passed // every + 1
        if lasting is not None and number * every >= lasting:
            return
        await session.sleep((number * every - passed) / timedelta(seconds=1))


async def stoppable(work: Awaitable[T]) -> T:
    """The work, which SIGTERM ends as Ctrl-C does: at the next wait, where nothing is half done."""
    task = asyncio.ensure_future(work)
    with suppress(NotImplementedError, RuntimeError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise StoppedError("stopped") from None
