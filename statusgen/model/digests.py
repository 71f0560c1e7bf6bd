"""Values become digests: equal values have one, whatever process they live in."""

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from hashlib import blake2b

SIZE = 16
"""Bytes of a digest."""


def digest(*values: object) -> bytes:
    """Of plain values, and of dataclasses, lists and mappings of them."""
    made = blake2b(digest_size=SIZE)
    for value in values:
        for part in _parts(value):
            made.update(b"%d:" % len(part))
            made.update(part)
    return made.digest()


def newest(value: object) -> datetime | None:
    """The latest instant in a value; None where there is none."""
    found = [one for one in _leaves(value) if isinstance(one, datetime)]
    return max(found, default=None)


def _leaves(value: object) -> Iterator[object]:
    inside = _inside(value)
    if inside is None:
        yield value
    for each in inside or ():
        yield from _leaves(each)


def _parts(value: object) -> Iterator[bytes]:
    """A name and a count stand before what is inside, so that no two values run together."""
    if isinstance(value, bytes):
        yield value
        return
    inside = _inside(value)
    if inside is None:
        yield f"{type(value).__name__} {value!r}".encode(errors="surrogatepass")
        return
    yield f"{type(value).__name__} {len(inside)}".encode()
    if isinstance(value, Set):
        yield from sorted(digest(each) for each in inside)
        return
    for each in inside:
        yield from _parts(each)


def _inside(value: object) -> Sequence[object] | None:
    """What a value is made of; None of one that is whole."""
    if isinstance(value, (str, bytes, Enum)):
        return None
    if isinstance(value, (tuple, list, Set)):
        return tuple(value)
    if isinstance(value, Mapping):
        return tuple(value.items())
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, name) for name in _names(type(value))]
    return None


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    """Of a dataclass's fields."""
    return tuple(field.name for field in fields(kind))  # type: ignore[arg-type]  # asked for those alone
