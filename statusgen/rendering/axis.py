"""Time becomes a place on a chart."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of time, drawn from left to right."""

    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        """In per cent; what lies outside stands at the edge."""
        share = (moment - self.start) / (self.end - self.start)
        return round(100 * min(1.0, max(0.0, share)), 2)
