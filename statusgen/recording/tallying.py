"""The rounds of a day become a tally, a tally takes in rounds that came late, and hours become a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from sys import intern

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.latencies import Latencies
from statusgen.model.tallies import DAY, HOUR, Run, Slot, Tally
from statusgen.model.words import Layer, Outcome

Identity = tuple[datetime, tuple[str, ...]]


def identity(round_: Round) -> Identity:
    """Rounds of one vantage with the same identity are one, and the last that was written counts.

    What was chosen tells rounds of one instant apart: they are not two versions of one.
    """
    return round_.at, tuple(sorted(round_.results)) if round_.is_partial else ()


def unique(rounds: Iterable[Round]) -> list[Round]:
    """Each round once, as it was written last, in order of time."""
    last = {identity(round_): round_ for round_ in rounds}
    return [last[key] for key in sorted(last)]


def tally_of(
    slot: Slot, rounds: Iterable[Round], *, damaged_lines: int = 0, covers: str | None = None
) -> Tally:
    """The tally of a day's rounds at the resolution of an hour; they may come in any order."""
    ordered = unique(rounds)
    made = _tally(slot, ordered, _latencies(ordered))
    return replace(made, damaged_lines=damaged_lines, covers=covers)


def with_rounds(
    tally: Tally, rounds: Iterable[Round], *, damaged_lines: int = 0, covers: str | None = None
) -> Tally:
    """The tally with rounds that came later. One that it holds already changes nothing, and one that was
    written anew takes the place of the first, whose latencies stay counted.

    Latencies of a tally at the resolution of a day stay at that. `damaged_lines` are more of them.
    """
    before, given = list(rounds_of(tally)), unique(rounds)
    known = {identity(round_) for round_ in before}
    new = [round_ for round_ in given if identity(round_) not in known]
    more = _latencies(new) if tally.resolution == HOUR else _by_day(_latencies(new))
    both = {key: _added(tally.latencies.get(key, {}), more.get(key, {})) for key in {*tally.latencies, *more}}
    made = _tally(tally.slot, unique([*before, *given]), both)
    return replace(
        made,
        resolution=tally.resolution,
        damaged_lines=tally.damaged_lines + damaged_lines,
        covers=covers,
    )


def together(one: Tally, other: Tally) -> Tally:
    """The rounds of both. Latencies of the other are counted where none of its rounds stands in the first."""
    if one.resolution != other.resolution:
        one, other = by_day(one), by_day(other)
    made = with_rounds(one, rounds_of(other))
    both = {*one.latencies, *other.latencies}
    if set(identities_of(one)).isdisjoint(identities_of(other)):
        more = {key: _added(one.latencies.get(key, {}), other.latencies.get(key, {})) for key in both}
        made = replace(made, latencies=more)
    return replace(made, damaged_lines=max(one.damaged_lines, other.damaged_lines))


def by_day(tally: Tally) -> Tally:
    """The tally with the latencies of its hours together."""
    return replace(tally, latencies=_by_day(tally.latencies), resolution=DAY)


def is_holding(tally: Tally, rounds: Iterable[Round]) -> bool:
    """All of them stand in the tally as they are, their latencies too where it holds no others."""
    mine = tally_of(tally.slot, rounds, damaged_lines=tally.damaged_lines, covers=tally.covers)
    if len(mine.moments) == len(tally.moments):
        return tally in (mine, by_day(mine))
    known = {identity(round_): round_ for round_ in rounds_of(tally)}
    return all(known.get(identity(round_)) == round_ for round_ in rounds_of(mine))


def identities_of(tally: Tally) -> Iterator[Identity]:
    """Of the rounds of a tally."""
    if any(kind.is_partial for _, kind in tally.circumstances):
        return map(identity, rounds_of(tally))
    return ((moment, ()) for moment in tally.moments)


def rounds_of(tally: Tally) -> Iterator[Round]:
    """The rounds of a tally, in order, with no latencies."""
    return tally.rounds()


def _tally(
    slot: Slot,
    rounds: Sequence[Round],
    latencies: Mapping[str, Mapping[int, Latencies]],
) -> Tally:
    return Tally(
        slot=slot,
        moments=tuple(round_.at for round_ in rounds),
        circumstances=tuple(
            (len(list(group)), kind) for kind, group in groupby(round_.circumstances for round_ in rounds)
        ),
        runs={key: tuple(_runs(key, rounds)) for key in _keys(rounds)},
        latencies=latencies,
    )


def _keys(rounds: Sequence[Round]) -> list[str]:
    return sorted({intern(key) for round_ in rounds for key in round_.results})


def _runs(key: str, rounds: Sequence[Round]) -> Iterator[Run]:
    for facts, group in groupby(_facts(round_.results.get(key)) for round_ in rounds):
        yield Run(sum(1 for _ in group), _plain(*facts) if facts else None)


def _facts(result: ProbeResult | None) -> tuple[Outcome, Layer | None, str | None] | None:
    return None if result is None else (result.outcome, result.failed_at, result.reason)


@lru_cache(maxsize=1 << 12)  # the same few results come in every tally
def _plain(outcome: Outcome, layer: Layer | None, reason: str | None) -> ProbeResult:
    return ProbeResult(outcome, None, layer, reason)


def _latencies(rounds: Sequence[Round]) -> Mapping[str, Mapping[int, Latencies]]:
    seen: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for round_ in rounds:
        for key, result in round_.results.items():
            if result.latency_ms is not None:
                seen[key][round_.at.hour].append(result.latency_ms)
    return {key: {hour: Latencies.of(v) for hour, v in hours.items()} for key, hours in seen.items()}


def _by_day(latencies: Mapping[str, Mapping[int, Latencies]]) -> Mapping[str, Mapping[int, Latencies]]:
    return {key: {0: Latencies.together(hours.values())} for key, hours in latencies.items() if hours}


def _added(one: Mapping[int, Latencies], other: Mapping[int, Latencies]) -> Mapping[int, Latencies]:
    return {
        hour: Latencies.together([part[hour] for part in (one, other) if hour in part])
        for hour in sorted({*one, *other})
    }
