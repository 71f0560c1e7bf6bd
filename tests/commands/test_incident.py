"""`incident` and `maintenance`: one command writes a file that can be published."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.words import Status, UpdateStatus
from statusgen.reading.load import load
from tests.commands.make import quickly, status_of, statusgen
from tests.reading.make import INCIDENT, project

OPEN = """\
title: Sign-in fails for some
impact: {sign-in: partial_outage}
updates:
  - at: 2025-03-10T09:45Z
    status: investigating
"""
OVER = """\
title: Mail is slow
impact: {mail: degraded_performance}
updates:
  - at: 2025-02-10T09:45Z
    status: investigating
  - at: 2025-02-10T10:45Z
    status: resolved
"""


def _only(root: Path, pattern: str = "*") -> Path:
    (path,) = (root / "incidents").glob(pattern)
    return path


def test_one_command_makes_a_page_that_can_be_published(tmp_path: Path):
    root = project(tmp_path)

    ran = quickly(
        "-C", root, "incident", "new", "Sign-in fails", "-c", "sign-in=down", "-m", "We look into it."
    )
    built = quickly("-C", root, "build")

    assert (ran.code, built.code) == (0, 0), ran.err + built.err
    name = _only(root).stem
    assert name == f"{datetime.now(UTC):%Y-%m-%d}-sign-in-fails"
    assert "We look into it." in (root / "site" / "incidents" / name / "index.html").read_text()
    states = {one["id"]: one["status"] for one in status_of(root / "site")["components"]}
    assert states["sign-in"] == "major_outage"


def test_the_file_reads_like_one_that_a_person_wrote(tmp_path: Path):
    root = project(tmp_path)

    quickly(
        *("-C", root, "incident", "new", "Sign-in: fails", "-c", "sign-in=down", "-c", "mail=slow"),
        *("-m", "One\n\n- two", "--at", "2025-03-10 14:45 Asia/Karachi", "--next-update", "30m"),
        *("--started", "2025-03-10T09:40Z", "--severity", "major", "--cause", "database", "--eta", "2h"),
    )

    assert (
        _only(root).read_text()
        == """\
title: 'Sign-in: fails'
impact: {sign-in: major_outage, mail: degraded_performance}
severity: major
cause: database
started_at: 2025-03-10T09:40:00Z
updates:
  - at: 2025-03-10T09:45:00Z
    status: investigating
    text: |
      One

      - two
    eta: 2025-03-10T11:45:00Z
    next_update_by: 2025-03-10T10:15:00Z
