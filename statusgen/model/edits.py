"""Changes to files that people wrote, as plain values: one room proposes them, another writes them."""

from dataclasses import dataclass

from statusgen.model.sheets import Path


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters of a file's text, decoded and with `\\n` line ends, become others on the same line."""

    file: str
    start: int
    end: int
    """The first character that stays."""
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of one file that belong together, and what changes by them."""

    edits: tuple[Edit, ...]
    says: str
    """What was done, in a few words."""
    meaning: tuple[tuple[Path, str | tuple[str, ...]], ...]
    """What the values at these paths are afterwards; every other one stays what it was."""
