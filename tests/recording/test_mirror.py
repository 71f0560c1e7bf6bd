import subprocess
import sys
from pathlib import Path

import pytest

from statusgen.model.errors import HostError
from statusgen.model.tallies import Slot
from statusgen.recording.files import ROUNDS, TALLY, Files
from statusgen.recording.journal import append, read, slot_of
from statusgen.recording.mirror import Mirror, is_evidence, stem_of
from statusgen.recording.overlaid import Overlaid
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import tally_of
from tests.recording.make import START, WHOLE, a_round

STEM = "history/local/2025-03-10"


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("history/eu-west/2025-03-10.jsonl", True),
        ("pages/chirp/history/eu-west/2025-03-10.tally.jsonl", True),
        ("history/eu-west/2025-03-10.damaged.jsonl", True),
        ("history/eu-west/2025-02-30.jsonl", False),
        ("history/eu-west/2025-03-10.png", False),
        ("history/eu-west/.2025-03-10.jsonl.new", False),
        ("history/Eu/2025-03-10.jsonl", False),
        ("../history/eu/2025-03-10.jsonl", False),
        ("a/../../history/eu/2025-03-10.jsonl", False),
        (".git/history/eu/2025-03-10.jsonl", False),
        ("/history/eu/2025-03-10.jsonl", False),
        ("incidents/a.yaml", False),
    ],
)
def test_only_files_of_history_are_evidence(name, is_ours):
    assert is_evidence(name) is is_ours


def test_a_slot_comes_in_and_is_known_until_something_is_added(tmp_path):
    mirror = Mirror(tmp_path)
    assert mirror.join(STEM, {}, {ROUNDS: b"a\n"}) == {ROUNDS: b"a\n"}
    mirror.remember(STEM, {ROUNDS: "1"})
    mirror.save()
    again = Mirror(tmp_path)
    assert again.stems() == {STEM}
    assert again.is_as(STEM, {ROUNDS: "1"})
    assert not again.is_as(STEM, {ROUNDS: "2"})
    assert not again.is_as(STEM, {ROUNDS: "1", TALLY: "2"})
    with (tmp_path / f"{STEM}{ROUNDS}").open("ab") as file:
        file.write(b"b\n")
    assert not again.is_as(STEM, {ROUNDS: "1"})


def test_a_line_that_comes_after_the_meeting_is_not_taken_for_sent(tmp_path):
    mirror = Mirror(tmp_path)
    mirror.join(STEM, {}, {ROUNDS: b"a\n"})
    with (tmp_path / f"{STEM}{ROUNDS}").open("ab") as file:
        file.write(b"b\n")
    mirror.remember(STEM, {ROUNDS: "1"})
    assert not mirror.is_as(STEM, {ROUNDS: "1"})


def test_rounds_that_a_tally_stands_for_go(tmp_path):
    mirror = Mirror(tmp_path)
    mirror.join(STEM, {}, {ROUNDS: b"a\n"})
    assert mirror.join(STEM, {ROUNDS: b"a\n"}, {TALLY: b"t"}) == {TALLY: b"t"}
    assert [path.name for path in (tmp_path / "history/local").iterdir()] == ["2025-03-10.tally.jsonl"]


def test_what_is_remembered_may_be_lost_or_damaged(tmp_path):
    for data in (b"[]", b"{", b"\xff"):
        (tmp_path / "sent.json").write_bytes(data)
        assert not Mirror(tmp_path).is_as(STEM, {})


def test_a_folder_in_the_way_is_told(tmp_path):
    (tmp_path / f"{STEM}.jsonl").mkdir(parents=True)
    with pytest.raises(HostError, match=r"cannot open .*2025-03-10.jsonl: is a directory"):
        Mirror(tmp_path).join(STEM, {}, {})


APPENDING = """
import sys
from pathlib import Path
from tests.recording.make import a_round
from statusgen.recording.journal import append
from statusgen.recording.files import Files
folder = Path(sys.argv[1])
for number in range(int(sys.argv[3])):
    append(Files(folder / "history", folder), a_round(int(sys.argv[2]) * 1000 + number))
"""


@pytest.mark.slow
def test_while_a_branch_is_joined_no_line_that_is_added_is_lost(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", APPENDING, str(tmp_path), str(number), "100"], cwd=Path.cwd())
        for number in range(3)
    ]
    theirs, rounds = b"", 0
    while any(writer.poll() is None for writer in writers):
        rounds += 1
        theirs += b'{"theirs":%d}\n' % rounds
        Mirror(tmp_path).join(STEM, {}, {ROUNDS: theirs})
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    lines = (tmp_path / f"{STEM}{ROUNDS}").read_bytes().splitlines()
    assert len(lines) == len(set(lines)) == 300 + rounds


def two(root: Path) -> tuple[Overlaid, Files, Files]:
    data, own = Files(root / "data/history", root / "data"), Files(root / "history", root)
    return Overlaid(data, own), data, own


def test_the_folder_of_the_branch_is_written_and_both_are_read(tmp_path):
    both, data, own = two(tmp_path)
    append(own, a_round(0))
    append(both, a_round(1))
    append(own, a_round(1))
    history = read(both, since=WHOLE[0], until=WHOLE[1])
    assert history.rounds == (a_round(0), a_round(1))
    slot = slot_of(a_round())
    mark = both.slots(slot.day, slot.day)[slot].rounds
    assert len([*data.lines([slot])]) == 1
    append(both, a_round(2))
    assert mark is not None
    assert not both.drop_rounds(slot, mark, [])
    assert len([*both.lines([slot])]) == 4
    mark = both.slots(slot.day, slot.day)[slot].rounds
    assert mark is not None
    both.keep_tally(slot, document_of(tally_of(slot, history.rounds, covers=mark)))
    assert both.drop_rounds(slot, mark, [b"damaged\n"])
    assert [*both.lines([slot])] == []
    assert len([*both.tallies([slot])]) == 1
    assert both.name == str(tmp_path / "data/history")


def test_a_tally_of_the_project_counts_where_the_branch_has_nothing(tmp_path):
    both, data, own = two(tmp_path)
    slot = Slot("local", START.date())
    own.keep_tally(slot, document_of(tally_of(slot, [a_round(n) for n in range(5)])))
    assert both.slots(slot.day, slot.day)[slot].has_tally
    assert len(read(both, since=WHOLE[0], until=WHOLE[1]).tallies[0].moments) == 5
    append(data, a_round(0))
    assert not both.slots(slot.day, slot.day)[slot].has_tally
    assert read(both, since=WHOLE[0], until=WHOLE[1]).rounds == (a_round(0),)


def test_stems_are_names_without_their_ending():
    assert stem_of(f"x/{STEM}.tally.jsonl") == f"x/{STEM}"
