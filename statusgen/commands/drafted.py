"""Which incidents the monitor has begun: kept beside the project's files, for when one is deleted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from statusgen.commands.pipeline import working_folder
from statusgen.commands.session import Session
from statusgen.model.times import format_moment, parse_moment
from statusgen.writing import disk

FILE = "drafted.json"
_MOST = 1 << 20
"""Bytes; a larger file is none of ours."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What the monitor has written about in one file."""

    at: datetime
    """When a component was last added."""
    components: frozenset[str]


def remembered(session: Session) -> Mapping[str, Drafted]:
    """By the incident's id. A file that cannot be understood is as good as none, and is written anew."""
    path = working_folder(session.root) / FILE
    try:
        with path.open("rb") as stream:
            document = json.loads(stream.read(_MOST))
        return {str(name): _drafted(value) for name, value in document.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return {}


def remember(session: Session, drafted: Mapping[str, Drafted]) -> None:
    """Write it whole. HostError when the disk refuses."""
    document = {
        name: {"at": format_moment(one.at), "components": sorted(one.components)}
        for name, one in sorted(drafted.items())
    }
    disk.keep(working_folder(session.root) / FILE, f"{json.dumps(document, indent=1)}\n".encode())


def _drafted(value: Any) -> Drafted:
    return Drafted(parse_moment(value["at"]), frozenset(map(str, value["components"])))
