"""A file as editors and other checkers see it: YAML 1.2, in which a plain word may be a number or a boolean."""

import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml
from jsonschema import Draft7Validator

from statusgen.reading.schema import incident_schema, settings_schema
from statusgen.reading.schema_names import names_of
from statusgen.reading.settings import read_settings

_CORE = (
    ("null", r"~|null|Null|NULL|", "~nN", True),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF", False),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789", False),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
        False,
    ),
)
"""The core schema of YAML 1.2: tag, pattern, first characters, whether it may be empty."""


class _Core(yaml.SafeLoader):
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first, _may_be_empty in _CORE:
    _Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"(?:{_pattern})\Z"),
        [*_first, *([""] if _may_be_empty else [])],
    )


def seen(text: str) -> Any:
    """What stands in a file."""
    # YAML 1.1 takes a leading zero for octal; what number it is does not matter here.
    _Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(re.sub(r"\D", "", node.value) or 0))
    return yaml.load(text, _Core)


def complaints(schema: Any, data: Any) -> list[str]:
    """What a checker of JSON Schemas has against it."""
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(data)]


@cache
def schema_of(root: Path, file: str) -> Any:
    """The schema of a project for one of its files."""
    if file.startswith("statusgen"):
        return settings_schema()
    settings, _source, _warnings = read_settings(root)
    return incident_schema(names_of(settings))
