"""Numbers of components become those of groups and of the page (rule 12)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from statusgen.judging.uptime import Times, reckoned
from statusgen.model.project import Group
from statusgen.model.snapshot import ComponentState
from statusgen.model.uptime import Numbers, Uptime

_NOTHING = timedelta(0)


def group_numbers(groups: Iterable[Group], states: Sequence[ComponentState]) -> Mapping[str, Numbers]:
    """By the group's id; a group of which nothing is measured has none."""
    found = {
        group.id: numbers_of([state for state in states if state.group and state.group.id == group.id])
        for group in groups
    }
    return {name: numbers for name, numbers in found.items() if numbers}


def numbers_of(states: Iterable[ComponentState]) -> Numbers | None:
    """Components that are measured as one: their times are added up, then divided. None without any."""
    parts = [
        Numbers(windows=state.uptime, months=state.months, countries=state.countries)
        for state in states
        if state.is_measured
    ]
    return _sum(parts) if parts else None


def _sum(parts: Sequence[Numbers]) -> Numbers:
    countries: dict[str, list[Numbers]] = {}
    for part in parts:
        for country, numbers in part.countries.items():
            countries.setdefault(country, []).append(numbers)
    return Numbers(
        windows={name: _added([part.windows[name] for part in parts]) for name in parts[0].windows},
        months=tuple(_added(same) for same in zip(*(part.months for part in parts), strict=True)),
        countries={country: _sum(countries[country]) for country in sorted(countries)},
    )


def _added(parts: Sequence[Uptime]) -> Uptime:
    """The same window of several components."""
    first = parts[0]
    span = first.starts_at, first.ends_at
    times = Times(*(sum(column, _NOTHING) for column in zip(*map(_times, parts), strict=True)))
    exclusions = tuple(dict.fromkeys(text for part in parts for text in part.exclusions))
    return reckoned(first.window, span, len(parts) * (span[1] - span[0]), times, exclusions)


def _times(uptime: Uptime) -> Times:
    return Times(
        up=uptime.up_time,
        down=uptime.down_time,
        degraded=uptime.degraded_time,
        scoped=uptime.scoped_time,
        maintenance=uptime.maintenance_time,
        maintenance_down=uptime.maintenance_down_time,
        excluded=uptime.excluded_time,
    )
