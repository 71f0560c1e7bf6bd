"""`build --as-of`: the page as it would have been, from files as git had them and evidence as it was known."""

import json
import os
import subprocess

import pytest

from tests.commands.make import quickly, status_of
from tests.judging.make import NOW, history
from tests.recording.make import append

SETTINGS = """\
page: {name: Chirp, url: https://status.chirp.example/}
components: [{id: web, name: Web, check: "https://chirp.example/"}]
"""
WORDS = """\
title: The web fails
impact: {web: major_outage}
updates:
  - {at: 2025-03-10T11:00Z, status: investigating, text: We look.}
"""


@pytest.fixture
def project(tmp_path):
    """Told at 11:20 of what began at 11:00; the settings are from 10:00."""
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    for round_ in history("." * 30).rounds:
        append(tmp_path, round_)
    git(tmp_path, "2025-03-10T10:00:00Z", "init", "-q", "-b", "main")
    commit(tmp_path, "2025-03-10T10:00:00Z")
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents/2025-03-10-web.yaml").write_text(WORDS)
    commit(tmp_path, "2025-03-10T11:20:00Z")
    return tmp_path


def git(folder, at, *words):
    environ = {**os.environ, "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "-C", folder, *identity, *words], check=True, capture_output=True, env=environ)


def commit(folder, at):
    git(folder, at, "add", "statusgen.yaml", *(["incidents"] if (folder / "incidents").exists() else []))
    git(folder, at, "commit", "-q", "-m", "change")


def headline(project, *words):
    ran = quickly("-C", project, "build", "-o", project / "out", *words)
    assert ran.code == 0, ran.err
    return status_of(project / "out")["headline"]["text"]


def test_before_the_commit_the_word_was_not_there(project):
    assert headline(project, "--now", "2025-03-10T11:10Z") == "Web is down"
    assert headline(project, "--as-of", "2025-03-10T11:10Z") == "All Systems Operational"
    assert headline(project, "--as-of", "2025-03-10T11:25Z") == "Web is down"


def test_what_was_never_committed_is_not_in_it(project):
    (project / "incidents/2025-03-10-more.yaml").write_text(WORDS.replace("The web fails", "More"))
    headline(project, "--as-of", NOW.isoformat())
    assert [one["title"] for one in status_of(project / "out")["incidents"]] == ["The web fails"]
    assert (project / "incidents/2025-03-10-more.yaml").exists()


def test_evidence_is_where_todays_settings_say_and_names_are_those_of_then(project):
    (project / "statusgen.yaml").write_text(SETTINGS.replace("name: Web", "name: Site"))
    commit(project, "2025-03-10T11:40:00Z")
    headline(project, "--as-of", "2025-03-10T11:30Z")
    then = status_of(project / "out")["components"][0]
    assert (then["name"], then["observed"], then["as_of"]) == ("Web", "operational", "2025-03-10T11:30:00Z")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2025-03-10T09:00Z"), "no commit from before 2025-03-10T09:00:00Z"),
        (("--as-of", "2199-01-01T00:00Z"), "still to come"),
        (("--as-of", "2025-03-10T11:00Z", "--now", "2025-03-10T11:00Z"), "two instants"),
    ],
)
def test_times_that_cannot_be_had_are_told(project, words, said):
    ran = quickly("-C", project, "build", "-o", project / "out", *words)
    assert ran.code == 2
    assert said in ran.err
    assert not (project / "out").exists()


def test_a_shallow_clone_says_how_to_get_the_past(project, tmp_path_factory):
    clone = tmp_path_factory.mktemp("clones") / "shallow"
    git(project, "2025-03-10T11:30:00Z", "clone", "-q", "--depth", "1", f"file://{project}", str(clone))
    ran = quickly("-C", clone, "build", "-o", clone / "out", "--as-of", "2025-03-10T11:00Z")
    assert (ran.code, "git fetch --unshallow" in ran.err) == (2, True)


def test_without_git_there_is_no_past_of_files(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    ran = quickly("-C", tmp_path, "build", "--as-of", "2025-03-10T11:00Z")
    assert (ran.code, "no git repository" in ran.err) == (2, True)


def test_a_project_below_the_top_and_links_in_it(project):
    below = project / "pages" / "chirp"
    below.mkdir(parents=True)
    (below / "statusgen.yaml").write_text(SETTINGS)
    (below / "incidents").mkdir()
    (below / "incidents/2025-03-10-link.yaml").symlink_to("/etc/passwd")
    git(project, "2025-03-10T11:30:00Z", "add", "pages")
    git(project, "2025-03-10T11:30:00Z", "commit", "-q", "-m", "below")
    ran = quickly("-C", below, "--json", "build", "-o", below / "out", "--as-of", "2025-03-10T11:40Z")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["headline"]["status"] == "unknown"
