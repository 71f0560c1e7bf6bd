"""An incident becomes bytes and is made of them again, of bytes that may come from another machine."""

import io
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import TypeAlias

from statusgen.model import words
from statusgen.model.incidents import Incident

Made: TypeAlias = tuple[Incident, datetime | None]
"""An incident and the newest instant that its file names."""
_PLAIN = {("datetime", name) for name in ("datetime", "timedelta", "timezone", "date")}
_OURS = "statusgen.model."
_FAULTS = (pickle.UnpicklingError, AttributeError, EOFError, IndexError, LookupError, TypeError, ValueError)


def packed(made: Made) -> bytes:
    """Its bytes."""
    stream = io.BytesIO()
    _Packer(stream, protocol=5).dump(made)
    return stream.getvalue()


def unpacked(data: bytes) -> Made | None:
    """What it was; None of what was never packed."""
    try:
        entry, latest = _Loader(io.BytesIO(data)).load()
    except _FAULTS:
        return None
    is_whole = isinstance(entry, Incident) and (latest is None or isinstance(latest, datetime))
    return (entry, latest) if is_whole else None


def _common() -> Iterator[tuple[str, object]]:
    """What stands in most incidents many times, each by a name."""
    yield "UTC", UTC
    for kind in vars(words).values():
        if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == words.__name__:
            yield from ((f"{kind.__name__}.{member.name}", member) for member in kind)


_BY_NAME = dict(_common())
_NAMES = {id(value): name for name, value in _BY_NAME.items()}


class _Packer(pickle.Pickler):
    """Names what is common instead of telling how it is made, which takes as long as all the rest."""

    def persistent_id(self, value: object) -> str | None:
        return _NAMES.get(id(value))


class _Loader(pickle.Unpickler):
    """Makes nothing but values of the model."""

    def persistent_load(self, name: str) -> object:
        return _BY_NAME[name]

    def find_class(self, module: str, name: str) -> type:
        known = _CLASSES.get((module, name))
        if known is None:
            known = _CLASSES[module, name] = self._class(module, name)
        return known

    def _class(self, module: str, name: str) -> type:
        if (module, name) in _PLAIN or (module.startswith(_OURS) and "." not in name):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(name)


_CLASSES: dict[tuple[str, str], type] = {}
"""Those that were found, each of which is named by every piece."""
