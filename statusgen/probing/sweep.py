"""All checks are put side by side and become one round."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Component, Settings
from statusgen.model.words import CheckKind, Outcome
from statusgen.probing import controls
from statusgen.probing.attempts import Desk, attempt
from statusgen.probing.clock import Clock
from statusgen.probing.due import Due
from statusgen.probing.load import Pace, watched_lag
from statusgen.probing.network import Network


async def sweep(  # noqa: PLR0913 (a round's whole world, all named but two)
    settings: Settings,
    vantage: str,
    *,
    environ: Mapping[str, str],
    clock: Clock,
    root: Path,
    every: timedelta | None = None,
    due: Due | None = None,
    chosen: Collection[str] | None = None,
    suspects: Collection[str] = (),
    on_result: Callable[[str, ProbeResult], None] | None = None,
    network: Network | None = None,
) -> Round:
    """Put all checks of components in service, and all controls. Nothing the world does is raised.

    `every` is the interval probed at, when not the settings'; `due` picks the checks, `chosen` the
    components, by id; `on_result` hears each result as it comes. `root` is the project's folder.
    `suspects` are started first: what will hang until its deadline then does so beside all others.
    """
    at, promised = clock.now(), settings.interval(vantage)
    interval = every or promised
    put = {
        key: check
        for key, component, check in in_service(settings, at)
        if (chosen is None or component.id in chosen) and (due is None or due(component, check))
    }
    world = network or Network(may_run=settings.allow_commands)
    async with opened(world, environ=environ, clock=clock, root=root) as desk:
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(controls.before(settings, interval, desk))
            probes = {
                key: tasks.create_task(_told(key, check, interval, desk, on_result))
                for key, check in sorted(put.items(), key=lambda item: item[0] not in suspects)
            }
        results = {key: probes[key].result() for key in put}
        failed = [put[key] for key, result in results.items() if _needs_controls(put[key], result)]
        passed = await controls.passed(first.result(), failed, desk)
    return Round(
        at=at,
        vantage=vantage,
        results=results,
        controls_passed=passed,
        controls_all=len(settings.controls),
        every=interval if interval != promised else None,
        is_partial=chosen is not None,
    )


@contextlib.asynccontextmanager
async def opened(
    network: Network, *, environ: Mapping[str, str], clock: Clock, root: Path
) -> AsyncIterator[Desk]:
    """What checks need to be put, as long as this lasts."""
    _hush_the_wire()
    async with contextlib.aclosing(network.workers), watched_lag() as lag:
        yield Desk(network=network, environ=environ, root=root, clock=clock, pace=Pace(), lag=lag)


def _needs_controls(check: Check, result: ProbeResult) -> bool:
    """Its failure could be our own network's. A command may ask the network, a heartbeat never does."""
    return result.outcome is Outcome.FAILED and check.kind is not CheckKind.HEARTBEAT


def _hush_the_wire() -> None:
    """httpcore and hpack tell whole headers at DEBUG, and they may hold secrets."""
    for name in ("hpack", "httpcore", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)


def in_service(settings: Settings, at: datetime) -> Iterator[tuple[str, Component, Check]]:
    """Every check with its component, and the key that history knows it by."""
    for _, component in settings.all_components():
        if component.retired and component.retired <= at.date():
            continue
        for check in component.all_checks:
            yield component.history_keys(check)[0], component, check


async def _told(
    key: str,
    check: Check,
    every: timedelta,
    desk: Desk,
    on_result: Callable[[str, ProbeResult], None] | None,
) -> ProbeResult:
    result = await attempt(check, check.every or every, desk)
    if on_result:
        on_result(key, result)
    return result
