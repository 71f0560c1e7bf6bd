"""How the evidence went while an incident lasted."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from statusgen.model.pickled import pickled


class PlacesLevel(NamedTuple):
    """A stretch of time in which the same number of places failed; half-open."""

    start: datetime
    end: datetime
    failing: int
    looking: int
    """Places with a look that says something; never zero."""


@dataclass(frozen=True, slots=True)
class ReportsLevel:
    """People's reports in one bucket."""

    start: datetime
    minutes: int
    count: int
    expected: float | None
    """Usual at that hour; None while there is too little to compare with."""


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What probes saw and people reported of an incident's components, over time."""

    places: tuple[PlacesLevel, ...] = ()
    """In order; a time without evidence has none."""
    reports: tuple[ReportsLevel, ...] = ()
    """In order, by the source that counted most; only where reports made waves."""
