"""Files of history under many hands: marks, locks, links, and what killed runs leave."""

import os
import random
import time
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError
from statusgen.recording.files import Files
from statusgen.recording.lines import line_of
from statusgen.recording.stores import Part
from tests.recording.make import (
    DROPPING,
    SLOT,
    START,
    a_round,
    append,
    deeds,
    files,
    fill,
    many_rounds,
    plain_rounds,
    whole,
)
from tests.scorecard import IS_PROOF

APPENDS = 1_000 if IS_PROOF else 60
WRITERS = 6


def test_a_person_finds_each_part_under_its_name(tmp_path: Path) -> None:
    store = files(tmp_path)
    store.append(SLOT, [b"damaged\n"])
    assert Path(store.where(SLOT, Part.ROUNDS)).read_bytes() == b"damaged\n"
    deeds(store, DROPPING)
    assert Path(store.where(SLOT, Part.ASIDE)).read_bytes() == b"damaged\n"
    assert Path(store.where(SLOT, Part.TALLY)).read_bytes().startswith(b'{"v":1,"day":"2025-03-10"')
    assert sorted(path.name for path in (tmp_path / "history/local").iterdir()) == [
        "2025-03-10.damaged.jsonl",
        "2025-03-10.tally.jsonl",
    ]


def test_a_file_that_was_made_anew_has_another_mark(tmp_path: Path) -> None:
    store = files(tmp_path)
    append(tmp_path, a_round(1))
    first = store.slots(SLOT.day, SLOT.day)[SLOT].rounds or ""
    with store.alone():
        store.drop_rounds(SLOT, first, [])
        path = append(tmp_path, a_round(2))
        assert path.stat().st_size == int(first.partition("-")[0])
        assert not store.drop_rounds(SLOT, first, [])
    assert path.exists()


def test_a_file_with_a_second_name_in_a_backup_is_dropped_and_written_like_any_other(tmp_path: Path) -> None:
    """Who waits for the lock of a file that is removed would write into the backup."""
    path = append(tmp_path, a_round(1))
    (tmp_path / "backup").hardlink_to(path)
    before = path.read_bytes()
    process = get_context("spawn").Process(target=_append_when_free, args=(tmp_path,))
    with path.open("rb") as handle:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
        process.start()
        _wait_for(tmp_path / "ready")
        time.sleep(0.2)
        path.unlink()
    process.join(60)
    assert process.exitcode == 0
    assert (tmp_path / "backup").read_bytes() == before
    assert path.read_bytes() == line_of(a_round(2))


def _append_when_free(root: Path) -> None:
    (root / "ready").touch()
    append(root, a_round(2))


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_killed_runs_left_goes_and_nothing_else(tmp_path: Path) -> None:
    path = append(tmp_path, a_round())
    for name in (".2025-03-10.tally.jsonl.new", ".2025-03-09.damaged.jsonl.new", ".mine.new", "notes.new"):
        path.with_name(name).write_bytes(b"half")
    with files(tmp_path).alone():
        pass
    assert sorted(one.name for one in path.parent.iterdir()) == [".mine.new", "2025-03-10.jsonl", "notes.new"]


