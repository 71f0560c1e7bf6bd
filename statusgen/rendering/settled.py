"""Pages of incidents that are long over are taken from where they were kept, not printed again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import Struct

from statusgen.model.digests import digest
from statusgen.model.errors import HostError
from statusgen.model.incidents import Incident
from statusgen.model.snapshot import IncidentState
from statusgen.model.store import Store
from statusgen.rendering.assets import Assets
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.related import related
from statusgen.rendering.scene import Scene

_LENGTHS = Struct("<II")
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


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on a page that was printed already."""

    page: bytes
    twin: bytes


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

    def also(self, state: IncidentState, *parts: object) -> bytes | None:
        """A key of what is made of the same, and of these parts."""
        key = self.key(state)
        return digest(key, *parts) if key else None

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

    def keep(self, key: bytes, data: bytes) -> bool:
        """Whether it can be had again."""
        return self._shelf.store.put(key, data)

    def missing(self, states: Iterable[IncidentState]) -> Sequence[IncidentState]:
        """Those whose pages can be kept, and are not."""
        store = self._shelf.store
        keys = ((state, self.key(state)) for state in states) if store.is_open else ()
        return [state for state, key in keys if key and not store.has(key)]

    def _key(self, state: IncidentState) -> bytes | None:
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


def packed(page: bytes, twin: bytes = b"") -> bytes:
    """Both as one piece."""
    return _LENGTHS.pack(len(page), len(twin)) + page + twin


def _templates() -> bytes:
    """A digest of all our templates."""
    folder = templates_folder()
    return digest(*((path.name, path.read_bytes()) for path in sorted(folder.rglob("*.html"))))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a kept file is found."""

    settled: Settled
    key: bytes
    is_page: bool
    """And not its twin."""


class Site(Mapping[str, bytes]):
    """Every path with its bytes; those of kept pages stay where they are kept until they are asked for."""

    def __init__(self) -> None:
        self._files: dict[str, bytes | _Place] = {}

    def add(self, path: str, data: bytes) -> None:
        """A file."""
        self._files[path] = data

    def add_kept(self, paths: tuple[str, ...], settled: Settled, key: bytes) -> None:
        """A page and its twin, if it has one, that are kept under a key."""
        for path in paths:
            self._files[path] = _Place(settled, key, path == paths[0])

    def __getitem__(self, path: str) -> bytes:
        found = self._files[path]
        if isinstance(found, bytes):
            return found
        printed = found.settled.page(found.key)
        if printed is None:
            raise HostError(f"the kept page of {path} was damaged while it was used (build again)")
        return printed.page if found.is_page else printed.twin

    def __eq__(self, other: object) -> bool:
        return self._files == other._files if isinstance(other, Site) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as of any mapping

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)
