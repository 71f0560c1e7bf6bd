"""Values become digests: equal values have one, whatever process they live in."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from typing import Any, TypeAlias

SIZE = 16
"""Bytes of a digest."""
_Write: TypeAlias = Callable[[Any, list[bytes]], None]
"""Adds what tells a value of one type: its type's name and its length or count come first, so that no two
values run together.
"""


def digest(*values: object) -> bytes:
    """Of plain values, and of dataclasses, lists and mappings of them."""
    parts: list[bytes] = []
    for value in values:
        _write(value, parts)
    return blake2b(b"".join(parts), digest_size=SIZE).digest()


def _write(value: object, parts: list[bytes]) -> None:
    kind = type(value)
    (_WRITERS.get(kind) or _writer(kind))(value, parts)


def _writer(kind: type) -> _Write:
    """Found once for each type."""
    made = next(make(kind) for is_meant, make in _MAKERS if is_meant(kind))
    _WRITERS[kind] = made
    return made


def _of_members(kind: type) -> _Write:
    """Of a member the name is long to find, and there are few."""
    told: dict[object, bytes] = {}

    def write(value: object, parts: list[bytes]) -> None:
        if value not in told:
            told[value] = _leaf(kind, repr(value))
        parts.append(told[value])

    return write


def _of_leaves(kind: type) -> _Write:
    return lambda value, parts: parts.append(_leaf(kind, repr(value)))


def _of_sequences(kind: type) -> _Write:
    def write(value: Sequence[object], parts: list[bytes]) -> None:
        parts.append(_head(kind, len(value)))
        for each in value:
            _write(each, parts)

    return write


def _of_sets(kind: type) -> _Write:
    def write(value: Set[object], parts: list[bytes]) -> None:
        parts.append(_head(kind, len(value)))
        parts += sorted(digest(each) for each in value)

    return write


def _of_mappings(kind: type) -> _Write:
    def write(value: Mapping[object, object], parts: list[bytes]) -> None:
        parts.append(_head(kind, len(value)))
        for key, each in value.items():
            _write(key, parts)
            _write(each, parts)

    return write


def _of_dataclasses(kind: type) -> _Write:
    names = [field.name for field in fields(kind)]
    head = _head(kind, len(names))

    def write(value: object, parts: list[bytes]) -> None:
        parts.append(head)
        for name in names:
            _write(getattr(value, name), parts)

    return write


def _bytes(value: bytes, parts: list[bytes]) -> None:
    parts += (b"bytes %d:" % len(value), value)


def _text(value: str, parts: list[bytes]) -> None:
    data = value.encode(errors="surrogatepass")
    parts += (b"str %d:" % len(data), data)


def _moment(value: datetime, parts: list[bytes]) -> None:
    # What `repr` tells of other zones takes much longer, and all that people write is UTC.
    parts.append(_leaf(datetime, value.isoformat() if value.tzinfo is UTC else repr(value)))


def _leaf(kind: type, told: str) -> bytes:
    data = told.encode(errors="surrogatepass")
    return b"%s %d:%s" % (kind.__name__.encode(), len(data), data)


def _head(kind: type, count: int) -> bytes:
    return b"%s %d;" % (kind.__name__.encode(), count)


_MAKERS: Sequence[tuple[Callable[[type], bool], Callable[[type], _Write]]] = (
    (lambda kind: issubclass(kind, Enum), _of_members),
    (lambda kind: issubclass(kind, (str, bytes)), _of_leaves),
    (lambda kind: issubclass(kind, (tuple, list)), _of_sequences),
    (lambda kind: issubclass(kind, Set), _of_sets),
    (lambda kind: issubclass(kind, Mapping), _of_mappings),
    (is_dataclass, _of_dataclasses),
    (lambda _kind: True, _of_leaves),
)
"""The first that a type is fits."""
_WRITERS: dict[type, _Write] = {bytes: _bytes, str: _text, datetime: _moment}
