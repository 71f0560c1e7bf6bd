"""How well people kept the reader informed: measured against the probes, and against their own promises."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.pickled import pickled


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A time that people named: of their next word, or of the end."""

    made_at: datetime
    due: datetime
    kept_at: datetime | None
    """When what was promised came, late or not; None when it has not."""
    is_kept: bool | None
    """It came in time; None while it is not due."""


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClocks:
    """One incident's clocks."""

    first_failure: datetime | None
    """The first failed probe of the outage that it tells of; None when the probes saw none."""
    first_told_at: datetime | None
    to_first_word: timedelta | None
    """From the first failed probe to the first word, zero when people were first."""
    longest_silence: timedelta | None
    """The longest time between two words while it was open; None before there were two."""
    words: tuple[Promise, ...]
    """Promised next updates."""
    ends: tuple[Promise, ...]
    """Promised ends (`eta`); the last one that was named counts for those who wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """An outage that the probes confirmed and no incident told of."""

    component: str
    start: datetime
    end: datetime
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candour:
    """All incidents of the window together."""

    since: datetime
    outages: int
    """Confirmed by the probes."""
    untold: tuple[Untold, ...]
    """Those among them that nobody told of; oldest first."""
    median_to_first_word: timedelta | None
    """Of the outages that were told of; None when there were none."""
    words_due: int
    words_kept: int
    ends_due: int
    ends_kept: int
