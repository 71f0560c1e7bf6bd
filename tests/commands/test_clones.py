"""Clones that send evidence at once, and processes that are killed meanwhile: nothing is lost or doubled."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands.clones import (
    BRANCH,
    VANTAGES,
    a_project,
    a_round,
    keep,
    kept,
    lines_of,
    send,
    session,
)
from tests.kills import Aim
from tests.scorecard import IS_PROOF
from tests.versioning.make import World, a_world

ROUNDS = 100 if IS_PROOF else 4
KILLS = 60 if IS_PROOF else 6


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def working(world: World, folder: Path, vantage: str, first: int, rounds: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.commands.clones", str(folder), vantage, str(first), str(rounds)],
        cwd=Path.cwd(),
        env={**world.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def acknowledged(process: "subprocess.Popen[str]") -> list[tuple[str, int]]:
    out, _ = process.communicate()
    return [tuple(json.loads(line)) for line in out.splitlines() if line.endswith("]")]


def at_once(world: World, folders: list[Path], vantages: list[str], rounds: int) -> list[tuple[str, int]]:
    processes = [
        working(world, folder, vantage, index * 1000, rounds)
        for index, (folder, vantage) in enumerate(zip(folders, vantages, strict=True))
    ]
    return [one for process in processes for one in acknowledged(process)]


def lost_and_doubled(lines: list[str], rounds: list[tuple[str, int]]) -> tuple[int, int]:
    expected = {f'"at":"{a_round(number).at:%Y-%m-%dT%H:%M:%SZ}"' for _, number in rounds}
    found = [line.split(",")[1] for line in lines]
    return len(expected - set(found)), len(lines) - len(set(lines))


@pytest.mark.slow
@pytest.mark.proof("S6")
@pytest.mark.parametrize("history", ["files", f"git-branch:{BRANCH}"])
def test_of_four_clones_that_send_at_once_nothing_is_lost(world, history, record_property):
    remote = world.remote()
    a_project(world, remote, history=history)
    clones = [world.clone(remote, f"clone-{number}") for number in range(4)]
    rounds = at_once(world, clones, VANTAGES, ROUNDS)
    branch = "main" if history == "files" else BRANCH
    lost, doubled = lost_and_doubled(lines_of(world, remote, branch), rounds)
    place = "on people's branch" if history == "files" else "on a branch of its own"
    record_property("S6", f"{lost} of {len(rounds)} rounds lost, {doubled} doubled by 4 clones, {place}")
    assert len(rounds) == 4 * ROUNDS
    assert (lost, doubled) == (0, 0)
    for folder in (remote, *clones):
        world.git(folder, "fsck", "--strict")
    if branch == BRANCH:
        assert world.git(remote, "rev-list", "--count", "main") == "1\n"
        fresh = world.clone(remote, "fresh")
        assert len(kept(session(fresh, world.environ))) == len(rounds)
        assert world.git(fresh, "status", "--porcelain") == ""


@pytest.mark.slow
def test_clones_that_write_as_the_same_vantage_lose_nothing_on_a_branch_of_its_own(world):
    remote = world.remote()
    a_project(world, remote)
    clones = [world.clone(remote, f"clone-{number}") for number in range(3)]
    rounds = at_once(world, clones, ["v0"] * 3, ROUNDS)
    assert lost_and_doubled(lines_of(world, remote), rounds) == (0, 0)
    assert len(rounds) == 3 * ROUNDS


@pytest.mark.slow
@pytest.mark.parametrize("history", ["files", f"git-branch:{BRANCH}"])
def test_two_vantages_of_one_clone_send_at_once(world, history):
    remote = world.remote()
    folder = a_project(world, remote, history=history)
    rounds = at_once(world, [folder, folder], VANTAGES[:2], ROUNDS)
    lines = lines_of(world, remote, "main" if history == "files" else BRANCH)
    assert lost_and_doubled(lines, rounds) == (0, 0)
    assert len(rounds) == 2 * ROUNDS
    world.git(folder, "fsck", "--strict")


@pytest.mark.slow
@pytest.mark.proof("S1")
@pytest.mark.parametrize("history", ["files", f"git-branch:{BRANCH}"])
def test_a_killed_push_loses_no_round_and_the_next_one_heals(world, history, record_property):
    remote = world.remote()
    folder = a_project(world, remote, history=history)
    other = world.clone(remote, "other")
    aim = Aim(0.6, random.Random(5), between=(0, 1))
    rounds: list[tuple[str, int]] = []
    killed = 0
    for index in range(KILLS):
        theirs = a_round(5000 + index, "v1")
        there = session(other, world.environ, theirs.at)
        keep(there, theirs)
        send(there, theirs)
        rounds.append(("v1", 5000 + index))
        process = working(world, folder, "v0", index * 10, 3)
        assert process.stdout is not None
        rounds.append(tuple(json.loads(process.stdout.readline())))
        killed += aim.kill(process)
        rounds += [tuple(json.loads(line)) for line in process.stdout.read().splitlines() if line[-1:] == "]"]
    time.sleep(1)  # what git itself still does, it does to the end
    for lock in folder.rglob(".git/**/*.lock"):
        if lock.name != "deliver.lock":
            lock.unlink()  # as the message tells a person to do
    last = a_round(9000)
    here = session(folder, world.environ, last.at)
    keep(here, last)
    send(here, last)
    lines = lines_of(world, remote, "main" if history == "files" else BRANCH)
    lost, doubled = lost_and_doubled(lines, rounds)
    record_property("S1", f"{lost} of {len(rounds)} rounds lost in {killed} killed pushes")
    assert (lost, doubled) == (0, 0)
    assert killed > KILLS / 3
    for path in (folder, remote):
        world.git(path, "fsck", "--strict")
    assert world.git(folder, "status", "--porcelain") == ""
