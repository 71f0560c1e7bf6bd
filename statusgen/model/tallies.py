"""A finished day of one vantage, kept small: every round and outcome, and latencies by size."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from statusgen.model.evidence import Circumstances, ProbeResult, Round
from statusgen.model.latencies import Latencies
from statusgen.model.words import Outcome

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Slot(NamedTuple):
    """Where evidence is kept together: one vantage's UTC day."""

    vantage: str
    day: date

    @property
    def starts_at(self) -> datetime:
        """Midnight."""
        return datetime.combine(self.day, time(), tzinfo=UTC)


class Run(NamedTuple):
    """Rounds in a row that saw the same of one check."""

    rounds: int
    result: ProbeResult | None
    """Without its latency; None where the check was not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one vantage saw in one day. Nothing is lost but which round had which latency."""

    slot: Slot
    moments: tuple[datetime, ...]
    """When each round began, in order, UTC; two may have begun in the same millisecond."""
    circumstances: tuple[tuple[int, Circumstances], ...]
    """So many rounds in a row had these; together as many as there are moments."""
    runs: Mapping[str, tuple[Run, ...]]
    """By check key; together as many rounds as there are, so that each round finds its own."""
    latencies: Mapping[str, Mapping[int, Latencies]]
    """By check key, then by the number of the hour or, at the resolution of a day, under 0."""
    resolution: timedelta = HOUR
    """An hour or a day: of latencies. Everything else is exact."""
    damaged_lines: int = 0
    """Lines of the day that could not be read when it was made."""
    covers: str | None = None
    """Which rounds of its store it was made from, in the store's words; None when not made there."""

    def counts(self, key: str) -> Mapping[Outcome, int]:
        """How many rounds came out how, for one check."""
        found: Counter[Outcome] = Counter()
        for run in self.runs.get(key, ()):
            if run.result is not None:
                found[run.result.outcome] += run.rounds
        return found

    def latency(self, key: str) -> Latencies:
        """Of one check over the whole day."""
        return Latencies.together(self.latencies.get(key, {}).values())

    def rounds(self) -> Iterator[Round]:
        """Its rounds, in order, with no latencies."""
        columns = {key: [r.result for r in runs for _ in range(r.rounds)] for key, runs in self.runs.items()}
        kinds = (kind for count, kind in self.circumstances for _ in range(count))
        for index, (at, kind) in enumerate(zip(self.moments, kinds, strict=True)):
            seen = {key: result for key, column in columns.items() if (result := column[index]) is not None}
            yield Round(at=at, vantage=self.slot.vantage, results=seen, **kind._asdict())


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The evidence of a span of time."""

    rounds: tuple[Round, ...] = ()
    """By time, then vantage."""
    tallies: tuple[Tally, ...] = ()
    """By vantage, then day. A round that stands in a tally does not stand in `rounds`; in the same day
    there may be others, which came later."""
    damaged_lines: int = 0
    """Lines that could not be read and were skipped."""
