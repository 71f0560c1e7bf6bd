"""Maintenances become the windows they cover: the one place that knows how often one happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.incidents import Maintenance


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of planned work; half-open."""

    start: datetime
    end: datetime
    maintenance: Maintenance


def windows(maintenance: Maintenance, since: datetime, until: datetime) -> Iterator[Window]:
    """Those of its windows that touch a stretch of time."""
    for each in maintenance.occurrences(since, until):
        yield Window(each.starts_at, each.ends_at, maintenance)
