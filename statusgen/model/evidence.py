"""What machines saw: probe results in rounds, and counts of people's reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from statusgen.model.words import Layer, Outcome


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What one probe saw."""

    outcome: Outcome
    latency_ms: int | None = None
    """None when there was no answer."""
    failed_at: Layer | None = None
    reason: str | None = None
    """A code of `REASONS`, or one of a newer version."""


class Circumstances(NamedTuple):
    """What a round says of itself; many rounds have the same. The fields are those of `Round`."""

    controls_passed: int = 0
    controls_all: int = 0
    every: timedelta | None = None
    seen_at: datetime | None = None
    source: str | None = None
    is_partial: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """All checks put once from one vantage."""

    at: datetime
    """When the round began, UTC."""
    vantage: str
    results: Mapping[str, ProbeResult]
    """By check key: `component/check`, or the component's id for its first check."""
    controls_passed: int = 0
    controls_all: int = 0
    """0 when there are no controls."""
    every: timedelta | None = None
    """The interval it was probed at, when that is not the settings'."""
    seen_at: datetime | None = None
    """When a round that was imported or written late became known."""
    source: str | None = None
    """Where an imported round came from."""
    is_partial: bool = False
    """Somebody chose what was asked; the rest was left alone on purpose."""
    skipped: int = 0
    """Beats of its loop just before it that left no round, since the one before took longer."""

    @property
    def circumstances(self) -> Circumstances:
        """All of it but its time, its place and what it saw."""
        return Circumstances(
            self.controls_passed,
            self.controls_all,
            self.every,
            self.seen_at,
            self.source,
            self.is_partial,
            self.skipped,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """People's problem reports in one bucket."""

    at: datetime
    minutes: int
    count: int
    country: str | None = None
    city: str | None = None
    component: str | None = None
    problem: str | None = None
    source: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """Two lines with the same key tell of the same bucket; the later line wins."""
        return (self.at, self.minutes, self.country, self.city, self.component, self.problem, self.source)
