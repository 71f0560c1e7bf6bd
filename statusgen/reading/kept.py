"""Incidents that were read before are not parsed again, as long as their files hold the same bytes."""

import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.digests import digest, newest
from statusgen.model.incidents import Incident
from statusgen.model.nodes import Pairs, Source
from statusgen.model.store import Store
from statusgen.reading.entries import Written
from statusgen.reading.files import printable

_NAMES_FILES = (b"postmortem", b"![")
"""Words of an entry that may say more than its own file holds."""
_PLAIN = {("datetime", name) for name in ("datetime", "timedelta", "timezone", "date")}
_OURS = "statusgen.model."
_FAULTS = (pickle.UnpicklingError, AttributeError, EOFError, IndexError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Origin:
    """What an incident was read from."""

    digest: bytes
    """Of its file's bytes and of all else that its reading depends on."""
    newest: datetime
    """The latest instant that its file names."""


@dataclass(slots=True)
class Kept:
    """Reads through a store."""

    store: Store
    around: bytes
    """A digest of what reading depends on beside the file."""
    origins: dict[str, Origin]
    """By entry id: of incidents that were read from their file alone."""

    def read(self, file: str, data: bytes, read: Callable[[], Written]) -> Written:
        """As `read` reads it. Where anything is to be complained of, it is read anew each time."""
        if not _is_alone(data):
            return read()
        key = self.key(file, data)
        found = self.store.get(key)
        made = _loaded(found) if found else None
        if made is None:
            written = read()
            piece = packed(written)
            if piece is None or not isinstance(written.entry, Incident):
                return written
            made = written.entry, newest(written.entry)
            self.store.put(key, piece)
        entry, latest = made
        if latest is not None:
            self.origins[entry.id] = Origin(key, latest)
        return Written(file, entry, Source(printable(file), Pairs(1, 1)), is_kept=True)

    def is_missing(self, file: str, data: bytes) -> bool:
        """It can be kept, and is not."""
        return _is_alone(data) and not self.store.has(self.key(file, data))

    def key(self, file: str, data: bytes) -> bytes:
        """Of what is read from a file with these bytes."""
        return digest("entry", self.around, file.encode(errors="surrogateescape"), data)


def packed(written: Written) -> bytes | None:
    """What can be kept of it: an incident of which nothing is to be said."""
    if written.warnings or not isinstance(written.entry, Incident):
        return None
    return pickle.dumps((written.entry, newest(written.entry)), protocol=5)


def _is_alone(data: bytes) -> bool:
    return not any(word in data for word in _NAMES_FILES)


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


class _Loader(pickle.Unpickler):
    """Makes nothing but values of the model: the file may come from another machine."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) in _PLAIN or (module.startswith(_OURS) and "." not in name):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(name)


def _loaded(data: bytes) -> tuple[Incident, datetime | None] | None:
    try:
        entry, latest = _Loader(io.BytesIO(data)).load()
    except _FAULTS:
        return None
    is_whole = isinstance(entry, Incident) and (latest is None or isinstance(latest, datetime))
    return (entry, latest) if is_whole else None
