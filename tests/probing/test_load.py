"""What our own slowness measured is not held against the target."""

import asyncio
import time
from datetime import timedelta
from itertools import pairwise

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


class Waking(asyncio.SelectorEventLoop):
    """A loop whose time passes only in its waits, each of which takes a little longer than asked."""

    def __init__(self, late):
        super().__init__()
        self.passed, self.late = 0.0, late
        self._look, self._selector.select = self._selector.select, self._wait

    def time(self):
        return self.passed

    def _wait(self, timeout):
        if timeout:
            self.passed += timeout + self.late(self.passed)
        return self._look(0)


def gaps(kind, count, late):
    """The seconds between so many starts on a loop that is late by what `late` says at a time."""

    async def go():
        pace, starts = Pace(), []
        for _ in range(count):
            await pace.wait(kind)
            starts.append(asyncio.get_running_loop().time())
        return [after - before for before, after in pairwise(starts)]

    with asyncio.Runner(loop_factory=lambda: Waking(late)) as runner:
        return runner.run(go())


def test_starts_come_quicker_while_the_loop_wakes_in_time():
    seen = gaps(CheckKind.HTTP, 300, lambda _: 0.0005)
    assert sum(seen[-50:]) < sum(seen[:50])
    assert sum(seen[-50:]) / 50 == pytest.approx(1 / 600, rel=0.01)


def test_tls_is_started_less_often():
    assert sum(gaps(CheckKind.HTTPS, 300, lambda _: 0)) > 1.9 * sum(gaps(CheckKind.HTTP, 300, lambda _: 0))


def test_starts_do_not_come_quicker_while_the_loop_is_late():
    seen = gaps(CheckKind.HTTP, 900, lambda now: 0.0005 if 0.5 < now < 1 else 0.004)
    assert sum(seen[:100]) / 100 == pytest.approx(1 / 400, rel=0.05)
    assert sum(seen[250:300]) / 50 == pytest.approx(1 / 600, rel=0.05)
    assert sum(seen[-50:]) / 50 == pytest.approx(1 / 400, rel=0.05)


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
