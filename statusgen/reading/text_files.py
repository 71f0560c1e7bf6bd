"""A file's name becomes its nodes, or every fault in its text."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from statusgen.model.codes import Code
from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.nodes import Source
from statusgen.reading.decode import decode
from statusgen.reading.files import printable, read_bytes
from statusgen.reading.yaml_text import parse_yaml

Edited: TypeAlias = Mapping[str, bytes]
"""What files hold that are not written yet, by path: read in the place of those on disk."""
NOTHING: Edited = MappingProxyType({})
MAX_YAML = 1 << 20
"""Bytes of one YAML file."""


def read_yaml(root: Path, file: str, edited: Edited = NOTHING) -> tuple[Source, tuple[Problem, ...]]:
    """A YAML file's nodes, and the errors and warnings about its text that leave the rest readable."""
    name = printable(file)
    data = edited[file] if file in edited else read_bytes(root, file, MAX_YAML)
    if len(data) > MAX_YAML:
        what = f"is larger than {MAX_YAML >> 20} MiB"
        raise InputError([Problem(Place(name), what, "split it, or move texts elsewhere", Code.FILE)])
    text = decode(data, name)
    parsed = parse_yaml(text, name)
    if parsed.root is None:
        raise InputError(parsed.problems)
    return Source(name, parsed.root, text, parsed.spans), parsed.problems + parsed.warnings
