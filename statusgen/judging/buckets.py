"""Counts of people's reports become series: one number a bucket, by component and country (rule 6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from statusgen.model.evidence import Report

LONGEST = 60
"""Minutes. A longer bucket cannot tell one hour from the next, so it is compared with nothing."""
NAMED_NONE = ""
"""Stands for a component where a report names none."""
_FRESH_LENGTHS = 3
_FRESH_AT_LEAST = timedelta(minutes=15)


class Bucket(NamedTuple):
    """A stretch of time in which one source counted."""

    at: datetime
    minutes: int
    source: str

    @property
    def ends_at(self) -> datetime:
        """When it is whole."""
        return self.at + timedelta(minutes=self.minutes)

    @property
    def expires_at(self) -> datetime:
        """From then on it says nothing of the present: after three lengths, at least a quarter of an hour."""
        return self.at + max(timedelta(minutes=_FRESH_LENGTHS * self.minutes), _FRESH_AT_LEAST)

    @property
    def lane(self) -> "Lane":
        """What it may be compared with bucket by bucket."""
        return Lane(self.source, self.minutes)


class Lane(NamedTuple):
    """The buckets of one source that are of one length."""

    source: str
    minutes: int


class Key(NamedTuple):
    """What a series counts. None: all of them together."""

    component: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """All reports. A source that has any line in a bucket counted zero elsewhere in it."""

    rows: Mapping[Bucket, Sequence[Report]]
    """The lines of each bucket, which is measured by that."""
    totals: Mapping[Key, Mapping[Bucket, int]]
    lanes: Mapping[Lane, Sequence[Bucket]]
    """In order of time."""
    hours: Mapping[tuple[str, datetime], Sequence[Bucket]]
    """By source and the hour in which they begin."""
    countries: Mapping[str | None, frozenset[str]]
    """By component (None: any), where reports of it ever came from."""

    def count(self, keys: Iterable[Key], bucket: Bucket) -> int:
        """Reports in a bucket; what no line tells of is zero."""
        return sum(self.totals.get(key, _NONE).get(bucket, 0) for key in keys)

    def has_any(self, since: datetime, until: datetime) -> bool:
        """Whether anything may have been counted then: of incidents of years, most were before."""
        return any(lane[0].at <= until and lane[-1].at >= since for lane in self.lanes.values())


_NONE: Mapping[Bucket, int] = {}


@dataclass(slots=True)
class _Making:
    rows: dict[Bucket, list[Report]] = field(default_factory=lambda: defaultdict(list))
    totals: dict[Key, dict[Bucket, int]] = field(default_factory=lambda: defaultdict(dict))
    countries: dict[str | None, set[str]] = field(default_factory=lambda: defaultdict(set))


def counts(reports: Iterable[Report]) -> Counts:
    """The series of all reports. Of lines with the same key the last one wins.

    A country's row leaves out what its cities' rows count, so a country is the sum of both.
    """
    newest = {report.key: report for report in reports if report.minutes <= LONGEST}
    making = _Making()
    for report in newest.values():
        _add(making, report)
    lanes: dict[Lane, list[Bucket]] = defaultdict(list)
    hours: dict[tuple[str, datetime], list[Bucket]] = defaultdict(list)
    for bucket in sorted(making.rows):
        lanes[bucket.lane].append(bucket)
        hours[bucket.source, hour_of(bucket.at)].append(bucket)
    return Counts(
        rows=making.rows,
        totals=making.totals,
        lanes=lanes,
        hours=hours,
        countries={component: frozenset(found) for component, found in making.countries.items()},
    )


def _add(making: _Making, report: Report) -> None:
    bucket = Bucket(report.at, report.minutes, report.source or "")
    component = report.component or NAMED_NONE
    making.rows[bucket].append(report)
    keys = [Key(component, None), Key(None, None)]
    if report.country:
        keys += [Key(component, report.country), Key(None, report.country)]
        making.countries[component].add(report.country)
        making.countries[None].add(report.country)
    for key in keys:
        series = making.totals[key]
        series[bucket] = series.get(bucket, 0) + report.count


def hour_of(at: datetime) -> datetime:
    """The full hour, UTC, in which a moment lies."""
    return at - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
