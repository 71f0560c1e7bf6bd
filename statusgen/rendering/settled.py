"""Pages of incidents that are long over are taken from where they were kept, not printed again."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from struct import Struct

from statusgen.model.digests import digest
from statusgen.model.incidents import Entry, Incident
from statusgen.model.snapshot import IncidentState
from statusgen.model.store import Store
from statusgen.rendering.assets import Assets
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.related import related
from statusgen.rendering.scene import Scene

_LENGTH = Struct("<I")
_QUIET = timedelta(days=2)
"""So long after the newest instant in a file no page of it changes with the clock, but for years."""


@dataclass(frozen=True, slots=True)
class Original:
    """An incident as it was read, and from what."""

    incident: Incident
    digest: bytes
    newest: datetime
    """The latest instant that it names."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was made before, and what incidents were read from."""

    store: Store
    originals: Mapping[str, Original]
    """By id."""


class Settled:
    """Knows which pages depend on nothing but a file and what lies still around it."""

    def __init__(self, shelf: Shelf, scene: Scene, assets: Assets) -> None:
        self._shelf, self._scene = shelf, scene
        self._keys: dict[str, bytes | None] = {}
        snapshot = scene.snapshot
        self._around = digest(
            "page",
            _templates(),
            scene.language.tag,
            scene.folder,
            assets,
            snapshot.page,
            snapshot.groups,
            [state.component for state in snapshot.components],
            [state.component for state in snapshot.retired],
            any(state.is_measured for state in snapshot.components),
            snapshot.resolution,
            snapshot.expires_at is None,
            scene.clock.now.year,
        )

    def key(self, state: IncidentState) -> bytes | None:
        """Of its page; None where the page may change though its file does not."""
        name = state.incident.id
        if name not in self._keys:
            self._keys[name] = self._key(state)
        return self._keys[name]

    def also(self, state: IncidentState, digests: Iterable[bytes]) -> bytes | None:
        """A key of what is made of the same, and of what has these digests."""
        key = self.key(state)
        return (
            blake2b(b"".join((key, *digests)), digest_size=len(key), person=b"also").digest() if key else None
        )

    def all_of(self, entries: Iterable[Entry], *parts: object) -> bytes | None:
        """A key of what is made of what some files say, and of these parts."""
        made = [self._made(entry) for entry in entries]
        found = [one.digest for one in made if one is not None]
        return digest(self._around, found, *parts) if len(found) == len(made) else None

    def has(self, key: bytes, count: int = 1) -> bool:
        """Whether so many files that are made together are kept, damaged or not."""
        return all(self._shelf.store.sum(one) is not None for one in keys_of(key, count))

    def get(self, key: bytes) -> bytes | None:
        """The file, where it was kept and is whole."""
        return self._shelf.store.get(key)

    def sum(self, key: bytes) -> tuple[int, str] | None:
        """Its length and its digest, without reading it."""
        return self._shelf.store.sum(key)

    def keep_all(self, key: bytes | None, files: Iterable[bytes]) -> None:
        """Files that are made together, as far as there is room."""
        made = tuple(files)
        for one, data in zip(keys_of(key, len(made)) if key else (), made, strict=False):
            self._shelf.store.put(one, data)

    def missing(self, states: Iterable[IncidentState]) -> Sequence[IncidentState]:
        """Those whose pages can be kept, and are not."""
        store = self._shelf.store
        keys = ((state, self.key(state)) for state in states) if store.is_open else ()
        return [state for state, key in keys if key and not self.has(key)]

    def _key(self, state: IncidentState) -> bytes | None:
        made = self._made(state.incident)
        if made is None or state.is_open or state.waves or not self._is_quiet(state.ends_at):
            return None
        # Whatever else is judged of what is long over follows from its file and the components.
        around = [
            (other.incident.title, other.starts_at, other.incident.id)
            for other in (self._scene.incidents[name] for name in state.similar)
        ]
        seen = (state.clocks, state.course, related(state.incident.related, self._scene))
        return digest(self._around, made.digest, repr((around, seen)))

    def _made(self, entry: Entry) -> Original | None:
        """What it was read from; None where what it says may change though its file does not."""
        made = self._shelf.originals.get(entry.id)
        is_same = made is not None and made.incident is entry
        return made if made and is_same and self._is_quiet(made.newest) else None

    def _is_quiet(self, last: datetime | None) -> bool:
        return last is None or last <= self._scene.clock.now - _QUIET


def keys_of(key: bytes, count: int) -> tuple[bytes, ...]:
    """Of files that are made together: the key itself is that of the first."""
    others = (
        blake2b(key, digest_size=len(key), person=b"%d" % number).digest() for number in range(1, count)
    )
    return key, *others


def packed(files: Sequence[bytes]) -> bytes:
    """Several as one."""
    return b"".join(_LENGTH.pack(len(data)) + data for data in files)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The same again."""
    at = 0
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size + length
        yield data[at - length : at]


@cache
def _templates() -> bytes:
    """A digest of all our templates, which stay what they are in this process."""
    folder = templates_folder()
    return digest(*((path.name, path.read_bytes()) for path in sorted(folder.rglob("*.html"))))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a kept file is found."""

    settled: Settled
    key: bytes
    """Of the first of those that are made together."""
    index: int
    make: Callable[[], Sequence[bytes]]
    """All of them anew."""

    @property
    def own_key(self) -> bytes:
        return keys_of(self.key, self.index + 1)[-1]

    def read(self) -> bytes:
        """The file; where it was damaged, it and those made with it are made anew."""
        data = self.settled.get(self.own_key)
        if data is None:
            made = self.make()
            self.settled.keep_all(self.key, made)
            data = made[self.index]
        return data


class Site(Mapping[str, bytes]):
    """Every path with its bytes; those of kept pages stay where they are kept until they are asked for."""

    def __init__(self) -> None:
        self._files: dict[str, bytes | _Place] = {}

    def add(self, path: str, data: bytes) -> None:
        """A file."""
        self._files[path] = data

    def add_kept(
        self, paths: Sequence[str], settled: Settled, key: bytes, make: Callable[[], Sequence[bytes]]
    ) -> None:
        """Files that are made together and kept under a key; `make`: anew, where they are damaged."""
        for index, path in enumerate(paths):
            # As publishing remembers it.
            self._files[sys.intern(path)] = _Place(settled, key, index, make)

    def sums(self, path: str) -> tuple[int, str] | None:
        """Length and SHA-256 in hex of a file; None where that takes making it."""
        found = self._files[path]
        return None if isinstance(found, bytes) else found.settled.sum(found.own_key)

    def __getitem__(self, path: str) -> bytes:
        found = self._files[path]
        return found if isinstance(found, bytes) else found.read()

    def __eq__(self, other: object) -> bool:
        return self._files == other._files if isinstance(other, Site) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as of any mapping

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)
