"""Files to publish and a folder as it is become what to write, keep, carry over and remove."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from statusgen.model.builds import sums_of
from statusgen.model.errors import HostError
from statusgen.publishing.manifest import NAME, manifest_by, read_manifest
from statusgen.publishing.survey import Survey
from statusgen.publishing.trees import holds, parents

_LONGEST_NAME = 255
"""Bytes; what common file systems allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a folder becomes what is to be published. Paths are relative, with `/`."""

    contents: Mapping[str, bytes]
    """The files and their manifest."""
    changed: frozenset[str]
    """Of `contents`: new, or other bytes than before."""
    removed: frozenset[str]
    """What we once wrote and publish no more."""
    foreign: frozenset[str]
    """What others put there, to be carried over."""
    folders: frozenset[str]
    """All that there will be."""
    before: Survey
    sums: Mapping[str, tuple[int, str]]
    """Lengths and digests of `contents`."""

    @property
    def is_done(self) -> bool:
        """There is nothing to do."""
        return not self.changed and not self.removed


class _Contents(Mapping[str, bytes]):
    """Files and their manifest. Whoever made the files may make each when it is asked for: all at once may be
    more than memory should hold."""

    def __init__(self, files: Mapping[str, bytes], manifest: bytes) -> None:
        self._files, self._manifest = files, manifest

    def __getitem__(self, path: str) -> bytes:
        return self._manifest if path == NAME else self._files[path]

    def __contains__(self, path: object) -> bool:
        return path == NAME or path in self._files

    def __iter__(self) -> Iterator[str]:
        yield from self._files
        yield NAME

    def __len__(self) -> int:
        return len(self._files) + 1


def check_paths(files: Collection[str]) -> None:
    """ValueError for a path that would not stand inside the folder: a bug of who rendered it."""
    for path in files:
        parts = path.split("/")
        if path == NAME or not path.isprintable() or "\\" in path or {"", ".", ".."} & set(parts):
            raise ValueError(f"{path!r} cannot be published")
        if any(len(part.encode()) > _LONGEST_NAME for part in parts):
            raise ValueError(f"{path!r} has a name of more than {_LONGEST_NAME} bytes")
        if any(above in files or above == NAME for above in parents(path)):
            raise ValueError(f"{path!r} stands in what is a file itself")


def plan(
    files: Mapping[str, bytes],
    target: Path,
    before: Survey,
    staying: Collection[str] = frozenset(),
    left: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """Compare; HostError when something that is not ours stands in the way.

    `before`: what is in the folder. What it remembers of a file is not read again.
    `staying`: what we once wrote and is not removed yet. `left`: what stayed so far, with its digests.
    """
    sums = sums_of(files)
    manifest = manifest_by(sums)
    contents = _Contents(files, manifest)
    sums[NAME] = (len(manifest), sha256(manifest).hexdigest())
    known, there = {**left, **read_manifest(target)}, before.entries.keys()
    removed = frozenset(
        path
        for path in there & known.keys() - contents.keys()
        # What a person has changed since is theirs now.
        if path not in staying and holds(target / path, None, known[path])
    )
    held = {path for path, digest in before.digests.items() if path in sums and sums[path][1] == digest}
    held |= {path for path in there & before.unknown & sums.keys() if holds(target / path, *sums[path])}
    ours = held | removed | (there & sums.keys() & (known.keys() | _own_manifest(target)))
    foreign = there - ours
    folders = _with_parents(foreign) | _with_parents(before.folders.keys() - {""} - _with_parents(ours))
    standing = _with_parents(sums)
    if not (standing.isdisjoint(foreign) and folders.isdisjoint(sums)):
        _refuse_in_the_way(contents, foreign, folders, target)
    return Plan(
        contents=contents,
        changed=frozenset(sums.keys() - held),
        removed=removed,
        foreign=frozenset(foreign),
        folders=(folders - foreign) | (standing - contents.keys()),
        before=before,
        sums=sums,
    )


def _own_manifest(target: Path) -> frozenset[str]:
    path = target / NAME
    return frozenset({NAME} if path.is_file() and not path.is_symlink() else ())


def _with_parents(paths: Collection[str]) -> frozenset[str]:
    """The paths and all that stands above them."""
    found = set(paths)
    for path in paths:
        for above in parents(path):
            if above in found:
                break
            found.add(above)
    return frozenset(found)


def _refuse_in_the_way(
    contents: Mapping[str, bytes], foreign: Collection[str], folders: Collection[str], target: Path
) -> None:
    for path in sorted(contents):
        for taken in (path, *parents(path)):
            if taken in foreign or (taken == path and path in folders):
                raise HostError(
                    f"{target / taken} is in the way: statusgen did not publish it"
                    " (move it away, or publish into another folder)"
                )
