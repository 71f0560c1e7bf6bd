"""Incidents that the monitor writes: when it begins one, what it adds, when it ends it, and whose word counts."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.commands.drafting import keep_up
from statusgen.commands.keeping import files_of
from statusgen.commands.pipeline import snapshot_of
from statusgen.model.errors import LockedError, StatusgenError
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.incidents import Incident
from statusgen.model.project import Drafting
from statusgen.model.words import Author, Layer, Outcome, Status, UpdateStatus
from statusgen.reading.load import load
from statusgen.recording.journal import append
from statusgen.writing.seals import is_sealed
from tests.commands.make import START, World, quickly

OK = ProbeResult(Outcome.OK, 120)
BAD = ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status")
SETTINGS = """\
page: {name: Chirp}
every: 1m
auto_incidents: 10m
components:
  - {id: web, name: Web, check: "https://chirp.example/"}
  - {id: api, name: API, check: "https://api.chirp.example/"}
"""
PLACES = "vantages: {de: {city: Berlin, country: DE}, fr: {city: Paris, country: FR}, jp: {city: Tokyo, country: JP}}\n"
BEGUN = """\
title: Web is down
draft: true
impact: {web: major_outage}
started_at: 2025-03-10T09:50:00Z
written_by: monitor
updates:
  - at: 2025-03-10T10:00:00Z
    status: investigating
    text: |
      Our monitoring sees:

      - Web: major outage, from the one place we measure: it answers with an error status

      The monitor wrote this. No person has looked at it yet.
    written_by: monitor
