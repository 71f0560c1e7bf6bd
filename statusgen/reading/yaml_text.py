"""YAML text becomes nodes with places, read as data: every scalar is text and nothing is guessed."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from statusgen.model.codes import Code, coded
from statusgen.model.errors import Place, Problem
from statusgen.model.nodes import Items, Pairs
from statusgen.reading.yaml_nodes import Builder

LINE_BREAKS_OF_YAML = "\x85\u2028\u2029"
"""YAML 1.1 takes these for line ends; editors and people do not."""
PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Either parser is safe as long as only its events are used; the C one is ten times as fast."""
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?= |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a text holds."""

    root: Pairs | None
    """None when it cannot be understood at all."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Of every key and value, in the order written."""


def parse_yaml(text: str, file: str, parser: Any = PARSER) -> Parsed:
    """Nodes of a text of at most 1 MiB, with every fault that can be told at once."""
    conflict = _CONFLICT.search(text)
    if conflict:
        return Parsed(root=None, problems=(_conflict(text, conflict, file),))
    builder = Builder(file, text.split("\n"), _stand_ins(text))
    root = builder.build(text, parser)
    if root is None and not builder.problems:
        builder.complain(1, 1, "the file is empty", "write at least one key")
    if root is not None and not isinstance(root, Pairs):
        shape = "a list" if isinstance(root, Items) else "one text"
        builder.complain(root.line, root.column, f"the file holds {shape}, not keys", "write key: value")
    return Parsed(
        root=root if isinstance(root, Pairs) else None,
        problems=tuple(coded(builder.problems, Code.YAML)),
        warnings=tuple(builder.warnings),
        spans=tuple(builder.spans),
    )


def _conflict(text: str, match: re.Match[str], file: str) -> Problem:
    line = text.count("\n", 0, match.start()) + 1
    what = f"merge conflict marker '{match[0]}'"
    return Problem(Place(file, line), what, "keep one side and remove the markers", Code.YAML)


def _stand_ins(text: str) -> dict[int, int]:
    """Characters that do not occur in the text, to stand for line breaks that only YAML sees.

    There is always one: a text of 1 MiB cannot hold every character.
    """
    private = (code for code in range(0xE000, 0x110000) if chr(code) not in text)
    return {ord(c): next(private) for c in LINE_BREAKS_OF_YAML if c in text}
