"""Work is done once or on a beat, until a signal ends it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from statusgen.commands.session import Session
from statusgen.model.errors import InputError, StatusgenError, StoppedError, UsageError
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


async def repeat(session: Session, rhythm: Rhythm, work: Callable[[Beat], Awaitable[int]]) -> int:
    """Do the work with the files as they are at each beat. Returns the last beat's exit code.

    Done once, every fault rises. A loop outlives bad files, full disks and locks: it tells them and
    goes on at the next beat. What it cannot even begin with, it does not outlive.
    """
    reading = load(session.root)
    every = rhythm.every or (reading.project.settings.every if rhythm.lasting else None)
    if every is None:
        return await work(Beat(reading=reading, every=None, is_current=True))
    code, last = 0, -1
    async for number in beats(session, every, rhythm.lasting):
        beat = replace(_beat(session, reading, every, is_first=number == 0), skipped=number - last - 1)
        reading, last = beat.reading, number
        try:
            code = await work(beat)
        except StatusgenError as error:
            if number == 0 and isinstance(error, UsageError):
                raise
            session.complain(error)
            session.tell("trying again at the next beat")
            code = error.exit_code
    return code


def _beat(session: Session, last_good: Reading, every: timedelta, *, is_first: bool) -> Beat:
    reading, is_current = last_good, True
    if not is_first:
        try:
            reading = load(session.root)
        except InputError as error:
            session.complain(error)
            session.tell("the files need mending; probing goes on with the last good settings")
            is_current = False
    return Beat(reading=reading, every=every, is_current=is_current)


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
