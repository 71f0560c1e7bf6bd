"""The list of what was published becomes `build.json`, and tells whose a file is."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeGuard

from statusgen.model.errors import HostError

NAME = "build.json"
"""Inside the published folder; depends on nothing but the files."""


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """The digest of each file by its path, sorted, a line each."""
    digests = {path: sha256(files[path]).hexdigest() for path in sorted(files)}
    return json.dumps(digests, ensure_ascii=False, indent=0).encode() + b"\n"


def read_manifest(folder: Path) -> dict[str, str]:
    """What we once wrote into the folder; empty when we never did."""
    path = folder / NAME
    if path.is_symlink() or not path.is_file():
        return {}
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        data = None
    if not _is_manifest(data):
        raise HostError(f"{path} is not a list of published files (remove the folder, or name another)")
    return data


def _is_manifest(data: object) -> TypeGuard[dict[str, str]]:
    return isinstance(data, dict) and all(isinstance(digest, str) for digest in data.values())
