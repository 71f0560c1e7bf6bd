"""`simulate`: an outage of the past, minute by minute in a browser, to see red without one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.commands.beats import beats, stoppable
from statusgen.commands.scenes import Scene, page_at, scene_of_history, scene_of_story
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, UsageError
from statusgen.model.times import format_moment
from statusgen.publishing.preview import Preview
from statusgen.publishing.server import serve
from statusgen.publishing.watch import changes
from statusgen.reading.wording import did_you_mean
from statusgen.simulating.happened import STORIES

STEP = timedelta(minutes=1)
_DEBOUNCE = 0.1
"""Seconds of quiet after which an edit of a template counts as finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    story: str | None
    """None for the project's own history."""
    starts_at: datetime | None
    ends_at: datetime | None
    speed: float
    """Seconds of the story in one of ours."""
    host: str
    port: int


async def run(session: Session, order: Order) -> int:
    """List the stories, or serve one until stopped. Returns the exit code."""
    if order.story is None and order.starts_at is None:
        if order.ends_at is not None:
            raise UsageError("--to needs a beginning (write --from 2025-03-10T09:30Z)")
        return _list(session)
    if not order.host:
        raise UsageError("--host is empty, and would be every address (write 127.0.0.1)")
    scene = _scene(session, order)
    return await stoppable(_serve(session, order, scene))


def _list(session: Session) -> int:
    for story in STORIES.values():
        session.answer(f"{story.name:15} {format_moment(story.starts_at)}  {story.title}")
    session.answer("")
    session.answer("statusgen simulate waves-2025      plays one, a minute each second")
    session.answer("statusgen simulate --from 2025-03-10T09:30Z --to 2025-03-10T11:00Z      your own history")
    session.data(
        {
            "stories": [
                {
                    "name": story.name,
                    "title": story.title,
                    "from": format_moment(story.starts_at),
                    "to": format_moment(story.ends_at),
                }
                for story in STORIES.values()
            ]
        }
    )
    return 0


def _scene(session: Session, order: Order) -> Scene:
    if order.story is None:
        assert order.starts_at is not None  # noqa: S101 (else the stories are listed)
        return scene_of_history(session, *_span(order.starts_at, order.ends_at or session.now()))
    if order.story not in STORIES:
        hint = did_you_mean(order.story, list(STORIES)) or f"there are {', '.join(STORIES)}"
        raise UsageError(f"there is no story '{order.story}' ({hint})")
    story = STORIES[order.story]
    for given in (order.starts_at, order.ends_at):
        if given is not None and not story.starts_at <= given <= story.ends_at:
            span = f"{format_moment(story.starts_at)} to {format_moment(story.ends_at)}"
            raise UsageError(f"{format_moment(given)} is not in this story (it goes from {span})")
    scene = scene_of_story(story)
    starts_at, ends_at = _span(order.starts_at or scene.starts_at, order.ends_at or scene.ends_at)
    return replace(scene, starts_at=starts_at, ends_at=ends_at)


def _span(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    if starts_at >= ends_at:
        span = f"{format_moment(starts_at)} to {format_moment(ends_at)}"
        raise UsageError(f"{span} is no time (give --from and --to, the earlier first)")
    return starts_at, ends_at


class _Stage:
    """What is shown now."""

    def __init__(self, session: Session, scene: Scene, preview: Preview) -> None:
        self._session, self._scene, self._preview = session, scene, preview
        self._now, self._told = scene.starts_at, ""

    def show(self, now: datetime | None = None) -> None:
        """The page of that instant, or the same one with other templates."""
        self._now = now or self._now
        overrides = self._session.root / "templates"
        try:
            shown = page_at(self._scene, self._now, overrides if overrides.is_dir() else None)
        except InputError as error:
            self._session.complain(error)
            self._preview.complain(error.problems)
            return
        headline = shown.snapshot.headline.text
        if headline != self._told:
            self._session.tell(f"{format_moment(self._now)}  {headline}")
            self._told = headline
        self._preview.show(shown.files)


async def _serve(session: Session, order: Order, scene: Scene) -> int:
    preview = Preview()
    stage = _Stage(session, scene, preview)
    stage.show()
    templates = session.root.resolve() / "templates"
    async with changes([templates], [], debounce=_DEBOUNCE) as sets:
        tasks = [
            asyncio.create_task(serve(preview, order.host, order.port, lambda url: _ready(session, url))),
            asyncio.create_task(_follow(stage, sets)),
            asyncio.create_task(_play(session, order, scene, stage)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            preview.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return 0


def _ready(session: Session, url: str) -> None:
    session.say(f"simulation: {url}")
    session.data({"url": url})


async def _follow(stage: _Stage, sets: AsyncIterator[set[Path]]) -> None:
    async for _ in sets:
        stage.show()


async def _play(session: Session, order: Order, scene: Scene, stage: _Stage) -> None:
    """One page for each minute of the story; minutes that pass while one is built are left out."""
    async for number in beats(session, STEP / order.speed, None):
        now = min(scene.starts_at + number * STEP, scene.ends_at)
        stage.show(now)
        if now >= scene.ends_at:
            break
    session.tell("that is the end; its last page stays until Ctrl-C")
    await asyncio.Event().wait()
