"""One type of the model becomes a JSON Schema with the lines under its fields as descriptions."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from statusgen.model.field_lines import lines
from statusgen.model.forms import TOLD, Form, in_list, only, or_nothing, without
from statusgen.model.times import format_duration

DEFINITIONS = "#/definitions/"
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")


def draw(kind: type) -> tuple[Form, dict[str, Form]]:
    """The type's own schema, and the definitions it refers to by name."""
    drawn = TypeAdapter(kind).json_schema(ref_template=DEFINITIONS + "{model}", schema_generator=_Drawer)
    definitions = drawn.pop("$defs", {})
    return drawn, definitions


def explained(form: Mapping[str, Any], *paragraphs: str) -> Form:
    """The form with a description, before that of the form itself where it has one."""
    told = [paragraph for paragraph in (*paragraphs, form.get("description")) if paragraph]
    # Editors that know no Markdown would show its marks.
    plain = {"description": " ".join(told).replace("`", ""), "markdownDescription": "\n\n".join(told)}
    return {**form, **(plain if told else {})}


class _Drawer(GenerateJsonSchema):
    """Draws as people write: in our order, without pydantic's titles."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:  # noqa: ARG002 (not ours)
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (not ours)
        return False

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        kind = schema["cls"]
        drawn = super().dataclass_schema(schema)
        texts, known = lines(kind), {field.name: field for field in fields(kind)}
        return {
            # Editors show it: "expected declared scope".
            "title": _CAPITAL.sub(r" \1", kind.__name__).lower(),
            "description": inspect.cleandoc(kind.__doc__ or ""),
            "type": "object",
            "properties": {
                name: explained(form, texts[name], _left_out(known[name]))
                for name, form in drawn["properties"].items()
            },
            **only(("required", "additionalProperties"), drawn),
        }

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        # The words tell it. As `default`, editors would write it into every new mapping.
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        # A mapping that was begun and holds nothing is complained of, as the reader does of a check.
        is_mapping = any("$ref" in option for option in (inner, *inner.get("anyOf", ())))
        return inner if is_mapping else or_nothing(inner)

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        drawn = super().tuple_schema(schema)
        return drawn | {key: in_list(drawn[key]) for key in ("items",) if key in drawn}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys = self.generate_inner(schema["keys_schema"])
        return {
            "type": "object",
            "propertyNames": {"title": "name", **without(("examples", *TOLD), keys)},
            "additionalProperties": self.generate_inner(schema["values_schema"]),
        }


def _left_out(field: Field[Any]) -> str:
    """What holds where a key is left out; nothing where that is "none"."""
    value = field.default
    if value is MISSING or not value:
        return ""
    if isinstance(value, timedelta):
        return f"Left out: `{format_duration(value)}`."
    if isinstance(value, int | StrEnum):
        return f"Left out: `{value}`."
    return ""
