"""What can go wrong, sorted by who must act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file that a person wrote."""

    file: str
    """Path as the person would type it, relative to the project."""
    line: int = 1
    """From 1."""
    column: int = 1
    """From 1, counted in characters."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a person's file that needs mending."""

    where: Place
    what: str
    """Lower case, quotes the value, no full stop."""
    hint: str = ""
    """What to write instead; empty when nothing can be proposed."""
    code: str = ""
    """The family it belongs to (SG104); `lint` prints it, and `lint --explain` says more."""
    is_error: bool = True
    """Errors stop a build; warnings do not."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f" ({self.hint})" if self.hint else "")


class StatusgenError(Exception):
    """An ending that is not our bug. `exit_code` is the process's."""

    exit_code = 4
    details: Mapping[str, object] = {}
    """What the document of `--json` says beside the line."""


class InputError(StatusgenError):
    """The person's files need mending; carries every problem found."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.where, p.what)))
        super().__init__("\n".join(str(p) for p in self.problems))


class UsageError(StatusgenError):
    """The command was typed wrongly."""

    exit_code = 2


class HostError(StatusgenError):
    """A disk, host or store failed."""

    exit_code = 4


class PassingError(HostError):
    """A host is busy or out of reach, which may be over in a moment."""

    def __init__(self, words: str, *, after: float | None = None) -> None:
        super().__init__(words)
        self.after = after
        """Seconds that the host asks for."""


class LockedError(StatusgenError):
    """Another process is at work on the same thing; try again."""

    exit_code = 5


class StoppedError(StatusgenError):
    """A signal ended the work between two steps; nothing is half done."""

    exit_code = 130
