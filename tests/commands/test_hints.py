"""What this machine lacks for a check is told with what to do about it, once in a run."""

import os
from pathlib import Path

import pytest

from tests.commands.make import statusgen

SETTINGS = """
page: {name: Chirp}
components:
  - {id: live, name: Live, check: {url: "ws://127.0.0.1:1/", attempts: 1}}
  - {id: chat, name: Chat, check: {url: "wss://127.0.0.1:1/", attempts: 1}}
"""
HINT = "ws and wss checks need a library (pip install 'statusgen[ws]')"


@pytest.fixture
def without_library(tmp_path):
    """An environment in which the library of the extra is not installed."""
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / "websockets.py").write_text("raise ImportError('not installed')\n")
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    root = str(Path(__file__).resolve().parents[2])
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path / "shadow"), root])}


def test_probe_says_what_to_install(tmp_path, without_library):
    ran = statusgen("probe", cwd=tmp_path, environ=without_library)
    assert (ran.code, ran.err.count(HINT)) == (0, 1)
    assert "live: unknown, local: check_unsupported" in ran.out


def test_a_loop_says_it_once(tmp_path, without_library):
    ran = statusgen("probe", "--every", "1s", "--for", "3s", cwd=tmp_path, environ=without_library)
    assert ran.out.count("live: unknown") >= 2
    assert ran.err.count(HINT) == 1


def test_with_the_library_there_is_nothing_to_say(tmp_path, without_library):
    ran = statusgen(
        "probe", cwd=tmp_path, environ={"PYTHONPATH": without_library["PYTHONPATH"].split(":")[1]}
    )
    assert "need a library" not in ran.err
    assert "live: failed, tcp: refused" in ran.out


def test_explain_says_it_too(tmp_path, without_library):
    ran = statusgen("probe", "--explain", cwd=tmp_path, environ=without_library)
    assert (ran.code, ran.err.count(HINT)) == (0, 1)
    assert HINT not in ran.out
