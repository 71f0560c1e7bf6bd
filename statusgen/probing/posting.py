"""A message becomes one request within the bounds of probes, and its answer a status."""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from statusgen.model.checks import Check, Tls
from statusgen.model.words import Method, Redirects
from statusgen.probing.bodies import Wanted
from statusgen.probing.dialing import dial
from statusgen.probing.faults import WORLD, FaultError, name_fault
from statusgen.probing.network import Network
from statusgen.probing.questions import ask
from statusgen.probing.trails import Trail
from statusgen.probing.visits import Request, visit

_DEADLINE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Posting:
    """What is sent. Holds secrets, so it has no repr."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    tls: Tls
    method: Method = Method.POST


async def post(posting: Posting, root: Path, now: datetime, network: Network) -> int:
    """Send it once; redirects are not followed. FaultError when there was no answer.

    What stands behind the status is nobody's business, so an answer that hangs there was one all the same.
    """
    check = Check(url=posting.url, method=posting.method, redirects=Redirects.NONE, tls=posting.tls)
    trail = Trail()
    try:
        question = ask(check, {}, root, now)
        request = Request(
            url=question.url,
            method=posting.method,
            headers=tuple(posting.headers.items()),
            content=posting.body if posting.method is Method.POST else None,
            wanted=Wanted(),
            is_final=lambda _status: True,
        )
        async with asyncio.timeout(_DEADLINE.total_seconds()):
            answer = await visit(request, question, network, trail)
    except (*WORLD, ValueError) as error:
        if trail.legs and trail.leg.status is not None:
            return trail.leg.status
        layer, reason = name_fault(error, trail)
        raise FaultError(layer, reason) from None
    return answer.status


async def reach(host: str, port: int, network: Network) -> socket.socket:
    """A connection to a host. FaultError where there is none."""
    trail = Trail()
    try:
        name = httpx.URL(scheme="https", host=host).raw_host.decode("ascii")
        async with asyncio.timeout(_DEADLINE.total_seconds()):
            return await dial(name, port, network, trail)
    except WORLD as error:
        layer, reason = name_fault(error, trail)
        raise FaultError(layer, reason) from None
