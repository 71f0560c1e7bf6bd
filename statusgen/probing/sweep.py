"""All checks are put side by side and become one round."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Settings
from statusgen.model.words import Outcome
from statusgen.probing.attempts import Desk, attempt
from statusgen.probing.clock import Clock
from statusgen.probing.due import Due
from statusgen.probing.load import Pace, watched_lag
from statusgen.probing.network import Network

CONTROL_ATTEMPTS = 2


async def sweep(  # noqa: PLR0913 (a round's whole world, all named but two)
    settings: Settings,
    vantage: str,
    *,
    environ: Mapping[str, str],
    clock: Clock,
    root: Path,
    every: timedelta | None = None,
    due: Due | None = None,
    on_result: Callable[[str, ProbeResult], None] | None = None,
    network: Network | None = None,
) -> Round:
    """Put all checks of components in service, and all controls. Nothing the world does is raised.

    `every` is the interval probed at, when not the settings'; `due` picks the checks, `on_result`
    hears each result as it comes.
    """
    _hush_the_wire()
    at, promised = clock.now(), settings.interval(vantage)
    interval = every or promised
    async with watched_lag() as lag, asyncio.TaskGroup() as tasks:
        desk = Desk(
            network=network or Network(), environ=environ, root=root, clock=clock, pace=Pace(), lag=lag
        )
        controls = [
            tasks.create_task(attempt(Check(url=url, attempts=CONTROL_ATTEMPTS), interval, desk))
            for url in settings.controls
        ]
        probes = {
            key: tasks.create_task(_told(key, check, interval, desk, on_result))
            for key, check in _in_service(settings, at, due)
        }
    return Round(
        at=at,
        vantage=vantage,
        results={key: probe.result() for key, probe in probes.items()},
        controls_passed=sum(control.result().outcome in (Outcome.OK, Outcome.SLOW) for control in controls),
        controls_all=len(controls),
        every=interval if interval != promised else None,
    )


def _hush_the_wire() -> None:
    """httpcore tells whole headers at DEBUG, and they may hold secrets."""
    for name in ("httpcore", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _in_service(settings: Settings, at: datetime, due: Due | None) -> Iterator[tuple[str, Check]]:
    for _, component in settings.all_components():
        if component.retired and component.retired <= at.date():
            continue
        for check in component.all_checks:
            if due is None or due(component, check):
                yield component.history_keys(check)[0], check


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
