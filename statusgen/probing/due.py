"""Past rounds tell which checks with an interval of their own are due."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from statusgen.model.checks import Check
from statusgen.model.evidence import Round
from statusgen.model.project import Component, Settings

Due = Callable[[Component, Check], bool]


def longest_interval(settings: Settings) -> timedelta | None:
    """How far back one must look; None when no check has an interval of its own."""
    own = [c.every for _, component in settings.all_components() for c in component.all_checks if c.every]
    return max(own, default=None)


def due_at(rounds: Iterable[Round], now: datetime, beat: timedelta) -> Due:
    """Which checks to put now, given one vantage's rounds and the time between them.

    A check that would be late by the next beat is put now: half a beat early is better than late.
    """
    newest: dict[str, datetime] = {}
    for round_ in rounds:
        for key in round_.results:
            newest[key] = max(round_.at, newest.get(key, round_.at))

    def is_due(component: Component, check: Check) -> bool:
        times = [newest[key] for key in component.history_keys(check) if key in newest]
        if check.every is None or not times:
            return True
        return now - max(times) >= check.every - beat / 2

    return is_due
