"""Files to publish and a folder as it is become what to write, keep, carry over and remove."""

from collections.abc import Collection, Iterable, Iterator, Mapping
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
_SURELY_SHORT = _LONGEST_NAME // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a folder becomes what is to be published. Paths are relative, with `/`."""

    contents: Mapping[str, bytes]
    """The files and their manifest."""
    changed: frozenset[str] = frozenset()
    """Of `contents`: new, or other bytes than before."""
    removed: frozenset[str] = frozenset()
    """What we once wrote and publish no more."""
    foreign: frozenset[str] = frozenset()
    """What others put there, to be carried over."""
    folders: frozenset[str] = frozenset()
    """All that there will be; told, as what is foreign, when there is something to do."""
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
        around = f"/{path}/"
        is_odd = "\\" in path or "//" in around or "/./" in around or "/../" in around
        if is_odd or path == NAME or not path.isprintable():
            raise ValueError(f"{path!r} cannot be published")
        if len(path) > _SURELY_SHORT and any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
            raise ValueError(f"{path!r} has a name of more than {_LONGEST_NAME} bytes")
    for folder in _folders_of(files):
        if folder in files or folder == NAME:
            raise ValueError(f"{folder!r} is a file itself, and others stand in it")


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
    # The list of the same files is there already, mostly.
    is_listed = before.digests.get(NAME) == sums[NAME][1]
    known = {**left, **({} if is_listed else read_manifest(target))}
    there = before.entries
    removed = frozenset(
        path
        for path, digest in known.items()
        # What a person has changed since is theirs now.
        if path not in sums and path in there and path not in staying and holds(target / path, None, digest)
    )
    held = {path for path, digest in before.digests.items() if path in sums and sums[path][1] == digest}
    held |= {
        path for path in before.unknown & sums.keys() & there.keys() if holds(target / path, *sums[path])
    }
    changed = frozenset(path for path in sums if path not in held)
    if not changed and not removed:
        return Plan(contents=contents, before=before, sums=sums)
    is_ours = known.keys() | _own_manifest(target) | (sums.keys() if is_listed else frozenset())
    foreign = {path for path in there if path not in sums and path not in removed}
    foreign |= {path for path in changed if path in there and path not in is_ours}
    wanted = _folders_of(sums)
    ours = wanted | _folders_of(removed) | {""}
    empty = {path for path in before.folders if path not in ours}
    folders = _folders_of(foreign) | empty | _folders_of(empty)
    if foreign & sums.keys() or foreign & wanted or folders & sums.keys():
        _refuse_in_the_way(contents, foreign, folders, target)
    return Plan(
        contents=contents,
        changed=changed,
        removed=removed,
        foreign=frozenset(foreign),
        folders=frozenset(folders | wanted),
        before=before,
        sums=sums,
    )


def _own_manifest(target: Path) -> frozenset[str]:
    path = target / NAME
    return frozenset({NAME} if path.is_file() and not path.is_symlink() else ())


def _folders_of(paths: Iterable[str]) -> set[str]:
    """All that stands above the paths."""
    found = {path.rpartition("/")[0] for path in paths}
    for folder in tuple(found):
        for above in parents(folder):
            if above in found:
                break
            found.add(above)
    return found - {""}


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
