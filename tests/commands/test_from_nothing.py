"""From nothing to a page, and what the page says as time passes and targets fail."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.commands.make import status_of, statusgen
from tests.targets import serve


@pytest.fixture
def target():
    server = serve("healthy")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def project(tmp_path, target):
    url = f"http://127.0.0.1:{target.server_port}/"
    assert statusgen("init", "x", "--from", url, "--name", "Chirp", cwd=tmp_path).code == 0
    return tmp_path / "x"


def test_five_words_make_a_page_that_is_green_on_fresh_evidence(project):
    ran = statusgen("run", cwd=project)
    checked = statusgen("lint", cwd=project)

    assert (ran.code, checked.code) == (0, 0), ran.err + checked.err
    status = status_of(project / "site")
    assert status["headline"]["text"] == "All Systems Operational"
    assert [(c["status"], c["observed"]) for c in status["components"]] == [("operational", "operational")]
    assert "All Systems Operational" in (project / "site/index.html").read_text()


@pytest.mark.slow
def test_an_hour_later_the_same_evidence_is_none(project):
    statusgen("run", cwd=project)
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

    assert statusgen("build", "--now", later, cwd=project).code == 0

    status = status_of(project / "site")
    assert status["headline"]["status"] == "unknown"
    assert [c["status"] for c in status["components"]] == ["unknown"]


@pytest.mark.slow
def test_a_target_that_stops_is_failing_after_one_round_and_down_after_three(project, target):
    # Only a control can tell that it is the target and not us who is offline.
    control = serve("healthy")
    settings = project / "statusgen.yaml"
    control_line = f"controls: [http://127.0.0.1:{control.server_port}/]\nevery: 10s"
    settings.write_text(settings.read_text().replace("every: 5m", control_line))
    statusgen("run", cwd=project)
    target.shutdown()
    target.server_close()

    texts = []
    for _ in range(3):
        assert statusgen("run", cwd=project).code == 0
        texts.append(status_of(project / "site")["headline"]["text"])

    control.shutdown()
    assert texts[:2] == ["127.0.0.1 is failing, being confirmed"] * 2
    assert texts[2] == "127.0.0.1 is down"
    (conflict,) = status_of(project / "site")["conflicts"]
    assert (conflict["declared"], conflict["observed"]) == ("operational", "major_outage")


@pytest.mark.slow
def test_a_red_probe_is_no_failure_of_the_tool_unless_asked(project, target):
    settings = project / "statusgen.yaml"
    text = settings.read_text().replace("every: 5m", "every: 10s")
    settings.write_text(text.replace('check: "', 'check: {down_after: 1, url: "').replace('/"\n', '/"}\n'))
    target.RequestHandlerClass.do_GET = lambda self: self.send_error(500)

    assert statusgen("run", cwd=project).code == 0
    assert statusgen("run", "--fail-on", "down", cwd=project).code == 3


def test_init_asks_nothing_and_keeps_what_is_there(project):
    again = statusgen("init", ".", cwd=project)

    assert again.code == 2
    assert "has a statusgen.yaml already (use --force to write a new one)" in again.err


def test_names_of_others_stay_data(tmp_path):
    name = 'A "quoted": name #1 & {{7*7}} \\ <b>'

    statusgen("init", "x", "--from", "http://127.0.0.1:9/", "--name", name, cwd=tmp_path)
    built = statusgen("--json", "build", cwd=tmp_path / "x")

    assert built.code == 0, built.err
    assert status_of(tmp_path / "x/site")["page"]["name"] == name


@pytest.mark.parametrize("url", ["example.com", "ftp://example.com/", "https://u:p@example.com/"])
def test_an_address_that_cannot_be_checked_is_refused(tmp_path, url):
    ran = statusgen("init", "x", "--from", url, cwd=tmp_path)

    assert ran.code == 2
    assert "write" in ran.err
    assert not (tmp_path / "x").exists()


def test_every_address_becomes_a_component(tmp_path):
    urls = [
        "https://www.example.com",
        "https://example.com/shop",
        "https://example.com/",
        "tcp://example.com:22",
    ]

    ran = statusgen("--json", "init", "x", *[w for u in urls for w in ("--from", u)], cwd=tmp_path)

    assert ran.document["components"] == ["example-com", "example-com-shop", "example-com-2", "example-com-3"]
    assert statusgen("build", cwd=tmp_path / "x").code == 0


def test_rounds_are_recorded_as_promised(project):
    statusgen("probe", cwd=project)

    (file,) = (project / "history/local").iterdir()
    row = json.loads(file.read_text())
    assert row["v"] == 1
    assert row["results"]["127-0-0-1"][0] == "ok"


@pytest.mark.slow
def test_a_loop_probes_on_its_beat_and_ends(project):
    ran = statusgen("probe", "--every", "2s", "--for", "5s", cwd=project)

    (file,) = (project / "history/local").iterdir()
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert ran.code == 0
    # Beats at 0, 2 and 4 seconds; one that a busy machine is late for is not made up for.
    assert 2 <= len(rows) <= 3
    assert {row["every"] for row in rows} == {2}


@pytest.mark.slow
def test_a_check_with_an_interval_of_its_own_is_not_put_in_every_round(project):
    settings = project / "statusgen.yaml"
    text = settings.read_text()
    url = text.split('check: "')[1].split('"')[0]
    slow = f"checks: [{{id: page, url: '{url}'}}, {{id: rare, url: '{url}rare', every: 1h}}]"
    settings.write_text(text.replace(f'check: "{url}"', slow))

    for _ in range(2):
        statusgen("probe", cwd=project)

    (file,) = (project / "history/local").iterdir()
    rows = [json.loads(line)["results"] for line in file.read_text().splitlines()]
    assert [sorted(row) for row in rows] == [["127-0-0-1/page", "127-0-0-1/rare"], ["127-0-0-1/page"]]
