"""What differs between two editions of a page, each with an id that stays."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from statusgen.model.editions import UpdateFacts
from statusgen.model.receivers import Topic
from statusgen.model.words import Confidence, Severity, Status


class Step(StrEnum):
    """What happened to it."""

    CHANGED = "changed"
    """A component's known status is another one."""
    LOST = "lost"
    """There is no evidence of it any more."""
    FOUND = "found"
    """There is evidence again, and it shows what it showed before."""
    SAID = "said"
    """Somebody wrote an update."""
    OVER = "over"
    """It ended without a word."""
    GONE = "gone"
    """It stands on the page no more, although it was open."""
    PLANNED = "planned"
    MOVED = "moved"
    """Planned work has other times."""
    BEGUN = "begun"
    CANCELLED = "cancelled"
    """Planned work was taken off the page before it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that readers may want to be told."""

    id: str
    """The same whenever and wherever the same change is found."""
    topic: Topic
    step: Step
    subject: str
    """The id of the component, incident or planned work."""
    title: str
    at: datetime
    """When it happened, as far as the page knows."""
    severity: Severity
    components: tuple[str, ...]
    """Ids of those concerned."""
    status: Status | None = None
    """Of a component: as it is."""
    before: Status | None = None
    """Of a component: what it was last known to be; None where that was never known."""
    was_unknown: bool = False
    """Of a component: nothing was known of it in between."""
    confidence: Confidence = Confidence.UNKNOWN
    reasons: tuple[str, ...] = ()
    update: UpdateFacts | None = None
    is_first: bool = False
    """The first word of its incident or planned work."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    path: str = ""
    """Its page below the site."""
