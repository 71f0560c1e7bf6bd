"""Incidents that were read before are not parsed again, as long as their files hold the same bytes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import TypeAlias

from statusgen.model.digests import SIZE
from statusgen.model.incidents import Incident
from statusgen.model.instants import newest
from statusgen.model.nodes import Pairs, Source
from statusgen.model.store import Store
from statusgen.packing import packed, unpacked
from statusgen.reading.entries import Written

Made: TypeAlias = tuple[Incident, datetime | None]
"""An incident and the newest instant that its file names."""
PLACELESS = Source("", Pairs(1, 1))
"""Of thousands of files, where everything stands takes more room than what stands there."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an incident was read from."""

    digest: bytes
    """Of its file's bytes and of all else that its reading depends on."""
    newest: datetime
    """The latest instant that its file names."""


@dataclass(slots=True)
class ReadBefore:
    """What one process read the last time: the same incidents are the very same values again, and none stays
    that is no more.
    """

    made: Mapping[bytes, Made] = field(default_factory=dict)
    """By key."""


@dataclass(slots=True)
class Kept:
    """Reads through a store."""

    store: Store
    around: bytes
    """A digest of what reading depends on beside the file."""
    before: ReadBefore
    origins: dict[str, Origin] = field(default_factory=dict)
    """By entry id: of incidents that were read from their file alone."""
    _made: dict[bytes, Made] = field(default_factory=dict)

    def read(self, file: str, data: bytes, read: Callable[[], Written]) -> Written:
        """As `read` reads it. Where anything is to be complained of, it is read anew each time."""
        key = self.key(file, data)
        made = self._found(key)
        if made is None:
            written = read()
            made = made_of(written) if _is_alone(data) else None
            if made is None:
                return written
            self.store.put(key, packed(made))
        entry, latest = self._made[key] = made
        if latest is not None:
            self.origins[entry.id] = Origin(key, latest)
        return Written(file, entry, PLACELESS, is_kept=True)

    def is_missing(self, file: str, data: bytes) -> bool:
        """It can be kept, and is not."""
        return _is_alone(data) and not self.store.has(self.key(file, data))

    def key(self, file: str, data: bytes) -> bytes:
        """Of what is read from a file with these bytes."""
        name = file.encode(errors="surrogateescape")
        return blake2b(b"%d:%s%s" % (len(name), name, data), digest_size=SIZE, key=self.around).digest()

    def remember(self) -> None:
        """All is read: what was not asked for is forgotten."""
        self.before.made = self._made

    def _found(self, key: bytes) -> Made | None:
        made = self.before.made.get(key)
        if made is not None:
            # What is kept stays of use, though it is not read.
            if not self.store.has(key):
                self.store.put(key, packed(made))
            return made
        found = self.store.get(key)
        return _whole(unpacked(found)) if found else None


def _whole(found: object) -> Made | None:
    match found:
        case (Incident() as entry, (datetime() | None) as latest):
            return entry, latest
    return None


def made_of(written: Written) -> Made | None:
    """What can be kept of it: an incident of which nothing is to be said."""
    if written.warnings or not isinstance(written.entry, Incident):
        return None
    return written.entry, newest(written.entry)


def _is_alone(data: bytes) -> bool:
    """Nothing in it may say more than the file itself holds."""
    return b"postmortem" not in data and b"![" not in data


class Sources(Mapping[str, Source]):
    """Where everything stands, of files that are parsed once more when that is asked."""

    def __init__(self, ids: tuple[str, ...], parse: Callable[[str], Source]) -> None:
        self._ids, self._parse = dict.fromkeys(ids), parse

    def __getitem__(self, name: str) -> Source:
        if name not in self._ids:
            raise KeyError(name)
        return self._parse(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
