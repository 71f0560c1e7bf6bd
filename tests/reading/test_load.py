"""A folder becomes a Project."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.words import Status
from statusgen.reading.load import load, survey
from tests.reading.make import INCIDENT, complaints, project


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_updates_are_put_in_order_of_time_and_places_follow_them(tmp_path: Path):
    content = """\
title: Sign-in fails
updates:
  - at: 2025-03-10T11:00Z
    status: resolved
  - at: 2025-03-10 14:45 Asia/Karachi
    status: investigating
"""
    reading = load(project(tmp_path, {"incidents/a.yaml": content}))

    updates = reading.project.incidents[0].updates
    assert [update.at for update in updates] == [at("2025-03-10T09:45"), at("2025-03-10T11:00")]
    assert str(reading.sources["a"].place(("updates", 0, "at"))) == "incidents/a.yaml:5:9"
    assert str(reading.sources["a"].place(("updates", 1, "status"), of_key=True)) == "incidents/a.yaml:4:5"


def test_the_id_is_the_files_name_unless_one_is_given(tmp_path: Path):
    files = {"incidents/b.yaml": INCIDENT, "incidents/Any Name.yml": "id: a\n" + INCIDENT}
    reading = load(project(tmp_path, files))

    assert [incident.id for incident in reading.project.incidents] == ["a", "b"]
    assert reading.sources["a"].file == "incidents/Any Name.yml"


def test_two_files_with_one_id_are_both_named(tmp_path: Path):
    files = {
        "incidents/a.yaml": INCIDENT,
        "incidents/a.yml": INCIDENT,
        "incidents/c.yml": "id: a\n" + INCIDENT,
    }

    assert complaints(project(tmp_path, files)) == [
        "incidents/a.yml:1:1: id 'a' is taken by incidents/a.yaml (rename the file, or write another id)",
        "incidents/c.yml:1:5: id 'a' is taken by incidents/a.yaml (rename the file, or write another id)",
    ]


@pytest.mark.parametrize("twins", [("a.yaml", "A.yaml"), ("caf\u00e9.yaml", "cafe\u0301.yaml")])
def test_names_that_some_disks_take_for_the_same_are_refused(tmp_path: Path, twins: tuple[str, str]):
    files = {f"incidents/{name}": f"id: n{number}\n{INCIDENT}" for number, name in enumerate(twins)}

    said = complaints(project(tmp_path, files))

    assert len(said) == 1
    assert "only in case or accents (rename one of the files)" in said[0]


def test_a_draft_is_read_and_left_out(tmp_path: Path):
    reading = load(project(tmp_path, {"incidents/a.yaml": INCIDENT + "draft: true\n"}))

    assert reading.project.incidents == ()
    assert [draft.id for draft in reading.drafts] == ["a"]
    assert "a" in reading.sources


def test_a_draft_must_be_right_too(tmp_path: Path):
    said = complaints(
        project(tmp_path, {"incidents/a.yaml": INCIDENT + "draft: true\nimpact: {wbe: down}\n"})
    )

    assert said == ["incidents/a.yaml:6:10: unknown component or group 'wbe' (did you mean web?)"]


def test_what_was_withdrawn_stays(tmp_path: Path):
    reading = load(project(tmp_path, {"incidents/a.yaml": INCIDENT + "withdrawn: It was a test\n"}))

    assert str(reading.project.incidents[0].withdrawn) == "It was a test"


def test_an_old_id_becomes_todays_and_a_group_stays_a_group(tmp_path: Path):
    content = INCIDENT + "    impact: {post: operational}\nimpact: {post: down, chirp: degraded}\n"
    incident = load(project(tmp_path, {"incidents/a.yaml": content})).project.incidents[0]

    assert dict(incident.impact) == {
        "mail": Status.MAJOR_OUTAGE,
        "chirp": Status.DEGRADED_PERFORMANCE,
    }
    assert dict(incident.updates[0].impact) == {"mail": Status.OPERATIONAL}


def test_each_kind_stands_in_its_own_list(tmp_path: Path):
    files = {
        "incidents/i.yaml": INCIDENT,
        "incidents/m.yaml": (
            "title: New disks\nkind: maintenance\nimpact: {web: under_maintenance}\n"
            "starts_at: 2025-03-10T10:00Z\nends_at: 2025-03-10T11:00Z\n"
        ),
        "incidents/n.yaml": "title: Moved\nkind: Announcement\nupdates: [{at: 2025-03-10T09:45Z}]\n",
    }
    found = load(project(tmp_path, files)).project

    assert [e.id for e in (*found.incidents, *found.maintenances, *found.announcements)] == ["i", "m", "n"]


def test_faults_of_all_files_are_told_at_once(tmp_path: Path):
    files = {
        "statusgen.yaml": "page: {name: Chirp}\nevry: 5m\n",
        "incidents/a.yaml": "title: x: y\n",
        "incidents/b.yaml": INCIDENT + "draft: maybe\n",
        "reports/c.jsonl": "nothing\n",
    }
    said = complaints(project(tmp_path, files))

    assert [line.split(":")[0] for line in said] == [
        "incidents/a.yaml",
        "incidents/b.yaml",
        "reports/c.jsonl",
        "statusgen.yaml",
    ]


def test_faults_of_the_text_and_of_the_values_in_one_file_are_told_at_once(tmp_path: Path):
    content = "title: !x Sign-in fails\nseverity: bad\nseverity: worse\ncause: a\ncause: b\n"

    said = complaints(project(tmp_path, {"incidents/a.yaml": content}))

    assert [line.split(":")[1] for line in said] == ["1", "2", "3", "5"]


def test_words_that_a_comment_ate_are_a_warning(tmp_path: Path):
    reading = load(project(tmp_path, {"incidents/a.yaml": INCIDENT.replace("fails", "fails #12 # really")}))

    assert [str(warning) for warning in reading.warnings] == [
        "incidents/a.yaml:1:8: what follows '#' is a comment, not part of the value "
        "(put the value in quotes, or a space after the #)"
    ]
    assert not reading.warnings[0].is_error


def test_a_usual_comment_is_no_warning(tmp_path: Path):
    assert (
        load(project(tmp_path, {"incidents/a.yaml": INCIDENT + "severity: minor  # for now\n"})).warnings
        == ()
    )


def test_files_in_deeper_folders_are_a_warning(tmp_path: Path):
    reading = load(project(tmp_path, {"incidents/2025/a.yaml": INCIDENT}))

    assert [str(warning) for warning in reading.warnings] == [
        "incidents/2025/a.yaml:1:1: folders inside incidents/ are not read (move the file to incidents/)"
    ]


def test_values_mean_what_their_key_says_and_nothing_yaml_guesses(tmp_path: Path):
    settings = """\
