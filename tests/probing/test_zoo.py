"""Every way a server can fail is named right, in time, beside all the others."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest

from statusgen.model.evidence import ProbeResult
from statusgen.model.reasons import REASONS
from statusgen.probing.probes import put
from statusgen.probing.resolver import Resolver
from tests.probing.make import RealClock, network, triple
from tests.probing.zoo import DEADLINE, ZOO, Kind, look_up

ZOO_BY_NAME = {one.name: one for one in ZOO}
GRACE = 0.5
"""Seconds beyond its deadline within which a check must be over."""


async def _visit() -> tuple[dict[str, tuple[ProbeResult, float]], float]:
    """Every kind's result and the seconds it took, and the seconds that all took together."""
    world = network(resolver=Resolver(look_up))

    async def visit(one: Kind, check: object) -> tuple[ProbeResult, float]:
        began = time.monotonic()
        result = await put(check, {}, world, RealClock().now(), root=Path())  # type: ignore[arg-type]
        return result, time.monotonic() - began

    async with contextlib.AsyncExitStack() as stack:
        checks = [await stack.enter_async_context(one.standing()) for one in ZOO]
        began = time.monotonic()
        await stack.enter_async_context(contextlib.aclosing(world.workers))
        standing = dict(zip(ZOO_BY_NAME, checks, strict=True))
        floods = [name for name, one in ZOO_BY_NAME.items() if _is_flood(one)]
        others = [name for name in ZOO_BY_NAME if name not in floods]
        found = await asyncio.gather(*(visit(ZOO_BY_NAME[name], standing[name]) for name in others))
        results = dict(zip(others, found, strict=True))
        # Floods come last, one by one: at once with hundreds of starts, on a busy machine, one may not be
        # connected before its short time is over.
        for name in floods:
            results[name] = await visit(ZOO_BY_NAME[name], standing[name])
        return results, time.monotonic() - began


def _is_flood(one: Kind) -> bool:
    """It takes the processor from the others, so its check has less time than theirs."""
    return one.check.get("timeout", DEADLINE) < DEADLINE


@pytest.fixture(scope="module")
def visited() -> tuple[dict[str, tuple[ProbeResult, float]], float]:
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