"""


class Watch:
    """A monitor that looks once a minute, made anew each time: whatever it knows stands in files."""

    def __init__(self, root: Path, settings: str = SETTINGS) -> None:
        self.root, self.minute, self.said = root, 0, list[str]()
        (root / "statusgen.yaml").write_text(settings)
        (root / "incidents").mkdir()

    def pass_by(
        self, minutes: int, *, down: str = "", places: Mapping[str, str] | None = None
    ) -> list[tuple[int, str]]:
        """Minutes in which these components are down, everywhere or by place: when what was written."""
        written = []
        for _ in range(minutes):
            for vantage in load(self.root).project.settings.vantages:
                bad = (places.get(vantage, "") if places else down).split()
                results = {name: BAD if name in bad else OK for name in ("web", "api")}
                at = START + timedelta(minutes=self.minute)
                append(files_of(self.root), Round(at=at, vantage=vantage, results=results))
            written += [(self.minute, file) for file in self.look()]
            self.minute += 1
        return written

    def look(self) -> tuple[str, ...]:
        world = World()
        world.passed = 60 * self.minute
        session = world.session(self.root, self.said.append)
        reading = load(self.root)
        drafting = reading.project.settings.auto_incidents
        assert drafting
        return keep_up(session, reading, snapshot_of(session, reading.project, session.now()), drafting)

    @property
    def files(self) -> list[Path]:
        return sorted((self.root / "incidents").iterdir())

    @property
    def incident(self) -> Incident:
        """The only one there is."""
        return self.incidents[0] if len(self.incidents) == 1 else pytest.fail(f"{self.files}")

    @property
    def incidents(self) -> list[Incident]:
        reading = load(self.root)
        return [e for e in (*reading.project.incidents, *reading.drafts) if isinstance(e, Incident)]

    def lines(self) -> list[tuple[int, str | None, list[str]]]:
        """Minute, status and facts of each update."""
        return [
            (
                (update.at - START) // timedelta(minutes=1),
                update.status and update.status.value,
                [line[2:] for line in str(update.text).splitlines() if line.startswith("- ")],
            )
            for update in self.incident.updates
        ]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    watch = Watch(tmp_path)
    watch.pass_by(5)
    return watch


def begun(watch: Watch) -> Path:
    """The file, once the monitor has begun it."""
    watch.pass_by(11, down="web")
    (file,) = watch.files
    return file


def test_a_component_that_is_down_long_enough_gets_a_draft_and_not_a_minute_before(watch):
    before = watch.pass_by(10, down="web")
    after = watch.pass_by(1, down="web")

    assert before == []
    assert after == [(15, "incidents/2025-03-10-web-is-down.yaml")]
    text = watch.files[0].read_text()
    assert re.sub(r"^#.*\n", "", text, flags=re.MULTILINE) == BEGUN
    assert is_sealed(text.encode())
    assert "a draft" in watch.said[-1]


def test_a_draft_publishes_nothing_and_is_not_written_again(watch):
    file = begun(watch)
    text = file.read_bytes()

    assert watch.pass_by(60, down="web") == []
    assert file.read_bytes() == text
    assert load(watch.root).project.incidents == ()


def test_where_the_settings_say_so_it_is_public_at_once(tmp_path):
    watch = Watch(tmp_path, SETTINGS.replace("10m", "{after: 3m, publish: true}"))
    watch.pass_by(3)
    watch.pass_by(4, down="web")

    assert load(tmp_path).project.incidents == (watch.incident,)


def test_what_was_down_for_a_moment_is_left_alone(watch):
    assert watch.pass_by(9, down="web") == []
    assert watch.pass_by(60) == []


def test_recovery_is_told_and_after_as_long_again_it_is_over(watch):
    begun(watch)
    watch.pass_by(14, down="web")
    watch.pass_by(40)

    assert watch.lines()[1:] == [
        (31, "monitoring", ["Web: works again, from the one place we measure"]),
        (40, "resolved", ["Web: works again, from the one place we measure"]),
    ]
    assert watch.incident.updates[1].impact == {"web": Status.OPERATIONAL}
    assert watch.incident.ended_at(START + timedelta(days=1)) == START + timedelta(minutes=40)
    assert {update.written_by for update in watch.incident.updates} == {Author.MONITOR}


def test_components_that_fail_together_share_one_incident(watch):
    watch.pass_by(5, down="web")
    watch.pass_by(20, down="web api")

    assert watch.incident.impact == {"web": Status.MAJOR_OUTAGE, "api": Status.MAJOR_OUTAGE}
    assert str(watch.incident.title) == "Web and API are down"


def test_one_that_follows_joins(watch):
    begun(watch)
    watch.pass_by(12, down="web api")

    (update,) = watch.incident.updates[1:]
    assert update.impact == {"api": Status.MAJOR_OUTAGE}
    assert [line for *_, lines in watch.lines()[1:] for line in lines] == [
        "API: major outage, from the one place we measure: it answers with an error status"
    ]


def test_one_that_fails_long_after_has_an_incident_of_its_own(watch):
    begun(watch)
    watch.pass_by(60, down="web")
    watch.pass_by(12, down="web api")

    assert [set(one.impact) for one in watch.incidents] == [{"api"}, {"web"}]


def test_a_scope_that_grows_and_shrinks_is_told_each_time_and_only_then(tmp_path):
    watch = Watch(tmp_path, PLACES + SETTINGS)
    watch.pass_by(5)
    watch.pass_by(20, places={"de": "web"})
    watch.pass_by(20, places={"de": "web", "fr": "web"})
    watch.pass_by(20, down="web")
    watch.pass_by(20, places={"jp": "web"})
    watch.pass_by(40)

    told = [(status, lines) for _, status, lines in watch.lines()]
    assert told == [
        (
            "investigating",
            ["Web: partial outage, from Berlin; not from Paris and Tokyo: it answers with an error status"],
        ),
        (None, ["Web: major outage, from Berlin and Paris; not from Tokyo: it answers with an error status"]),
        (None, ["Web: major outage, from all 3 places we measure: it answers with an error status"]),
        (
            None,
            ["Web: partial outage, from Tokyo; not from Berlin and Paris: it answers with an error status"],
        ),
        ("monitoring", ["Web: works again, from all 3 places we measure"]),
        ("resolved", ["Web: works again, from all 3 places we measure"]),
    ]
    assert str(watch.incident.title) == "Web is failing in part"


def test_flapping_makes_one_incident_and_few_words(watch):
    for _ in range(20):
        watch.pass_by(12, down="web")
        watch.pass_by(12)

    words = watch.incident.updates
    assert len(words) <= 2 * 20 + 1
    assert [word.status for word in words].count(UpdateStatus.RESOLVED) == 1
    watch.pass_by(60)
    assert watch.incident.status_at(START + timedelta(days=1)) is UpdateStatus.RESOLVED


def test_short_flapping_makes_none(watch):
    for _ in range(30):
        watch.pass_by(6, down="web")
        watch.pass_by(6)

    assert watch.files == []


def test_what_comes_back_within_the_hour_is_the_same_incident(watch):
    begun(watch)
    watch.pass_by(50)
    assert watch.incident.ended_at(START + timedelta(days=1))
    watch.pass_by(15, down="web")

    assert watch.incident.status_at(START + timedelta(days=1)) is UpdateStatus.INVESTIGATING
    assert watch.incident.ended_at(START + timedelta(days=1)) is None


def test_what_comes_back_later_is_another_one(watch):
    begun(watch)
    watch.pass_by(100)
    watch.pass_by(15, down="web")

    assert [path.name for path in watch.files] == [
        "2025-03-10-web-is-down-2.yaml",
        "2025-03-10-web-is-down.yaml",
    ]


PERSON = """\
title: We are on it
impact: {web: degraded_performance}
updates:
  - {at: 2025-03-10T09:52:00Z, status: investigating, text: Looking.}
