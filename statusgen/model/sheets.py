"""A file that a person wrote, as those see it who point at things in it or edit it."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from statusgen.model.errors import Place

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the root of a file, such as `("updates", 2, "at")`."""


@dataclass(frozen=True, slots=True)
class Comment:
    """From `#` to the end of its line, outside of every value."""

    line: int
    start: int
    """Of its `#` in the file's text."""
    text: str
    """With its `#`."""
    is_alone: bool
    """Nothing else stands on its line."""


@dataclass(frozen=True, slots=True)
class Extent:
    """From where to where something stands; characters of the file's text."""

    start: int
    end: int
    value: str | None = None
    """What it means, where it is one value."""
    key: int | None = None
    """Where its key begins, where it has one."""
    is_written: bool = True
    """False: it is a default, and this is the nearest thing around it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Text, comments, and where each value stands."""

    file: str
    text: str
    """Decoded, with `\\n` line ends."""
    starts: tuple[int, ...]
    """Where each line begins in the text."""
    spans: tuple[tuple[int, int], ...]
    """From where to where each key and value stands, in order."""
    comments: tuple[Comment, ...]
    find: Callable[[Path], Extent]

    def place(self, index: int) -> Place:
        """Line and column of a character."""
        line = self.line(index)
        return Place(self.file, line, index - self.starts[line - 1] + 1)

    def line(self, index: int) -> int:
        """The line a character stands in, from 1."""
        return bisect_right(self.starts, index)

    def text_of(self, line: int) -> str:
        """A line without its end."""
        end = self.starts[line] - 1 if line < len(self.starts) else len(self.text)
        return self.text[self.starts[line - 1] : end]

    def raw(self, extent: Extent) -> str:
        """What is written there, quotes and all."""
        return self.text[extent.start : extent.end]

    def value_around(self, index: int) -> int | None:
        """Where the value that holds a character begins; None outside of values."""
        found = bisect_right(self.spans, (index, len(self.text) + 1)) - 1
        return self.spans[found][0] if found >= 0 and index < self.spans[found][1] else None

    def within(self, extent: Extent, needle: str, skip: int = 0) -> Extent | None:
        """Where a word without line ends stands within a value, passing over so many before it.

        None where it is written in another way, with an escape or over a line end.
        """
        at = extent.start - 1
        for _ in range(skip + 1):
            at = self.text.find(needle, at + 1, extent.end)
            if at < 0:
                return None
        return Extent(at, at + len(needle), key=extent.start)


def line_starts(text: str) -> tuple[int, ...]:
    """Where each line of a text begins."""
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return tuple(starts)
