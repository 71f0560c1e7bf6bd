"""What lint found: a rule, a place, and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from statusgen.model.edits import Fix
from statusgen.model.errors import Place


class Level(StrEnum):
    """How bad it is; SARIF's words."""

    ERROR = "error"
    """Must not be published."""
    WARNING = "warning"
    """A fact that readers will stumble over; fails under `--strict`."""
    NOTE = "note"
    """Advice, or a guess about words; fails nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One complaint, placed."""

    code: str
    level: Level
    where: Place
    ends: Place | None = None
    """The first character that is no longer concerned; None when it is not known."""
    what: str
    hint: str = ""
    lines: frozenset[int] = frozenset()
    """Where a comment may silence it: the lines of its place, its value and its key."""
    print: str = ""
    """What tells it from others of its rule and file, wherever it stands; holds nothing secret."""
    reason: str | None = None
    """Why it is suppressed, as the file says; None when it is not."""
    fix: Fix | None = None

    @property
    def is_suppressed(self) -> bool:
        """A comment in the file silences it."""
        return self.reason is not None

    @property
    def message(self) -> str:
        """What is wrong and what to write instead, on one line."""
        return f"{self.what} ({self.hint})" if self.hint else self.what
