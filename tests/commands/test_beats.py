"""A loop keeps its beat, whatever happens to the clock on the wall."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.commands.beats import beats
from tests.commands.make import World

EVERY = timedelta(minutes=5)


async def beaten(world: World, root: Path, work: Sequence[tuple[float, timedelta]]) -> list[float]:
    """Minutes at which beats came, when each takes its seconds of work and sets the clock by so much."""
    came = []
    steps = iter(work)
    async for _ in beats(world.session(root), EVERY, EVERY * len(work)):
        came.append(world.passed / 60)
        seconds, jump = next(steps)
        world.passed += seconds
        world.set_by += jump
    return came


@pytest.mark.proof("S14", "jumps of a running loop's clock that moved no beat")
@pytest.mark.parametrize("days", [-365, -1, -1 / 24, -1 / 1440, 1 / 1440, 1 / 24, 1, 365])
def test_a_clock_that_is_set_moves_no_beat(tmp_path, days):
    work = [(20.0, timedelta()), (20.0, timedelta(days=days)), *[(20.0, timedelta())] * 4]
    assert asyncio.run(beaten(World(), tmp_path, work)) == [0, 5, 10, 15, 20, 25]


def test_work_of_almost_a_whole_interval_misses_no_beat(tmp_path):
    world = World()
    world.passed = 0.9  # the wall clock of a command is cut to whole seconds; beats are not
    came = asyncio.run(beaten(world, tmp_path, [(299.5, timedelta())] * 4))
    assert came == pytest.approx([0.015, 5.015, 10.015, 15.015])


def test_a_beat_that_is_late_is_not_made_up_for(tmp_path):
    work = [(20.0, timedelta()), (700.0, timedelta()), *[(20.0, timedelta())] * 4]
    assert asyncio.run(beaten(World(), tmp_path, work)) == [0, 5, 20, 25]
