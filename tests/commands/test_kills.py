"""SIGKILL at random moments: the page is the old one or the new one, and no acknowledged round is lost."""

import json
import random
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from statusgen.publishing.manifest import read_manifest
from tests.commands.make import statusgen
from tests.kills import Aim
from tests.scorecard import IS_PROOF
from tests.targets import serve

KILLS = 200 if IS_PROOF else 16
SERVICES = 200 if IS_PROOF else 12
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
    # Most of a build is starting up: aim at its last two thirds.
    aim = Aim(lasts, random.Random(7), between=(0.3, 1.2))
    killed = torn = 0

    for index in range(KILLS):
        process = started("build", "--now", NEW if index % 2 else OLD, cwd=project)
        killed += aim.kill(process)
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
    aim = Aim(lasts, random.Random(11), between=(0.5, 1.2))
    acknowledged, killed = 1, 0

    for _ in range(KILLS):
        process = started("probe", cwd=project)
        killed += aim.kill(process)
        assert process.stdout is not None
        acknowledged += "ok" in process.stdout.read()

    lines = [line for file in (project / "history/local").iterdir() for line in file.read_text().splitlines()]
    whole = [json.loads(line) for line in lines]
    record_property(
        "S1", f"{max(acknowledged - len(whole), 0)} of {acknowledged} rounds lost in {killed} killed"
    )
    assert len(whole) >= acknowledged > KILLS / 8
    assert killed > KILLS / 8


def torn_files(site: Path) -> list[str]:
    """Files that are not those of the build which the folder says it is."""
    return [
        path
        for path, digest in read_manifest(site).items()
        if not (site / path).is_file() or sha256((site / path).read_bytes()).hexdigest() != digest
    ]


@pytest.mark.slow
@pytest.mark.proof("S1")
def test_a_killed_service_leaves_a_whole_page_and_every_acknowledged_round(project, record_property):
    site, chance = project / "site", random.Random(13)
    start = time.monotonic()
    statusgen("run", cwd=project)
    lasts = time.monotonic() - start
    acknowledged, killed, torn = 1, 0, 0

    for _ in range(SERVICES):
        process = started("run", "--every", "1s", cwd=project)
        # Its first round ends with the start of a single run; then come a page, a pause, and all of it again.
        time.sleep(lasts * chance.uniform(0.6, 1.2) + chance.uniform(0, 0.8))
        process.kill()
        killed += process.wait() != 0
        assert process.stdout is not None
        said = process.stdout.read().count(" ok")
        acknowledged += said
        if not said:
            lasts *= 1.2  # as slow as the machine is now, starting takes longer
        torn += bool(torn_files(site)) or not read_manifest(site)

    lines = [line for file in (project / "history/local").iterdir() for line in file.read_text().splitlines()]
    whole = [json.loads(line) for line in lines]
    lost = max(acknowledged - len(whole), 0)
    record_property(
        "S1", f"{torn} torn pages, {lost} of {acknowledged} rounds lost in {killed} killed services"
    )
    assert (torn, lost) == (0, 0)
    assert killed == SERVICES < acknowledged + SERVICES / 4
    assert statusgen("run", cwd=project).code == 0
    assert torn_files(site) == []
