"""Programs are run without a shell, with next to no environment, and end in time with all they started."""

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.model.checks import Check, Expect
from statusgen.model.secrets import Secret
from tests.probing.make import CONTENT, FAILED, LOCAL, OK, SLOW, UNKNOWN, FakeClock, network, swept, triple

ENVIRON = {"PATH": os.environ["PATH"], "HOME": "/home/hunter2", "TOKEN": "hunter2"}


@pytest.fixture
def script(tmp_path):
    """Writes a program of the project and gives the check of it."""

    def make(text: str, **more) -> Check:
        path = tmp_path / "checks/it"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return Check(
            **({"url": "command://checks/it", "attempts": 1, "timeout": timedelta(seconds=3)} | more)
        )

    return make


def put(root, check, **more):
    world = network(may_run=True, **more)
    round_ = asyncio.run(swept({"job": check}, clock=FakeClock(), network=world, environ=ENVIRON, root=root))
    return round_.results["job"]


ENDINGS = (
    ("exit 0", (OK, None, None)),
    ("exit 1", (SLOW, CONTENT, "command_warning")),
    ("exit 2", (FAILED, CONTENT, "command_failed")),
    ("exit 3", (UNKNOWN, CONTENT, "command_unknown")),
    ("exit 4", (FAILED, CONTENT, "command_failed")),
    ("exit 255", (FAILED, CONTENT, "command_failed")),
    ("kill -SEGV $$", (FAILED, CONTENT, "command_failed")),
    ("kill -KILL $$", (FAILED, CONTENT, "command_failed")),
)


@pytest.mark.parametrize(("text", "expected"), ENDINGS, ids=[text for text, _ in ENDINGS])
def test_what_a_program_ends_with_decides(script, tmp_path, text, expected):
    assert triple(put(tmp_path, script(text))) == expected


OUTPUTS = (
    ("echo all is well", {"text": "is well"}, (OK, None, None)),
    ("echo all is well >&2", {"text": "is well"}, (OK, None, None)),
    ("echo no", {"text": "is well"}, (FAILED, CONTENT, "body_mismatch")),
    ("echo an error", {"no_text": "error"}, (FAILED, CONTENT, "body_mismatch")),
    ("echo load 12", {"pattern": r"load \d+$"}, (FAILED, CONTENT, "body_mismatch")),
    ("printf 'load 12'", {"pattern": r"load \d+$"}, (OK, None, None)),
    ("echo no; exit 1", {"text": "is well"}, (FAILED, CONTENT, "body_mismatch")),
    ("head -c 9000000 /dev/zero; echo well", {"text": "well"}, (FAILED, CONTENT, "too_large")),
    ("echo well; head -c 9000000 /dev/zero", {"text": "well"}, (OK, None, None)),
    ("head -c 9000000 /dev/zero", {}, (OK, None, None)),
)


@pytest.mark.parametrize(("text", "expect", "expected"), OUTPUTS, ids=[text for text, *_ in OUTPUTS])
def test_what_a_program_prints_is_searched_within_bounds(script, tmp_path, text, expect, expected):
    assert triple(put(tmp_path, script(text, expect=Expect(**expect)))) == expected


def test_no_shell_reads_the_arguments(script, tmp_path):
    check = script(
        'printf %s "$1"', arguments=("a; touch pwned $(id)",), expect=Expect(text="a; touch pwned $(id)")
    )

    assert triple(put(tmp_path, check)) == (OK, None, None)
    assert not (tmp_path / "pwned").exists()


def test_a_program_is_given_a_place_a_language_and_the_secrets_it_names_and_no_more(script, tmp_path):
    put(
        tmp_path,
        script("env | grep -v ^PWD= | cut -d= -f1 | sort > seen; cat >> seen", arguments=(Secret("$TOKEN"),)),
    )

    assert set((tmp_path / "seen").read_text().split()) - {"_", "SHLVL", "OLDPWD"} == {
        "LANG",
        "PATH",
        "TOKEN",
    }


