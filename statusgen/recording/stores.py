"""What every store of evidence can do. What rounds, tallies and retention mean is built on it, once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from statusgen.model.tallies import Slot


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store holds of a slot."""

    rounds: str | None
    """A mark of its lines, which is another one after any was added; None when there are none."""
    has_tally: bool


class Part(StrEnum):
    """What a slot consists of."""

    ROUNDS = "rounds"
    TALLY = "tally"
    ASIDE = "set aside"


class Store(Protocol):
    """Lines of rounds and documents of tallies, by slot.

    What a method was given is safe when it returns. Any number of processes may use a store at once. A
    HostError tells in words for a person that the store failed.
    """

    @property
    def name(self) -> str:
        """What messages call it; no secret in it."""

    def where(self, slot: Slot, part: Part) -> str:
        """Where a person finds it."""

    def alone(self) -> AbstractContextManager[None]:
        """Only one process at a time is in here: who makes tallies or removes lines. Others add rounds and
        read meanwhile. LockedError at once when another is.
        """

    def slots(self, first: date, last: date) -> Mapping[Slot, Kept]:
        """What is there of these days, both included, by vantage and day; also what was set aside."""

    def append(self, slot: Slot, lines: Sequence[bytes]) -> str:
        """Add lines, each with its newline, behind those that are there; all of them or none. Returns where
        they are, for a person. HostError when a newer version wrote there.
        """

    def lines(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """Every line that is not blank, slot by slot, in the order in which they were added. Of one that is
        far too long its beginning.
        """

    def tallies(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """The documents that there are."""

    def keep_tally(self, slot: Slot, document: bytes) -> None:
        """Put it in the place of the one that is there; when that one's first line cannot be read, its lines
        are set aside. HostError when a newer version wrote it. Only alone.
        """

    def drop_rounds(self, slot: Slot, mark: str, damaged: Sequence[bytes]) -> bool:
        """Remove the slot's lines, of which these are damaged and are set aside for a person to look at.
        False, and nothing removed, when the mark is not theirs any more. Only alone.
        """

    def set_aside(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """Every damaged line that was set aside."""

    def close(self) -> None:
        """Let go of what it holds; it is not used again."""
