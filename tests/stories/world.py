"""A story becomes a world to judge: nine places in six countries, their rounds, reports, and Chirp's own files.

Troubles are those of `statusgen.simulating`; what a place of theirs saw, its neighbours here saw too.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter

from statusgen.model.evidence import ProbeResult, Report, Round
from statusgen.model.project import Project, Settings
from statusgen.model.tallies import History
from statusgen.model.times import parse_moment
from statusgen.model.words import Layer, Outcome
from statusgen.reading.load import load
from statusgen.simulating.evidence import chirp_folder, noise
from statusgen.simulating.happened import CONTROLS, LATENCY_MS, SPOTS, Trouble

FIVE, BUCKET = timedelta(minutes=5), timedelta(minutes=15)
_BEFORE = timedelta(hours=3)
"""So long before a story begins all is measured."""


class Place(NamedTuple):
    """A vantage, and how it measures."""

    country: str
    city: str
    network: str
    asn: int
    second: int
    """Of the minute, at which its rounds begin."""
    latency_ms: int


PLACES: Mapping[str, Place] = {
    "us-east": Place("US", "Ashburn", "datacenter", 64496, 3, 18),
    "us-west": Place("US", "Los Angeles", "eyeball", 64497, 5, 24),
    "gb-lon": Place("GB", "London", "eyeball", 64500, 11, 41),
    "de-fra": Place("DE", "Frankfurt", "datacenter", 64502, 13, 38),
    "jp-tyo": Place("JP", "Tokyo", "datacenter", 64501, 19, 92),
    "jp-osa": Place("JP", "Osaka", "eyeball", 64503, 21, 95),
    "br-sao": Place("BR", "São Paulo", "eyeball", 64504, 24, 120),
    "pk-khi": Place("PK", "Karachi", "eyeball", 64510, 27, 138),
    "pk-lhe": Place("PK", "Lahore", "eyeball", 64511, 34, 151),
}
"""The network numbers are those set aside for documentation."""
NEIGHBOURS = {
    "us-east": frozenset({"us-east", "us-west"}),
    "gb-lon": frozenset({"gb-lon", "de-fra"}),
    "jp-tyo": frozenset({"jp-tyo", "jp-osa"}),
    "pk-khi": frozenset({"pk-khi", "pk-isb"}),
    "pk-lhe": frozenset({"pk-lhe"}),
}
"""Who sees what a place of the simulation sees: London stands for Western Europe."""


class Share(NamedTuple):
    """Of what a part of a country's reports tell."""

    component: str
    problem: str
    percent: int
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """People's reports from one country."""

    usual: int
    """In a quarter of an hour of that weekday, in the four weeks before."""
    points: Mapping[str, int]
    """Bucket to count; between two of them it goes in a straight line, outside it is as usual."""
    shares: Sequence[Share]
    """The last one takes what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A place that another tool measures for us, now and then, and whose results come in late."""

    id: str
    place: Place
    source: str
    every: timedelta
    late: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One story: what failed, what people reported, and for how long somebody looks."""

    name: str
    begins: str
    ends: str
    troubles: Sequence[Trouble]
    reports: Mapping[str, Told] = field(default_factory=dict)
    outside: Sequence[Outside] = ()
    timezones: tuple[str, ...] = ("America/Los_Angeles", "Asia/Karachi")
    """Of its readers, beside UTC."""

    @property
    def places(self) -> Mapping[str, Place]:
        return {**PLACES, **{one.id: one.place for one in self.outside}}

    @property
    def starts_at(self) -> datetime:
        return parse_moment(self.begins)

    @property
    def ends_at(self) -> datetime:
        return parse_moment(self.ends)


def settings_data(fixture: Fixture) -> dict[str, Any]:
    """Chirp's settings file, with the story's places."""
    text = (chirp_folder() / "statusgen.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    rows = {
        name: {"country": p.country, "city": p.city, "network": p.network, "asn": str(p.asn)}
        for name, p in fixture.places.items()
    }
    for one in fixture.outside:
        rows[one.id]["every"] = f"{one.every // timedelta(minutes=1)}m"
    page = {**data["page"], "timezones": list(fixture.timezones)}
    return {**data, "page": page, "vantages": rows}


@cache
def _chirp() -> Project:
    return load(chirp_folder()).project


def project(fixture: Fixture) -> Project:
    """Chirp's files as people wrote them, with the story's places and reports."""
    settings = TypeAdapter(Settings).validate_python(settings_data(fixture))
    return replace(_chirp(), settings=settings, reports=tuple(reports(fixture)))


def rounds(fixture: Fixture) -> tuple[Round, ...]:
    """What every place saw, in order of time."""
    made = [*_own(fixture), *_imported(fixture)]
    return tuple(sorted(made, key=lambda one: (one.at, one.vantage)))


def until(made: Sequence[Round], now: datetime) -> History:
    """Those that had been taken by then: what a clock two minutes ahead says would be believed."""
    return History(rounds=tuple(made[: bisect_right(made, now, key=lambda one: one.at)]))


def reports(fixture: Fixture) -> Iterator[Report]:
    """The counts of the day, and of the same hours four weeks before."""
    for weeks in (4, 3, 2, 1, 0):
        at = fixture.starts_at - timedelta(weeks=weeks)
        end = _last_report(fixture) - timedelta(weeks=weeks)
        while at <= end:
            for country, told in fixture.reports.items():
                total = _usual(told, weeks) if weeks else _count(told, at)
                yield from _split(country, at, told, total)
            at += BUCKET


def _last_report(fixture: Fixture) -> datetime:
    """Counting goes on for a while after the last count that the story gives."""
    given = [parse_moment(at) for told in fixture.reports.values() for at in told.points]
    return max(given, default=fixture.starts_at) + timedelta(hours=1)


def _usual(told: Told, weeks: int) -> int:
    """Some weeks a little more, some a little less."""
    return told.usual + (told.usual // 10) * ((0, 1, -1, 0)[weeks - 1])


def _count(told: Told, at: datetime) -> int:
    points = [(parse_moment(bucket), count) for bucket, count in told.points.items()]
    for (start, low), (end, high) in pairwise(points):
        if start <= at <= end:
            return low + (high - low) * ((at - start) // FIVE) // ((end - start) // FIVE)
    return told.usual


def _split(country: str, at: datetime, told: Told, total: int) -> Iterator[Report]:
    left = total
    for share in told.shares:
        count = left if share is told.shares[-1] else total * share.percent // 100
        left -= count
        if count:
            yield Report(
                at=at, minutes=15, count=count, country=country, city=share.city or None,
                component=share.component, problem=share.problem, source="tracker",
            )  # fmt: skip


def _own(fixture: Fixture) -> Iterator[Round]:
    at = fixture.starts_at - _BEFORE
    while at <= fixture.ends_at:
        for name, place in PLACES.items():
            yield _round(fixture, name, at + timedelta(seconds=place.second))
        at += FIVE


def _imported(fixture: Fixture) -> Iterator[Round]:
    for one in fixture.outside:
        at = fixture.starts_at - _BEFORE
        while at <= fixture.ends_at:
            seen = _round(fixture, one.id, at + timedelta(seconds=one.place.second))
            # An importer knows only whether that place was online at all.
            yield replace(
                seen, seen_at=seen.at + one.late, source=one.source, controls_passed=1, controls_all=1
            )
            at += one.every


def _round(fixture: Fixture, name: str, at: datetime) -> Round:
    return Round(
        at=at,
        vantage=name,
        results={key: _result(fixture, name, at, key) for key in LATENCY_MS},
        controls_passed=CONTROLS,
        controls_all=CONTROLS,
    )


def _result(fixture: Fixture, name: str, at: datetime, key: str) -> ProbeResult:
    there = [one for one in fixture.troubles if one.start <= at < one.end and _is_in(name, one)]
    for trouble in there:
        if key in trouble.failed:
            layer, reason = trouble.failed[key]
            return ProbeResult(Outcome.FAILED, None, Layer(layer), reason)
    base = LATENCY_MS[key] + fixture.places[name].latency_ms
    latency = base + noise("latency", name, at, key) % (base // 4)
    if any(key in trouble.slow for trouble in there):
        return ProbeResult(Outcome.SLOW, latency * 9 + 1_100)
    return ProbeResult(Outcome.OK, latency)


def _is_in(name: str, trouble: Trouble) -> bool:
    return trouble.places == frozenset(SPOTS) or any(name in NEIGHBOURS[place] for place in trouble.places)
