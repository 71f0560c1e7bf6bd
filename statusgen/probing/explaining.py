"""Checks are put once each, and all that was seen on the way is kept for the person who asks."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.project import Settings
from statusgen.probing.attempts import Desk, once
from statusgen.probing.clock import Clock
from statusgen.probing.network import Network
from statusgen.probing.sweep import in_service, opened
from statusgen.probing.trails import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One attempt of one check."""

    key: str
    """That history knows it by."""
    check: Check
    at: datetime
    result: ProbeResult
    trail: Trail


async def explain(
    settings: Settings,
    chosen: Collection[str] | None,
    *,
    environ: Mapping[str, str],
    clock: Clock,
    root: Path,
    network: Network | None = None,
) -> tuple[Explained, ...]:
    """Put the checks of the chosen components once, side by side, in the order of the page."""
    at = clock.now()
    world = network or Network(may_run=settings.allow_commands)
    async with opened(world, environ=environ, clock=clock, root=root) as desk:
        seen = [
            _explained(key, check, desk)
            for key, component, check in in_service(settings, at)
            if chosen is None or component.id in chosen
        ]
        return tuple(await asyncio.gather(*seen))


async def _explained(key: str, check: Check, desk: Desk) -> Explained:
    trail, at = Trail(), desk.clock.now()
    result = await once(check, desk, trail)
    return Explained(key=key, check=check, at=at, result=result, trail=trail)