@pytest.mark.parametrize(
    "link", ["history/local/2025-03-10.tally.jsonl", "history/local/2025-03-10.damaged.jsonl", ".statusgen"]
)
def test_links_that_lead_out_of_the_project_are_refused_by_compaction(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    store = files(root)
    store.append(SLOT, [b"damaged\n"])
    outside.mkdir()
    (root / link).symlink_to(outside / "there")
    with pytest.raises(HostError, match="leads out of"):
        deeds(store, DROPPING)
    assert list(outside.iterdir()) == []
    assert len(list(store.lines([SLOT]))) == 1


def test_a_folder_in_the_place_of_a_tally_is_one_plain_line(tmp_path: Path) -> None:
    path = append(tmp_path, a_round())
    (path.parent / "2025-03-10.tally.jsonl").mkdir()
    with pytest.raises(HostError, match=r"^cannot write .*2025-03-10\.tally\.jsonl: is a directory$"):
        deeds(files(tmp_path), DROPPING)
    assert len(plain_rounds(files(tmp_path))) == 1


@pytest.mark.parametrize("name", ["2025-03-10.tally.jsonl", "2025-03-10.damaged.jsonl"])
def test_a_fifo_among_the_files_is_no_hang(tmp_path: Path, name: str) -> None:
    store = files(tmp_path)
    store.append(SLOT, [b"damaged\n", line_of(a_round())])
    os.mkfifo(tmp_path / "history/local" / name)
    assert len(plain_rounds(store)) == 1
    deeds(store, DROPPING)
    assert whole(store).damaged_lines == 1
    assert [line for _, line in store.set_aside([SLOT])] == [b"damaged\n"]


def test_a_file_that_goes_while_it_is_listed_is_not_there(tmp_path: Path, monkeypatch) -> None:
    """A build must not fail because compaction removed rounds between its listing and its reading."""
    store = files(tmp_path)
    fill(store, many_rounds(20))
    before = [one.at for one in plain_rounds(store)]
    taking_mark = Files._mark

    def slow(self, slot):
        monkeypatch.setattr(Files, "_mark", taking_mark)
        deeds(files(tmp_path), DROPPING)
        return taking_mark(self, slot)

    monkeypatch.setattr(Files, "_mark", slow)
    assert [one.at for one in plain_rounds(store)] == before


def test_rounds_that_go_while_they_are_read_are_read_from_their_tally(tmp_path: Path, monkeypatch) -> None:
    store = files(tmp_path)
    fill(store, many_rounds(20))
    before = [one.at for one in plain_rounds(store)]
    reading = Files.lines

    def slow(self, slots):
        monkeypatch.setattr(Files, "lines", reading)
        deeds(files(tmp_path), DROPPING)
        return reading(self, slots)

    monkeypatch.setattr(Files, "lines", slow)
    assert [one.at for one in plain_rounds(store)] == before


def _append_late(root: Path, first: int) -> None:
    for number in range(first, first + APPENDS):
        append(root, a_round(number, at=START + timedelta(milliseconds=number)))
    (root / f"done-{first}").touch()


def _compact_until_done(root: Path) -> None:
    store = files(root)
    chance = random.Random(os.getpid())
    is_last = False
    while not is_last:
        is_last = len(list(root.glob("done-*"))) == WRITERS
        try:
            deeds(store, DROPPING)
        except LockedError:
            is_last = False
        time.sleep(chance.random() * 0.003)


@pytest.mark.slow
@pytest.mark.proof("S6")
def test_late_rounds_are_not_lost_while_others_compact_and_drop_again_and_again(
    tmp_path: Path, record_property
) -> None:
    context = get_context("spawn")
    writers = [context.Process(target=_append_late, args=(tmp_path, n * APPENDS)) for n in range(WRITERS)]
    compactors = [context.Process(target=_compact_until_done, args=(tmp_path,)) for _ in range(2)]
    for process in (*writers, *compactors):
        process.start()
    for process in (*writers, *compactors):
        process.join(timeout=600)
    assert [process.exitcode for process in (*writers, *compactors)] == [0] * 8
    history = whole(files(tmp_path))
    kept = [one.at for one in plain_rounds(files(tmp_path))]
    lost = WRITERS * APPENDS - len(kept)
    record_property(
        "S6",
        f"{lost} lost, {history.damaged_lines} mangled of {WRITERS} x {APPENDS:,} late rounds while two others"
        " compact and drop",
    )
    assert kept == [START + timedelta(milliseconds=number) for number in range(WRITERS * APPENDS)]
    assert history.damaged_lines == 0
    assert history.rounds == ()
    assert history.tallies[0].latency("web").total == WRITERS * APPENDS
    assert files(tmp_path).slots(date.min, date.max)[SLOT].rounds is None


def _append_to_vantage(root: Path, number: int) -> None:
    for index in range(APPENDS):
        append(root, a_round(index, vantage=f"vantage-{number}"))


@pytest.mark.slow
@pytest.mark.proof("S6")
def test_eight_vantages_at_once_lose_nothing(tmp_path: Path, record_property) -> None:
    context = get_context("spawn")
    writers = [context.Process(target=_append_to_vantage, args=(tmp_path, number)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=600)
    assert [writer.exitcode for writer in writers] == [0] * 8
    history = whole(files(tmp_path))
    lost = 8 * APPENDS - len(history.rounds)
    record_property(
        "S6", f"{lost} lost, {history.damaged_lines} mangled of {APPENDS:,} rounds of each of 8 vantages"
    )
    assert (lost, history.damaged_lines) == (0, 0)
