"""Several tracks of time become one: pieces in which nothing changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Piece(NamedTuple, Generic[T]):
    """A half-open stretch of time with one value."""

    start: datetime
    end: datetime
    value: T


Track = Sequence[Piece[T]]
"""Pieces in order that do not overlap; what lies between them has no value."""


def joined(pieces: Iterable[Piece[T]]) -> list[Piece[T]]:
    """The same track with touching pieces of equal value made one, empty ones left out."""
    track: list[Piece[T]] = []
    for piece in pieces:
        if piece.start >= piece.end:
            continue
        if track and track[-1].end == piece.start and track[-1].value == piece.value:
            track[-1] = Piece(track[-1].start, piece.end, piece.value)
        else:
            track.append(piece)
    return track


def overlay(tracks: Sequence[Track[T]], combine: Callable[[tuple[T | None, ...]], U]) -> list[Piece[U]]:
    """One track whose value is `combine` of all tracks' values (None where a track has none).

    Covers from the first start to the last end. `combine` is called once for each distinct tuple.
    """
    memo: dict[tuple[T | None, ...], U] = {}
    out: list[Piece[U]] = []
    for start, end, values in _steps(tracks):
        if values not in memo:
            memo[values] = combine(values)
        out.append(Piece(start, end, memo[values]))
    return joined(out)


def _steps(tracks: Sequence[Track[T]]) -> Iterator[tuple[datetime, datetime, tuple[T | None, ...]]]:
    """Every stretch between two borders, with the value of each track in it."""
    changes: list[tuple[datetime, int, int, T | None]] = []
    for index, track in enumerate(tracks):
        for piece in track:
            # An end sorts before the start that follows it at the same instant.
            changes.append((piece.start, 1, index, piece.value))
            changes.append((piece.end, 0, index, None))
    changes.sort(key=lambda change: change[:3])
    values: list[T | None] = [None] * len(tracks)
    before: datetime | None = None
    for at, _, index, value in changes:
        if before is not None and before < at:
            yield before, at, tuple(values)
        values[index] = value
        before = at


def clipped(track: Iterable[Piece[T]], start: datetime, end: datetime) -> Iterator[Piece[T]]:
    """The part of a track that lies in a window."""
    for piece in track:
        if piece.end > start and piece.start < end:
            yield Piece(max(piece.start, start), min(piece.end, end), piece.value)


def within(track: Track[T], start: datetime, end: datetime) -> Iterator[Piece[T]]:
    """The same of a track with many windows: nothing that ends before is looked at."""
    first = bisect_right(track, start, key=lambda piece: piece.end)
    last = bisect_left(track, end, key=lambda piece: piece.start)
    return clipped(track[first:last], start, end)


def union(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Overlapping and touching spans made one, in order."""
    out: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
