"""Texts of JSON that come again and again are parsed once each, which is quicker than parsing the whole."""

from collections.abc import Callable, Iterator
from typing import TypeVar

Text = TypeVar("Text", str, bytes)
T = TypeVar("T")

_MANY = 1 << 16
_LONG = 200
"""Longer texts hardly come twice."""


class Known(dict[Text, T]):
    """What texts mean, by their text."""

    def __init__(self, parse: Callable[[Text], T]) -> None:
        super().__init__()
        self._parse: Callable[[Text], T] = parse

    def __missing__(self, written: Text) -> T:
        meant = self._parse(written)
        if len(self) >= _MANY:
            self.clear()
        if len(written) < _LONG:
            self[written] = meant
        return meant


def lists_by_key(written: str) -> Iterator[tuple[str, str]]:
    """The members of `{"key":[…],…}`, as the inside of each key and the inside of each list.

    Where each of them is that by itself, the whole is the object that they make. Where one is not, this was
    no such object, or one with blanks or brackets in other places, and nothing can be said.
    """
    for member in written[2:-2].split('],"'):
        key, _, inside = member.partition('":[')
        yield key, inside
