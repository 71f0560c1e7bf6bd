"""Controls prove the vantage online before the checks, and after them when one failed."""

import asyncio
from datetime import timedelta

import pytest

from statusgen.model.checks import Check
from statusgen.probing.controls import WITNESSES
from statusgen.probing.network import Network
from tests.probing.make import FakeClock, reply, request_of, serving, swept

NOBODY = "tcp://127.0.0.1:1"
DEAD = {"web": Check(url=NOBODY, attempts=1)}
EVERY = timedelta(minutes=5)


def swept_beside(control, checks, *, count=1, clock=None, **more):
    """A round with so many controls at one server, and how often that was asked."""

    async def go():
        seen = []

        async def handle(reader, writer):
            await request_of(reader)
            seen.append(len(seen))
            await control(len(seen), writer)

        async with serving(handle) as port:
            urls = tuple(f"http://127.0.0.1:{port}/{n}" for n in range(count))
            up = {"up": Check(url=f"tcp://127.0.0.1:{port}", attempts=1)}
            round_ = await swept(checks or up, controls=urls, clock=clock or FakeClock(), **more)
            return round_.controls_passed, len(seen)

    return asyncio.run(go())


async def fine(_number, writer):
    writer.write(reply())


def loses(*numbers):
    """A control whose answers of these numbers are lost."""

    async def control(number, writer):
        writer.write(reply(status="500 No") if number in numbers else reply())

    return control


def test_controls_are_asked_once_while_nothing_fails():
    assert swept_beside(fine, None, count=2)[0] == 2
    assert swept_beside(fine, None)[1] in (1, 2)  # the check beside it connects to the same server


def test_controls_are_asked_again_when_a_check_failed():
    assert swept_beside(fine, DEAD) == (1, 1 + WITNESSES)


@pytest.mark.parametrize("lost", range(2, WITNESSES + 2))
def test_a_control_that_loses_one_attempt_after_a_failure_has_not_passed(lost):
    passed, asked = swept_beside(loses(lost), DEAD)
    assert (passed, asked) == (0, lost)


def test_a_control_that_lost_an_attempt_before_a_failure_has_not_passed():
    clock = FakeClock()
    assert swept_beside(loses(1), DEAD, clock=clock) == (0, 2)
    assert clock.slept == [10]


def test_a_control_that_lost_an_attempt_passes_while_nothing_fails():
    assert swept_beside(loses(1), {"none": Check(url="command:/x", attempts=1)}) == (1, 2)


def test_two_of_three_controls_are_enough():
    assert swept_beside(loses(1), DEAD, count=3)[0] == 2


def test_a_control_is_given_no_more_time_than_the_check_that_failed():
    async def late(number, writer):
        await asyncio.sleep(0 if number == 1 else 1.5)
        writer.write(reply())

    patient = {"web": Check(url=NOBODY, attempts=1, timeout=timedelta(seconds=30))}
    hasty = {"web": Check(url=NOBODY, attempts=1, timeout=timedelta(milliseconds=200))}
    assert swept_beside(late, hasty)[0] == 0
    assert swept_beside(late, patient)[0] == 1


def test_controls_are_not_asked_again_for_a_job_that_is_late():
    late = {"backup": Check(url="heartbeat://backup", within=EVERY, attempts=1)}
    assert swept_beside(fine, late) == (1, 1)


def test_controls_are_asked_again_when_a_command_failed():
    """It may have asked the network."""
    failing = {"web": Check(url="command:///bin/sh", arguments=("-c", "exit 2"), attempts=1)}
    assert swept_beside(fine, failing, network=Network(may_run=True)) == (1, 1 + WITNESSES)
