"""`probe`: what is asked, what is kept, and what is told."""

import asyncio
import contextlib
import http.server
import json
import threading
from datetime import timedelta

import pytest

from statusgen.commands import probe as command
from statusgen.commands.beats import Rhythm
from tests.commands.make import START, World, quickly, status_of

SETTINGS = """
page: {{name: Chirp}}
vantages: {{local: {{}}, other: {{}}}}
groups:
  - id: chirp
    name: Chirp
    components:
      - {{id: web, name: Web, was: [site], check: "http://127.0.0.1:{port}/"}}
      - {{id: api, name: API, checks: ["http://127.0.0.1:{port}/a", {{url: "tcp://127.0.0.1:{port}", every: 1h}}]}}
components:
  - {{id: mail, name: Mail, check: {{url: "tcp://127.0.0.1:1", attempts: 1}}}}
"""
LOCAL = ("--vantage", "local")


@pytest.fixture(scope="module")
def port():
    class Quiet(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@pytest.fixture
def project(tmp_path, port):
    (tmp_path / "statusgen.yaml").write_text(SETTINGS.format(port=port))
    return tmp_path


def probed(project, *arguments, code=0):
    ran = quickly("-C", project, "--json", "probe", *LOCAL, *arguments)
    assert ran.code == code, ran
    return ran.document


def kept(project):
    return [json.loads(line) for path in project.glob("history/*/*") for line in path.open()]


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        ((), {"web", "api", "api/tcp", "mail"}),
        (("web",), {"web"}),
        (("site",), {"web"}),
        (("chirp",), {"web", "api", "api/tcp"}),
        (("mail", "web", "web"), {"web", "mail"}),
    ],
)
def test_what_is_named_is_asked_and_recorded(project, names, asked):
    results = probed(project, *names)["results"]
    assert {key.partition("/")[0] for key in results} == {key.partition("/")[0] for key in asked}
    assert len(results) == len(asked)
    (line,) = kept(project)
    assert set(line["results"]) == set(results)
    assert line.get("partial", False) is bool(names)


def test_what_is_named_is_asked_though_it_is_not_due(project):
    probed(project)
    assert len(probed(project)["results"]) == 3
    assert len(probed(project, "api")["results"]) == 2


@pytest.mark.parametrize(
    ("name", "told"),
    [("wbe", "did you mean web?"), ("zzz", "known: chirp, web, site, api, mail")],
)
def test_a_name_that_nothing_has_is_refused_with_what_there_is(project, name, told):
    ran = quickly("-C", project, "probe", *LOCAL, name)
    assert ran.code == 2
    assert f"unknown component or group '{name}' ({told})" in ran.err
    assert kept(project) == []


def test_a_dry_run_puts_the_checks_and_keeps_nothing(project):
    ran = quickly("-C", project, "probe", *LOCAL, "--dry-run")
    assert ran.out.startswith("local: 3 ok, 1 failed; not recorded\n")
    assert "mail: failed, tcp: refused" in ran.out
    assert probed(project, "--dry-run")["recorded"] is False
    assert kept(project) == []


def at_minute(project, minute, *components, fail_on="never", is_dry=False):
    """Probe at so many minutes after the start; the exit code."""
    world = World()
    world.passed = minute * 60
    rhythm = Rhythm(every=None, lasting=None)
    order = command.Order(
        vantage="local", components=components, rhythm=rhythm, fail_on=fail_on, is_dry=is_dry
    )
    return asyncio.run(command.run(world.session(project), order))


def observed(project, minute):
    now = (START + timedelta(minutes=minute)).isoformat()
    assert quickly("-C", project, "build", "--now", now).code == 0
    return {one["id"]: one["observed"] for one in status_of(project / "site")["components"]}


def test_a_dry_run_is_as_bad_as_if_it_counted(project):
    assert at_minute(project, 0, fail_on="down", is_dry=True) == 0
    assert [at_minute(project, minute, fail_on="down") for minute in (5, 10)] == [0, 0]
    assert at_minute(project, 15, fail_on="down", is_dry=True) == 3
    assert len(kept(project)) == 2


def test_what_was_not_named_fails_nobody(project):
    for minute in (0, 5):
        at_minute(project, minute)
    assert at_minute(project, 10, "mail", fail_on="down") == 3
    assert at_minute(project, 11, "web", fail_on="down") == 0
    assert at_minute(project, 12, fail_on="down") == 3


def test_a_part_asked_by_hand_changes_nothing_of_the_rest(project):
    """Mail is down and there are no controls: asking it alone must not silence the place."""
    for minute in (0, 5, 10):
        at_minute(project, minute)
    before = observed(project, 10)
    at_minute(project, 11, "mail")

    assert before == {"web": "operational", "api": "operational", "mail": "major_outage"}
    assert observed(project, 11) == before


def test_a_part_asked_in_the_second_of_a_whole_round_does_not_replace_it(project):
    at_minute(project, 0)
    at_minute(project, 0, "mail")
    at_minute(project, 0, "web")
    assert len(kept(project)) == 3
    assert observed(project, 0)["api"] == "operational"


@pytest.mark.parametrize("loop", [("--every", "60s"), ("--for", "1h"), ("--every", "1s", "--for", "2s")])
def test_once_and_a_loop_are_two_things(project, loop):
    ran = quickly("-C", project, "probe", "--once", *loop)
    assert ran.code == 2
    assert "--once and a loop are two things" in ran.err


def test_once_is_what_is_done_without_a_word(project):
    assert set(probed(project, "--once")["results"]) == set(
        probed(project, "--dry-run", "web", "api", "mail")["results"]
    )


def test_beats_that_a_long_round_took_up_are_recorded_and_told(project, port):
    """A round that takes 150 s of a beat of 60 s leaves out two."""
    world, said = World(), []

    @contextlib.contextmanager
    def slow(_label, _length):
        yield lambda: None
        world.passed += 150 if world.passed < 60 else 1

    session = world.session(project, said.append)
    object.__setattr__(session, "progress", slow)
    rhythm = Rhythm(every=timedelta(seconds=60), lasting=timedelta(seconds=300))
    order = command.Order(vantage="local", components=["web"], rhythm=rhythm, fail_on="never", is_dry=False)
    assert asyncio.run(command.run(session, order)) == 0

    assert [line.get("skipped", 0) for line in kept(project)] == [0, 2, 0]
    assert sum("skipped beats: 2" in line for line in said) == 1


def test_the_page_counts_the_beats_that_were_skipped(project, port):
    probed(project)
    (path,) = project.glob("history/*/*")
    path.write_text(path.read_text().replace('"results"', '"skipped":2,"results"'))
    assert quickly("-C", project, "build").code == 0
    page = (project / "site/how-we-measure/index.html").read_text()
    assert "2 looks skipped in the last day" in page