page: {name: no, description: 12:30:45, languages: [no, en]}
every: 1m30s
components:
  - {id: 0777, name: 1.10}
  - {id: on, name: "null"}
"""
    found = load(project(tmp_path, {"statusgen.yaml": settings})).project.settings

    assert (str(found.page.name), str(found.page.description)) == ("no", "12:30:45")
    assert found.page.languages == ("no", "en")
    assert found.every == timedelta(seconds=90)
    assert [(c.id, str(c.name)) for c in found.components] == [("0777", "1.10"), ("on", "null")]


def test_a_key_without_value_that_may_be_missing_is_missing(tmp_path: Path):
    incident = load(project(tmp_path, {"incidents/a.yaml": INCIDENT + "resolved_at:\ncause: ~\n"})).project

    assert incident.incidents[0].resolved_at is None
    assert incident.incidents[0].cause is None


def test_a_value_written_once_may_be_repeated_by_an_alias(tmp_path: Path):
    settings = """\
page: {name: Chirp}
components:
  - id: web
    name: Web
    check: {url: "https://a.example/", expect: &good {status: 200-204}}
  - id: api
    name: API
    check: {url: "https://b.example/", expect: *good}
"""
    found = load(project(tmp_path, {"statusgen.yaml": settings})).project.settings

    assert [c.all_checks[0].expect.status for c in found.components] == [((200, 204),)] * 2


def test_line_breaks_that_only_yaml_knows_are_text(tmp_path: Path):
    title = "a\u2028b\u2029c\x85d"
    content = INCIDENT.replace("Sign-in fails", title)

    found = load(project(tmp_path, {"incidents/a.yaml": content})).project

    assert str(found.incidents[0].title) == title


def test_text_in_several_languages_keeps_their_order(tmp_path: Path):
    content = INCIDENT.replace("Sign-in fails", "{ur: سائن, no: Feil, en: Fails}")

    title = load(project(tmp_path, {"incidents/a.yaml": content})).project.incidents[0].title

    assert title.versions == (("ur", "سائن"), ("no", "Feil"), ("en", "Fails"))


def test_what_is_whole_is_read_though_another_file_is_broken(tmp_path: Path):
    root = project(tmp_path, {"incidents/good.yaml": INCIDENT, "incidents/bad.yaml": "title: [\n"})

    found = survey(root)

    assert found.reading is not None
    assert [incident.id for incident in found.reading.project.incidents] == ["good"]
    assert [problem.where.file for problem in found.problems] == ["incidents/bad.yaml"]


def test_a_file_is_read_as_it_would_be(tmp_path: Path):
    root = project(tmp_path, {"incidents/old.yaml": INCIDENT})
    edited = {
        "incidents/old.yaml": INCIDENT.replace("Sign-in fails", "Sign-in fails again").encode(),
        "incidents/new.yaml": INCIDENT.encode(),
    }

    found = survey(root, edited)

    assert found.problems == ()
    assert found.reading is not None
    titles = {incident.id: str(incident.title) for incident in found.reading.project.incidents}
    assert titles == {"old": "Sign-in fails again", "new": "Sign-in fails"}
    assert not (root / "incidents/new.yaml").exists()
