"""Pages of incidents that are long over are taken from where they were kept, not printed again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import Struct
from typing import Protocol

from statusgen.model.digests import digest
from statusgen.model.incidents import Incident
from statusgen.model.snapshot import IncidentState
from statusgen.rendering.assets import Assets
from statusgen.rendering.related import related
from statusgen.rendering.scene import Scene

_LENGTHS = Struct("<II")
_QUIET = timedelta(days=2)
"""So long after the newest instant in a file no page of it changes with the clock, but for years."""


class Store(Protocol):
    """Where pieces of work are kept by what they were made of."""

    def get(self, key: bytes) -> bytes | None:
        """The piece, None where there is none."""

    def put(self, key: bytes, data: bytes) -> bool:
        """Keep a piece; False where that cannot be."""


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


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on a page that was printed already."""

    page: bytes
    twin: bytes


class Settled:
    """Knows which pages depend on nothing but a file and what lies still around it."""

    def __init__(self, shelf: Shelf, scene: Scene, assets: Assets, templates: bytes) -> None:
        """`templates`: a digest of all that prints pages."""
        self._shelf, self._scene = shelf, scene
        snapshot = scene.snapshot
        self._around = digest(
            "page",
            templates,
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
        made = self._shelf.originals.get(state.incident.id)
        if made is None or made.incident is not state.incident or state.is_open or state.waves:
            return None
        if max(made.newest, state.ends_at or made.newest) > self._scene.clock.now - _QUIET:
            return None
        others = [(self._scene.incidents[name].incident.title, name) for name in state.similar]
        starts = [self._scene.incidents[name].starts_at for name in state.similar]
        facts = (state.status, state.severity, state.starts_at, state.ends_at, state.components)
        seen = (state.clocks, state.course, related(state.incident.related, self._scene))
        return digest(self._around, made.digest, len(state.updates), others, starts, facts, seen)

    def page(self, key: bytes) -> Printed | None:
        """The page, where it was kept."""
        data = self._shelf.store.get(key)
        if data is None or len(data) < _LENGTHS.size:
            return None
        first, second = _LENGTHS.unpack_from(data)
        middle = _LENGTHS.size + first
        if len(data) != middle + second:
            return None
        return Printed(data[_LENGTHS.size : middle], data[middle:])

    def keep(self, key: bytes, page: bytes, twin: bytes) -> bool:
        """Whether it can be had again."""
        return self._shelf.store.put(key, _LENGTHS.pack(len(page), len(twin)) + page + twin)


class Site(Mapping[str, bytes]):
    """Every path with its bytes; those of kept pages stay where they are kept until they are asked for."""

    def __init__(self) -> None:
        self._files: dict[str, bytes | tuple[Settled, bytes, bool]] = {}

    def add(self, path: str, data: bytes) -> None:
        """A file."""
        self._files[path] = data

    def add_kept(self, paths: tuple[str, str], settled: Settled, key: bytes) -> None:
        """A page and its twin that are kept under a key."""
        for path in paths:
            self._files[path] = settled, key, path == paths[0]

    def __getitem__(self, path: str) -> bytes:
        found = self._files[path]
        if isinstance(found, bytes):
            return found
        settled, key, is_page = found
        printed = settled.page(key)
        if printed is None:
            raise OSError(f"the kept page of {path} was damaged while it was used")
        return printed.page if is_page else printed.twin

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)
