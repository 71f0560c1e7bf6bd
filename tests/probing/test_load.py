"""What our own slowness measured is not held against the target."""

import asyncio
import time
from datetime import timedelta

import pytest

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import CheckKind, Layer, Outcome
from statusgen.probing.load import Pace, excuse, watched_lag
from tests.probing.make import OK, UNKNOWN, reply, request_of, says, serving, swept, triple

OVERLOADED = (UNKNOWN, "local", "prober_overloaded")
TIMED_OUT = ProbeResult(Outcome.FAILED, None, Layer.HTTP, "timeout_total")


def freeze(seconds):
    """Stop the loop, as a machine without a free core does."""
    time.sleep(seconds)


def excused(result, *, seconds):
    async def go():
        async with watched_lag() as lag:
            began = asyncio.get_running_loop().time()
            await asyncio.sleep(0.1)
            freeze(seconds)
            return excuse(result, lag, began)

    return triple(asyncio.run(go()))


def test_a_timeout_on_a_frozen_loop_is_unknown():
    assert excused(TIMED_OUT, seconds=0.4) == OVERLOADED


def test_slowness_on_a_frozen_loop_is_unknown():
    assert excused(ProbeResult(Outcome.SLOW, 900), seconds=0.4) == OVERLOADED


def test_an_answer_on_a_frozen_loop_stands():
    assert excused(ProbeResult(Outcome.OK, 900), seconds=0.4) == (OK, None, None)
    refused = ProbeResult(Outcome.FAILED, None, Layer.TCP, "refused")
    assert excused(refused, seconds=0.4) == triple(refused)


def test_lag_before_an_attempt_began_does_not_excuse_it():
    async def go():
        async with watched_lag() as lag:
            freeze(0.4)
            await asyncio.sleep(0.2)
            return excuse(TIMED_OUT, lag, asyncio.get_running_loop().time())

    assert triple(asyncio.run(go())) == triple(TIMED_OUT)


def test_a_sweep_on_a_frozen_loop_blames_no_target():
    async def frozen(reader, writer):
        await request_of(reader)
        freeze(0.7)
        writer.write(reply())

    async def go():
        async with serving(frozen) as port:
            check = Check(url=f"http://127.0.0.1:{port}/", attempts=1, timeout=timedelta(seconds=0.5))
            return (await swept({"web": check})).results["web"]

    assert triple(asyncio.run(go())) == OVERLOADED


def test_starts_are_not_made_up_for_in_a_burst_after_a_freeze():
    async def go():
        loop, pace, starts = asyncio.get_running_loop(), Pace(), []

        async def start():
            await pace.wait(CheckKind.HTTPS)
            starts.append(loop.time())

        tasks = [asyncio.create_task(start()) for _ in range(40)]
        await asyncio.sleep(0.02)
        freeze(0.3)
        thawed = loop.time()
        await asyncio.gather(*tasks)
        return [at for at in starts if thawed <= at < thawed + 0.01]

    assert len(asyncio.run(go())) < 10  # the 60 starts of the freeze are gone


@pytest.mark.slow
def test_hanging_checks_do_not_hold_up_a_healthy_one():
    """A hundred that hang came first; the healthy one is asked while they still wait."""

    async def go():
        waiting, seen = 0, []

        async def hang(reader, writer):
            nonlocal waiting
            waiting += 1
            await asyncio.sleep(30)

        async def answer(reader, writer):
            seen.append(waiting)
            await says(reply())(reader, writer)

        async with serving(hang) as bad, serving(answer) as good:
            slow = Check(url=f"http://127.0.0.1:{bad}/", attempts=1, timeout=timedelta(seconds=2))
            checks = {f"h{n}": slow for n in range(100)}
            round_ = await swept(checks | {"good": Check(url=f"http://127.0.0.1:{good}/", attempts=1)})
        return round_.results["good"].outcome, seen

    outcome, seen = asyncio.run(go())
    assert outcome is Outcome.OK
    assert seen[0] > 90
