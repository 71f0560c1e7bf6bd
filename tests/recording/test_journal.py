"""Rounds on disk: what is acknowledged is there, whatever happens, and damage costs itself only."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.errors import HostError
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import DAY, HOUR, History, Slot
from statusgen.model.words import Outcome
from statusgen.recording import journal
from statusgen.recording.lines import line_of
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import tally_of
from tests.recording.make import START, WHOLE, a_round, append, files, read
from tests.scorecard import IS_PROOF

MUTATIONS = 10_000 if IS_PROOF else 500
KILLS = 100 if IS_PROOF else 8


def _whole(root: Path) -> History:
    return read(root, since=WHOLE[0], until=WHOLE[1])


def test_a_round_goes_to_the_file_of_its_vantage_and_utc_day(tmp_path: Path) -> None:
    late = datetime.fromisoformat("2025-03-10T23:30:00-05:00")
    path = append(tmp_path, a_round(vantage="pk-khi", at=late))
    assert path == tmp_path / "history" / "pk-khi" / "2025-03-11.jsonl"
    assert path.read_bytes().startswith(b'{"v":1,"at":"2025-03-11T04:30:00Z"')


def test_files_of_other_days_are_not_opened(tmp_path: Path) -> None:
    path = append(tmp_path, a_round())
    path.with_name("2025-03-09.jsonl").write_bytes(b"damaged\n")
    path.with_name("2025-03-11.jsonl").write_bytes(b"damaged\n")
    day = START.replace(hour=0, minute=0, second=0)
    history = read(tmp_path, since=day, until=day + timedelta(hours=23))
    assert (len(history.rounds), history.damaged_lines) == (1, 0)


def test_other_files_and_folders_are_not_history(tmp_path: Path) -> None:
    path = append(tmp_path, a_round())
    path.with_name("notes.jsonl").write_bytes(b"damaged\n")
    (path.parent / "2025-03-11.jsonl").mkdir()
    (tmp_path / "history" / "README.md").write_bytes(b"damaged\n")
    (tmp_path / "history" / ".trash").mkdir()
    (tmp_path / "history" / ".trash" / path.name).write_bytes(b"damaged\n")
    assert _whole(tmp_path) == History(rounds=(a_round(),))


@pytest.mark.proof("S16")
def test_a_tail_torn_at_any_byte_costs_that_line_only(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    path = append(tmp_path, a_round(0))
    first = path.read_bytes()
    whole = first + line_of(a_round(1))
    for length in range(len(first), len(whole) + 1):
        path.write_bytes(whole[:length])
        append(tmp_path, a_round(2))
        history = _whole(tmp_path)
        torn = 0 < length - len(first) < len(whole) - len(first) - 1
        kept = {0, 1, 2} if length >= len(whole) - 1 else {0, 2}
        assert {round_.at for round_ in history.rounds} == {a_round(number).at for number in kept}
        assert history.damaged_lines == int(torn)
    record_property("S16", f"0 of {len(whole) - len(first):,} torn tails cost more than their line")


def _mutated(data: bytes, chance: random.Random) -> bytes:
    where = chance.randrange(len(data))
    match chance.randrange(6):
        case 0:
            return data[:where] + bytes([data[where] ^ 1 << chance.randrange(8)]) + data[where + 1 :]
        case 1:
            return data[:where]
        case 2:
            return data[:where] + bytes(chance.randrange(1, 5000))
        case 3:
            return data[:where] + bytes(len(data) - where)
        case 4:
            return data.replace(b"\n", b"\r\n")
        case _:
            return data[:where] + b"\n<<<<<<< HEAD\n" + data[where:]


@pytest.mark.slow
@pytest.mark.proof("S16")
def test_mutations_never_crash_and_cost_no_line_they_did_not_touch(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(11)
    # 11 s apart, no flipped digit makes the time of one that of another.
    rounds = [a_round(number * 11) for number in range(20)]
    data = b"".join(line_of(round_) for round_ in rounds)
    path = append(tmp_path, rounds[0])
    for _ in range(MUTATIONS):
        mutated = _mutated(data, chance)
        path.write_bytes(mutated)
        untouched = Counter(line.rstrip(b"\r") for line in mutated.split(b"\n"))
        expected = {round_ for round_ in range(20) if line_of(rounds[round_]).rstrip(b"\n") in untouched}
        read_back = _whole(tmp_path).rounds
        assert expected <= {number for number in range(20) if rounds[number] in read_back}
        assert len(read_back) <= len(rounds)
    record_property("S16", f"0 of {MUTATIONS:,} damaged files lost a line that was not touched")


def test_a_line_of_three_mebibytes_is_one_damaged_line(tmp_path: Path) -> None:
    path = append(tmp_path, a_round(0))
    with path.open("ab") as handle:
        handle.write(b'"' * (3 << 20) + b"\n")
    append(tmp_path, a_round(1))
    history = _whole(tmp_path)
    assert (len(history.rounds), history.damaged_lines) == (2, 1)


def test_a_round_that_would_not_be_read_back_is_not_acknowledged(tmp_path: Path) -> None:
    results = {f"component-{number}": ProbeResult(Outcome.OK, 1) for number in range(50_000)}
    with pytest.raises(HostError, match="does not fit"):
        append(tmp_path, Round(at=START, vantage="local", results=results))
    assert not (tmp_path / "history").exists()


def test_a_file_of_a_newer_version_is_read_and_not_written(tmp_path: Path) -> None:
    path = append(tmp_path, a_round(0))
    newer = line_of(a_round(1)).replace(b'"v":1', b'"v":2')
    with path.open("ab") as handle:
        handle.write(newer + b'{"v":2,"at":"torn')
    before = path.read_bytes()
    with pytest.raises(HostError, match="written by a newer statusgen"):
        append(tmp_path, a_round(2))
    assert path.read_bytes() == before
    assert len(_whole(tmp_path).rounds) == 2


@pytest.mark.parametrize("link", ["history", "history/local", "history/local/2025-03-10.jsonl"])
def test_history_that_leads_out_of_the_project_is_refused(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    append(outside, a_round())
    before = {path: path.stat().st_size for path in outside.rglob("*.jsonl")}
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside / link)
    with pytest.raises(HostError, match="leads out of"):
        append(root, a_round(1))
    with pytest.raises(HostError, match="leads out of"):
        _whole(root)
    assert {path: path.stat().st_size for path in outside.rglob("*.jsonl")} == before


def test_a_fifo_in_the_way_is_an_error_and_no_hang(tmp_path: Path) -> None:
    path = append(tmp_path, a_round())
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(HostError, match="is not a file"):
        append(tmp_path, a_round())
    assert _whole(tmp_path) == History()


def test_a_folder_in_the_way_is_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "history").write_bytes(b"")
    with pytest.raises(HostError, match=r"^cannot write .*\.jsonl: not a directory$"):
        append(tmp_path, a_round())


@pytest.mark.proof("S3", "short writes told plainly")
def test_a_short_write_is_an_error_and_the_next_append_mends(tmp_path: Path) -> None:
    path = append(tmp_path, a_round(0))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 40, hard))
    try:
        with pytest.raises(HostError, match="only 40 of"):
            append(tmp_path, a_round(1))
        with pytest.raises(HostError, match="file too large"):
            append(tmp_path, a_round(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)
    append(tmp_path, a_round(1))
    assert _whole(tmp_path) == History(rounds=(a_round(0), a_round(1)), damaged_lines=1)


@pytest.mark.root
@pytest.mark.proof("S3", "full and read-only disks told plainly")
def test_a_full_disk_keeps_the_history(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", tmp_path], check=True, timeout=10)
    try:
        acknowledged: list[Round] = []
        with pytest.raises(HostError, match=r"no space left on device|bytes were written"):
            _append_until_it_fails(tmp_path, acknowledged)
        assert _whole(tmp_path).rounds == tuple(acknowledged)
    finally:
        subprocess.run(["umount", tmp_path], check=True, timeout=10)


def _append_until_it_fails(root: Path, acknowledged: list[Round]) -> None:
    for number in range(5_000):
        append(root, a_round(number))
        acknowledged.append(a_round(number))


_LOOP = """
import sys
from pathlib import Path
from tests.recording.make import append
from tests.recording.make import a_round
number = int(sys.argv[2])
while True:
    append(Path(sys.argv[1]), a_round(number))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.slow
