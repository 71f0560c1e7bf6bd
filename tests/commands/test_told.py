"""What a person and a program are told when something is wrong: each thing once, in words that cannot do harm."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.commands.breakages import GOOD, INCIDENT, good
from tests.commands.make import quickly
from tests.reading.bad.regenerate import CASES, expected
from tests.reading.make import project as reading_project
from tests.scorecard import IS_PROOF

ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b31m\u202e\u2028\r\n"
COMMANDS = (("lint",), ("build",), ("probe",), ("run",), ("-v", "build"), ("-q", "lint"), ("build", "--json"))


@pytest.fixture
def project(tmp_path):
    return good(tmp_path / "project")


@pytest.mark.parametrize("case", CASES if IS_PROOF else CASES[::5], ids=lambda case: case.name)
def test_a_bad_file_is_told_word_for_word_and_the_old_page_stays(case, tmp_path):
    reading_project(tmp_path)
    assert quickly("-C", tmp_path, "build", "--now", "2025-03-10T12:00Z").code == 0
    before = (tmp_path / "site/index.html").read_bytes()
    bad = case.read_bytes()
    folder = "incidents/" if case.suffix == ".yaml" else "reports/"
    name = "statusgen.yaml" if case.name.startswith("settings-") else folder + case.name
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(bad)

    ran = quickly("-C", tmp_path, "build")

    assert (ran.code, ran.out, ran.err) == (1, "", expected(case).read_text())
    assert (tmp_path / "site/index.html").read_bytes() == before


def test_with_json_problems_are_one_document_of_their_parts(project):
    (project / "incidents/trouble.yaml").write_text(INCIDENT.replace("web:", "wbe:"))

    for arguments in (("build",), ("lint",), ("probe",), ("run",)):
        ran = quickly("-C", project, "--json", *arguments)
        (problem,) = [row for row in ran.document["problems"] if row["severity"] != "note"]

        assert ran.code == 1
        assert problem["code"] == "SG106"
        assert (problem["file"], problem["line"], problem["column"]) == ("incidents/trouble.yaml", 2, 10)
        assert problem["severity"] == "error"
        assert problem["hint"] == "did you mean web?"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("build", "-o", "history"), 2, "lies in the project's history/"),
        (("probe", "--vantage", "nope"), 2, "there is no vantage 'nope'"),
        (("build", "--now", "yesterday"), 2, "'yesterday' is not a time"),
        (("build", "--nope"), 2, "--nope"),
        (("nope",), 2, "nope"),
        (("init", "."), 2, "has a statusgen.yaml already"),
        (("build", "-o", "taken/x"), 4, "not a directory"),
    ],
)
def test_with_json_every_other_fault_is_one_document_with_its_words(
    project, monkeypatch, arguments, code, told
):
    (project / "history").mkdir()
    (project / "taken").write_text("")
    monkeypatch.chdir(project)

    for with_json in (("--json", *arguments), (*arguments, "--json")):
        ran = quickly(*with_json)

        assert ran.code == code
        assert list(ran.document) == ["error"]
        assert told in ran.document["error"]
        assert told in ran.err


def test_a_bug_is_told_as_ours_with_its_traceback_on_demand(project, monkeypatch):
    monkeypatch.setattr("statusgen.commands.build.build", lambda *_, **__: 1 // 0)

    plain = quickly("-C", project, "build", "--json")
    loud = quickly("-C", project, "build", "-v")

    assert (plain.code, plain.document) == (70, {"error": "this is our bug: ZeroDivisionError"})
    assert "Traceback" not in plain.err
    assert "Traceback" in loud.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_hostile_titles_ids_and_names_cannot_drive_the_terminal(project, command):
    hostile = json.dumps(f"a {ESCAPES} b")
    (project / "statusgen.yaml").write_text(GOOD.replace("Chirp", hostile).replace("Web", hostile))
    (project / f"incidents/x{ESCAPES}.yaml").write_text(f"title: {hostile}\nid: {hostile}\n{hostile}: 1\n")
    (project / f"reports{ESCAPES}").mkdir()
    (project / "reports").mkdir()
    (project / "reports/a.jsonl").write_text('{"\x1b[31m": 1}\n')

    harmless(quickly("-C", project, *command))
    (project / f"incidents/x{ESCAPES}.yaml").unlink()
    shutil.rmtree(project / "reports")
    harmless(quickly("-C", project, *command))


def test_names_that_hold_controls_are_shown_only_spelt_out(project):
    """U+202E is allowed in texts, since it stands in real ones; a terminal must not obey it."""
    name = json.dumps("x \u202e y \u2066 z")
    (project / "statusgen.yaml").write_text(GOOD.replace("name: Web", f"name: {name}"))

    ran = quickly("-C", project, "build")

    assert ran.code == 0
    harmless(ran)


def harmless(ran):
    for text in (ran.out, ran.err):
        assert all(c == "\n" or c.isprintable() for c in text), (ran.code, text)


def test_options_of_every_command_may_stand_behind_its_name(project):
    assert quickly("build", "-q", "-C", project).out == ""
    assert quickly("-C", "/nowhere", "build", "-C", project, "--json").document["headline"]


def test_quiet_still_prints_problems(project):
    (project / "incidents/trouble.yaml").write_text(INCIDENT.replace("web:", "wbe:"))

    assert "did you mean web?" in quickly("-C", project, "-q", "lint").out
    assert "did you mean web?" in quickly("-C", project, "-q", "build").err


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_words_beyond_the_terminals_letters_do_not_break_a_command(project, encoding):
    (project / "statusgen.yaml").write_text(GOOD.replace("Web", "ویب 😀"))
    for arguments in (["build"], ["build", "--json"]):
        done = subprocess.run(
            [sys.executable, "-X", "utf8=0", "-m", "statusgen", *arguments],
            cwd=project, env={"PYTHONIOENCODING": encoding, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", ""), ("--name", "  "), ("--name", "a\x1bb"), ("--name", "\udcff"), ("--name", "a\nb"),
        ("--from", "http://[::1"), ("--from", "http://exa mple/"), ("--from", "http://a:99999/"),
        ("--from", "http://a\x1b/"), ("--from", "tcp://a"), ("--from", "http://"), ("--from", ""),
        ("--from", "javascript:alert(1)"), ("--from", "https://u:p@a.example/"),
    ],
)  # fmt: skip
def test_init_refuses_what_its_own_files_could_not_hold(tmp_path, arguments):
    ran = quickly("-C", tmp_path, "init", "new", *arguments)

    assert ran.code == 2
    assert not (tmp_path / "new").exists()
    harmless(ran)


@pytest.mark.parametrize(
    "arguments",
    [("--name", "{{7*7}} \"'#: <b>"), ("--name", "no"), ("--name", "ویب"), ("--from", "https://ex.example/?a=b#c"),
     ("--from", "http://[::1]:80/"), ("--from", "tcp://a:1"), ("--from", "https://é.example/"), ("--from", "tls://a")],
)  # fmt: skip
def test_what_init_takes_can_be_read(tmp_path, arguments):
    assert quickly("-C", tmp_path, "init", "new", *arguments).code == 0
    ran = quickly("-C", tmp_path / "new", "lint")

    assert ran.code == 0, ran.out


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    for folder in ("x" * 300, "file/x", "/proc/x"):
        ran = quickly("-C", tmp_path, "init", folder)
        assert ran.code == 4
        assert "Traceback" not in ran.err
