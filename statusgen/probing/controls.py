"""Controls are asked before the checks, and again after them when a check failed.

What hides a loss from one check must not hide it from a control: a failure is claimed only in a round
in which most controls lost nothing at all.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.project import Settings
from statusgen.model.words import Outcome
from statusgen.probing.attempts import Desk, once, spacing

WITNESSES = 5
"""Times that a control must answer after a failure. On a line that loses three of ten connections two
controls answer all of twelve in one round of seventy; `docs/probing.md` has the numbers."""
LEAST_PATIENCE = timedelta(seconds=1)
"""Within it no lost first packet comes through: systems send it again after one second (RFC 6298)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A neutral target, as it was before the checks."""

    check: Check
    is_good: bool
    """It answered, at the second attempt at the latest."""
    has_lost: bool
    """An attempt got no answer."""


async def before(settings: Settings, every: timedelta, desk: Desk) -> tuple[Control, ...]:
    """Ask all controls, side by side."""
    checks = [Check(url=url) for url in settings.controls]
    return tuple(await asyncio.gather(*(_first(check, every, desk) for check in checks)))


async def passed(controls: Sequence[Control], failed: Iterable[Check], desk: Desk) -> int:
    """How many controls prove the vantage online: when a check failed, those that never kept us waiting.

    They get no more time than the least patient of the checks that failed: a line on which packets are
    sent again and again looks fine to whoever waits for it.
    """
    patience = min((check.timeout for check in failed), default=None)
    if patience is None:
        return sum(control.is_good for control in controls)
    steady = [control.check for control in controls if control.is_good and not control.has_lost]
    if len(steady) * 2 <= len(controls):
        return len(steady)
    limit = max(patience, LEAST_PATIENCE)
    return sum(await asyncio.gather(*(_stands(check, limit, desk) for check in steady)))


async def _first(check: Check, every: timedelta, desk: Desk) -> Control:
    if _is_good(await once(check, desk)):
        return Control(check=check, is_good=True, has_lost=False)
    await desk.clock.sleep(spacing(every).total_seconds())
    return Control(check=check, is_good=_is_good(await once(check, desk)), has_lost=True)


async def _stands(check: Check, limit: timedelta, desk: Desk) -> bool:
    brief = Check(url=check.url, timeout=min(limit, check.timeout))
    for _ in range(WITNESSES):
        if not _is_good(await once(brief, desk)):
            return False
    return True


def _is_good(result: ProbeResult) -> bool:
    return result.outcome in (Outcome.OK, Outcome.SLOW)
