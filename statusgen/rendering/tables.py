"""Uptime of months, countries, groups and the page becomes tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from statusgen.model.sentences import Country, Month, say
from statusgen.model.uptime import Numbers, Uptime
from statusgen.rendering.clocks import duration
from statusgen.rendering.numbers import percent, whole_percent
from statusgen.rendering.rows import WINDOW_NAMES, WINDOWS
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One calendar month with its inputs."""

    name: str
    is_running: bool
    up: str
    up_time: str
    down_time: str
    maintenance: str
    coverage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An uptime with its coverage."""

    up: str
    coverage: str
    """Empty where nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesRow:
    """One country, group or page over all windows."""

    name: Phrase
    cells: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Uptime of several things side by side."""

    windows: tuple[str, ...]
    rows: tuple[SharesRow, ...]


def month_rows(months: Iterable[Uptime]) -> tuple[MonthRow, ...]:
    """Newest first; those before anything was measured are left out."""
    known = list(months)
    while known and not _is_measured(known[0]):
        del known[0]
    return tuple(_month_row(month, is_running=month is known[-1]) for month in reversed(known))


def country_shares(countries: Mapping[str, Numbers], scene: Scene) -> Shares:
    """What the places of each country saw."""
    return shares((scene.phrase(Country(code)), numbers) for code, numbers in countries.items())


def page_shares(scene: Scene) -> Shares:
    """Groups, and all together where there are several components."""
    snapshot = scene.snapshot
    rows = [
        (scene.phrase(group.name), snapshot.group_numbers[group.id])
        for group in snapshot.groups
        if group.id in snapshot.group_numbers
    ]
    if snapshot.numbers and sum(state.is_measured for state in snapshot.components) > 1:
        rows.append((scene.phrase(say("All components")), snapshot.numbers))
    return shares(rows)


def shares(rows: Iterable[tuple[Phrase, Numbers]]) -> Shares:
    """Each with its windows, the shortest first."""
    return Shares(
        windows=tuple(WINDOW_NAMES[name] for name in WINDOWS),
        rows=tuple(
            SharesRow(name=name, cells=tuple(_share(numbers.windows[window]) for window in WINDOWS))
            for name, numbers in rows
        ),
    )


def _share(uptime: Uptime) -> Share:
    if uptime.up is None:
        return Share(up=say("not measured"), coverage="")
    return Share(up=percent(uptime.up), coverage=whole_percent(uptime.measured))


def _is_measured(uptime: Uptime) -> bool:
    return bool(uptime.measured or uptime.up_time or uptime.down_time or uptime.maintenance_time)


def _month_row(month: Uptime, *, is_running: bool) -> MonthRow:
    year, number = month.window.split("-")
    return MonthRow(
        name=Month(datetime(int(year), int(number), 1, tzinfo=UTC)),
        is_running=is_running,
        up=percent(month.up) if month.up is not None else say("not measured"),
        up_time=_time(month.up_time),
        down_time=_time(month.down_time),
        maintenance=_time(month.maintenance_time),
        coverage=whole_percent(month.measured),
    )


def _time(span: timedelta) -> str:
    return duration(span) if span else say("none")