@pytest.mark.proof("S1")
def test_every_acknowledged_round_survives_kill_9(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(3)
    acknowledged: list[int] = []
    for run in range(KILLS):
        command = [sys.executable, "-c", _LOOP, str(tmp_path), str(run * 10_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            acknowledged.append(int(process.stdout.readline()))
            time.sleep(chance.random() * 0.05)
            process.kill()
            acknowledged += [
                int(line) for line in process.stdout.read().splitlines(keepends=True) if b"\n" in line
            ]
    kept = {round_.at for round_ in _whole(tmp_path).rounds}
    lost = {a_round(number).at for number in acknowledged} - kept
    said = f"{len(acknowledged):,} rounds lost in {KILLS} recorders killed at random"
    record_property("S1", f"{len(lost)} of {said}")
    assert len(acknowledged) > KILLS
    assert lost == set()


def _keep(root: Path, day: int, vantage: str = "local") -> Slot:
    """A tally of a day of March, in the place of its rounds."""
    rounds = [a_round(n, at=datetime(2025, 3, day, n, tzinfo=UTC)) for n in range(24)]
    slot = Slot(vantage, rounds[0].at.date())
    files(root).keep_tally(slot, document_of(tally_of(slot, rounds)))
    return slot


def test_days_of_longer_ago_are_read_where_they_are_tallies_alone(tmp_path: Path) -> None:
    append(tmp_path, a_round(at=datetime(2025, 3, 1, 9, tzinfo=UTC)))
    append(tmp_path, a_round(at=datetime(2025, 3, 12, 9, tzinfo=UTC)))
    early, late = _keep(tmp_path, 2), _keep(tmp_path, 11)
    since, until = datetime(2025, 3, 10, tzinfo=UTC), datetime(2025, 3, 12, 12, tzinfo=UTC)

    whole = journal.read(
        files(tmp_path), since=since, until=until, tallies_since=datetime(2025, 3, 1, tzinfo=UTC)
    )
    short = journal.read(files(tmp_path), since=since, until=until)

    assert [tally.slot for tally in whole.tallies] == [early, late]
    assert [tally.slot for tally in short.tallies] == [late]
    assert [one.at.day for one in whole.rounds] == [12]


def test_rounds_that_came_after_a_tally_of_long_ago_are_read_beside_it(tmp_path: Path) -> None:
    _keep(tmp_path, 2)
    append(tmp_path, a_round(at=datetime(2025, 3, 2, 9, 30, tzinfo=UTC)))

    history = journal.read(
        files(tmp_path),
        since=datetime(2025, 3, 10, tzinfo=UTC),
        until=datetime(2025, 3, 12, tzinfo=UTC),
        tallies_since=datetime(2025, 3, 1, tzinfo=UTC),
    )

    assert [len(tally.moments) for tally in history.tallies] == [24]
    assert [one.at.minute for one in history.rounds] == [30]


def test_latencies_are_read_by_the_hour_then_by_the_day_then_not_at_all(tmp_path: Path) -> None:
    slots = [_keep(tmp_path, day) for day in (2, 8, 11)]

    history = journal.read(
        files(tmp_path),
        since=datetime(2025, 3, 5, tzinfo=UTC),
        until=datetime(2025, 3, 12, tzinfo=UTC),
        tallies_since=datetime(2025, 3, 1, tzinfo=UTC),
    )

    assert [tally.slot for tally in history.tallies] == slots
    assert [tally.resolution for tally in history.tallies] == [HOUR, DAY, HOUR]
    assert [len(tally.latencies.get("web", {})) for tally in history.tallies] == [0, 1, 24]
    assert [tally.latency("web").total for tally in history.tallies] == [0, 24, 24]
    assert {len(tally.moments) for tally in history.tallies} == {24}
