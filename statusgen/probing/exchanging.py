"""A request to a host's own interface becomes its answer, within the bounds of probes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.words import Redirects
from statusgen.probing.bodies import Wanted
from statusgen.probing.faults import WORLD, FaultError, name_fault
from statusgen.probing.network import Network
from statusgen.probing.questions import ask
from statusgen.probing.trails import Trail
from statusgen.probing.visits import Request, visit

_DEADLINE = timedelta(minutes=2)
_MOST = 16 * 1024 * 1024
"""Bytes of an answer: the list of 100,000 files has a half."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Demand:
    """What is asked. Holds secrets, so it has no repr."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    text: str


async def exchange(demand: Demand, root: Path, now: datetime, network: Network) -> Said:
    """Ask once; redirects are not followed. FaultError when there was no whole answer."""
    trail = Trail()
    try:
        question = ask(Check(url=demand.url, redirects=Redirects.NONE), {}, root, now)
        request = Request(
            url=question.url,
            method=demand.method,
            headers=tuple(demand.headers.items()),
            content=demand.body,
            wanted=Wanted(is_kept=True, size=_MOST),
            is_final=lambda _status: True,
        )
        async with asyncio.timeout(_DEADLINE.total_seconds()):
            answer = await visit(request, question, network, trail)
    except (*WORLD, ValueError) as error:
        layer, reason = name_fault(error, trail)
        raise FaultError(layer, reason) from None
    return Said(status=answer.status, headers=dict(answer.headers), text=answer.body.text or "")
