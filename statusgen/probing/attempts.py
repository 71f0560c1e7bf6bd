"""A check is put until it is answered well or its attempts are used up."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Outcome
from statusgen.probing.clock import Clock
from statusgen.probing.load import Lag, Pace, excuse
from statusgen.probing.network import Network
from statusgen.probing.probes import put
from statusgen.probing.trails import Trail

LONGEST_SPACING = timedelta(seconds=10)
_FINAL = {
    *("secret_missing", "check_invalid", "check_unsupported", "throttled"),
    *("command_missing", "command_refused"),
    *("heartbeat_missing", "heartbeat_late", "heartbeat_future"),
}
"""Asking again at once would change nothing, or make it worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all checks of a round need to be put."""

    network: Network
    environ: Mapping[str, str]
    root: Path
    """The project's folder, where a check's files lie."""
    clock: Clock
    pace: Pace
    lag: Lag


def spacing(every: timedelta) -> timedelta:
    """The wait between two attempts within a round."""
    return min(LONGEST_SPACING, every / 10)


async def attempt(check: Check, every: timedelta, desk: Desk) -> ProbeResult:
    """The first good result, or the last one."""
    result = await once(check, desk)
    for _ in range(check.attempts - 1):
        if result.outcome in (Outcome.OK, Outcome.SLOW) or result.reason in _FINAL:
            break
        await desk.clock.sleep(spacing(every).total_seconds())
        result = await once(check, desk)
    return result


async def once(check: Check, desk: Desk, trail: Trail | None = None) -> ProbeResult:
    """Put at its turn; what came late because we were late is excused."""
    await desk.pace.wait(check.kind)
    began = asyncio.get_running_loop().time()
    trail = trail or Trail()
    result = await put(check, desk.environ, desk.network, desk.clock.now(), root=desk.root, trail=trail)
    return excuse(result, desk.lag, began)
