"""The model becomes JSON Schemas of the files that people write, for editors and other checkers.

Draft-07: every editor reads it. yaml-language-server has read later drafts since 1.20 only, and nothing here
needs one. A `$ref` has no company but descriptions, since draft-07 ignores what stands beside it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from statusgen.model.forms import TOLD, Form, only, or_nothing, spelt, without, words
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.project import Settings
from statusgen.model.words import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    STATUS_ALIASES,
    UPDATE_STATUS_ALIASES,
    Kind,
    Status,
    UpdateStatus,
)
from statusgen.reading.entry_rules import COVERED
from statusgen.reading.schema_names import Names, impact, item
from statusgen.reading.schema_sharing import shared
from statusgen.reading.schema_snippets import FILES, update
from statusgen.reading.schema_types import DEFINITIONS, draw

DRAFT = "http://json-schema.org/draft-07/schema#"
MADE = "Made by `statusgen schema`; what is changed here by hand is lost."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What one kind of file may say beyond its type."""

    type: type[Any]
    kind: Kind
    statuses: tuple[UpdateStatus, ...]
    """Of its updates; none means that the key is not known."""
    impacts: Sequence[Status]
    """Of components."""
    times: tuple[str, ...] = ()
    """Keys of which one must be there, where the type requires none."""


_ENTRIES = (
    _Entry(
        type=Maintenance,
        kind=Kind.MAINTENANCE,
        statuses=MAINTENANCE_STATUSES,
        impacts=COVERED,
    ),
    _Entry(type=Announcement, kind=Kind.ANNOUNCEMENT, statuses=(), impacts=tuple(Status), times=("updates",)),
    _Entry(
        type=Incident,
        kind=Kind.INCIDENT,
        statuses=INCIDENT_STATUSES,
        impacts=tuple(status for status in Status if status is not Status.UNDER_MAINTENANCE),
        times=("updates", "started_at"),
    ),
)
"""The last is the one that a file without `kind` is."""
_BEGUN = (("Page", "languages"), ("Component", "checks"))
"""Lists of the settings that may be left out, but not be left empty."""


def document(schema: Form) -> str:
    """The text of a schema's file, in ASCII: a file and what a terminal prints are the same bytes."""
    return json.dumps(schema, indent=2) + "\n"


def settings_schema() -> Form:
    """Of `statusgen.yaml`."""
    drawn, definitions = draw(Settings)
    drawn["properties"]["vantages"] |= {"minProperties": 1}
    for mapping, key in _BEGUN:
        definitions[mapping]["properties"][key] |= {"minItems": 1}
    return shared({"$schema": DRAFT, "$comment": MADE, **drawn}, definitions)


def incident_schema(names: Names | None = None) -> Form:
    """Of the files of `incidents/`; with a project's names, these are offered and others complained of."""
    definitions: dict[str, Form] = {}
    for entry in _ENTRIES:
        definitions |= _definitions(entry, names)
    *others, last = _ENTRIES
    choice: Form = {"$ref": DEFINITIONS + last.type.__name__}
    for entry in reversed(others):
        choice = {"if": _is(entry.kind), "then": {"$ref": DEFINITIONS + entry.type.__name__}, "else": choice}
    schema: Form = {
        "$schema": DRAFT,
        "$comment": MADE,
        "title": "Entry",
        "description": "An incident, a maintenance or an announcement: a file of incidents/.",
        "type": "object",
        **choice,
    }
    return shared(schema, definitions)


def _is(kind: Kind) -> Form:
    written = {"type": "string", "pattern": rf"^\s*{spelt(kind)}\s*$"}
    return {"required": ["kind"], "properties": {"kind": written}}


def _definitions(entry: _Entry, names: Names | None) -> dict[str, Form]:
    own, others = draw(entry.type)
    update_ = others.pop("Update")
    name = entry.type.__name__
    for mapping in (own, update_):
        _refer(mapping["properties"], "impact", f"{name}Impact")
    if "impact" not in own["properties"]:
        # It is read in updates of every kind, and says nothing where the file itself has none.
        impact_ = update_["properties"]["impact"]
        update_["properties"]["impact"] = {
            "allOf": [without(TOLD, impact_)],
            **only(TOLD, impact_),
            "doNotSuggest": True,
        }
    own["properties"]["updates"] |= {
        "items": {"$ref": f"{DEFINITIONS}{name}Update"},
        **update(entry.statuses),
    }
    own["required"] = [key for key in own["required"] if key != "id"]  # the file's name, unless given
    if "Exclusion" in others:
        others["Exclusion"]["properties"]["components"]["items"] = item(names)
    return others | {
        name: own | _has_a_time(entry) | {"defaultSnippets": FILES[entry.kind]},
        f"{name}Update": _narrowed(update_, entry),
        f"{name}Impact": impact(names, f"{name}Status"),
        f"{name}Status": words(entry.impacts, STATUS_ALIASES),
    }


def _refer(properties: dict[str, Form], key: str, definition: str) -> None:
    if key in properties:
        properties[key] = only(TOLD, properties[key]) | {"$ref": DEFINITIONS + definition}


def _has_a_time(entry: _Entry) -> Form:
    if not entry.times:
        return {}
    keys = " or ".join(f"{key}:" for key in entry.times)
    says = f"the {entry.kind} has no time (write {keys})"
    return {"anyOf": [{"required": [key], "errorMessage": says} for key in entry.times]}


def _narrowed(update_: Form, entry: _Entry) -> Form:
    """An update with the words of its kind of file; a key for which there is none is not known."""
    properties = update_["properties"]
    if entry.statuses:
        status = or_nothing(words(entry.statuses, UPDATE_STATUS_ALIASES))
        properties["status"] = status | only(TOLD, properties["status"])
    else:
        del properties["status"]
    return update_
