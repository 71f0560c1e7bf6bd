"""Entries of a list in the settings are told apart by their ids."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from statusgen.model.errors import Problem
from statusgen.model.nodes import Source


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


def told_apart(entries: Sequence[Named], key: str, noun: str, source: Source) -> Iterator[Problem]:
    """A problem for each of `key:` whose id an earlier one has."""
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        path = (key, number, "id")
        if entry.id in first:
            what = f"id '{entry.id}' is taken by the {noun} in line {first[entry.id]}"
            yield source.problem(path, what, "give each an id of its own")
        first.setdefault(entry.id, source.place(path).line)
