"""Every way a server can fail is named right, in time, beside all the others."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.reasons import REASONS
from statusgen.probing.attempts import Desk
from statusgen.probing.probes import put
from statusgen.probing.resolver import Resolver
from statusgen.probing.sweep import opened
from tests.probing.make import RealClock, network, triple
from tests.probing.zoo import DEADLINE, NOW, ZOO, Kind, look_up

ZOO_BY_NAME = {one.name: one for one in ZOO}
GRACE = 0.5
"""Seconds beyond its deadline within which a check must be over."""


TRIES = 4
"""Of a check during which our own loop lagged, as others on the machine can make it."""
Visited = dict[str, tuple[ProbeResult, float]]


async def _visit() -> tuple[Visited, float]:
    """Every kind's result and the seconds it took, and the seconds that all took together."""
    async with contextlib.AsyncExitStack() as stack:
        checks = [await stack.enter_async_context(one.standing()) for one in ZOO]
        standing = dict(zip(ZOO_BY_NAME, checks, strict=True))
        began = time.monotonic()
        world = network(resolver=Resolver(look_up))
        desk = await stack.enter_async_context(opened(world, environ={}, clock=RealClock(), root=Path()))
        return await _visited(standing, desk), time.monotonic() - began


async def _visited(standing: dict[str, Check], desk: Desk) -> Visited:
    results, again = Visited(), list[str]()

    async def visit(name: str) -> None:
        await desk.pace.wait(standing[name].kind)
        began, lag_from = time.monotonic(), asyncio.get_running_loop().time()
        result = await put(standing[name], {}, desk.network, NOW, root=desk.root)
        results[name] = result, time.monotonic() - began
        if desk.lag.was_seen_since(lag_from):
            again.append(name)

    # Floods come last, one by one: at once with hundreds of starts, on a busy machine, one may not be
    # connected before its short time is over.
    floods = [name for name, one in ZOO_BY_NAME.items() if _is_flood(one)]
    await asyncio.gather(*(visit(name) for name in ZOO_BY_NAME if name not in floods))
    for name in floods:
        await visit(name)
    # A sweep would call what a lagging loop measured our own fault, and say nothing of the server.
    for _ in range(TRIES):
        late, again = again, []
        await asyncio.gather(*(visit(name) for name in late))
    return results


def _is_flood(one: Kind) -> bool:
    """It takes the processor from the others, so its check has less time than theirs."""
    return one.check.get("timeout", DEADLINE) < DEADLINE


@pytest.fixture(scope="module")
def visited() -> tuple[Visited, float]:
    return asyncio.run(_visit())


@pytest.mark.proof("S9", "faulty servers named right")
@pytest.mark.parametrize("one", ZOO, ids=lambda one: one.name)
def test_a_faulty_server_is_named_right(one, visited):
    assert triple(visited[0][one.name][0]) == one.expected


@pytest.mark.proof("S9", "over within half a second of their deadline")
@pytest.mark.parametrize("one", ZOO, ids=lambda one: one.name)
def test_no_server_holds_a_check_beyond_its_deadline(one, visited):
    assert visited[0][one.name][1] < one.check.get("timeout", DEADLINE).total_seconds() + GRACE


def test_the_whole_zoo_side_by_side_takes_no_longer_than_its_slowest(visited):
    assert visited[1] < 15


def test_every_reason_of_the_zoo_is_documented():
    assert {one.expected[2] for one in ZOO} - {None} <= set(REASONS)


def test_the_zoo_is_large_and_its_names_are_unique():
    assert len({one.name for one in ZOO}) == len(ZOO) >= 70
