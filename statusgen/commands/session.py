"""What every command is given: the project's folder, the clock, the environment and a voice."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from statusgen.cache import Cache
from statusgen.judging.before import JudgedBefore
from statusgen.model.errors import StatusgenError
from statusgen.reading.kept import ReadBefore

Progress: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""A bar with a label and a length, where somebody watches: enter it for what moves it on by one."""

Line: TypeAlias = Sequence[tuple[str, str]]
"""Texts in a row, each with the key of the state whose colour it has; an empty key has none."""


def _unseen(_lines: Sequence[Line]) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Made by the command line once for a run; commands reach the world through it alone."""

    root: Path
    """The project's folder."""
    now: Callable[[], datetime]
    """The present, UTC."""
    monotonic: Callable[[], float]
    """Seconds since some moment; they only grow, whatever the wall clock does."""
    sleep: Callable[[float], Awaitable[None]]
    """Waits for so many seconds."""
    environ: Mapping[str, str]
    answer: Callable[[str], None]
    """One line that was asked for; silent under --json."""
    say: Callable[[str], None]
    """One line of what was done; silent under --json and -q."""
    data: Callable[[Any], None]
    """The one JSON document of --json, or one for each beat of a loop; silent otherwise."""
    tell: Callable[[str], None]
    """One line of progress or warning, for people; silent under -q."""
    complain: Callable[[StatusgenError], None]
    """What went wrong, for the person who must act: never silent, and a document under --json."""
    progress: Progress
    choose: Callable[[str, Sequence[str]], int | None]
    """Asks which of several is meant; None where nobody can be asked."""
    edit: Callable[[str, str], str | None]
    """Opens a text in the person's editor, as a file with that ending; None when it was not saved."""
    show: Callable[[Sequence[Line]], None] = _unseen
    """Lines that were asked for, with colours where somebody watches; silent under --json."""
    redraw: Callable[[Sequence[Line]], None] | None = None
    """The same in the place of what it drew last; None where stdout is no terminal."""
    hinted: set[str] = field(default_factory=set)
    """What was told already, and need not be told at every beat."""
    failing: set[str] = field(default_factory=set)
    """Checks that failed when they were last put, by their keys in history."""
    caches: dict[Path, Cache] = field(default_factory=dict)
    """Those that are open, by their paths."""
    read_before: ReadBefore = field(default_factory=ReadBefore)
    judged_before: JudgedBefore = field(default_factory=JudgedBefore)
    """Of the last build. A loop that builds again reads and judges only what is new."""
    is_watched: bool = False
    """A person sits at a terminal and can answer what other programs ask."""

    def once(self, line: str) -> None:
        """Tell it, but not at every beat of a loop."""
        if line not in self.hinted:
            self.hinted.add(line)
            self.tell(line)
