"""What editors underline while a file is written, and that they leave good files alone."""

from pathlib import Path

import pytest

from statusgen.reading.load import load
from statusgen.writing.modelines import modelines
from tests.commands.make import quickly
from tests.editors import server
from tests.editors.server import Server

pytestmark = [pytest.mark.editor, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
HEAD = modelines("../schema/incident.schema.json")[0] + "\n"
SETTINGS_HEAD = modelines("schema/settings.schema.json")[0] + "\n"
BAD = """\
titel: Sign-in fails
kind: incident
started_at: 2025-03-10 09:45
detected_at: 2025-03-10
severity: bad
impact: {web: down, sign-inn: major_outage, mail: brokn}
draft: yes
updates:
  - at: 2025-03-10T09:45Z
    status: in_progress
    recovered: 60
    text: ""
  - text: We are looking.
related: one
starts_at: 2025-03-10T09:45Z
"""
SAID = [
    (2, 1, 'Missing property "title".'),
    (2, 1, "Property titel is not allowed."),
    (
        4,
        13,
        "the time has no zone (write 2025-03-10T09:45Z, or a zone's name: 2025-03-10 09:45 Europe/Berlin)",
    ),
    (5, 14, "the time has no time of day (write 2025-03-10T09:45Z)"),
    (6, 11, 'Value is not accepted. Valid values: "none", "minor", "major", "critical".'),
    (
        7,
        21,
        "unknown component or group (known: chirp, web, sign-in, mail; new ones in the settings: run statusgen schema)",
    ),
    (
        7,
        51,
        'Value is not accepted. Valid values: "operational", "unknown", "degraded_performance", "partial_outage", '
        '"major_outage".',
    ),
    (8, 8, "write true or false"),
    (
        11,
        13,
        'Value is not accepted. Valid values: "investigating", "identified", "monitoring", "resolved", "postmortem".',
    ),
    (12, 16, "not a share (write 60%)"),
    (13, 11, "is empty (write some text)"),
    (14, 5, 'Missing property "at".'),
    (15, 10, 'Incorrect type. Expected "array".'),
    (16, 1, "Property starts_at is not allowed."),
]
BAD_SETTINGS = """\
page: {name: [Chirp], url: status.chirp.example}
every: 5
vantages: {home: {network: house, asn: AS45595}}
components:
  - {id: Web, name: Web, check: chirp.example}
  - {id: mail, name: Mail, check: {url: 'https://mail.example/', slow_afer: 3s, attempts: 0}}
  - {id: api, name: API, checks: [], retired: soon}
"""
SAID_OF_SETTINGS = [
    (2, 14, "one text belongs here"),
    (2, 28, "not a web address of host and path (write https://status.example.com/)"),
    (3, 8, "not an interval (write 30s, 5m or 2h)"),
    (4, 28, 'Value is not accepted. Valid values: "datacenter", "eyeball", "ci".'),
    (4, 40, "not a whole number (write digits only)"),
    (6, 10, "not an id (write letters a-z, digits and hyphens, at most 64)"),
    (6, 33, "not an address to check (write https:// or another kind before the host)"),
    (7, 66, "Property slow_afer is not allowed."),
    (7, 91, "Value is below the minimum of 1."),
    (8, 34, "Array has too few items. Expected 1 or more."),
    (8, 47, "not a date (write 2025-03-10)"),
]


def told(editor: Server, name: str, text: str) -> list[tuple[int, int, str]]:
    """Line, column and words."""
    return [(one.line, one.column, one.message) for one in editor.complaints(name, text)]


def test_every_fault_is_underlined_where_it_stands(editor: Server):
    assert told(editor, "incidents/x.yaml", HEAD + BAD) == SAID


def test_faults_of_the_settings_are_underlined(editor: Server):
    assert told(editor, "statusgen.yaml", SETTINGS_HEAD + BAD_SETTINGS) == SAID_OF_SETTINGS


def test_a_maintenance_has_its_own_keys_and_words(editor: Server):
    text = "title: x\nkind: maintenance\nseverity: minor\nstarts_at: soon\nends_at: 2025-03-10T09:45Z\n"
    text += "impact: {web: major_outage}\n"

    assert told(editor, "incidents/x.yaml", HEAD + text) == [
        (4, 1, "Property severity is not allowed."),
        (5, 12, "not a time (write 2025-03-10T09:45Z)"),
        (7, 15, 'Value is not accepted. Valid values: "under_maintenance", "operational".'),
    ]


def test_a_file_without_any_time_is_told(editor: Server):
    assert told(editor, "incidents/x.yaml", f"{HEAD}title: x\n") == [
        (2, 1, "the incident has no time (write updates: or started_at:)")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "title: 12\nupdates:\n  - {at: 2025-03-10 09:45 Asia/Karachi, status: Watching, text: true}\n",
        "title: {en: Mail, ur: 1}\nimpact: {post: sick}\nstarted_at: 2025-03-10T09:45+05:00\ncause:\nseverity:\n",
        "title: x\nstarted_at: 2025-03-10T09:45Z\nscope: {countries: [NO, pk], networks: [45595]}\ndraft: true\n",
        "title: x\nkind: Maintenance\nstarts_at: 2025-03-10T09:45Z\nends_at: 2025-03-10T10:45Z\nimpact: {web: maintenance}\n",
    ],
)
def test_what_we_read_is_not_underlined(editor: Server, text, opened):
    path = opened / "incidents" / "read.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    load(opened)

    assert told(editor, "incidents/read.yaml", HEAD + text) == []


def test_the_demo_is_left_alone(tmp_path: Path):
    if why := server.missing():
        pytest.skip(why)
    (tmp_path / "statusgen.yaml").write_bytes((ROOT / "statusgen.yaml").read_bytes())
    assert quickly("-C", tmp_path, "schema").code == 0

    with server.running(tmp_path) as editor:
        settings = (ROOT / "statusgen.yaml").read_text(encoding="utf-8")
        assert told(editor, "statusgen.yaml", SETTINGS_HEAD + settings) == []
        for path in sorted((ROOT / "incidents").glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            assert told(editor, f"incidents/{path.name}", HEAD + text) == [], path.name
