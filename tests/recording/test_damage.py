"""Files of history are damaged in every way: nothing crashes, and only what was touched is lost."""

import os
import random
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.evidence import Round
from statusgen.model.keeping import Keeping
from statusgen.recording.lines import line_of
from statusgen.recording.verification import verify
from tests.recording.make import DROPPING, LATER, START, deeds, files, fill, many_rounds, plain_rounds
from tests.scorecard import IS_PROOF

MUTATIONS = 4_000 if IS_PROOF else 200


def mutated(data: bytes, chance: random.Random) -> bytes:
    where = chance.randrange(len(data))
    match chance.randrange(5):
        case 0:
            return data[:where] + bytes([data[where] ^ 1 << chance.randrange(8)]) + data[where + 1 :]
        case 1:
            return data[:where]
        case 2:
            return data[:where] + bytes(chance.randrange(1, 500)) + data[where:]
        case 3:
            return data.replace(b"\n", b"\r\n")
        case _:
            return data[:where] + b"\n<<<<<<< HEAD\n" + data[where:]


@pytest.mark.slow
@pytest.mark.proof("S16")
def test_whatever_happens_to_files_nothing_crashes_and_untouched_lines_count(
    tmp_path: Path, record_property, monkeypatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # thousands of times, and nothing is cut here
    chance = random.Random(23)
    store = files(tmp_path)
    rounds = [one for day in (0, 1) for one in many_rounds(12, day, day=START - timedelta(days=day))]
    fill(store, rounds)
    deeds(store)
    good = {path: path.read_bytes() for path in (tmp_path / "history/local").iterdir()}
    for number in range(MUTATIONS):
        for path in (tmp_path / "history/local").iterdir():
            path.unlink()
        for path, data in good.items():
            path.write_bytes(data)
        # Sometimes the rounds are gone, as after compaction.
        gone = START.date().isoformat() if number % 2 else "none"
        (tmp_path / f"history/local/{gone}.jsonl").unlink(missing_ok=True)
        touched = chance.choice([path for path in good if path.exists()])
        touched.write_bytes(mutated(good[touched], chance))
        expected = untouched(touched, good, rounds, gone)
        for act in (verify, _compact, verify):
            act(store, LATER)
            assert expected <= {one.at for one in plain_rounds(store)}, (number, touched.name, act)
    record_property("S16", f"0 of {MUTATIONS:,} damaged histories crashed reading, verify or compact")
    record_property("S16", f"0 of {MUTATIONS:,} damaged histories lost a line that was not touched")


def _compact(store, now) -> None:
    for keeping in (Keeping(), DROPPING):
        deeds(store, keeping, now)


def untouched(touched: Path, good: dict[Path, bytes], rounds: list[Round], gone: str) -> set[datetime]:
    """When the rounds began that no damage reached."""
    lines = set(re.split(rb"[\r\n]+", touched.read_bytes()))
    day = touched.name[:10]
    there = {round_.at for round_ in rounds if round_.at.date().isoformat() != day}
    mine = [round_ for round_ in rounds if round_.at.date().isoformat() == day]
    head = good[touched.with_name(f"{day}.tally.jsonl")].splitlines()[0]
    if touched.name.endswith(".tally.jsonl"):
        # Rounds that are there cost nothing; without them all depends on the first line.
        is_there = day != gone or head in lines
        return there | {round_.at for round_ in mine if is_there}
    return there | {round_.at for round_ in mine if line_of(round_).strip() in lines}
