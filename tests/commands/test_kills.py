"""SIGKILL at random moments: the page is the old one or the new one, and no acknowledged round is lost."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands.make import statusgen
from tests.scorecard import IS_PROOF
from tests.targets import serve

KILLS = 200 if IS_PROOF else 16
OLD, NEW = "2025-03-10T10:00Z", "2025-03-10T12:00Z"


def tree(folder: Path) -> dict[str, bytes]:
    """Path to bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def started(*arguments: str, cwd: Path) -> "subprocess.Popen[str]":
    """A command that runs."""
    command = [sys.executable, "-m", "statusgen", *arguments]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@pytest.fixture
def project(tmp_path):
    server = serve("healthy")
    url = f"http://127.0.0.1:{server.server_port}/"
    assert statusgen("init", ".", "--from", url, cwd=tmp_path).code == 0
    yield tmp_path
    server.shutdown()


@pytest.mark.slow
@pytest.mark.proof("S1")
def test_a_killed_build_leaves_one_whole_page(project, record_property):
    site = project / "site"
    wholes = {}
    for now in (OLD, NEW):
        assert statusgen("build", "--now", now, cwd=project).code == 0
        wholes[now] = tree(site)
    start = time.monotonic()
    statusgen("build", "--now", OLD, cwd=project)
    lasts = time.monotonic() - start
    chance = random.Random(7)
    killed = torn = 0

    for index in range(KILLS):
        process = started("build", "--now", NEW if index % 2 else OLD, cwd=project)
        # Most of a build is starting up: aim at its last two thirds.
        time.sleep(lasts * chance.uniform(0.3, 1.3))
        process.kill()
        killed += process.wait() != 0
        torn += tree(site) not in wholes.values()

    record_property("S1", f"{torn} torn pages in {killed} killed of {KILLS} builds")
    assert torn == 0
    assert killed > KILLS / 8
    assert statusgen("build", "--now", NEW, cwd=project).code == 0
    assert tree(site) == wholes[NEW]
    assert [p.name for p in project.iterdir() if "site" in p.name] == ["site"]


@pytest.mark.slow
@pytest.mark.proof("S1")
def test_a_killed_probe_keeps_every_acknowledged_round(project, record_property):
    start = time.monotonic()
    statusgen("probe", cwd=project)
    lasts = time.monotonic() - start
    chance = random.Random(11)
    acknowledged, killed = 1, 0

    for _ in range(KILLS):
        process = started("probe", cwd=project)
        time.sleep(lasts * chance.uniform(0.5, 1.8))
        process.kill()
        killed += process.wait() != 0
        assert process.stdout is not None
        acknowledged += "ok" in process.stdout.read()

    lines = [line for file in (project / "history/local").iterdir() for line in file.read_text().splitlines()]
    whole = [json.loads(line) for line in lines]
    record_property(
        "S1", f"{max(acknowledged - len(whole), 0)} of {acknowledged} rounds lost in {killed} killed"
    )
    assert len(whole) >= acknowledged > KILLS / 8
    assert killed > KILLS / 8
