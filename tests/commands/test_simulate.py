"""`simulate`: the page of any minute of an outage, marked, served, and nothing written."""

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from statusgen.commands.scenes import page_at, scene_of_history, scene_of_story
from statusgen.model.times import parse_moment
from statusgen.model.words import Status
from statusgen.simulating.happened import STORIES
from tests.commands.make import World, quickly

ROOT = Path(__file__).resolve().parents[2]
OUTAGES = {
    "pakistan-2023": ("2023-05-09T15:30Z", "web", Status.PARTIAL_OUTAGE),
    "pakistan-2024": ("2024-01-07T14:00Z", "fernpost", Status.PARTIAL_OUTAGE),
    "sign-in-2022": ("2022-12-29T01:00Z", "sign-in", Status.MAJOR_OUTAGE),
    "web-2019": ("2019-07-11T19:10Z", "web", Status.PARTIAL_OUTAGE),
    "waves-2025": ("2025-03-10T10:10Z", "web", Status.MAJOR_OUTAGE),
}
"""A minute at which the story's component is red."""
OWN = """\
page: {name: Chirp}
every: 1m
components:
  - {id: web, name: Web, check: "https://chirp.example/"}
"""


def observed(name: str, now: datetime) -> dict[str, Status | None]:
    shown = page_at(scene_of_story(STORIES[name]), now, None)
    return {state.component.id: state.observed for state in shown.snapshot.components}


def test_every_story_has_its_outage():
    assert OUTAGES.keys() == STORIES.keys()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_turns_red_at_its_time_and_is_well_before_and_after(name):
    at, component, status = OUTAGES[name]
    story = STORIES[name]

    assert observed(name, parse_moment(at))[component] is status
    if name != "waves-2025":  # there the block stands before and after
        assert observed(name, story.starts_at)[component] is Status.OPERATIONAL
    if name != "pakistan-2023":  # it went on for days
        assert observed(name, story.ends_at)["sign-in"] in (Status.OPERATIONAL, Status.PARTIAL_OUTAGE)


def test_what_was_written_the_day_after_is_not_known_that_evening():
    story = scene_of_story(STORIES["sign-in-2022"])
    evening = page_at(story, parse_moment("2022-12-29T02:00Z"), None).snapshot

    assert "2022-12-28-sign-in" not in [state.incident.id for state in evening.incidents]
    assert {conflict.kind for conflict in evening.conflicts} == {"undeclared"}


@pytest.mark.parametrize("name", STORIES)
def test_every_page_and_every_answer_says_that_it_is_a_simulation(name):
    at, *_ = OUTAGES[name]
    files = page_at(scene_of_story(STORIES[name]), parse_moment(at), None).files

    pages = [path for path in files if path.endswith(".html")]
    assert len(pages) > 10
    for path in pages:
        assert files[path].count(b'<p class="simulation" role="note">Simulation: ') == 1
        assert b"data-expires" not in files[path]
    for path in ("status.json", "api/v2/status.json"):
        assert json.loads(files[path])["page"]["name"] == "Simulation of Chirp"
    assert any(b".simulation{" in data for path, data in files.items() if path.endswith(".css"))


def own(root: Path) -> Path:
    """A project whose web is down from 10:05 to 10:20."""
    (root / "history/local").mkdir(parents=True)
    (root / "statusgen.yaml").write_text(OWN)
    lines = []
    for minute in range(60):
        at = parse_moment("2025-03-10T10:00Z") + timedelta(minutes=minute)
        seen = '["failed",null,"http","status"]' if 5 <= minute < 20 else '["ok",120]'
        lines.append(f'{{"v":1,"at":"{at:%Y-%m-%dT%H:%M:%SZ}","results":{{"web":{seen}}}}}\n')
    (root / "history/local/2025-03-10.jsonl").write_text("".join(lines))
    return root


def test_the_projects_own_history_is_played_as_it_was(tmp_path):
    session = World().session(own(tmp_path))
    start, end = parse_moment("2025-03-10T10:00Z"), parse_moment("2025-03-10T10:59Z")
    scene = scene_of_history(session, start, end)

    red = [
        minute
        for minute in range(60)
        if page_at(scene, start + timedelta(minutes=minute), None).snapshot.headline.status.is_red
    ]

    assert red == list(range(7, 21))  # three rounds in a row, and up after two


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("waves-2024",), "there is no story 'waves-2024' (did you mean waves-2025?)"),
        (("waves-2025", "--from", "2024-03-10T10:00Z"), "is not in this story"),
        (("--to", "2024-03-10T10:00Z"), "--to needs a beginning"),
        (("--from", "2025-03-10T10:30Z", "--to", "2025-03-10T10:00Z"), "is no time"),
        (("--from", "2024-03-10T10:00Z", "--to", "2024-03-10T11:00Z"), "there is no round from"),
        (("waves-2025", "--speed", "0"), "--speed"),
        (("waves-2025", "--host", ""), "--host is empty"),
    ],
)
def test_a_wrong_word_is_told_with_what_to_type(tmp_path, arguments, told):
    ran = quickly("-C", own(tmp_path), "simulate", *arguments)

    assert ran.code == 2
    assert told in ran.err


def test_without_a_word_it_lists_the_stories(tmp_path):
    ran = quickly("-C", tmp_path, "simulate")
    document = quickly("-C", tmp_path, "--json", "simulate").document

    assert all(name in ran.out for name in STORIES)
    assert [story["name"] for story in document["stories"]] == list(STORIES)


@contextmanager
def playing(project: Path, *arguments: str):
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "simulate", "--port", "0", *arguments],
        cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, process.communicate()[1]
        yield process, httpx.Client(base_url=found[0], trust_env=False, timeout=20)
    finally:
        process.kill()
        process.communicate()


def minute_and_red(client: httpx.Client) -> tuple[str, bool]:
    """What the page shows now: the minute in its note, and whether its headline tells of an outage."""
    page = client.get("/").text
    minute = re.search(r"Simulation: the story waves-2025 at 2025-03-10 (\d\d:\d\d) UTC", page)
    headline = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert minute
    assert headline
    return minute[1], "down" in headline[1]


def until(client: httpx.Client, word: str) -> str:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        text = client.get("/").text
        if word in text:
            return text
        time.sleep(0.1)
    raise AssertionError(f"no {word!r}")


@pytest.mark.slow
def test_served_it_turns_red_changes_writes_nothing_and_ends_with_ctrl_c(tmp_path):
    own(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    seen = []
    with playing(tmp_path, "waves-2025", "--speed", "120") as (process, client):
        while not seen or not seen[-1][1]:
            seen.append(minute_and_red(client))
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=10)

    assert code == 130
    assert len({minute for minute, _ in seen}) > 1
    assert [minute for minute, is_red in seen if is_red != (minute >= "09:51")] == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.slow
def test_a_template_that_is_edited_shows_and_a_bad_one_is_named(tmp_path):
    (tmp_path / "templates").mkdir()
    story = ("web-2019", "--from", "2019-07-11T19:00Z", "--to", "2019-07-11T19:01Z", "--speed", "3600")
    with playing(tmp_path, *story) as (_, client):
        until(client, "19:01 UTC")
        (tmp_path / "templates/home.html").write_text("{% broken")
        until(client, "home.html")
        (tmp_path / "templates/home.html").write_text("<html><body>Mine now</body></html>")
        assert "Simulation: " in until(client, "Mine now")
