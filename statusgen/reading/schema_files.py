"""The schemas of a project become files beside it, or complaints that those there are old."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from statusgen.model.errors import Place, Problem
from statusgen.model.forms import Form
from statusgen.model.layout import INCIDENT_SCHEMA, SETTINGS_SCHEMA
from statusgen.reading.decode import place_at
from statusgen.reading.files import read_bytes
from statusgen.reading.schema import document, incident_schema, settings_schema
from statusgen.reading.schema_names import Names

SCHEMAS: Mapping[str, tuple[str, Callable[[Names | None], Form]]] = {
    "settings": (SETTINGS_SCHEMA, lambda _names: settings_schema()),
    "incident": (INCIDENT_SCHEMA, incident_schema),
}
"""What is asked for, to its file and what makes it."""
_MENDED = "run statusgen schema"
_LIMIT = 16 << 20


def schema_text(which: str, names: Names | None) -> str:
    """One of `SCHEMAS`; without names of a project, what holds for all."""
    return document(SCHEMAS[which][1](names))


def schema_files(names: Names) -> dict[str, str]:
    """Path in the project to text."""
    return {file: schema_text(which, names) for which, (file, _) in SCHEMAS.items()}


def stale(root: Path, names: Names) -> Iterator[Problem]:
    """Complaints about files that are missing, or say something else than the settings and this version."""
    for file, text in schema_files(names).items():
        if not os.path.lexists(root / file):
            yield Problem(Place(file), "there is no such file", _MENDED)
            continue
        # A checkout may have made other line ends of ours.
        there = read_bytes(root, file, _LIMIT).replace(b"\r\n", b"\n").decode("utf-8", "replace")
        if there != text:
            what = "the schema does not fit the settings and this version of statusgen"
            yield Problem(place_at(there, _first_difference(there, text), file), what, _MENDED)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
