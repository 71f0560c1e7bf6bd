"""History becomes the past of each vantage: rounds and tallied days in order of time (rule 1)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from statusgen.judging.evidence import (
    FRESH_INTERVALS,
    FUTURE_LIMIT,
    Seen,
    asks_network,
    has_majority,
    is_answer,
)
from statusgen.judging.tallied import TalliedDay
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Settings
from statusgen.model.tallies import History, Tally


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds in a row, oldest first."""

    rows: Sequence[Seen]
    results: Sequence[Mapping[str, ProbeResult]]
    """Of each row, by check key."""

    def newest_first(self) -> Iterator[Seen]:
        """What each round proves of its vantage."""
        return reversed(self.rows)

    @property
    def begins_at(self) -> datetime:
        """The time of the first round."""
        return self.rows[0].at

    def sources(self) -> set[str]:
        """Other tools that the rounds came from."""
        return {row.circumstances.source for row in self.rows if row.circumstances.source}


class Past:
    """All that was seen from one vantage and may be believed; never empty."""

    def __init__(self, parts: Sequence[Rounds | TalliedDay]) -> None:
        """Parts in order of time."""
        self.parts = parts

    @cached_property
    def newest(self) -> Seen:
        """The newest round."""
        return next(self._newest_first())

    @cached_property
    def telling(self) -> Seen | None:
        """The newest round that says whether the vantage is online."""
        return next((row for row in self._newest_first() if row.is_telling), None)

    @property
    def is_silent(self) -> bool:
        """Nothing answered in the newest round that tells, and no control could say why."""
        return self.telling is not None and self.telling.is_silent

    @property
    def begins_at(self) -> datetime:
        """The time of the oldest round."""
        return next(at for part in self.parts if (at := part.begins_at))

    @property
    def sources(self) -> tuple[str, ...]:
        """Other tools that rounds came from."""
        return tuple(sorted(set[str]().union(*(part.sources() for part in self.parts))))

    def skipped(self, since: datetime) -> int:
        """Beats that left no round, since then."""
        total = 0
        for row in self._newest_first():
            if row.at <= since:
                break
            total += row.circumstances.skipped
        return total

    def _newest_first(self) -> Iterator[Seen]:
        for part in reversed(self.parts):
            yield from part.newest_first()


def past_by_vantage(settings: Settings, history: History, now: datetime) -> Mapping[str, Past]:
    """What may be believed at `now`, by vantage."""
    local = _local_keys(settings)
    rounds: dict[str, list[Round]] = defaultdict(list)
    for round_ in history.rounds:
        rounds[round_.vantage].append(round_)
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for tally in history.tallies:
        tallies[tally.slot.vantage].append(tally)
    found = {}
    for vantage in sorted({*rounds, *tallies}):
        interval = settings.interval(vantage)
        whole, spread = _sorted_out(tallies[vantage], rounds[vantage], now)
        days = [TalliedDay(tally, interval, local) for tally in whole]
        seen = _rounds([*rounds[vantage], *spread], interval, local, now)
        parts = list(_in_order([day for day in days if day.begins_at], seen))
        if parts:
            found[vantage] = Past(parts)
    return found


def _sorted_out(
    tallies: Iterable[Tally], rounds: Iterable[Round], now: datetime
) -> tuple[list[Tally], list[Round]]:
    """Tallies that stand for their day as a whole, by day; and the rounds of the others: of days that are
    not over yet at `now`, and of those to which other rounds came later.
    """
    ordered = sorted((tally for tally in tallies if tally.moments), key=lambda tally: tally.slot.day)
    if not ordered:
        return [], []
    mixed = {round_.at.date() for round_ in rounds}
    whole, spread = [], list[Round]()
    for tally in ordered:
        if tally.moments[-1] <= now and tally.slot.day not in mixed:
            whole.append(tally)
        elif tally.moments[0] <= now + FUTURE_LIMIT:
            spread += tally.rounds()
    return whole, spread


def _rounds(rounds: Iterable[Round], interval: timedelta, local: frozenset[str], now: datetime) -> Rounds:
    limit = now + FUTURE_LIMIT
    believed = sorted((one for one in rounds if one.results and one.at <= limit), key=_order)
    rows = []
    for round_ in believed:
        at = min(round_.at, now)
        expires_at = at + FRESH_INTERVALS * (round_.every or interval)
        rows.append(Seen(round_, at, expires_at, _is_online(round_, local)))
    return Rounds(rows, [round_.results for round_ in believed])


def _order(round_: Round) -> tuple[datetime, tuple[str, ...]]:
    """By time; of one instant there may be several for which different checks were chosen."""
    return round_.at, tuple(sorted(round_.results)) if round_.is_partial else ()


def _in_order(days: Sequence[TalliedDay], seen: Rounds) -> Iterator[Rounds | TalliedDay]:
    """Days and the rounds between them. No round lies within a day that stands as a whole."""
    first = 0
    for day in days:
        end = bisect_left(seen.rows, day.moments[0], lo=first, key=lambda row: row.at)
        if first < end:
            yield Rounds(seen.rows[first:end], seen.results[first:end])
        yield day
        first = end
    if first < len(seen.rows):
        yield Rounds(seen.rows[first:], seen.results[first:])


def _local_keys(settings: Settings) -> frozenset[str]:
    return frozenset(
        key
        for _, component in settings.all_components()
        for check in component.all_checks
        if not asks_network(check)
        for key in component.history_keys(check)
    )


def _is_online(round_: Round, local: frozenset[str]) -> bool:
    if round_.controls_all:
        return has_majority(round_)
    if not local:
        return any(is_answer(result) for result in round_.results.values())
    asked = [result for key, result in round_.results.items() if key not in local]
    # A round that asked no network leaves nothing to doubt.
    return not asked or any(map(is_answer, asked))
