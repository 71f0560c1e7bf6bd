"""The list of what was published becomes `build.json`, and tells whose a file is."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeGuard

from statusgen.model.builds import MANIFEST, sums_of
from statusgen.model.errors import HostError

NAME = MANIFEST
"""Inside the published folder; depends on nothing but the files."""


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """The digest of each file by its path, sorted, a line each."""
    return manifest_by(sums_of(files))


def manifest_by(sums: Mapping[str, tuple[int, str]]) -> bytes:
    """The same, of files whose lengths and digests these are."""
    digests = {path: sums[path][1] for path in sorted(sums)}
    # As with `indent=0`, which is not written in C.
    lines = json.dumps(digests, ensure_ascii=False, separators=(",\n", ": "))
    return (f"{{\n{lines[1:-1]}\n}}\n" if digests else "{}\n").encode()


def read_manifest(folder: Path) -> dict[str, str]:
    """What we once wrote into the folder; empty when we never did."""
    path = folder / NAME
    if path.is_symlink() or not path.is_file():
        return {}
    return parse_manifest(path.read_bytes(), str(path))


def parse_manifest(data: bytes, where: str) -> dict[str, str]:
    """The list in these bytes. HostError when they are something else."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    if not _is_manifest(document):
        raise HostError(f"{where} is not a list of published files (remove the folder, or name another)")
    return document


def _is_manifest(data: object) -> TypeGuard[dict[str, str]]:
    return isinstance(data, dict) and all(isinstance(digest, str) for digest in data.values())
