"""`dev`: the page in a browser, rebuilt as files change; with `--probe`, as probes come in."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from statusgen.commands.beats import stoppable
from statusgen.commands.pipeline import SITE
from statusgen.commands.pipeline import preview as previewed
from statusgen.commands.rounds import choose_vantage, describe_round, probe
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, Place, Problem, StatusgenError, UsageError
from statusgen.model.layout import STATE
from statusgen.publishing.preview import Preview
from statusgen.publishing.server import serve
from statusgen.publishing.watch import changes
from statusgen.reading.load import load

_DEBOUNCE = 0.03
"""Seconds of quiet after which an edit counts as finished."""
_RETRY = timedelta(seconds=2)
"""Until settings that could not be read are looked at again."""
_INPUTS = ("statusgen.yaml", "statusgen.yml", "incidents", "reports", "history", "templates")


async def run(session: Session, *, host: str, port: int, vantage: str | None, probing: bool) -> int:
    """Serve until stopped. Returns the exit code."""
    if not host:
        raise UsageError("--host is empty, and would be every address (write 127.0.0.1)")
    if probing and vantage is not None:
        _refuse_unknown(session, vantage)
    return await stoppable(_run(session, host, port, vantage, probing=probing))


def _refuse_unknown(session: Session, vantage: str) -> None:
    """A vantage that good settings do not know was typed wrongly; bad ones are for the preview to show."""
    with suppress(InputError):
        choose_vantage(load(session.root).project.settings, vantage)


async def _run(session: Session, host: str, port: int, vantage: str | None, *, probing: bool) -> int:
    preview = Preview()
    root = session.root.resolve()
    inputs = [root / name for name in _INPUTS]
    async with changes(inputs, [root / SITE, root / STATE], debounce=_DEBOUNCE) as sets:
        _rebuild(session, preview, [])
        # What is there now stays, mostly; searches for cycles among all of it would hold edits up.
        gc.freeze()
        tasks = [
            asyncio.create_task(serve(preview, host, port, lambda url: _ready(session, url))),
            asyncio.create_task(_follow(session, preview, sets)),
        ]
        if probing:
            tasks.append(asyncio.create_task(_probe(session, vantage)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            gc.unfreeze()
            preview.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return 0


def _ready(session: Session, url: str) -> None:
    session.say(f"preview: {url}")
    session.data({"url": url})


async def _follow(session: Session, preview: Preview, sets: AsyncIterator[set[Path]]) -> None:
    async for changed in sets:
        _rebuild(session, preview, sorted(changed))


def _rebuild(session: Session, preview: Preview, changed: Sequence[Path]) -> None:
    """Show the page as it is now; when files are bad show what is wrong with them instead."""
    try:
        built = previewed(session, session.now())
    except StatusgenError as error:
        session.complain(error)
        preview.complain(_problems(error))
        return
    why = (
        f" ({changed[0].name}{f' and {len(changed) - 1} more' if len(changed) > 1 else ''})"
        if changed
        else ""
    )
    session.tell(f"built{why}: {built.snapshot.headline.text}")
    for problem in built.warnings:
        session.tell(str(problem))
    preview.show(built.files)


def _problems(error: StatusgenError) -> Sequence[Problem]:
    """What the page of problems lists. Of all that a build without a folder needs, history alone is no file
    that people write.
    """
    if isinstance(error, InputError):
        return error.problems
    return (Problem(Place("history"), str(error)),)


async def _probe(session: Session, vantage: str | None) -> None:
    """Probe on the settings' beat. Bad settings pause it; the preview shows why."""
    while True:
        every = _RETRY
        try:
            reading = load(session.root)
            every = reading.project.settings.every
            name = choose_vantage(reading.project.settings, vantage)
            session.tell(describe_round(await probe(session, reading, name)))
        except InputError:
            pass  # the preview shows it
        except StatusgenError as error:
            session.complain(error)
        await session.sleep(every.total_seconds())
