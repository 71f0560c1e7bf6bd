"""A file's name becomes its nodes, or every fault in its text."""

from pathlib import Path

from statusgen.model.errors import InputError, Problem
from statusgen.reading.decode import decode
from statusgen.reading.files import printable, read_bytes
from statusgen.reading.nodes import Source
from statusgen.reading.yaml_text import parse_yaml

MAX_YAML = 1 << 20
"""Bytes of one YAML file."""


def read_yaml(root: Path, file: str) -> tuple[Source, tuple[Problem, ...]]:
    """A YAML file's nodes, and the errors and warnings about its text that leave the rest readable."""
    name = printable(file)
    text = decode(read_bytes(root, file, MAX_YAML), name)
    parsed = parse_yaml(text, name)
    if parsed.root is None:
        raise InputError(parsed.problems)
    return Source(name, parsed.root, text, parsed.spans), parsed.problems + parsed.warnings
