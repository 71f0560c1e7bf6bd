"""Work that is shared comes back as if it had been done here, or not at all."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from statusgen import forks
from statusgen.forks import Forks


@pytest.fixture(autouse=True)
def _able(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(forks, "FEWEST", 1)
    monkeypatch.setattr(forks, "_can_fork", lambda: True)
    before = _children()
    yield
    assert _children() <= before


def _children() -> set[str]:
    """Also those that ended and that nobody asked for yet."""
    return {
        child for file in Path("/proc/self/task").glob("*/children") for child in file.read_text().split()
    }


@pytest.mark.parametrize("cores", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [0, 1, 2, 10, 101])
def test_each_job_is_done_once_here_or_there_in_order(cores: int, count: int) -> None:
    jobs = list(range(count))
    shared = Forks(jobs, lambda job: b"%d" % job * 1000, cores)
    made = list(shared.results())
    assert [job for job, _ in made] == jobs[shared.border :]
    assert all(data == b"%d" % job * 1000 for job, data in made)


def test_what_a_copy_cannot_do_is_left_out() -> None:
    def make(job: int) -> bytes | None:
        if job == 7:
            raise ValueError
        return None if job == 6 else b"made"

    assert [job for job, _ in Forks(range(10), make, 2).results()] == [5]


def test_a_copy_that_is_killed_leaves_what_was_whole() -> None:
    def make(job: int) -> bytes:
        if job == 8:
            os.kill(os.getpid(), signal.SIGKILL)
        return bytes(100_000)

    assert [job for job, _ in Forks(range(10), make, 2).results()] in ([5, 6, 7], [5, 6], [5], [])


def test_where_there_is_no_fork_everything_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "_can_fork", lambda: False)
    shared = Forks(range(1000), lambda _job: b"", 8)
    assert shared.border == 1000
    assert list(shared.results()) == []
