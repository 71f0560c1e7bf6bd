"""States of one check at each vantage over time become its state over time (rule 3)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from statusgen.judging.pieces import Piece, clipped, overlay
from statusgen.judging.places import Vote, place
from statusgen.judging.streaks import Walk, track
from statusgen.model.project import Settings, Vantage
from statusgen.model.words import Status

Pair = tuple[Status | None, Status | None]
"""What a vantage says where others agree, and what alone."""
Ballots = Mapping[str, list[Piece[Pair]]]
"""By vantage, over time."""


def ballots(alone: Mapping[str, Walk], agreed: Mapping[str, Walk], now: datetime) -> Ballots:
    """By vantage over time, what it says where others agree and what alone."""
    return {
        name: overlay([track(agreed[name], now), track(alone[name], now)], lambda pair: (pair[0], pair[1]))
        if agreed[name] is not alone[name]
        else [Piece(p.start, p.end, (p.value, p.value)) for p in track(alone[name], now)]
        for name in alone
    }


def outside(cast: Ballots, part: Piece[frozenset[str]]) -> Ballots:
    """The same within a stretch of time, without the vantages that are explained in it."""
    return {
        name: list(clipped(pairs, part.start, part.end))
        for name, pairs in cast.items()
        if name not in part.value
    }


def inside(cast: Ballots, names: Collection[str]) -> Ballots:
    """The same of these vantages alone."""
    return {name: pairs for name, pairs in cast.items() if name in names}


def merged(cast: Ballots, settings: Settings) -> list[Piece[Status]]:
    """All vantages over time. A vantage that left the settings keeps its past."""
    names = list(cast)

    def decide(values: tuple[Pair | None, ...]) -> Status:
        votes = [
            Vote(name, settings.vantages.get(name, Vantage()), value[0], value[1] or Status.UNKNOWN)
            for name, value in zip(names, values, strict=True)
            if value and value[0]
        ]
        return place(votes).status

    return overlay(list(cast.values()), decide)
