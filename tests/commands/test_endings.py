"""How commands end: exit codes, messages for the person who must act, and the last good page kept."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.commands.make import statusgen

GOOD = """\
page: {name: Chirp}
components:
  - {id: web, name: Web}
"""
INCIDENT = """\
title: Trouble
impact: {web: major_outage}
updates:
  - {at: 2025-03-10T10:00Z, status: investigating, text: Words}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(GOOD)
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents/trouble.yaml").write_text(INCIDENT)
    return tmp_path


def test_bad_files_stop_a_build_name_every_fault_and_keep_the_page(project):
    assert statusgen("build", cwd=project).code == 0
    before = (project / "site/index.html").read_bytes()
    (project / "incidents/trouble.yaml").write_text(INCIDENT.replace("web:", "wbe:").replace("Z,", ","))

    ran = statusgen("build", cwd=project)

    assert ran.code == 1
    lines = ran.err.splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "incidents/trouble.yaml:2:10:",
        "incidents/trouble.yaml:4:10:",
    ]
    assert (project / "site/index.html").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--now", "2025-03-10T10:00"),
        ("build", "--now", "2025-02-30T10:00Z"),
        ("probe", "--now", "x"),
        ("nope",),
    ],
)
def test_wrong_usage_is_two(project, arguments):
    assert statusgen(*arguments, cwd=project).code == 2


@pytest.mark.parametrize("command", ["probe", "run", "dev", "init"])
def test_evidence_is_not_forged(project, command):
    ran = statusgen(command, "--now", "2025-03-10T10:00Z", cwd=project)

    assert ran.code == 2
    assert "--now" in ran.err


def test_a_folder_without_settings_says_what_to_type(tmp_path):
    ran = statusgen("build", cwd=tmp_path)

    assert ran.code == 1
    assert "statusgen init" in ran.err


def test_several_vantages_need_to_be_told_apart(project):
    (project / "statusgen.yaml").write_text(GOOD + "vantages: {a: {country: DE}, b: {country: US}}\n")

    ran = statusgen("probe", cwd=project)

    assert ran.code == 2
    assert "--vantage a or b" in ran.err


def test_a_folder_that_cannot_be_written_is_four(project):
    (project / "site").write_text("a file in the way")

    ran = statusgen("build", cwd=project)

    assert ran.code == 4
    assert "Traceback" not in ran.err


def test_the_project_may_be_named(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    assert statusgen("-C", project, "build", cwd=elsewhere).code == 0
    assert (project / "site/index.html").exists()


def test_quiet_prints_problems_only(project):
    ran = statusgen("-q", "build", cwd=project)

    assert (ran.out, ran.err) == ("", "")


def test_lint_names_complaints_with_code_place_and_hint(project):
    (project / "incidents/trouble.yaml").write_text(INCIDENT + "related: [nowhere]\n")

    ran = statusgen("lint", cwd=project)
    strict = statusgen("lint", "--strict", cwd=project)

    assert (ran.code, strict.code) == (0, 1)
    assert (
        "incidents/trouble.yaml:5:11: related 'nowhere' does not exist (mend or remove the id) [SG006]"
        in ran.out
    )


def test_lint_as_json_is_one_document(project):
    (project / "incidents/trouble.yaml").write_text(INCIDENT.replace("major_outage", "majr_outage"))

    ran = statusgen("--json", "lint", cwd=project)

    assert ran.code == 1
    (problem,) = [row for row in ran.document["problems"] if row["severity"] == "error"]
    assert problem["code"] == "SG104"
    assert (problem["file"], problem["line"], problem["column"]) == ("incidents/trouble.yaml", 2, 15)


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_loop_ends_at_once_when_told(project, stop):
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "run", "--every", "1h"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(1.0)
    process.send_signal(stop)

    assert process.wait(timeout=5) == 130


def test_texts_of_others_cannot_drive_the_terminal(project):
    (project / "statusgen.yaml").write_text(GOOD.replace("Web", '"W\\e[31mb"'))

    ran = statusgen("lint", cwd=project)

    assert "\x1b" not in ran.out + ran.err


@pytest.mark.slow
def test_the_environment_decides_nothing_of_the_bytes(project):
    def built(name: str, **environ: str) -> dict[str, bytes]:
        target = project / name
        now = "2025-03-10T12:00Z"
        assert statusgen("build", "-o", target, "--now", now, cwd=project, environ=environ).code == 0
        return {
            str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()
        }

    first = built("a", TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C")

    assert first == built("b", TZ="Asia/Kolkata", PYTHONHASHSEED="2", LC_ALL="C.UTF-8")
    assert first == built("c", TZ="America/St_Johns", PYTHONHASHSEED="3", LANG="de_DE.UTF-8")
    assert os.sep == "/"
