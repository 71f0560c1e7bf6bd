"""A whole build, from memory or from the folder that holds it, and what tells it from others."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from statusgen.model.builds import Build, Live
from statusgen.model.errors import HostError, UsageError
from statusgen.model.times import parse_moment
from statusgen.publishing.manifest import NAME, parse_manifest, read_manifest
from statusgen.publishing.plan import check_paths

STATUS = "status.json"
"""The published file that says when the build was true."""
MOST = 64 * 1024 * 1024
"""Bytes read of what stands at a target; the list of 100,000 files has an eighth."""


def read_build(folder: Path) -> Build:
    """The build that a folder holds, without what others put there. HostError when it is not whole."""
    manifest = read_manifest(folder)
    if not manifest:
        raise UsageError(f"'{folder}' holds no built site (statusgen build makes one)")
    _refuse_odd_paths(manifest, f"'{folder}'")
    files = {path: _read(folder, path) for path in (*sorted(manifest), NAME)}
    return whole(files, f"'{folder}'")


def whole(files: Mapping[str, bytes], where: str) -> Build:
    """The build of files that were read from somewhere. HostError when they are not those of its manifest."""
    build = _build(files)
    _refuse_odd_paths(build.manifest, where)
    for path, digest in build.manifest.items():
        if path not in files or sha256(files[path]).hexdigest() != digest:
            raise HostError(f"{where} is not as it was built: '{path}' differs (statusgen build)")
    return build


def _refuse_odd_paths(manifest: Mapping[str, str], where: str) -> None:
    """Its list was not made by us: nothing is read that it names."""
    try:
        check_paths(manifest)
    except ValueError as error:
        raise HostError(f"{where} is not as it was built: {error} (statusgen build makes it anew)") from None


def _build(files: Mapping[str, bytes]) -> Build:
    manifest = parse_manifest(files[NAME], NAME)
    digest = sha256(files[NAME]).hexdigest()
    return Build(files=files, manifest=manifest, digest=digest, taken_at=taken_at(files.get(STATUS)))


def _read(folder: Path, path: str) -> bytes:
    file = folder / path
    try:
        if file.is_symlink():
            raise HostError(f"'{file}' is a link (statusgen build makes it anew)")
        return file.read_bytes()
    except OSError as error:
        said = (error.strerror or "").lower()
        raise HostError(f"cannot read '{file}': {said} (statusgen build makes it anew)") from None


def taken_at(status: bytes | None) -> datetime | None:
    """When a `status.json` was true; None where that cannot be told."""
    try:
        document = json.loads(status or b"")
        written = document["taken_at"] if isinstance(document, dict) else None
        return parse_moment(written) if isinstance(written, str) else None
    except (ValueError, KeyError, RecursionError):
        return None


def live_by(read: Callable[[str], bytes | None], where: str) -> Live:
    """What a target has whose files can be read."""
    data = read(NAME)
    if data is None:
        return Live()
    return Live(
        manifest=parse_manifest(data, f"{where}: {NAME}"),
        digest=sha256(data).hexdigest(),
        taken_at=taken_at(read(STATUS)),
    )
