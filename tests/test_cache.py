"""Pieces are found again as long as the file is what was written, and by one maker."""

import os
import random
from pathlib import Path

import pytest

from statusgen.cache import KEY, MOST, Cache

_PIECES = {bytes([number]) * KEY: os.urandom(number * 50) for number in range(1, 40)}


def _filled(path: Path) -> bytes:
    with Cache(path, b"us") as cache:
        assert all(cache.put(key, data) for key, data in _PIECES.items())
    return path.read_bytes()


def test_what_was_kept_is_found_by_the_next(tmp_path: Path) -> None:
    _filled(tmp_path / "cache")
    with Cache(tmp_path / "cache", b"us") as cache:
        assert {key: cache.get(key) for key in _PIECES} == _PIECES
        assert cache.get(b"?" * KEY) is None


def test_another_maker_finds_nothing_and_begins_anew(tmp_path: Path) -> None:
    _filled(tmp_path / "cache")
    with Cache(tmp_path / "cache", b"others") as cache:
        assert not any(cache.get(key) for key in _PIECES)
        cache.put(b"a" * KEY, b"theirs")
    with Cache(tmp_path / "cache", b"others") as cache:
        assert cache.get(b"a" * KEY) == b"theirs"
    assert (tmp_path / "cache").stat().st_size < 100


@pytest.mark.parametrize("seed", range(40))
def test_a_file_cut_short_or_damaged_gives_nothing_false_and_takes_more(tmp_path: Path, seed: int) -> None:
    path, dice = tmp_path / "cache", random.Random(seed)
    data = bytearray(_filled(path))
    at = dice.randrange(len(data))
    if seed % 2:
        del data[at:]
    else:
        data[at : at + 3] = dice.randbytes(3)
    path.write_bytes(data)
    for _ in range(2):
        with Cache(path, b"us") as cache:
            assert all(cache.get(key) in (None, piece) for key, piece in _PIECES.items())
            assert all(cache.put(key, piece) for key, piece in _PIECES.items())
            assert {key: cache.get(key) for key in _PIECES} == _PIECES


def test_the_second_to_open_it_reads_and_does_not_write(tmp_path: Path) -> None:
    _filled(tmp_path / "cache")
    with Cache(tmp_path / "cache", b"us") as first, Cache(tmp_path / "cache", b"us") as second:
        assert second.get(bytes([1]) * KEY) == _PIECES[bytes([1]) * KEY]
        assert not second.put(b"a" * KEY, b"piece")
        assert first.put(b"a" * KEY, b"piece")


def test_a_place_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    with Cache(tmp_path / "cache", b"us") as cache:
        assert not cache.put(b"a" * KEY, b"piece")
        assert cache.get(b"a" * KEY) is None


def test_what_was_of_no_use_goes_once_it_is_most_of_the_file(tmp_path: Path) -> None:
    path, big = tmp_path / "cache", os.urandom(9 << 20)
    with Cache(path, b"us") as cache:
        cache.put(b"a" * KEY, big)
        cache.put(b"b" * KEY, big)
        cache.put(b"c" * KEY, b"piece")
        cache.put(b"d" * KEY, b"held by who asks")
    with Cache(path, b"us") as cache:
        cache.get(b"c" * KEY)
        assert cache.has(b"d" * KEY)
        cache.tidy()
    assert path.stat().st_size < 1000
    with Cache(path, b"us") as cache:
        assert cache.get(b"c" * KEY) == b"piece"
        assert cache.get(b"d" * KEY) == b"held by who asks"
        assert cache.get(b"a" * KEY) is None


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statusgen.cache.MOST", 10_000)
    with Cache(tmp_path / "cache", b"us") as cache:
        kept = [cache.put(bytes([number]) * KEY, bytes(999)) for number in range(40)]
    assert kept.count(True) == 9
    assert (tmp_path / "cache").stat().st_size <= 10_000 < MOST


def test_a_copy_of_the_process_does_not_write_between(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache", b"us") as cache:
        copy = os.fork()
        if not copy:
            os._exit(int(cache.put(b"a" * KEY, b"piece")))
        assert os.waitpid(copy, 0)[1] == 0
        assert cache.get(b"a" * KEY) is None
        assert cache.put(b"a" * KEY, b"piece")
