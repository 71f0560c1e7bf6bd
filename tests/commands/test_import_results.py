"""What other tools saw is taken into history as theirs, once, and the page says whose it is."""

import http.server
import json
import re
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.make import quickly

SAMPLES = Path("tests/importing/samples").absolute()
SETTINGS = """\
page: {name: Chirp}
vantages:
  local: {country: DE, network: datacenter}
  ooni-pk: {country: PK, network: eyeball}
components:
  - {id: web, name: Web, check: https://chirp.example/}
  - {id: people, name: People}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(SETTINGS)
    return tmp_path


def imported(project, *arguments):
    return quickly("-C", project, "import-results", *arguments)


def history(project, vantage="ooni-pk"):
    files = sorted((project / "history" / vantage).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_measurements_become_lines_of_history_with_their_source(project):
    ran = imported(project, "ooni", SAMPLES / "ooni-measurements.jsonl")

    assert ran.code == 0, ran.err
    first = history(project)[0]
    assert (first["at"], first["source"], first["controls"]) == ("2025-03-10T09:46:03Z", "ooni", [1, 1])
    assert first["results"] == {"web": ["failed", None, "dns", "dns_nxdomain"]}
    assert first["seen_at"] > first["at"]


def test_what_has_no_place_is_told_with_the_line_that_makes_one(project):
    ran = imported(project, "ooni", SAMPLES / "ooni-measurements.jsonl")

    assert "ooni-us-eyeball: {country: US, network: eyeball}" in ran.err
    assert "no check asks it: other.example" in ran.err


def test_importing_twice_changes_nothing(project):
    imported(project, "ooni", SAMPLES / "ooni-aggregation.json")
    before = history(project)
    again = imported(project, "--json", "ooni", SAMPLES / "ooni-aggregation.json")

    assert history(project) == before
    assert again.document["written"] == 0
    assert again.document["there"] == 3


def test_without_any_place_nothing_is_written_and_the_settings_are_told(project):
    (project / "statusgen.yaml").write_text(SETTINGS.replace("PK", "FR"))
    ran = imported(project, "ooni", SAMPLES / "ooni-list.json")

    assert ran.code == 1
    assert "statusgen.yaml:1:1: there is no vantage for what ooni saw" in ran.err
    assert "(write under vantages: ooni-pk-eyeball: {country: PK, network: eyeball})" in ran.err
    assert not (project / "history").exists()


def test_blackbox_needs_to_be_told_where_it_stands(project):
    ran = imported(project, "blackbox", SAMPLES / "blackbox.json")
    assert (ran.code, "write --vantage local or ooni-pk" in ran.err) == (2, True)

    assert imported(project, "blackbox", SAMPLES / "blackbox.json", "--vantage", "local").code == 0
    assert len(history(project, "local")) == 5


REFUSED = (
    (("ooni", "missing.json"), 4, "cannot read missing.json"),
    (("ooni", SAMPLES / "README.md"), 4, "README.md is not JSON"),
    (("blackbox", SAMPLES / "blackbox.json", "--vantage", "moon"), 2, "there is no vantage 'moon'"),
    (("ooni", SAMPLES / "ooni-list.json", "--component", "wbe"), 2, "unknown component 'wbe' (did you mean"),
    (("ooni", SAMPLES / "ooni-list.json", "--component", "people"), 2, "'people' has no check"),
    (
        ("ooni", "http://user:hunter2@127.0.0.1:1/x.json"),
        4,
        "cannot read from 127.0.0.1: the connection is refused",
    ),
    (("downdetector", "x"), 2, "'ooni', 'globalping', 'blackbox'"),
)


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED, ids=[words for *_, words in REFUSED])
def test_what_cannot_be_done_is_told(project, arguments, code, words):
    ran = imported(project, *arguments)

    assert ran.code == code
    assert words in ran.err
    assert "hunter2" not in ran.err


def test_a_target_that_no_check_asks_is_named(project):
    (project / "statusgen.yaml").write_text(SETTINGS.replace("chirp.example", "chirp.test"))
    ran = imported(project, "ooni", SAMPLES / "ooni-list.json")

    assert ran.code == 2
    assert "no check asks chirp.example (say whose evidence it is: --component ID)" in ran.err
    assert imported(project, "ooni", SAMPLES / "ooni-list.json", "--component", "web").code == 0


@contextmanager
def web(answer):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_an_address_is_read_like_a_file(project):
    body = (SAMPLES / "ooni-measurements.jsonl").read_bytes()
    with web(lambda _path: (200, {}, body)) as address:
        assert imported(project, "ooni", f"{address}/api?x=1").code == 0

    assert len(history(project)) == 3


def test_an_address_leads_to_nothing_inside(project):
    with web(lambda _path: (302, {"Location": "http://10.1.2.3/latest"}, b"")) as address:
        ran = imported(project, "ooni", address)

    assert ran.code == 4
    assert "it redirects to where we do not follow" in ran.err


def test_an_error_of_theirs_is_told_with_its_status(project):
    with web(lambda _path: (429, {}, b"hunter2")) as address:
        ran = imported(project, "ooni", address)

    assert (ran.code, "it answers with status 429" in ran.err, "hunter2" in ran.err) == (4, True, False)


def test_the_page_says_whose_evidence_it_is(project):
    imported(project, "ooni", SAMPLES / "ooni-measurements.jsonl")
    for file in (project / "history").rglob("*.jsonl"):  # as if it had been imported in time
        early = re.sub(r'"seen_at":"[^"]*"', '"seen_at":"2025-03-10T09:45:00Z"', file.read_text())
        file.write_text(early)
    ran = quickly("-C", project, "build", "--now", "2025-03-10T09:50:00Z")
    page = (project / "site/how-we-measure/index.html").read_text()

    assert ran.code == 0, ran.err
    assert 'from <a href="https://ooni.org/"' in page
    assert "Pakistan" in page


def test_a_project_of_imports_alone_can_be_moved(project, tmp_path_factory):
    imported(project, "ooni", SAMPLES / "ooni-measurements.jsonl")
    other = tmp_path_factory.mktemp("other") / "copy"
    shutil.copytree(project, other)

    assert imported(other, "--json", "ooni", SAMPLES / "ooni-measurements.jsonl").document["written"] == 0
