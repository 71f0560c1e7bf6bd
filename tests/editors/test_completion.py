"""What editors offer while a file is written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.words import INCIDENT_STATUSES, MAINTENANCE_STATUSES, CheckKind, Status, UpdateStatus
from statusgen.reading.load import load
from statusgen.writing.modelines import modelines
from tests.editors.server import CURSOR, Server
from tests.editors.snippets import typed
from tests.reading.make import complaints, project

pytestmark = [pytest.mark.editor, pytest.mark.slow]
HEAD = "".join(f"{line}\n" for line in modelines("../schema/incident.schema.json"))
SETTINGS_HEAD = "".join(f"{line}\n" for line in modelines("schema/settings.schema.json"))
UPDATE_KEYS = {"at", "text", "recovered", "eta", "next_update_by", "id", "posted_at", "written_by"}
EVERY_FILE = {"id", "title", "kind", "updates", "related", "draft", "withdrawn", "postmortem"}
AN_UPDATE = "updates:\n  - at: 2025-03-10T09:45Z\n    "
WINDOW = "starts_at: 2025-03-10T09:45Z\nends_at: 2025-03-10T10:45Z\n"


def said(value: object) -> str:
    """A case's name: a set in one order, so that every process knows the case by it."""
    return repr(sorted(value) if isinstance(value, set | frozenset) else value)


def offers(editor: Server, text: str) -> set[str]:
    """The labels offered in a file of incidents/."""
    return set(editor.offers("incidents/x.yaml", HEAD + text))


def test_an_empty_file_may_become_anything(editor: Server):
    found = offers(editor, CURSOR)

    assert EVERY_FILE | {"impact", "severity", "started_at", "scope", "cause", "exclude"} <= found
    assert {"new incident", "new maintenance", "new announcement"} <= found
    assert not {"starts_at", "ends_at", "expires_at", "pin", "status", "at"} & found


@pytest.mark.parametrize(
    ("kind", "own", "others"),
    [
        ("incident", {"severity", "started_at", "scope"}, {"starts_at", "pin"}),
        ("maintenance", {"starts_at", "ends_at", "impact"}, {"severity", "started_at", "pin"}),
        ("announcement", {"expires_at", "pin"}, {"impact", "severity", "starts_at"}),
    ],
)
def test_keys_are_those_of_the_kind(editor: Server, kind, own, others):
    found = offers(editor, f"title: x\nkind: {kind}\n{CURSOR}")

    assert (EVERY_FILE - {"title", "kind"}) | own <= found
    assert not ({"title", "kind"} | others) & found


def test_a_key_is_offered_with_its_line_of_the_model(editor: Server):
    found = editor.offers("incidents/x.yaml", f"{HEAD}title: x\n{CURSOR}")

    assert found["started_at"].about.startswith("When it began; durations count from here.")
    assert "Left out: `incident`." in found["kind"].about


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind: ", {"incident", "maintenance", "announcement"}),
        ("severity: ", {"none", "minor", "major", "critical"}),
        ("draft: ", {"true", "false"}),
        ("impact:\n  ", {"chirp", "web", "sign-in", "mail"}),
        ("impact: {web: ", {*Status} - {"under_maintenance"}),
        ("impact:\n  web: ", {*Status} - {"under_maintenance"}),
        ("kind: maintenance\n" + WINDOW + "impact:\n  web: ", {"under_maintenance", "operational"}),
        (AN_UPDATE + "status: ", set(INCIDENT_STATUSES)),
        (AN_UPDATE + "impact:\n      ", {"chirp", "web", "sign-in", "mail"}),
        ("kind: maintenance\n" + WINDOW + AN_UPDATE + "status: ", set(MAINTENANCE_STATUSES)),
        (AN_UPDATE, {"status", "impact", *UPDATE_KEYS - {"at"}}),
        ("kind: announcement\n" + AN_UPDATE, UPDATE_KEYS - {"at"}),
        ("scope:\n  ", {"kind", "countries", "networks", "filtering", "source"}),
        ("related: [", set()),
    ],
    ids=said,
)
def test_the_words_of_a_place_are_offered_and_no_others(editor: Server, text, words):
    closed = "]" if text.endswith("[") else "}" if "{" in text else ""

    assert offers(editor, f"title: x\n{text}{CURSOR}{closed}\n") == words


def test_a_list_of_components_offers_them(editor: Server):
    assert {"chirp", "web", "sign-in", "mail"} <= offers(
        editor, f"title: x\nexclude:\n  - components: [{CURSOR}]"
    )


def test_nothing_is_offered_for_a_text(editor: Server):
    assert offers(editor, f"title: {CURSOR}\n") == set()
    assert offers(editor, f"{AN_UPDATE}text: {CURSOR}\n") == set()


