"""Reports for tests of judging: a number a bucket, with calm weeks before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from statusgen.model.evidence import Report
from statusgen.model.project import Project
from tests.judging.make import NOW

QUARTER = timedelta(minutes=15)
WEEK = timedelta(weeks=1)


def series(
    counts: Sequence[int | None],
    *,
    until: datetime = NOW,
    minutes: int = 15,
    country: str | None = "US",
    component: str | None = "web",
    **more: str,
) -> list[Report]:
    """Buckets in a row of which the last ends at `until`; None is one that was not measured."""
    step = timedelta(minutes=minutes)
    first = until - len(counts) * step
    return [
        Report(
            at=first + n * step, minutes=minutes, count=count, country=country, component=component, **more
        )
        for n, count in enumerate(counts)
        if count is not None
    ]


def calm(
    count: int,
    *,
    weeks: int = 4,
    hours: int = 6,
    until: datetime = NOW,
    minutes: int = 15,
    **more: str | None,
) -> list[Report]:
    """The same count around this hour in each of some weeks before."""
    buckets = 2 * hours * 60 // minutes
    return [
        report
        for week in range(1, weeks + 1)
        for report in series(
            [count] * buckets, until=until - week * WEEK + timedelta(hours=hours), minutes=minutes, **more
        )
    ]


def heard(project: Project, reports: Iterable[Report]) -> Project:
    """The project with these reports."""
    return replace(project, reports=(*project.reports, *reports))