"""
    )


def test_an_update_without_a_name_goes_to_the_one_open_incident(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN, "incidents/over.yaml": OVER})

    ran = quickly(
        *("-C", root, "incident", "update", "-m", "Found it.", "--status", "identified"),
        *("-c", "sign-in=degraded", "--recovered", "60%"),
    )

    assert ran.code == 0, ran.err
    (incident,) = (one for one in load(root).project.incidents if one.id == "open")
    update = incident.updates[-1]
    assert (update.status, str(update.text), update.recovered) == (UpdateStatus.IDENTIFIED, "Found it.", 0.6)
    assert update.impact == {"sign-in": Status.DEGRADED_PERFORMANCE}
    assert (root / "incidents/over.yaml").read_text() == OVER


@pytest.mark.parametrize(
    "ref", ["open", "ope", "sign-in", "fails some", "incidents/open.yaml", "SIGN-IN FAILS"]
)
def test_a_few_letters_name_an_incident(tmp_path: Path, ref: str):
    root = project(tmp_path, {"incidents/open.yaml": OPEN, "incidents/over.yaml": OVER})

    ran = quickly("-C", root, "--json", "incident", "resolve", ref, "-m", "Over.")

    assert ran.code == 0, ran.err
    assert ran.document["id"] == "open"
    assert load(root).project.incidents[0].status_at(datetime.now(UTC)) is UpdateStatus.RESOLVED


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({}, ["resolve"], "no incident is open (name the file to edit)"),
        ({"a": OVER}, ["update", "-m", "x"], "no incident is open (name the file to edit: a)"),
        ({"a": OPEN, "b": OPEN}, ["resolve"], "several incidents are open (name one: a, b)"),
        ({"aa": OPEN, "ab": OPEN}, ["resolve", "a"], "'a' fits several (name one: aa, ab)"),
        ({"sign-in": OPEN}, ["resolve", "singin"], "nothing is called 'singin' (did you mean sign-in?)"),
        ({}, ["resolve", "x"], "nothing is called 'x' (there is no file in incidents/ yet)"),
        ({"a": OVER}, ["resolve", "a"], "'a' is over already (statusgen incident update adds a word to it)"),
        (
            {"a": OPEN},
            ["update"],
            "there is nothing to say (give -m TEXT, --edit, --status, -c or another option)",
        ),
        ({"a": OPEN}, ["update", "-c", "wbe=down"], "unknown component or group 'wbe' (did you mean web?)"),
        ({"a": OPEN}, ["update", "-m", " "], "the text is empty (write -m TEXT, or leave it out)"),
        (
            {},
            ["new", "-c", "web=down"],
            'an incident needs a title (write: statusgen incident new "Sign-in fails")',
        ),
        ({}, ["new", "x", "-c", "web"], "'web' has no status (write web=partial_outage)"),
        ({}, ["new", "x", "-c", "web=dwon"], "'dwon' is not one of operational"),
        ({}, ["new", "x", "--at", "2025-03-10 09:45"], "time '2025-03-10 09:45' has no zone"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_type(
    tmp_path: Path, files: dict[str, str], arguments: list[str], said: str
):
    root = project(tmp_path, {f"incidents/{name}.yaml": text for name, text in files.items()})

    ran = quickly("-C", root, "incident", *arguments)

    assert ran.code == 2
    assert said in ran.err
    assert {path.stem: path.read_text() for path in (root / "incidents").glob("*")} == files


def test_an_open_incident_is_meant_before_those_that_are_over(tmp_path: Path):
    over = OVER.replace("Mail is slow", "Sign-in fails for all")
    root = project(tmp_path, {"incidents/2025-03-sign-in.yaml": OPEN, "incidents/2024-sign-in.yaml": over})

    ran = quickly("-C", root, "--json", "incident", "update", "sign-in", "-m", "Found it.")

    assert ran.document["id"] == "2025-03-sign-in"


def test_what_is_wrong_in_another_file_is_told_and_hinders_nothing(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN, "incidents/bad.yaml": "title: [\n"})

    ran = quickly("-C", root, "incident", "update", "-m", "Found it.")

    assert ran.code == 0
    assert "incidents/bad.yaml:" in ran.err
    assert "no page can be built before that is mended" in ran.err
    assert "Found it." in (root / "incidents/open.yaml").read_text()


def test_a_file_with_a_fault_is_not_edited(tmp_path: Path):
    broken = OPEN.replace("sign-in:", "sing-in:")
    root = project(tmp_path, {"incidents/open.yaml": broken})

    ran = quickly("-C", root, "incident", "update", "open", "-m", "Found it.")

    assert ran.code == 1
    assert "incidents/open.yaml:2:10: unknown component or group 'sing-in' (did you mean sign-in?)" in ran.err
    assert (root / "incidents/open.yaml").read_text() == broken


def test_a_word_that_contradicts_the_file_is_refused_before_it_is_written(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})

    ran = quickly("-C", root, "incident", "update", "-m", "x", "--at", "2025-03-10T09:45Z")

    assert ran.code == 1
    assert "incidents/open.yaml:6:9: the update in line 4 has the same time, 2025-03-10T09:45:00Z" in ran.err
    assert (root / "incidents/open.yaml").read_text() == OPEN


def test_an_alias_that_stands_for_the_updates_of_two_is_left_to_a_person(tmp_path: Path):
    text = "title: A\nexclude: []\nupdates: &a\n  - &b {at: 2025-03-10T09:45Z, text: &c x}\npostmortem: *c\n"
    root = project(tmp_path, {"incidents/open.yaml": text})

    ran = quickly("-C", root, "incident", "update", "-m", "y")

    assert ran.code == 0
    assert load(root).project.incidents[0].updates[-1].text is not None


def test_two_words_within_a_second_have_two_times(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})

    for word in ("one", "two", "three"):
        assert quickly("-C", root, "incident", "update", "open", "-m", word).code == 0

    times = [update.at for update in load(root).project.incidents[0].updates]
    assert len(set(times)) == 4


def test_people_who_write_at_once_lose_nothing(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})
    words = [f"word {number}" for number in range(8)]

    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda word: statusgen("incident", "update", "-m", word, cwd=root), words))

    assert [one.code for one in ran] == [0] * 8, [one.err for one in ran]
    said = {str(update.text) for update in load(root).project.incidents[0].updates if update.text}
    assert said == set(words)


def test_a_second_incident_of_the_same_name_gets_a_name_of_its_own(tmp_path: Path):
    root = project(tmp_path)

    for _ in range(3):
        quickly("-C", root, "incident", "new", "Sign-in fails", "-c", "sign-in=down")

    names = sorted(path.stem for path in (root / "incidents").iterdir())
    assert [name[10:] for name in names] == ["-sign-in-fails", "-sign-in-fails-2", "-sign-in-fails-3"]


def test_permissions_of_a_file_are_kept(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})
    (root / "incidents/open.yaml").chmod(0o640)

    quickly("-C", root, "incident", "update", "-m", "x")

    assert stat.S_IMODE((root / "incidents/open.yaml").stat().st_mode) == 0o640
    assert [path.name for path in (root / "incidents").iterdir()] == ["open.yaml"]


def test_a_text_is_read_from_stdin(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})

    done = subprocess.run(
        [sys.executable, "-m", "statusgen", "incident", "update", "-m", "-"],
        cwd=root,
        input="From a pipe:\n\n- é\n".encode(),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert str(load(root).project.incidents[0].updates[-1].text) == "From a pipe:\n\n- é\n"


def test_a_text_is_written_in_an_editor_that_shows_what_it_is_about(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\ncp "$1" seen.md\nprintf "Written\\n\\n- here\\n" | cat - seen.md > "$1"\n')
    editor.chmod(0o755)

    ran = statusgen("incident", "update", "--edit", cwd=root, environ={"VISUAL": str(editor)})

    assert ran.code == 0, ran.err
    assert str(load(root).project.incidents[0].updates[-1].text) == "Written\n\n- here\n"
    assert "open: Sign-in fails for some" in (root / "seen.md").read_text()


def test_nothing_is_written_when_the_editor_is_left_without_a_word(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})

    ran = statusgen("incident", "update", "--edit", cwd=root, environ={"VISUAL": "true"})

    assert (ran.code, ran.err) == (2, "the text is empty, so nothing was written\n")
    assert (root / "incidents/open.yaml").read_text() == OPEN


def test_a_list_shows_what_is_open_and_everything_on_demand(tmp_path: Path):
    draft = OPEN.replace("title", "draft: true\ntitle")
    root = project(
        tmp_path,
        {"incidents/open.yaml": OPEN, "incidents/over.yaml": OVER, "incidents/draft.yaml": draft},
    )

    some = quickly("-C", root, "incident", "list")
    everything = quickly("-C", root, "--json", "incident", "list", "--all")

    assert some.out.splitlines() == [
        "draft  draft          2025-03-10T09:45:00Z  Sign-in fails for some",
        "open   investigating  2025-03-10T09:45:00Z  Sign-in fails for some",
    ]
    rows = {row["id"]: row["status"] for row in everything.document["entries"]}
    assert rows == {"open": "investigating", "over": "resolved", "draft": "draft"}


def test_a_maintenance_is_planned_in_one_command(tmp_path: Path):
    root = project(tmp_path)

    ran = quickly(
        *("-C", root, "maintenance", "new", "Database upgrade", "--from", "2030-03-10 02:00 Asia/Karachi"),
        *("--for", "2h", "-c", "web", "-c", "mail", "-m", "Short breaks."),
    )

    assert ran.code == 0, ran.err
    (maintenance,) = load(root).project.maintenances
    assert maintenance.id == "2030-03-09-database-upgrade"
    assert maintenance.starts_at == datetime(2030, 3, 9, 21, tzinfo=UTC)
    assert maintenance.ends_at - maintenance.starts_at == timedelta(hours=2)
    assert set(maintenance.impact.items()) == {
        ("web", Status.UNDER_MAINTENANCE),
        ("mail", Status.UNDER_MAINTENANCE),
    }
    assert maintenance.updates[0].status is UpdateStatus.SCHEDULED
    assert "starts_at: 2030-03-10 02:00 Asia/Karachi\n" in _only(root).read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2030-03-10T02:00Z"], "say how long it lasts, or when it ends (--for 2h, or --to TIME)"),
        (["--from", "2030-03-10 02:00", "--for", "2h"], "time '2030-03-10 02:00' has no zone"),
        (["--from", "2030-03-10T02:00Z", "--for", "2h", "-c", "wbe"], "unknown component or group 'wbe'"),
    ],
)
def test_a_maintenance_that_says_too_little_is_told_what_is_missing(
    tmp_path: Path, arguments: list[str], said: str
):
    root = project(tmp_path)

    ran = quickly("-C", root, "maintenance", "new", "Database upgrade", *arguments)

    assert ran.code == 2
    assert said in ran.err


def _rounds(root: Path, now: datetime, outcomes: list[str]) -> None:
    folder = root / "history" / "local"
    folder.mkdir(parents=True)
    for number, outcome in enumerate(outcomes):
        at = now - timedelta(minutes=5 * (len(outcomes) - 1 - number))
        result = ["ok", 120] if outcome == "ok" else ["failed", None, "tls", "reset"]
        line = {"v": 1, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "controls": [2, 2], "results": {"web": result}}
        with (folder / f"{at:%Y-%m-%d}.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")


def test_probes_draft_the_incident_with_its_times(tmp_path: Path):
    root = project(tmp_path)
    now = datetime.now(UTC).replace(microsecond=0)
    _rounds(root, now, ["ok"] * 6 + ["failed"] * 4)

    ran = quickly("-C", root, "incident", "new", "--from-check", "web")

    assert ran.code == 0, ran.err
    (incident,) = load(root).project.incidents
    assert str(incident.title) == "Web is down"
    assert incident.impact == {"web": Status.MAJOR_OUTAGE}
    assert incident.started_at == now - timedelta(minutes=15)
    assert "Our monitoring sees" in str(incident.updates[0].text)
    assert f"since {incident.started_at:%Y-%m-%dT%H:%M:%SZ}" in str(incident.updates[0].text)


@pytest.mark.parametrize(
    ("outcomes", "component", "said"),
    [
        (["ok"] * 3, "web", "probes see nothing wrong there, last at "),
        ([], "web", "there is no fresh evidence of it"),
        ([], "mail", "it has no checks, so no probe saw it"),
        ([], "wbe", "unknown component or group 'wbe'"),
    ],
)
def test_probes_that_see_nothing_draft_nothing(
    tmp_path: Path, outcomes: list[str], component: str, said: str
):
    root = project(tmp_path)
    _rounds(root, datetime.now(UTC), outcomes)

    ran = quickly("-C", root, "incident", "new", "--from-check", component)

    assert ran.code == 2
    assert said in ran.err
    assert not list((root / "incidents").glob("*"))


@pytest.mark.parametrize("place", ["title", "text"])
def test_a_secret_is_not_written_for_everybody_to_read(tmp_path: Path, place: str):
    root = project(tmp_path)
    token = "ghp_" + "a1B2" * 9
    title, text = (token, "x") if place == "title" else ("x", f"It is\n{token}")

    ran = quickly("-C", root, "incident", "new", title, "-c", "web=down", "-m", text)

    assert ran.code == 2
    assert "a GitHub token stands in the text, and nothing was written" in ran.err
    assert token not in ran.err + ran.out
    assert not (root / "incidents").exists()


def test_a_text_that_was_written_in_an_editor_is_kept_when_it_cannot_be_said(tmp_path: Path):
    root = project(tmp_path, {"incidents/open.yaml": OPEN})
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho "An hour of work" > "$1"\n')
    editor.chmod(0o755)

    ran = statusgen(
        *("incident", "update", "--edit", "--at", "2025-03-10T09:45Z"),
        cwd=root,
        environ={"VISUAL": str(editor)},
    )
    again = statusgen("incident", "update", "-m", "An hour", cwd=root)

    assert ran.code == 1
    assert "your text is kept in .statusgen/text.md (give it again with -m - < .statusgen/text.md)" in ran.err
    assert (root / ".statusgen/text.md").read_text() == "An hour of work\n"
    assert again.code == 0


def test_a_word_with_a_picture_is_written_and_one_without_its_file_is_not(tmp_path: Path):
    text = INCIDENT + "postmortem: {file: lessons.md}\n"
    graph = (Path(__file__).parent.parent / "reading/pictures/graph.png").read_bytes()
    beside = {"incidents/graph.png": graph, "incidents/lessons.md": "![Graph](graph.png)"}
    root = project(tmp_path, {"incidents/a.yaml": text, **beside})

    ran = quickly("-C", root, "incident", "update", "a", "-m", "See ![Graph](graph.png)")
    refused = quickly("-C", root, "incident", "update", "a", "-m", "See ![Graph](grap.png)")

    assert (ran.code, refused.code) == (0, 1), ran.err
    assert "did you mean graph.png?" in refused.err
    assert (root / "incidents/a.yaml").read_text().count("![Graph]") == 1


def test_repeating_work_takes_words_like_any_other(tmp_path: Path):
    work = """\
kind: maintenance
title: Disks
impact: {mail: under_maintenance}
starts_at: 2025-03-02 02:00 Europe/Berlin
ends_at: 2025-03-02 04:00 Europe/Berlin
repeat: FREQ=WEEKLY;BYDAY=SU
"""
    root = project(tmp_path, {"incidents/a.yaml": work})

    ran = quickly("-C", root, "incident", "update", "a", "--status", "scheduled", "-m", "It takes longer.")

    assert ran.code == 0, ran.err
    assert (root / "incidents/a.yaml").read_text().startswith(work)