def test_now_comes_first_among_the_times(editor: Server):
    found = editor.offers("incidents/x.yaml", f"{HEAD}title: x\nupdates:\n  - at: {CURSOR}\n")

    assert min(found.values(), key=lambda item: item.sort).label == "now"
    assert "2025-03-10T09:45Z" in found


def test_a_components_name_stands_beside_its_id(editor: Server):
    found = editor.offers("incidents/x.yaml", f"{HEAD}title: x\nimpact:\n  {CURSOR}\n")

    assert found["sign-in"].about == "Sign-in"
    assert found["chirp"].about == "Chirp, all of it"
    assert "post" not in found, "an old id is read, not offered"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", {"page", "every", "vantages", "controls", "groups", "components"}),
        ("page:\n  ", {"name", "url", "timezones", "languages", "contact"}),
        ("components:\n  - ", {"id", "name", "description", "check", "checks", "was"}),
        ("components:\n  - id: a\n    check:\n      ", {"url", "expect", "headers", "down_after"}),
        ("components:\n  - id: a\n    check: ", {"https://example.com/"}),
        ("components:\n  - id: a\n    checks:\n      - ", {"url", "expect", "https://example.com/"}),
        ("vantages:\n  home: {network: ", {"datacenter", "eyeball", "ci"}),
        ("every: ", {"5m"}),
    ],
    ids=said,
)
def test_settings_are_completed(editor: Server, text, words):
    closed = "}" if "{" in text else ""

    assert words <= set(editor.offers("statusgen.yaml", f"{SETTINGS_HEAD}{text}{CURSOR}{closed}"))


def test_either_comment_finds_the_schema(editor: Server):
    for line in HEAD.splitlines():
        assert "severity" in editor.offers("incidents/x.yaml", f"{line}\n{CURSOR}")


@pytest.mark.parametrize(
    ("label", "stops", "kind"),
    [
        ("new incident", {1: "It fails: why?", 2: "web", 4: "We see: #1 and more."}, Incident),
        (
            "new maintenance",
            {1: "Moving", 2: "web", 3: "2026-10-13T01:00Z", 4: "2026-10-13T02:00Z"},
            Maintenance,
        ),
        ("new announcement", {1: "We have moved", 2: "Come and see."}, Announcement),
    ],
)
def test_a_completion_writes_a_whole_file(editor: Server, tmp_path: Path, label, stops, kind):
    begun = HEAD + CURSOR
    text = typed(begun, editor.offers("incidents/x.yaml", begun)[label], stops)

    assert editor.complaints("incidents/x.yaml", text) == []
    reading = load(project(tmp_path, {"incidents/x.yaml": text}))
    found = (*reading.project.incidents, *reading.project.maintenances, *reading.project.announcements)
    assert [type(entry) for entry in found] == [kind]
    assert str(found[0].title) == stops[1]


def test_a_file_that_was_not_filled_in_is_refused(editor: Server, tmp_path: Path):
    begun = HEAD + CURSOR
    for label, item in editor.offers("incidents/x.yaml", begun).items():
        if label.startswith("new "):
            text = typed(begun, item, {}, variables={})
            assert editor.complaints("incidents/x.yaml", text), label
            assert complaints(project(tmp_path, {"incidents/x.yaml": text})), label


@pytest.mark.parametrize(
    "begun",
    [
        "updates:\n  - ¦",
        "updates:\n  ¦",
        "updates:\n¦\n",
        "updates:\n- ¦\n",
        "updates:\n  - at: 2025-03-10T09:45Z\n    text: We are looking.\n  ¦\n",
        "updates:\n  - at: 2025-03-10T09:45Z\n    text: We are looking.\n  - ¦\n",
        "updates:\n    - at: 2025-03-10T09:45Z\n      text: We are looking.\n    - ¦\n",
    ],
    ids=repr,
)
def test_a_completion_writes_a_whole_update(editor: Server, tmp_path: Path, begun):
    begun = f"{HEAD}title: x\n{begun}"
    item = editor.offers("incidents/x.yaml", begun)["new update"]
    text = typed(begun, item, {1: "monitoring", 2: "It works: we watch."})

    assert editor.complaints("incidents/x.yaml", text) == []
    (incident,) = load(project(tmp_path, {"incidents/x.yaml": text})).project.incidents
    update = incident.updates[-1]
    assert update.at == datetime(2026, 10, 11, 22, 7, tzinfo=UTC)
    assert (update.status, str(update.text).strip()) == (UpdateStatus.MONITORING, "It works: we watch.")


def test_within_an_update_no_second_one_is_offered(editor: Server):
    assert "new update" not in offers(editor, AN_UPDATE + CURSOR)


def test_every_kind_of_check_is_taken(editor: Server):
    rows = "".join(
        f"  - {{id: c-{kind.replace('+', '-')}, name: C, check: '{kind}://example.com:1'}}\n"
        for kind in CheckKind
    )

    assert editor.complaints("statusgen.yaml", f"{SETTINGS_HEAD}page: {{name: x}}\ncomponents:\n{rows}") == []
