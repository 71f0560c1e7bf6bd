"""What rules look at, and what they say of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from statusgen.linting.findings import Level
from statusgen.model.edits import Fix
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.project import Lint, Project
from statusgen.model.sheets import Extent, Path, Sheet
from statusgen.model.snapshot import IncidentState, Snapshot

AnyEntry: TypeAlias = Incident | Maintenance | Announcement


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that stands in a file."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A project that was read, and what is true of it now."""

    project: Project
    snapshot: Snapshot
    settings: Sheet
    """Of `statusgen.yaml`."""
    sheets: Mapping[str, Sheet]
    """By entry id, drafts too; updates in the order of the project."""
    broken: frozenset[str]
    """Ids of entries whose files could not be read: what points at them is not called dead."""
    drafts: frozenset[str]
    """Ids of entries that publish nothing yet."""
    leaks: Mapping[str | None, tuple[Leak, ...]]
    """Secrets in files, by entry id, drafts too; None for the settings."""
    pages: Callable[[], Collection[str]]
    """Every path of the site; asked only where a text links to it."""

    @property
    def now(self) -> datetime:
        """The present."""
        return self.snapshot.taken_at

    @property
    def limits(self) -> Lint:
        """What the settings say of linting."""
        return self.project.settings.lint

    def sheet(self, entry: str | None) -> Sheet:
        """An entry's file, or that of the settings."""
        return self.settings if entry is None else self.sheets[entry]

    def incidents(self) -> tuple[Incident, ...]:
        """Those that stand."""
        return tuple(incident for incident in self.project.incidents if not incident.withdrawn)

    def maintenances(self) -> tuple[Maintenance, ...]:
        """Those that stand."""
        return tuple(m for m in self.project.maintenances if not m.withdrawn)

    def entries(self) -> tuple[AnyEntry, ...]:
        """All that stand."""
        announcements = (a for a in self.project.announcements if not a.withdrawn)
        return (*self.incidents(), *self.maintenances(), *announcements)

    def open(self) -> Iterator[IncidentState]:
        """Incidents that are not over."""
        return (state for state in self.snapshot.incidents if state.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a rule found: the value it concerns, and what to do."""

    entry: str | None
    """The id of its entry; None for the settings."""
    path: Path
    what: str
    hint: str
    part: Extent | None = None
    """Where within the value, or within the file where no value is concerned."""
    print: str | None = None
    """What tells it from others of its rule and file; its line's text unless that must not be told."""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    code: str
    name: str
    """Short, for machines that show names."""
    level: Level
    title: str
    """What it finds, without full stop; `pages/` says why it matters."""
    find: Callable[[Material], Iterable[Complaint]] | None = None
    """None for what reading finds, and for complaints about suppressions."""
