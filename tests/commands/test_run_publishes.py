"""`run` publishes what it built: to all targets, and a host that is away holds up nothing else."""

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.make import quickly
from tests.publishing.make import contents
from tests.versioning.make import write

SETTINGS = """
page: {name: Chirp}
allow_commands: true
components:
  - {id: web, name: Web, check: {url: "tcp://127.0.0.1:1", attempts: 1}}
publish:
"""
WWW = "  - {id: www, folder: www}\n"
AWAY = '  - {id: away, command: ["sh", "-c", "exit 3"]}\n'
HANGING = '  - {id: hanging, command: ["sh", "-c", "touch hangs; sleep 60"]}\n'


def project(root: Path, *targets: str) -> Path:
    write(root / "statusgen.yaml", SETTINGS + "".join(targets))
    return root


@contextmanager
def looping(root: Path, *words: str):
    command = [sys.executable, "-m", "statusgen", "--json", "run", "--every", "1s", *words]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as loop:
        try:
            yield loop
        finally:
            loop.kill()


def until(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"there is no {path}")


def test_a_page_that_was_built_is_published(tmp_path: Path) -> None:
    ran = quickly("-C", project(tmp_path, WWW), "run")

    assert ran.code == 0, ran.err
    assert "www: published to 'www': " in ran.out
    assert contents(tmp_path / "www") == contents(tmp_path / "site")


def test_unless_it_is_not_to_be(tmp_path: Path) -> None:
    assert quickly("-C", project(tmp_path, WWW), "run", "--no-publish").code == 0
    assert not (tmp_path / "www").exists()


def test_who_is_away_is_told_and_holds_up_nobody(tmp_path: Path) -> None:
    ran = quickly("-C", project(tmp_path, AWAY, WWW), "run")

    assert ran.code == 4
    assert "target 'away': " in ran.err
    assert contents(tmp_path / "www") == contents(tmp_path / "site")
    assert list((tmp_path / "history/local").iterdir())


@pytest.mark.slow
def test_a_loop_publishes_each_page(tmp_path: Path) -> None:
    with looping(project(tmp_path, AWAY, WWW), "--for", "3s") as loop:
        out, err = loop.communicate(timeout=60)
    rows = [json.loads(line) for line in out.splitlines()]

    assert loop.returncode == 4
    assert [row["targets"][1]["id"] for row in rows if "targets" in row][:1] == ["www"]
    assert err.count("target 'away': ") >= 1
    assert contents(tmp_path / "www") == contents(tmp_path / "site")


@pytest.mark.slow
@pytest.mark.parametrize("words", [[], ["--listen", "127.0.0.1:0"]], ids=["alone", "with a listener"])
def test_a_signal_ends_a_loop_whose_host_hangs_within_five_seconds(tmp_path: Path, words: list[str]) -> None:
    with looping(project(tmp_path, HANGING), *words) as loop:
        until(tmp_path / "hangs")
        began = time.monotonic()
        loop.send_signal(signal.SIGTERM)
        code = loop.wait(timeout=30)

    assert code == 130
    assert time.monotonic() - began < 5
