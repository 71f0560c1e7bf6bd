"""Forms that a schema repeats become definitions that it names: a change of one is one change of the file."""

import json
from collections.abc import Mapping
from typing import Any

from statusgen.model import scalar_forms
from statusgen.model.forms import TOLD, Form, only, without
from statusgen.reading.schema_types import DEFINITIONS

SHARED = {
    "Id": scalar_forms.ID,
    "Line": scalar_forms.LINE,
    "Texts": scalar_forms.WORDS,
    "Moment": scalar_forms.MOMENT,
    "Duration": scalar_forms.DURATION,
    "Interval": scalar_forms.INTERVAL,
    "Target": scalar_forms.TARGET,
}
"""What most files would hold many times."""


def shared(schema: Form, definitions: Mapping[str, Form]) -> Form:
    """The schema with its definitions, those of common scalars first."""
    names = {_key(form): name for name, form in SHARED.items()}
    drawn = {key: _referring(value, names) for key, value in schema.items()}
    others = {name: _referring(form, names) for name, form in definitions.items()}
    text = json.dumps([drawn, others])
    used = {name: without(TOLD, form) for name, form in SHARED.items() if f'"{DEFINITIONS}{name}"' in text}
    return {**drawn, "definitions": used | others}


def _key(form: Form) -> str:
    return json.dumps(without(TOLD, form), sort_keys=True)


def _referring(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_referring(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    name = names.get(_key(node))
    if name is not None:
        return {**only(TOLD, node), "$ref": DEFINITIONS + name}
    return {key: _referring(value, names) for key, value in node.items()}
