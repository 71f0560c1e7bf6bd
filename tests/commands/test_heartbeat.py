"""A job says that it did its work, and the check of it hears that."""

import os

import pytest

from tests.commands.make import quickly, statusgen

SETTINGS = """\
page: {name: Chirp}
components:
  - {id: backup, name: Backup, check: {url: "heartbeat://nightly-backup", within: 25h}}
  - {id: report, name: Report, check: {url: "heartbeat://report", within: 1h, file: var/report.done}}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    return tmp_path


def results(project):
    ran = statusgen("probe", "--json", cwd=project)
    return {key: (one["outcome"], one["reason"]) for key, one in ran.document["results"].items()}


def test_a_job_is_late_until_it_was_heard_of(project):
    assert results(project)["backup"] == ("failed", "heartbeat_missing")

    assert statusgen("heartbeat", "nightly-backup", cwd=project).code == 0

    assert results(project) == {"backup": ("ok", None), "report": ("failed", "heartbeat_missing")}


def test_the_file_that_the_check_names_is_touched(project):
    assert quickly("-C", project, "heartbeat", "report").code == 0
    assert (project / "var/report.done").is_file()


def test_a_file_that_is_there_keeps_what_it_holds(project):
    path = project / "var/report.done"
    path.parent.mkdir()
    path.write_text("ours")
    os.utime(path, (0, 0))

    quickly("-C", project, "heartbeat", "report")

    assert path.read_text() == "ours"
    assert path.stat().st_mtime > 1_700_000_000


def test_a_job_that_nobody_waits_for_is_told_with_those_that_are_known(project):
    ran = quickly("-C", project, "heartbeat", "nightly")

    assert ran.code == 2
    assert "the settings have no check heartbeat://nightly (write nightly-backup or report)" in ran.err


def test_a_broken_incident_keeps_no_job_from_being_heard_of(project):
    (project / "incidents").mkdir()
    (project / "incidents/2025-03-10-web.yaml").write_text("title: [")

    assert quickly("-C", project, "heartbeat", "report").code == 0


def test_a_folder_that_leads_out_of_the_project_is_refused(project, tmp_path_factory):
    (project / "var").symlink_to(tmp_path_factory.mktemp("elsewhere"))

    ran = quickly("-C", project, "heartbeat", "report")

    assert ran.code == 1
    assert "leads out of the project" in ran.err


def test_what_cannot_be_touched_is_told(project):
    (project / "var/report.done").mkdir(parents=True)

    ran = quickly("-C", project, "heartbeat", "report")

    assert ran.code == 4
    assert "cannot touch" in ran.err


def test_it_is_told_in_json(project):
    assert quickly("-C", project, "heartbeat", "report", "--json").document["file"] == "var/report.done"
