"""`history compact`, `verify` and `move`, and the compaction that probing does by itself."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.recording.lines import line_of
from tests.commands.make import quickly
from tests.recording.make import DROPPING, a_round, deeds, everything, files, fill
from tests.targets import serve

NOW = datetime.now(UTC).replace(microsecond=0)
OLD = NOW.replace(hour=9, minute=46, second=3) - timedelta(days=6)
DAY = OLD.date().isoformat()
SETTINGS = "page: {name: Chirp}\ncomponents: [{id: web, name: Web}]\n"
KEPT_3D = SETTINGS + "history: {keep_rounds: 3d}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    fill(files(tmp_path), [a_round(at=OLD + timedelta(seconds=number)) for number in range(5)])
    return tmp_path


def history(root: Path, *words: object):
    return quickly("-C", root, "history", *words)


def folder(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "history/local").iterdir())


def test_compaction_says_what_it_did_and_what_would_remove_rounds(project: Path) -> None:
    ran = history(project, "compact")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "1 day tallied, no round removed (history: {keep_rounds: 90d} in statusgen.yaml would)\n"
    )
    assert folder(project) == [f"{DAY}.jsonl", f"{DAY}.tally.jsonl"]
    again = history(project, "compact", "--json")
    assert again.document == {"tallied": 0, "dropped": 0, "joined": 0, "left": 0}


def test_compaction_removes_what_the_settings_say(project: Path) -> None:
    (project / "statusgen.yaml").write_text(KEPT_3D)
    assert history(project, "compact").out == "1 day tallied, rounds of 1 day removed\n"
    assert folder(project) == [f"{DAY}.tally.jsonl"]


def test_what_cannot_be_compacted_is_told_with_its_file(project: Path) -> None:
    files(project).append(next(iter(everything(files(project))))[0], [line_of(a_round(at=NOW))])
    ran = history(project, "compact")
    assert ran.code == 0
    assert ran.err == (
        f"{project}/history/local/{DAY}.jsonl: left as it is; statusgen history verify says why\n"
    )


def test_two_at_once_are_told_apart_with_code_5(project: Path) -> None:
    with files(project).alone():
        ran = history(project, "compact")
    assert ran.code == 5
    assert "another process compacts" in ran.err


def test_verify_finds_nothing_in_good_history(project: Path) -> None:
    assert history(project, "verify").code == 0
    history(project, "compact")
    ran = history(project, "verify")
    assert (ran.code, ran.out) == (0, f"5 rounds and 1 tally in {project}/history: nothing wrong\n")


def break_line(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"damaged\n")


def break_tally(path: Path) -> None:
    tally = path.with_name(f"{DAY}.tally.jsonl")
    tally.write_bytes(tally.read_bytes().replace(b"runs", b"ruins", 1))


def contradict(path: Path) -> None:
    """One digit in the first line, far before the end; the file keeps its size and its last bytes."""
    lines = path.read_bytes().splitlines(keepends=True)
    tally = path.with_name(f"{DAY}.tally.jsonl")
    path.write_bytes(b"".join([lines[0].replace(b'"ok",212', b'"ok",999'), *lines[1:]]))
    size = path.stat().st_size
    assert size == sum(map(len, lines))
    _reseal(tally, path)


def _reseal(tally: Path, path: Path) -> None:
    from zlib import crc32

    mark = b"%d-%08x" % (path.stat().st_size, crc32(path.read_bytes()[-4096:]))
    head, *rest = tally.read_bytes().splitlines(keepends=True)
    body = re.sub(rb'"covers":"[^"]+"', b'"covers":"%s"' % mark, head.rpartition(b',"crc":')[0])
    tally.write_bytes(b"".join([b'%s,"crc":%d}\n' % (body, crc32(body)), *rest]))


def misplace(path: Path) -> None:
    path.write_bytes(path.read_bytes() + line_of(a_round(at=OLD + timedelta(days=1))))


def foresee(path: Path) -> None:
    fill(files(path.parents[2]), [a_round(at=NOW + timedelta(hours=30))])


def renew(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2', 1))


def drop(path: Path) -> None:
    break_line(path)
    deeds(files(path.parents[2]), DROPPING, NOW)


FAULTS = {
    "damaged": (break_line, f"{DAY}.jsonl:6: damaged (it is left out; mend or remove it)", 1),
    "tally": (
        break_tally,
        f"{DAY}.tally.jsonl: damaged"
        " (statusgen history compact makes it anew if its rounds are there; else take it from a copy)",
        1,
    ),
    "different": (
        contradict,
        f"{DAY}.tally.jsonl: different (remove the tally, and statusgen history compact makes it anew)",
        1,
    ),
    "misplaced": (misplace, f"{DAY}.jsonl:6: of another day (move the line to the file of its day)", 1),
    "future": (
        foresee,
        f"{(NOW + timedelta(hours=30)).date()}.jsonl:1: in the future (look at that vantage's clock)",
        0,
    ),
    "newer": (renew, f"{DAY}.jsonl:1: newer (what this version knows of it is used; update statusgen)", 0),
    "aside": (
        drop,
        f"{DAY}.damaged.jsonl:1: set aside (it could not be read; remove it when you have seen it)",
        0,
    ),
}


@pytest.mark.proof("S16", "faults of history named with their place by verify")
@pytest.mark.parametrize("fault", FAULTS)
def test_verify_names_each_fault_its_file_and_what_to_do(project: Path, fault: str) -> None:
    breaking, line, code = FAULTS[fault]
    history(project, "compact")
    breaking(project / f"history/local/{DAY}.jsonl")
    before = everything(files(project))
    ran = history(project, "verify")
    assert ran.out.splitlines()[:-1] == [f"{project}/history/local/{line}"]
    assert ran.code == code
    assert everything(files(project)) == before
    (found,) = history(project, "verify", "--json").document["findings"]
    assert found["place"] == f"{project}/history/local/{line.split(': ')[0]}"
    assert found["vantage"] == "local"


def test_many_findings_are_told_in_part_and_counted(project: Path) -> None:
    path = project / f"history/local/{DAY}.jsonl"
    path.write_bytes(b"damaged\n" * 60)
    ran = history(project, "verify")
    assert len(ran.out.splitlines()) == 52
    assert ran.out.splitlines()[-2:] == [
        "and 10 more (--json has all)",
        f"0 rounds and 0 tallies in {project}/history: 60 damaged",
    ]
    assert len(history(project, "verify", "--json").document["findings"]) == 60


def test_moving_to_where_it_is_already_is_refused(project: Path) -> None:
    ran = history(project, "move", "files")
    assert ran.code == 2
    assert "that is where the evidence is already" in ran.err


# What probing does by itself


@pytest.fixture
def probed(project: Path):
    server = serve("healthy")
    url = f"http://127.0.0.1:{server.server_port}/"
    (project / "statusgen.yaml").write_text(KEPT_3D.replace("name: Web}", f"name: Web, check: '{url}'}}"))
    yield project
    server.shutdown()


def test_the_first_round_of_a_day_makes_tallies_of_those_before(probed: Path) -> None:
    assert quickly("-C", probed, "probe").code == 0
    assert f"{DAY}.tally.jsonl" in folder(probed)
    assert f"{DAY}.jsonl" not in folder(probed)


def test_the_second_one_does_not(probed: Path) -> None:
    fill(files(probed), [a_round(at=NOW), a_round(at=NOW + timedelta(days=1))])
    assert quickly("-C", probed, "probe").code == 0
    assert f"{DAY}.tally.jsonl" not in folder(probed)


def test_a_round_is_kept_when_the_days_before_cannot_be_compacted(probed: Path) -> None:
    (probed / f"history/local/{DAY}.tally.jsonl").mkdir()
    ran = quickly("-C", probed, "probe")
    assert ran.code == 0
    assert re.search(
        r"cannot write \S+\.tally\.jsonl: is a directory; the round is kept, and .* again", ran.err
    )
    assert len(everything(files(probed))) == 2


def test_a_round_is_kept_when_another_vantage_s_folder_leads_astray(probed: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    fill(files(outside), [a_round(at=moment, vantage="other") for moment in (OLD, NOW)])
    (probed / "history/other").symlink_to(outside / "history/other")
    ran = quickly("-C", probed, "probe")
    assert ran.code == 0
    assert "leads out of" in ran.err
    assert "the round is kept" in ran.err
    assert f"{NOW.date()}.jsonl" in folder(probed) or f"{datetime.now(UTC).date()}.jsonl" in folder(probed)


def test_a_round_is_kept_while_another_process_compacts(probed: Path) -> None:
    with files(probed).alone():
        ran = quickly("-C", probed, "probe")
    assert (ran.code, ran.err) == (0, "")


def test_a_vantage_compacts_its_own_days_and_those_of_vantages_that_are_no_more(probed: Path) -> None:
    settings = (probed / "statusgen.yaml").read_text()
    (probed / "statusgen.yaml").write_text(settings + "vantages: {local: {}, other: {}}\n")
    fill(files(probed), [a_round(at=OLD, vantage="other"), a_round(at=OLD, vantage="gone")])
    assert quickly("-C", probed, "probe", "--vantage", "local").code == 0
    tallied = {slot.vantage for slot, part in everything(files(probed)) if part == "tally"}
    assert tallied == {"local", "gone"}