"""


@pytest.mark.parametrize(
    "text",
    [
        PERSON,
        "draft: true\n" + PERSON,
        PERSON.replace("{web: degraded_performance}", "{api: major_outage}")
        + "  - {at: 2025-03-10T09:53:00Z, impact: {web: major_outage}}\n",
        PERSON + "  - {at: 2025-03-10T09:58:00Z, status: resolved, text: It works for me.}\n",
        PERSON + "withdrawn: Not so\n",
    ],
    ids=["open", "draft", "named-later", "resolved-too-early", "withdrawn"],
)
def test_where_a_person_has_written_of_the_outage_the_monitor_is_silent(watch, text):
    mine = watch.root / "incidents/mine.yaml"
    mine.write_text(text)

    assert watch.pass_by(60, down="web") == []
    assert mine.read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        PERSON.replace("web:", "api:"),
        PERSON + "  - {at: 2025-03-10T09:46:00Z, status: resolved, text: Over.}\n",
        PERSON.replace("09:52", "11:52"),
    ],
    ids=["another-component", "over-before", "to-come"],
)
def test_what_a_person_wrote_of_something_else_does_not_silence_it(watch, text):
    (watch.root / "incidents/mine.yaml").write_text(
        text.replace("09:52:00Z, status: inv", "09:45:00Z, status: inv")
    )

    assert len(watch.pass_by(30, down="web")) == 1


def test_work_in_its_window_is_no_outage(watch):
    (watch.root / "incidents/work.yaml").write_text(
        "kind: maintenance\ntitle: Work\nimpact: {web: under_maintenance}\n"
        "starts_at: 2025-03-10T09:46Z\nends_at: 2025-03-10T12:00Z\n"
    )

    assert watch.pass_by(60, down="web") == []


def test_only_the_components_that_the_settings_name_are_written_about(tmp_path):
    watch = Watch(tmp_path, SETTINGS.replace("10m", "{components: [api]}"))

    assert watch.pass_by(30, down="web") == []
    assert len(watch.pass_by(30, down="web api")) == 1
    assert set(watch.incident.impact) == {"api"}


EDITS = {
    "a title": ("title: Web is down", "title: Timelines do not load   # said Ann"),
    "another text": ("No person has looked at it yet.", "Ann looks at it."),
    "an update": (
        "updates:\n",
        "updates:\n  - {at: 2025-03-10T10:00:30Z, text: Ann has found it.}\n",
    ),
    "a comment": ("title:", "# Ann was here\ntitle:"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_a_person_wrote_there_stays_byte_for_byte_and_the_end_is_theirs(watch, edit):
    file = begun(watch)
    old, new = EDITS[edit]
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    edited = file.read_text()

    watch.pass_by(20, down="web")
    watch.pass_by(60)

    now = file.read_text()
    kept = [line for line in now.splitlines() if line in set(edited.splitlines())]
    assert [line for line in edited.splitlines() if line not in kept] == []
    assert now.startswith(edited.rstrip("\n")) or edit == "an update"
    assert watch.incident.ended_at(START + timedelta(days=1)) is None
    added = watch.incident.updates[-1]
    assert (added.written_by, added.status, added.impact) == (Author.MONITOR, None, {})
    assert "works again" in str(added.text)


def test_to_publish_a_draft_is_not_to_take_it_over(watch):
    file = begun(watch)
    file.write_text(file.read_text().replace("draft: true\n", ""))
    watch.pass_by(30)

    assert watch.incident.status_at(START + timedelta(days=1)) is UpdateStatus.RESOLVED


def test_a_checkout_with_other_line_ends_changes_nothing(watch):
    file = begun(watch)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    watch.pass_by(30)

    assert watch.incident.status_at(START + timedelta(days=1)) is UpdateStatus.RESOLVED
    assert b"\r\n" in file.read_bytes()
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_without_its_mark_a_file_is_left_alone_for_good(watch):
    file = begun(watch)
    file.write_text(file.read_text().replace("\nwritten_by: monitor\n", "\n", 1))
    text = file.read_text()

    assert watch.pass_by(30, down="web api") == [] or len(watch.files) == 2
    watch.pass_by(60)
    assert file.read_text() == text


def test_a_file_that_is_deleted_is_not_answered_with_a_new_one(watch):
    begun(watch).unlink()

    assert watch.pass_by(90, down="web") == []
    watch.pass_by(20)
    assert watch.pass_by(30, down="web") == []  # the same trouble, back within the hour
    watch.pass_by(90)
    assert len(watch.pass_by(15, down="web")) == 1


def test_a_component_that_a_person_took_out_does_not_come_back(watch):
    watch.pass_by(11, down="web api")
    (file,) = watch.files
    file.write_text(file.read_text().replace("api: major_outage", "").replace(", }", "}"))
    text = file.read_text()

    assert watch.pass_by(60, down="web api") == []
    assert file.read_text() == text


def test_what_is_not_known_is_not_told(watch):
    file = begun(watch)
    text = file.read_bytes()
    watch.minute += 30

    assert watch.look() == ()
    assert file.read_bytes() == text


@pytest.mark.parametrize("lost", ["nothing", "its notes", "damaged notes"])
def test_whenever_it_was_killed_the_next_one_goes_on(tmp_path, lost):
    """Between any two steps: after each beat all but the files is gone anyway, and here its notes too."""
    watch = Watch(tmp_path)
    story = [(5, ""), (20, "web"), (20, "web api"), (40, "")]
    for minutes, down in story:
        for _ in range(minutes):
            watch.pass_by(1, down=down)
            notes = tmp_path / ".statusgen/drafted.json"
            if lost == "its notes":
                notes.unlink(missing_ok=True)
            elif lost == "damaged notes" and notes.exists():
                notes.write_text('{"x": [')

    assert [status for _, status, _ in watch.lines()] == ["investigating", None, "monitoring", "resolved"]


def test_killed_before_it_could_note_the_file_it_notes_it_at_the_next_look(watch):
    file = begun(watch)
    (watch.root / ".statusgen/drafted.json").unlink()
    watch.pass_by(1, down="web")
    file.unlink()

    assert watch.pass_by(30, down="web") == []


def test_a_disk_that_refuses_is_told_and_the_next_look_writes_it(watch, monkeypatch):
    watch.pass_by(10, down="web")
    folder = watch.root / "incidents"
    folder.rmdir()
    folder.write_text("no folder")
    with pytest.raises(StatusgenError):
        watch.pass_by(1, down="web")
    folder.unlink()
    folder.mkdir()
    watch.minute += 1

    assert len(watch.pass_by(1, down="web")) == 1


def test_what_a_person_changes_at_the_same_moment_is_not_written_over_and_hinders_no_other_file(watch):
    first = begun(watch)
    watch.pass_by(60, down="web")
    watch.pass_by(12, down="web api")
    (second,) = (path for path in watch.files if path != first)
    for _ in range(6):
        watch.pass_by(1, down="web api")
    watch.look = lambda: ()  # type: ignore[method-assign]
    watch.pass_by(3)
    world = World()
    world.passed = 60 * watch.minute
    session = world.session(watch.root)
    reading = load(watch.root)
    snapshot = snapshot_of(session, reading.project, session.now())
    first.write_text(first.read_text().replace("\nwritten_by: monitor\n", "\n", 1))
    mine, theirs = first.read_bytes(), second.read_bytes()

    with pytest.raises(LockedError, match="has changed meanwhile"):
        keep_up(session, reading, snapshot, Drafting(after=timedelta(minutes=1)))

    assert first.read_bytes() == mine
    assert len(second.read_bytes()) > len(theirs)


def test_the_page_says_who_wrote(watch):
    file = begun(watch)
    file.write_text(file.read_text().replace("draft: true\n", ""))
    ran = quickly("-C", watch.root, "build", "--now", "2025-03-10T10:05Z")

    assert ran.code == 0, ran.err
    page = (watch.root / "site/incidents" / file.stem / "index.html").read_text()
    assert page.count("written by the monitor") == 1
    (told,) = json.loads((watch.root / "site/status.json").read_text())["incidents"][0]["updates"]
    assert told["written_by"] == "monitor"
