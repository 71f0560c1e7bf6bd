"""`publish` as it is typed: every target by itself, and what became of each."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.commands.make import quickly
from tests.publishing.make import contents
from tests.versioning.make import write

SETTINGS = """
page: {name: Chirp}
components:
  - {id: web, name: Web}
"""
OVER = """
title: It is over
impact: {web: major_outage}
updates:
  - {at: 2025-03-10T09:00:00Z, status: investigating, text: We look.}
  - {at: 2025-03-10T10:00:00Z, status: resolved, text: It works.}
"""
TWO = """
publish:
  - {id: www, folder: www}
  - {id: other, folder: other/www}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "statusgen.yaml", SETTINGS + TWO)
    return tmp_path


def publish(project: Path, *words: str):
    return quickly("-C", project, "publish", *words)


def test_all_targets_get_the_page_that_was_built(project: Path) -> None:
    ran = publish(project)

    assert ran.code == 0, ran.err
    site = contents(project / "site")
    assert contents(project / "www") == contents(project / "other" / "www") == site
    assert ran.out.startswith("www: published to 'www': ")
    assert len(ran.out.splitlines()) == 2


def test_a_page_of_the_past_that_an_earlier_build_made_is_published_too(project: Path) -> None:
    write(project / "incidents/old.yaml", OVER)
    for _ in range(2):
        ran = publish(project)
        assert ran.code == 0, ran.err
    assert "It is over" in (project / "www/incidents/old/index.html").read_text()
    assert contents(project / "www") == contents(project / "site")


def test_a_target_that_fails_holds_up_no_other_and_the_document_has_both(project: Path) -> None:
    (project / "other").write_text("a file in the way")
    ran = publish(project, "--json")

    assert ran.code == 4
    assert (project / "www" / "index.html").exists()
    document = json.loads(ran.out)
    assert document["error"].startswith("target 'other': cannot ")
    rows = {row["id"]: row for row in document["targets"]}
    assert (rows["www"]["changed"], rows["www"]["error"]) == (True, None)
    assert rows["other"]["error"] is not None
    assert rows["www"]["kind"] == "folder"


def test_a_dry_run_and_a_choice_of_targets(project: Path) -> None:
    assert "www: would be published to 'www'" in publish(project, "--dry-run").out
    assert not (project / "www").exists()

    assert publish(project, "--target", "other").code == 0
    assert not (project / "www").exists()
    ran = publish(project, "--target", "third")
    assert (ran.code, ran.err) == (2, "there is no target 'third' (there is www, other)\n")


def test_what_was_built_is_published_as_it_is_and_the_one_before_comes_back(project: Path) -> None:
    assert publish(project, "--built").code == 2
    quickly("-C", project, "build", "--now", "2025-03-10T09:00Z")
    assert publish(project, "--built").code == 0
    first = contents(project / "www")
    quickly("-C", project, "build", "--now", "2025-03-10T10:00Z")
    publish(project, "--built")

    ran = publish(project, "--rollback", "--target", "www")
    assert (ran.code, ran.out) == (0, "www: 'www' has the build of 2025-03-10T09:00:00Z again\n")
    assert contents(project / "www") == first != contents(project / "other" / "www")

    quickly("-C", project, "build", "--now", "2025-03-10T08:00Z")
    ran = publish(project, "--built")
    assert ran.code == 5
    assert "target 'www': 'www' has a newer build, of 2025-03-10T09:00:00Z" in ran.err
    assert publish(project, "--built", "--force").code == 0


def test_without_targets_it_is_said_where_they_belong(tmp_path: Path) -> None:
    write(tmp_path / "statusgen.yaml", SETTINGS)
    ran = publish(tmp_path)
    assert (ran.code, ran.err) == (
        2,
        "the settings name no target (write publish:, see docs/publishing.md)\n",
    )


def test_a_target_among_what_people_wrote_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "statusgen.yaml", SETTINGS + "publish:\n  - {id: www, folder: history/www}\n")
    ran = publish(tmp_path)
    assert ran.code == 2
    assert "lies in the project's history/ (name a folder of its own in publish:)" in ran.err


def test_words_that_do_not_go_together(project: Path) -> None:
    assert "--rollback publishes nothing new" in publish(project, "--rollback", "--force").err


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.mark.parametrize(("serves", "says"), [("www", "; readers get it at "), ("old", "; not yet at ")])
def test_readers_are_asked_what_they_get(tmp_path: Path, serves: str, says: str) -> None:
    write(tmp_path / "old" / "index.html", "another page")
    (tmp_path / "www").mkdir()
    handler = partial(Quiet, directory=str(tmp_path / serves))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # A folder is swapped: the server must look it up anew, as its `directory` does.
        url = f"http://127.0.0.1:{server.server_port}/"
        write(
            tmp_path / "statusgen.yaml", f"{SETTINGS}publish:\n  - {{id: www, folder: www, url: '{url}'}}\n"
        )
        ran = publish(tmp_path)
        server.shutdown()
    assert ran.code == 0, ran.err
    assert says + url in ran.out
