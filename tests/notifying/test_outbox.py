"""What is remembered survives crashes, torn lines and other processes."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.model.errors import HostError, LockedError
from statusgen.model.words import Status
from statusgen.notifying import outbox as module
from statusgen.notifying.outbox import LEDGER, STATE_FILE, Memory, Outbox, opened
from tests.notifying.make import NOON, incident, parcel, rows, said

PAGE = replace(rows(web="major_outage", api="unknown"), incidents=(incident(said("a", 1, "investigating")),))
FULL = Memory(
    base=PAGE, known={"web": Status.MAJOR_OUTAGE}, waiting=(parcel(1), parcel(2, "mail", "a@b.example"))
)


@pytest.fixture
def outbox(tmp_path):
    with opened(tmp_path / "notify") as made:
        yield made


def test_nothing_is_known_at_first(outbox):
    assert outbox.load() == Memory()
    assert outbox.told() == set()


def test_what_is_kept_comes_back(outbox):
    outbox.keep(FULL, NOON)
    assert outbox.load() == FULL


def test_what_was_taken_waits_no_more(outbox):
    outbox.keep(FULL, NOON)
    outbox.note(FULL.waiting[0], NOON)
    assert outbox.load() == replace(FULL, waiting=FULL.waiting[1:])
    assert outbox.told() == {("hook", "", "change-1")}


def test_every_cut_of_the_ledger_costs_at_most_the_line_that_was_cut(outbox):
    outbox.keep(FULL, NOON)
    outbox.note(FULL.waiting[0], NOON)
    whole = (outbox.folder / LEDGER).read_bytes()
    outbox.note(FULL.waiting[1], NOON)
    both = (outbox.folder / LEDGER).read_bytes()
    for size in range(len(whole), len(both)):
        (outbox.folder / LEDGER).write_bytes(both[:size])
        assert ("hook", "", "change-1") in outbox.told(), size
        outbox.note(parcel(3), NOON)
        assert {("hook", "", "change-1"), ("hook", "", "change-3")} <= outbox.told(), size


@pytest.mark.parametrize(
    "line",
    [
        b'{"changes": ["x"]}',
        b'{"changes": [[]], "parcel": "p", "receiver": "r", "recipient": ""}',
        b'{"changes": ["x"], "parcel": [], "receiver": "r", "recipient": ""}',
        b'["x"]',
        b"\xff",
    ],
)
def test_a_damaged_line_of_the_ledger_says_nothing_and_costs_no_other(outbox, line):
    outbox.keep(FULL, NOON)
    (outbox.folder / LEDGER).write_bytes(line + b"\n")
    outbox.note(FULL.waiting[0], NOON)

    assert outbox.told() == {("hook", "", "change-1")}
    assert outbox.load().waiting == FULL.waiting[1:]


def test_half_a_state_is_refused_and_not_taken_for_none(outbox):
    outbox.keep(FULL, NOON)
    path = outbox.folder / STATE_FILE
    data = path.read_bytes()
    for size in range(0, len(data) - 2, 97):
        path.write_bytes(data[:size])
        with pytest.raises(HostError, match="cannot be understood"):
            outbox.load()


def test_a_state_of_a_newer_version_is_not_touched(outbox):
    outbox.keep(FULL, NOON)
    path = outbox.folder / STATE_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"v": 2}))
    with pytest.raises(HostError, match="newer statusgen"):
        outbox.load()


def test_only_one_has_it(outbox, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    with pytest.raises(LockedError), opened(outbox.folder):
        pass


def test_what_was_told_is_forgotten_after_a_quarter(outbox, monkeypatch):
    monkeypatch.setattr(module, "_MANY", 3)
    for number in range(3):
        outbox.note(parcel(number), NOON - timedelta(days=91))
    outbox.note(parcel(9), NOON)
    outbox.keep(Memory(), NOON)
    assert outbox.told() == {("hook", "", "change-9")}


def test_others_may_not_read_it(outbox):
    outbox.keep(FULL, NOON)
    outbox.note(FULL.waiting[0], NOON)
    modes = {
        path.name: path.stat().st_mode & 0o077
        for path in (outbox.folder / STATE_FILE, outbox.folder / LEDGER)
    }
    assert modes == {STATE_FILE: 0, LEDGER: 0}


def test_an_old_folder_without_a_ledger_is_fine(tmp_path):
    assert Outbox(tmp_path).told() == set()
