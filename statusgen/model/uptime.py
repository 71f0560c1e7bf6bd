"""How much of a time something was up, with all that it was computed from (rule 12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """Uptime over a window, with all that it was computed from."""

    window: str
    """`24h`, `7d`, `30d`, `90d`, `365d`, or a month: `2025-03`."""
    starts_at: datetime
    ends_at: datetime
    """Of a month that is not over, now."""
    up: float | None
    """up / (up + down), rounded down to a hundredth of a per cent; None when nothing was measured."""
    measured: float
    """Coverage: the share of the window for which there is evidence, rounded down."""
    up_time: timedelta
    down_time: timedelta
    degraded_time: timedelta
    """The part of `up_time` that was degraded or partial."""
    maintenance_time: timedelta
    """Measured time inside maintenance windows, in neither."""
    excluded_time: timedelta = timedelta(0)
    """Annulled by an incident's `exclude`, with the reasons below."""
    exclusions: tuple[str, ...] = ()
    scoped_time: timedelta = timedelta(0)
    """The part of `up_time` whose only trouble lies where a long regional condition explains it."""
    maintenance_down_time: timedelta = timedelta(0)
    """The part of `maintenance_time` that was down."""
    up_with_maintenance: float | None = None
    """The same share with maintenance counted as it was measured, rounded down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Uptime of one thing over all windows and months."""

    windows: Mapping[str, Uptime]
    """Those that end now, by name."""
    months: tuple[Uptime, ...]
    """The last twelve calendar months in UTC, oldest first; the last one is running."""
    countries: Mapping[str, "Numbers"] = field(default_factory=dict)
    """What the places of one country saw, by country; empty unless places differ in it."""
