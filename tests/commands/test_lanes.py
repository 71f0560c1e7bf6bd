"""Work beside a loop: one at a time, nothing lost, nothing piled up, and no failure unheard."""

import asyncio
import threading
import time

import pytest

from statusgen.commands.hands import Hand
from statusgen.commands.lanes import lanes


def test_what_is_wanted_meanwhile_is_done_once_and_with_the_newest():
    async def go():
        done, going = [], asyncio.Event()

        async def work(wishes):
            await going.wait()
            done.append(wishes)

        async with lanes() as beside:
            lane, all_of_it = beside.lane("a", work), beside.lane("b", work, most=3)
            for number in range(6):
                lane.ask(number)
                all_of_it.ask(number)
                await asyncio.sleep(0)
            going.set()
            await lane.finish()
            await all_of_it.finish()
        return done

    assert sorted(asyncio.run(go())) == [(0,), (0,), (3, 4, 5), (5,)]


def test_a_bug_on_a_lane_ends_the_loop_at_once():
    async def go():
        async def work(_):
            raise ZeroDivisionError

        async with lanes() as beside:
            beside.lane("a", work).ask(1)
            await asyncio.sleep(60)

    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        asyncio.run(go())
    assert time.monotonic() - began < 30


def test_a_loop_that_ends_ends_its_lanes():
    ended = []

    async def go():
        async def work(_):
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(True)

        async with lanes() as beside:
            beside.lane("a", work).ask(1)
            await asyncio.sleep(0.01)

    asyncio.run(go())
    assert ended == [True]


def test_a_hand_works_in_one_thread_and_hands_on_what_it_returns_or_raises():
    async def go():
        hand = Hand("test")
        seen = [await hand.do(threading.current_thread) for _ in range(5)]
        with pytest.raises(ZeroDivisionError):
            await hand.do(lambda: 1 / 0)
        assert await hand.do(lambda: 5) == 5
        hand.rest()
        seen[0].join(10)
        return seen

    seen = asyncio.run(go())
    assert len(set(seen)) == 1
    assert (seen[0].daemon, seen[0].is_alive()) == (True, False)


def test_a_loop_that_no_longer_waits_does_not_hear_of_it():
    async def go():
        hand, going = Hand("test"), threading.Event()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(hand.do(going.wait), 0.05)
        going.set()
        assert await hand.do(lambda: "next") == "next"
        hand.rest()

    asyncio.run(go())
