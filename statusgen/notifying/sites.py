"""A built page's own files become what messages are made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statusgen.disk import words
from statusgen.model.editions import Edition, parse_edition
from statusgen.model.errors import HostError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The page as it was built."""

    folder: Path
    edition: Edition
    page_id: str
    """For Statuspage's clients; as are the next three."""
    indicator: str
    description: str
    rows: Mapping[str, Mapping[str, Any]]
    """Components by their id for these clients."""

    def entry(self, name: str) -> dict[str, Any] | None:
        """An incident or planned work by its id for these clients."""
        path = self.folder / "incidents" / f"{name}.json"
        if not path.is_file():
            return None
        entry = _document(path).get("incident")
        return entry if isinstance(entry, dict) else None


def read_site(folder: Path) -> Site:
    """What stands in the folder. UsageError where no page was built there."""
    path = folder / "status.json"
    if not path.is_file():
        raise UsageError(
            f"there is no page in '{folder}' (build it with statusgen build, or name it with -o)"
        )
    try:
        edition = parse_edition(_bytes(path))
    except ValueError as error:
        raise HostError(f"{path}: {error} (build it again)") from None
    api = folder / "api" / "v2"
    status, components = _document(api / "status.json"), _document(api / "components.json")
    return Site(
        folder=folder,
        edition=edition,
        page_id=str(_part(status, "page").get("id", "")),
        indicator=str(_part(status, "status").get("indicator", "")),
        description=str(_part(status, "status").get("description", "")),
        rows={str(row["id"]): row for row in components.get("components", [])},
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(_bytes(path))
    except ValueError:
        raise HostError(f"{path} is not JSON (build it again)") from None
    return document if isinstance(document, dict) else {}


def _part(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = document.get(key)
    return part if isinstance(part, dict) else {}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise HostError(f"cannot read {path}: {words(error)}") from error
