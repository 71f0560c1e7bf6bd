"""A heartbeat is late, missing, fine, or beyond judgement, by the time of a file alone."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.checks import Check
from tests.probing.make import CONTENT, FAILED, LOCAL, OK, UNKNOWN, FakeClock, network, swept, triple

NOW = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
NIGHTLY = Check(url="heartbeat://nightly-backup", within=timedelta(hours=25))


def put(root: Path, check: Check = NIGHTLY):
    clock = FakeClock(NOW)
    round_ = asyncio.run(swept({"backup": check}, clock=clock, network=network(), root=root))
    assert clock.slept == [], "asked again at once, though nothing could change"
    return triple(round_.results["backup"])


def touch(path: Path, ago: timedelta):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    moment = (NOW - ago).timestamp()
    os.utime(path, (moment, moment))


HEARD = (
    (timedelta(), (OK, None, None)),
    (timedelta(hours=25), (OK, None, None)),
    (timedelta(hours=25, seconds=1), (FAILED, CONTENT, "heartbeat_late")),
    (timedelta(days=20000), (FAILED, CONTENT, "heartbeat_late")),
    (timedelta(minutes=-2), (OK, None, None)),
    (timedelta(minutes=-2, seconds=-1), (UNKNOWN, LOCAL, "heartbeat_future")),
)


@pytest.mark.parametrize(("ago", "expected"), HEARD, ids=str)
def test_the_time_of_the_file_decides(tmp_path, ago, expected):
    touch(tmp_path / ".statusgen/heartbeats/nightly-backup", ago)

    assert put(tmp_path) == expected


def test_a_job_that_was_never_heard_of_has_failed(tmp_path):
    assert put(tmp_path) == (FAILED, CONTENT, "heartbeat_missing")


def test_a_folder_in_the_place_of_the_file_is_no_heartbeat(tmp_path):
    (tmp_path / ".statusgen/heartbeats/nightly-backup").mkdir(parents=True)

    assert put(tmp_path) == (FAILED, CONTENT, "heartbeat_missing")


def test_a_fifo_in_the_place_of_the_file_is_no_heartbeat_and_holds_nothing_up(tmp_path):
    (tmp_path / ".statusgen/heartbeats").mkdir(parents=True)
    os.mkfifo(tmp_path / ".statusgen/heartbeats/nightly-backup")

    assert put(tmp_path) == (FAILED, CONTENT, "heartbeat_missing")


def test_the_file_may_be_another_of_the_project_or_a_whole_path(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    touch(elsewhere / "done", timedelta(hours=1))
    touch(tmp_path / "project/var/done", timedelta(hours=1))

    for file in ("var/done", str(elsewhere / "done")):
        check = Check(url="heartbeat://nightly-backup", within=timedelta(hours=25), file=file)
        assert put(tmp_path / "project", check) == (OK, None, None)


def test_a_link_that_leads_in_a_circle_is_our_fault_and_says_nothing(tmp_path):
    folder = tmp_path / ".statusgen/heartbeats"
    folder.mkdir(parents=True)
    (folder / "nightly-backup").symlink_to("nightly-backup")

    assert put(tmp_path) == (UNKNOWN, LOCAL, "check_invalid")


def test_a_name_leads_to_no_other_file(tmp_path):
    touch(tmp_path / "secret", timedelta())
    check = Check(url="heartbeat://x/../../secret", within=timedelta(hours=1))

    assert put(tmp_path, check) == (UNKNOWN, LOCAL, "check_invalid")
