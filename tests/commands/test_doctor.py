"""`doctor` looks at everything that a page needs, and says what to do about what is wrong."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from statusgen.commands.doctor import run
from statusgen.recording.lines import line_of
from tests.commands.make import World, quickly, statusgen
from tests.recording.make import a_round, append

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
SETTINGS = """\
page: {name: Chirp, url: https://status.chirp.example/}
components: [{id: web, name: Web, check: "https://chirp.example/"}]
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    return tmp_path


def notes(project):
    told = []
    world = World().session(project)
    code = run(replace(world, now=lambda: NOW, data=told.append, environ=os.environ))
    found = {}
    for note in told[0]["notes"]:
        found.setdefault(note["about"], []).append((note["level"], note["text"], note["remedy"]))
    return code, found


def levels(found, about):
    return [level for level, _, _ in found[about]]


def probed(project, *ages, vantage="local"):
    for age in ages:
        append(project, a_round(at=NOW - age, vantage=vantage))


def git(folder, *words):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "-C", folder, *identity, *words], check=True, capture_output=True)


def test_a_project_that_probes_is_well(project):
    probed(project, *(timedelta(minutes=5 * n) for n in range(1, 40)))
    code, found = notes(project)
    assert code == 0
    assert ("well", "local probed 5m ago", "") in found["evidence"]
    assert levels(found, "files") == ["well"]


def test_without_evidence_it_says_how_to_get_some(project):
    code, found = notes(project)
    assert code == 1
    assert found["evidence"] == [
        ("wrong", "nothing was heard of local for two days", "statusgen probe --vantage local")
    ]


def test_a_prober_that_stopped_and_its_gaps_are_told(project):
    probed(project, timedelta(hours=2), timedelta(hours=9), timedelta(hours=9, minutes=5))
    code, found = notes(project)
    assert code == 1
    assert [text for _, text, _ in found["evidence"]] == [
        "local probed last 2h ago; it promised every 5m",
        "local left 1 gaps in a day, the longest of 7h",
    ]


def test_a_clock_that_goes_ahead_is_told(project):
    probed(project, timedelta(minutes=5), -timedelta(hours=3))
    code, found = notes(project)
    assert code == 1
    assert ("wrong", "local writes rounds of the future", "set the clock there, or here") in found["evidence"]


def test_damage_leads_to_verify(project):
    probed(project, timedelta(minutes=5))
    file = next(project.rglob("*.jsonl"))
    file.write_bytes(file.read_bytes() + b"damaged\n")
    _, found = notes(project)
    assert (
        "wrong",
        "1 lines of the last days cannot be read",
        "statusgen history verify names them",
    ) in found["evidence"]


def test_days_without_a_tally_lead_to_compact(project):
    probed(project, timedelta(minutes=5), timedelta(days=4), timedelta(days=5))
    assert notes(project)[1]["tallies"] == [
        ("odd", "2 days of 1 places have no whole tally", "statusgen history compact")
    ]
    assert quickly("-C", project, "history", "compact").code == 0
    assert "tallies" not in notes(project)[1]


def test_past_the_budget_doctor_and_the_page_say_so(project):
    probed(project, *(timedelta(minutes=5 * n) for n in range(1, 40)))
    page = project / "site/how-we-measure/index.html"
    assert quickly("-C", project, "build", "--now", NOW.isoformat()).code == 0
    assert "more than its keepers planned" not in page.read_text()
    (project / "statusgen.yaml").write_text(SETTINGS + "history: {budget: 1kB}\n")
    _, found = notes(project)
    level, text, remedy = found["weight"][0]
    assert (level, text.partition(" takes ")[0]) == ("odd", "evidence in history/")
    assert "git-branch:" in remedy
    assert quickly("-C", project, "build", "--now", NOW.isoformat()).code == 0
    assert "more than its keepers planned" in page.read_text()


def test_bad_files_lead_to_lint(project):
    (project / "incidents").mkdir()
    (project / "incidents/2025-03-10-bad.yaml").write_text("title: x\nimpact: {wbe: major_outage}\n")
    code, found = notes(project)
    assert code == 1
    assert found["files"][0][2] == "statusgen lint names them"


def test_settings_that_cannot_be_read_are_told_and_no_more(project):
    (project / "statusgen.yaml").write_text("page: {nam: Chirp}\n")
    code, found = notes(project)
    assert code == 1
    assert levels(found, "files") == ["wrong"]
    assert "evidence" not in found


def test_the_state_of_git_is_told(project, tmp_path_factory):
    git(project, "init", "-b", "main")
    assert notes(project)[1]["git"][0][1] == "the repository has no commit yet"
    git(project, "add", ".")
    git(project, "commit", "-m", "one")
    assert notes(project)[1]["git"] == [("well", "on the branch main", "")]
    git(project, "commit", "--allow-empty", "-m", "two")
    clone = tmp_path_factory.mktemp("clones") / "shallow"
    git(project, "clone", "--depth", "1", f"file://{project}", str(clone))
    assert levels(notes(clone)[1], "git") == ["well", "odd"]
    git(project, "checkout", "--detach")
    assert notes(project)[1]["git"][0][2] == "git switch main"


def test_it_is_a_command_with_words_for_people(project):
    ran = statusgen("doctor", cwd=project)
    assert ran.code == 1
    assert "wrong evidence: nothing was heard of local for two days" in ran.out
    assert "Traceback" not in ran.err


def test_a_line_of_a_newer_version_is_no_fault(project):
    probed(project, timedelta(minutes=5))
    file = next(project.rglob("*.jsonl"))
    newer = line_of(a_round(at=NOW - timedelta(minutes=1))).replace(b'{"v":1', b'{"v":2')
    file.write_bytes(file.read_bytes() + newer)
    assert notes(project)[0] == 0