def test_a_secret_in_the_arguments_is_filled_in(script, tmp_path):
    check = script('test "$1" = "Bearer hunter2"', arguments=(Secret("Bearer $TOKEN"),))

    assert triple(put(tmp_path, check)) == (OK, None, None)


def test_a_secret_that_is_not_set_runs_nothing(script, tmp_path):
    check = script("touch ran", arguments=(Secret("$OTHER"),))

    assert triple(put(tmp_path, check)) == (UNKNOWN, LOCAL, "secret_missing")
    assert not (tmp_path / "ran").exists()


def test_a_program_on_the_path_is_found(tmp_path):
    assert triple(put(tmp_path, Check(url="command://true"))) == (OK, None, None)


def test_a_whole_path_is_taken_as_it_stands(tmp_path):
    assert triple(put(tmp_path, Check(url="command:///bin/true"))) == (OK, None, None)


NOT_RUN = (
    "command://no-such-program",
    "command:///no/such",
    "command://checks/../../../bin/true",
    "command:///etc/passwd",
)


@pytest.mark.parametrize("url", NOT_RUN)
def test_what_cannot_be_run_says_nothing_of_the_target(tmp_path, url):
    assert triple(put(tmp_path, Check(url=url, attempts=1))) == (UNKNOWN, LOCAL, "command_missing")


def test_without_the_settings_leave_nothing_is_run(script, tmp_path):
    check = script("touch ran")
    round_ = asyncio.run(swept({"job": check}, network=network(), root=tmp_path))

    assert triple(round_.results["job"]) == (UNKNOWN, LOCAL, "command_refused")
    assert not (tmp_path / "ran").exists()


def test_a_whole_address_from_a_secret_needs_the_settings_leave_too(tmp_path):
    world = network()
    round_ = asyncio.run(
        swept({"job": Check(url=Secret("$CHECK"))}, network=world, environ={"CHECK": "command://true"})
    )

    assert triple(round_.results["job"]) == (UNKNOWN, LOCAL, "command_refused")


def is_gone(path: Path) -> bool:
    """The process whose number stands in the file dies, if need be after a moment."""
    stat = Path(f"/proc/{path.read_text().strip()}/stat")
    for _ in range(50):
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_at_the_deadline_it_is_killed_with_all_it_started(script, tmp_path):
    text = "trap '' TERM INT HUP; sleep 60 & echo $! > child; echo $$ > parent; wait"
    began = time.monotonic()
    result = put(tmp_path, script(text, timeout=timedelta(seconds=0.7)))

    assert triple(result) == (FAILED, CONTENT, "timeout_total")
    assert time.monotonic() - began < 0.7 + 0.5
    assert is_gone(tmp_path / "parent")
    assert is_gone(tmp_path / "child")


def test_what_it_leaves_running_neither_delays_nor_outlives_it(script, tmp_path):
    began = time.monotonic()
    result = put(tmp_path, script("sleep 60 & echo $! > child; echo well", expect=Expect(text="well")))

    assert triple(result) == (OK, None, None)
    assert time.monotonic() - began < 2
    assert is_gone(tmp_path / "child")


def test_a_program_that_prints_for_ever_is_ended_in_time(script, tmp_path):
    assert triple(put(tmp_path, script("yes", timeout=timedelta(seconds=0.7)))) == (
        FAILED,
        CONTENT,
        "timeout_total",
    )


def test_it_reads_nothing_from_us(script, tmp_path):
    assert triple(put(tmp_path, script('test -z "$(cat)"'))) == (OK, None, None)


def test_how_long_it_took_is_told_and_may_be_too_long(script, tmp_path):
    result = put(tmp_path, script("sleep 0.3", slow_after=timedelta(milliseconds=200)))

    assert triple(result) == (SLOW, None, None)
    assert result.latency_ms is not None
    assert 300 <= result.latency_ms < 2000
