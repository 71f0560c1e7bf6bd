"""What people's reports and the layers of failures say, beside what the checks do."""

from dataclasses import dataclass
from datetime import datetime

from statusgen.model.words import FindingKind, Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCount:
    """People's reports in one country against what is usual there, by one source."""

    country: str | None
    """None: all countries together."""
    count: int
    """In the newest bucket."""
    expected: float | None
    """Usual at this hour of this weekday; None while there is too little to compare with."""
    is_spike: bool = False
    """Far above what is usual."""
    source: str | None = None
    """Who counted, as the file says."""
    starts_at: datetime | None = None
    """When the bucket begins."""
    minutes: int = 15
    """How long the bucket is."""
    expires_at: datetime | None = None
    """From then on it says nothing of the present."""
    is_whole: bool = True
    """Its time is over; else it may still grow."""
    since: datetime | None = None
    """When the spike began; None without one."""
    trend: Trend = Trend.STEADY
    cities: tuple[str, ...] = ()
    """From where in the country the most come."""
    problems: tuple[tuple[str, float], ...] = ()
    """The commonest problems with their share of those reports that name one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A rise of people's reports and its fall."""

    starts_at: datetime
    ends_at: datetime | None
    """None while it goes on."""
    peak: int
    """Of all countries together, in the highest bucket."""
    peak_at: datetime
    minutes: int
    """How long that bucket is."""
    expected: float | None
    countries: tuple[tuple[str, int], ...] = ()
    """Each country's own peak within it, the highest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the failures seen from one country say of the way there; never why."""

    kind: FindingKind
    country: str | None
    vantages: tuple[str, ...]
    """Where it shows."""
    components: tuple[str, ...]
    """Ids of those concerned; none where it concerns them all alike."""
    text: str
    """A whole sentence without full stop, with its numbers."""
