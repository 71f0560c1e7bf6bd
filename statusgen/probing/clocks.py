"""Servers say in each answer what their clocks show: a machine's own clock is compared with theirs."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.secrets import MissingSecretError
from statusgen.model.words import CheckKind, Redirects
from statusgen.probing.bodies import Wanted
from statusgen.probing.faults import WORLD
from statusgen.probing.network import Network
from statusgen.probing.questions import ask
from statusgen.probing.trails import Trail
from statusgen.probing.visits import Request, visit

_PATIENCE = 5.0
"""Seconds for one server."""
_WEB = (CheckKind.HTTP, CheckKind.HTTPS)


async def skews(
    checks: Sequence[Check],
    environ: Mapping[str, str],
    root: Path,
    now: Callable[[], datetime],
    network: Network,
) -> Sequence[timedelta]:
    """By how much this machine's clock is ahead of each server that said what time it is, in that order."""
    asked = (_skew(check, environ, root, now, network) for check in checks if check.kind in _WEB)
    found = await asyncio.gather(*asked)
    return sorted(one for one in found if one is not None)


async def _skew(
    check: Check, environ: Mapping[str, str], root: Path, now: Callable[[], datetime], network: Network
) -> timedelta | None:
    bare = replace(check, redirects=Redirects.NONE)
    with contextlib.suppress(*WORLD, MissingSecretError, ValueError):
        question = ask(bare, environ, root, now())
        request = Request(
            url=question.url, headers=question.headers, wanted=Wanted(), is_final=lambda _status: True
        )
        began = now()
        async with asyncio.timeout(_PATIENCE):
            answer = await visit(request, question, network, Trail())
        said = parsedate_to_datetime(answer.headers.get("date", ""))
        if said.tzinfo is None:
            said = said.replace(tzinfo=UTC)
        return _apart(said, began, now())
    return None


def _apart(said: datetime, began: datetime, ended: datetime) -> timedelta:
    """How far the answer's time lies outside the time of the request; it may be of any moment in between."""
    if began <= said <= ended:
        return timedelta(0)
    return began - said if said < began else ended - said
