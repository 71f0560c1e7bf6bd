"""The schemas take what is read and complain of what is not, as far as a schema can tell."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.words import INCIDENT_STATUSES, MAINTENANCE_STATUSES, STATUS_ALIASES
from statusgen.reading.schema import DRAFT, document, incident_schema, settings_schema
from statusgen.reading.schema_files import SCHEMAS, schema_text
from statusgen.reading.schema_names import Names
from tests.docs.settings import CHECKS, ENTRIES, SETTINGS
from tests.reading import make, packit
from tests.reading.bad.regenerate import CASES
from tests.reading.editor_view import complaints, schema_of, seen

ROOT = Path(__file__).resolve().parents[2]
NAMES = Names(shown={"chirp": "Chirp", "web": "Web", "404": "Not found"}, old=("post",))
GENERAL = incident_schema()
OURS = incident_schema(NAMES)
UNSEEN = {
    "settings-tries-an-unknown-component": "a component that there is not",
    "settings-targets-that-lack": "which keys go together",
    "settings-heartbeats-and-commands": "what a check says against the rest of the settings",
    "Name With Spaces": "a file's name",
    "announced-after-first-update": "the order of times",
    "announced-before-detected": "the order of times",
    "announced-before-start": "the order of times",
    "announcement-with-impact": "keys that announcements share with incidents",
    "clock-never": "a local time that never was",
    "clock-twice": "a local time that was twice",
    "control-escape": "characters that cannot be shown",
    "directive": "what stands before the document",
    "duplicate-component": "equal keys",
    "duplicate-key": "equal keys",
    "end-before-start": "the order of times",
    "equal-times": "equal times",
    "eta-in-the-past": "the order of times",
    "impossible-date": "the calendar",
    "maintenance-ends-first": "the order of times",
    "pictures": "which files there are",
    "postmortem-missing": "which files there are",
    "postmortem-outside": "where a path leads",
    "repeat-all-excepted": "the days of a rule",
    "repeat-bad-day": "the parts of a rule",
    "repeat-dtstart": "the parts of a rule",
    "repeat-missing": "which key goes with which",
    "repeat-never": "the days of a rule",
    "repeat-no-such-exception": "the days of a rule",
    "repeat-numbered-day": "the parts of a rule",
    "repeat-overlaps": "the days of a rule",
    "repeat-overlaps-in-spring": "the days of a rule",
    "repeat-part-of-another": "the parts of a rule",
    "repeat-part-twice": "the parts of a rule",
    "repeat-position-of-nothing": "the parts of a rule",
    "repeat-starts-elsewhere": "the days of a rule",
    "repeat-two-ends": "the parts of a rule",
    "repeat-until-before-start": "the days of a rule",
    "repeat-until-no-day": "the calendar",
    "resolved-before-first-update": "the order of times",
    "same-component-twice": "an old and a new id of one component",
    "settings-duplicate-key": "equal keys",
    "settings-family-of-an-address": "what keys of a check say against each other",
    "settings-heartbeat-auth": "what keys of a check say against each other",
    "settings-ids-twice": "equal ids",
    "settings-same-check-twice": "equal checks",
    "settings-steps": "what keys of a check say against each other",
    "settings-unknown-dependency": "ids that the file itself defines",
    "surrogate-escape": "characters that cannot be shown",
    "tag": "YAML's tags",
    "unknown-zone": "names of zones, which grow",
    "update-before-start": "the order of times",
}
"""What no schema can tell, though `statusgen lint` does."""
BAD = [case for case in CASES if case.suffix == ".yaml"]


@pytest.mark.parametrize("schema", [settings_schema(), GENERAL, OURS], ids=["settings", "general", "ours"])
def test_a_schema_is_one(schema):
    assert schema["$schema"] == DRAFT
    Draft7Validator.check_schema(schema)
    for reference in _references(schema):
        assert reference.removeprefix("#/definitions/") in schema["definitions"]


@pytest.mark.parametrize("file", ["statusgen.yaml", *sorted(p.name for p in (ROOT / "incidents").iterdir())])
def test_the_demo_is_fine(file):
    path = ROOT / file if file == "statusgen.yaml" else ROOT / "incidents" / file

    assert complaints(schema_of(ROOT, file), seen(path.read_text(encoding="utf-8"))) == []


def test_the_small_project_is_fine(tmp_path):
    make.project(tmp_path)

    assert complaints(settings_schema(), seen(make.SETTINGS)) == []
    assert complaints(schema_of(tmp_path, "x.yaml"), seen(make.INCIDENT)) == []


@pytest.mark.samples
@pytest.mark.skipif(
    not packit.SAMPLES.exists(), reason="the samples of other tools are not beside the project"
)
def test_real_incidents_are_fine(tmp_path):
    packit.write_project(tmp_path)
    files = sorted(tmp_path.rglob("*.yaml"))

    assert len(files) > 10
    for path in files:
        assert complaints(schema_of(tmp_path, path.name), seen(path.read_text(encoding="utf-8"))) == [], path


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_a_bad_file_is_complained_of_where_a_schema_can_tell(case, tmp_path):
    make.project(tmp_path)
    try:
        data = seen(case.read_text(encoding="utf-8"))
    except yaml.YAMLError:  # no reader of YAML takes it, so editors complain
        assert case.stem not in UNSEEN
        return
    is_settings = case.stem.startswith("settings-")
    schema = schema_of(tmp_path, "statusgen.yaml" if is_settings else case.name)

    assert bool(complaints(schema, data)) == (case.stem not in UNSEEN)


def test_what_a_schema_cannot_tell_is_among_the_bad_files():
    assert UNSEEN.keys() <= {case.stem for case in BAD}


@pytest.mark.parametrize("kind", [*SETTINGS, *CHECKS, *ENTRIES[1:]], ids=lambda kind: kind.__name__)
def test_every_key_is_explained_in_editors(kind):
    for drawn in _mappings(kind.__name__):
        for name, key in drawn["properties"].items():
            assert key.get("description"), name
            assert key.get("markdownDescription"), name
            assert "`" not in key["description"], name


def test_what_holds_for_a_key_that_is_left_out_is_told_and_not_written():
    (check,) = _mappings("Check")

    assert check["properties"]["timeout"]["markdownDescription"].startswith(
        "The one deadline for the whole check"
    )
    assert "Left out: `10s`." in check["properties"]["timeout"]["markdownDescription"]
    assert '"default"' not in document(settings_schema()) + document(GENERAL)


@pytest.mark.parametrize(
    ("kind", "key", "is_known"),
    [
        (None, "severity", True),
        (None, "starts_at", False),
        (None, "pin", False),
        ("maintenance", "starts_at", True),
        ("Maintenance", "ends_at", True),
        ("maintenance", "severity", False),
        ("announcement", "expires_at", True),
        ("announcement", "impact", False),
    ],
)
def test_keys_are_those_of_the_kind(kind, key, is_known):
    values = {"severity": "minor", "impact": {"web": "down"}, "pin": True}
    file = {"title": "x", key: values.get(key, "2025-03-10T09:45Z")} | ({"kind": kind} if kind else {})
    says = [one for one in complaints(OURS, file) if "Additional properties" in one]

    assert bool(says) != is_known


@pytest.mark.parametrize(
    ("kind", "words"),
    [("incident", INCIDENT_STATUSES), ("maintenance", MAINTENANCE_STATUSES), ("announcement", ())],
)
def test_updates_have_the_words_of_their_kind(kind, words):
    window = (
        {"starts_at": "2025-03-10T09:45Z", "ends_at": "2025-03-10T10:45Z"} if kind == "maintenance" else {}
    )
    for word in (*INCIDENT_STATUSES, *MAINTENANCE_STATUSES):
        updates = [{"at": "2025-03-10T09:45Z", "status": word.value}]
        file = {"title": "x", "kind": kind, "updates": updates, **window}
        assert (complaints(OURS, file) == []) == (word in words), word


@pytest.mark.parametrize("name", ["web", "chirp", "post", "404"])
@pytest.mark.parametrize("status", ["major_outage", "down", "Degraded Performance"])
def test_a_components_status_may_be_said_in_every_way_that_is_read(name, status):
    file = {"title": "x", "started_at": "2025-03-10T09:45Z", "impact": {name: status}}

    assert complaints(OURS, file) == []
    assert complaints(GENERAL, file) == []


def test_what_breaks_beyond_the_plan_is_an_incident():
    window = {"starts_at": "2025-03-10T09:45Z", "ends_at": "2025-03-10T10:45Z"}
    work = {"title": "x", "kind": "maintenance", **window}

    assert complaints(OURS, {**work, "impact": {"web": "under_maintenance"}}) == []
    assert complaints(OURS, {**work, "impact": {"web": "major_outage"}})
    assert complaints(
        OURS, {"title": "x", "started_at": "2025-03-10T09:45Z", "impact": {"web": "maintenance"}}
    )


def test_an_unknown_component_is_told_with_those_that_are_known():
    file = {"title": "x", "started_at": "2025-03-10T09:45Z", "impact": {"wbe": "down"}}
    (error,) = Draft7Validator(OURS).iter_errors(file)

    assert error.schema["errorMessage"] == (
        "unknown component or group (known: chirp, web, 404; new ones in the settings: run statusgen schema)"
    )
    assert complaints(GENERAL, file) == []


@pytest.mark.parametrize(("name", "is_known"), [("web", True), ("post", True), (404, True), ("wbe", False)])
def test_an_exclusion_names_components_too(name, is_known):
    times = {"starts_at": "2025-03-10T09:45Z", "ends_at": "2025-03-10T10:45Z"}
    exclude = [{**times, "reason": "moved", "components": [name]}]
    file = {"title": "x", "started_at": "2025-03-10T09:45Z", "exclude": exclude}

    assert (complaints(OURS, file) == []) == is_known


def test_many_components_are_offered_and_not_all_told():
    names = Names(shown={f"c-{number}": "C" for number in range(200)})
    schema = incident_schema(names)
    pairs = schema["definitions"]["IncidentImpact"]["allOf"][0]

    assert len(pairs["properties"]) == 200
    assert "known:" not in pairs["errorMessage"]
    assert len(document(schema)) < 200_000


def test_old_ids_are_taken_and_not_offered():
    pairs = OURS["definitions"]["IncidentImpact"]["allOf"][0]["properties"]

    assert pairs["post"]["doNotSuggest"] is True
    assert pairs["web"]["description"] == "Web"


def test_other_tools_words_are_not_offered():
    offered, taken = OURS["definitions"]["IncidentStatus"]["anyOf"]

    assert not STATUS_ALIASES.keys() & set(offered["enum"])
    assert re.search(taken["pattern"], "down")


@pytest.mark.parametrize("which", SCHEMAS)
def test_the_published_copy_is_what_would_be_written(which):
    path = ROOT / "docs" / SCHEMAS[which][0]

    assert path.read_text(encoding="utf-8") == schema_text(which, None), "run: make docs"


def test_the_text_of_a_schema_is_ascii_and_ends_its_last_line():
    text = schema_text("incident", Names(shown={"web": "ویب — \N{ROCKET}"}))

    assert text.isascii()
    assert text.endswith("}\n")
    assert "ویب" in json.dumps(json.loads(text), ensure_ascii=False)


def _mappings(name: str) -> list[Any]:
    """Every definition of a type of the model."""
    if name == "Settings":
        return [settings_schema()]
    known = {**settings_schema()["definitions"], **OURS["definitions"]}
    if name == "Update":
        return [known[f"{kind.__name__}Update"] for kind in (Incident, Maintenance, Announcement)]
    return [known[name]]


def _nodes(node: Any) -> list[Any]:
    if isinstance(node, list):
        return [one for child in node for one in _nodes(child)]
    return (
        [node, *(one for child in node.values() for one in _nodes(child))] if isinstance(node, dict) else []
    )


def _references(schema: Any) -> list[str]:
    return [node["$ref"] for node in _nodes(schema) if isinstance(node.get("$ref"), str)]
