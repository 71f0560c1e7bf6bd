"""Values of the model become bytes, and are made of bytes again that may come from another machine."""

import io
import pickle
from collections.abc import Iterator, Mapping
from datetime import UTC
from enum import Enum

from statusgen.model import words

_PLAIN = {("datetime", name) for name in ("datetime", "timedelta", "timezone", "date")}
_OURS = "statusgen.model."
_FAULTS = (pickle.UnpicklingError, AttributeError, EOFError, IndexError, LookupError, TypeError, ValueError)


def packed(value: object, beside: dict[str, object] | None = None) -> bytes:
    """Its bytes. What lies `beside` it, by name, stands in them by that name alone."""
    stream = io.BytesIO()
    _Packer(stream, beside or {}).dump(value)
    return stream.getvalue()


def unpacked(data: bytes, beside: dict[str, object] | None = None) -> object:
    """What it was; None of what was never packed."""
    try:
        return _Loader(data, _BY_NAME | beside if beside else _BY_NAME).load()
    except _FAULTS:
        return None


def _common() -> Iterator[tuple[str, object]]:
    """What stands in most values many times, each by a name."""
    yield "UTC", UTC
    for kind in vars(words).values():
        if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == words.__name__:
            yield from ((f"{kind.__name__}.{member.name}", member) for member in kind)


_BY_NAME = dict(_common())
_NAMES = {id(value): name for name, value in _BY_NAME.items()}


class _Packer(pickle.Pickler):
    """Names what is common instead of telling how it is made, which takes as long as all the rest."""

    def __init__(self, stream: io.BytesIO, beside: Mapping[str, object]) -> None:
        super().__init__(stream, protocol=5)
        self._names = _NAMES | {id(value): name for name, value in beside.items()}

    def persistent_id(self, value: object) -> str | None:
        return self._names.get(id(value))


class _Loader(pickle.Unpickler):
    """Makes nothing but values of the model."""

    def __init__(self, data: bytes, names: Mapping[str, object]) -> None:
        # A method of ours would take longer than what it looks up, a dozen times for each incident.
        self.persistent_load = names.__getitem__  # type: ignore[method-assign]
        super().__init__(io.BytesIO(data))

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
