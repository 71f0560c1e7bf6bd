"""What the places of one country see, beside what all places together say."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.model.words import Status, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalState:
    """One component as the places of one country see it."""

    component: str
    status: Status
    """By those places alone; `unknown` without fresh evidence, `under_maintenance` while work is on."""
    since: datetime | None
    """Since when it is so without a gap; None when not known."""
    failing: int = 0
    """Places there whose newest look failed and still counts."""
    looking: int = 0
    """Places there whose newest look still counts and says something."""
    reason: str | None = None
    """The commonest code of those failures."""

    @property
    def is_fine(self) -> bool:
        """It works, and no failure is being confirmed; or work is on."""
        if self.status is Status.UNDER_MAINTENANCE:
            return True
        return self.status is Status.OPERATIONAL and not self.failing


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryState:
    """One country, or all places whose country is not known."""

    country: str | None
    vantages: tuple[str, ...]
    """In the order of the settings."""
    parts: tuple[LocalState, ...]
    """Measured components in the order of the page; empty where a country is not known among several."""
    conditions: tuple[str, ...] = ()
    """Ids of open incidents of which people say that they hold there, the newest first."""

    @property
    def seen(self) -> tuple[LocalState, ...]:
        """Components of which something is known there; not every place asks everything."""
        return tuple(part for part in self.parts if part.looking or part.status is not Status.UNKNOWN)

    @property
    def status(self) -> Status:
        """The worst of them, an outage of some of them as a partial one; unknown where nothing is known."""
        if not self.seen:
            return Status.UNKNOWN
        red = [part.status for part in self.seen if part.status.is_red]
        if red and len(red) < len(self.seen):
            return Status.PARTIAL_OUTAGE
        return worst(*(part.status for part in self.seen))

    @property
    def is_fine(self) -> bool:
        """All of them work, as far as no work is on."""
        return bool(self.seen) and all(part.is_fine for part in self.seen)
