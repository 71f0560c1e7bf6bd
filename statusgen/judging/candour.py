"""Words are held against evidence and against promises: how soon, how often, and whether they came true."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from statusgen.judging.entries import is_long_regional
from statusgen.judging.lasting import Lasting
from statusgen.judging.pieces import Track
from statusgen.model.candour import Candour, IncidentClocks, Promise, Untold
from statusgen.model.incidents import Update
from statusgen.model.snapshot import IncidentState, Span
from statusgen.model.words import Status, UpdateStatus

LEAD = timedelta(hours=6)
"""An outage may have begun so long before the incident that tells of it says that it began."""
_JOIN = timedelta(minutes=30)
"""Red time with no more than this between is one outage."""
_RED = frozenset(status.value for status in Status if status.is_red)
Outages = Mapping[str, Sequence[Span]]
"""Confirmed outages by component, each with the worst of its statuses."""


def outages(tracks: Mapping[str, Track[str]], planned: Callable[[str], Track[str]]) -> Outages:
    """What the probes saw as red, by component, joined over short pauses; without what only a long regional
    condition explains, and without what lies within a component's `planned` maintenance.
    """
    found = {}
    for component, track in tracks.items():
        pieces = [piece for piece in track if piece.value in _RED]
        red = _joined([Span(start=p.start, end=p.end, status=Status(p.value)) for p in pieces])
        windows = planned(component) if red else ()
        found[component] = [
            span for span in red if not any(w.start <= span.start and span.end <= w.end for w in windows)
        ]
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for span in spans:
        if out and span.start - out[-1].end <= _JOIN:
            status = max(out[-1].status, span.status, key=lambda status: status.badness)
            out[-1] = Span(start=out[-1].start, end=span.end, status=status)
        else:
            out.append(span)
    return out


def first_failure(state: Lasting, red: Outages, now: datetime) -> datetime | None:
    """The first failed probe of what an incident tells of; None where the probes saw nothing."""
    found = [_first_told(state, red[name], now) for name in state.components if red.get(name)]
    return min((start for start in found if start), default=None)


def _first_told(state: Lasting, spans: Sequence[Span], now: datetime) -> datetime | None:
    earliest = bisect_left(spans, state.starts_at - LEAD, key=lambda span: span.end)
    latest = bisect_right(spans, state.ends_at or now, key=lambda span: span.start)
    return next((span.start for span in spans[earliest:latest] if tells_of(state, span, now)), None)


def clocks(state: Lasting, failure: datetime | None, now: datetime) -> IncidentClocks:
    """One incident's clocks as they stand. `failure`: the first failed probe."""
    said = state.updates[::-1]
    told = state.incident.first_told_at
    return IncidentClocks(
        first_failure=failure,
        first_told_at=told,
        to_first_word=max(told - failure, timedelta(0)) if told and failure else None,
        longest_silence=_longest_silence(state, said, now),
        words=tuple(_words(said, now)),
        ends=tuple(_ends(state, said, now)),
    )


def tells_of(state: Lasting, span: Span, now: datetime) -> bool:
    """The incident was open, or begun soon after, while the probes saw the outage. A condition of one region
    that lasts for long does not tell of an outage of everything.
    """
    if span.status is Status.MAJOR_OUTAGE and is_long_regional(state.incident, now):
        return False
    return state.starts_at - LEAD <= span.end and span.start <= (state.ends_at or now)


def candour(states: Sequence[IncidentState], red: Outages, since: datetime, now: datetime) -> Candour:
    """All together, over what began in the window."""
    told = [state for state in states if (state.ends_at or now) >= since]
    untold = sorted(_untold(states, red, since, now), key=lambda one: (one.start, one.component))
    known = [one for state in told if (one := state.clocks)]
    first = sorted(one.to_first_word for one in known if one.to_first_word is not None)
    words = [promise for one in known for promise in one.words if promise.is_kept is not None]
    ends = [promise for one in known for promise in one.ends if promise.is_kept is not None]
    return Candour(
        since=since,
        outages=sum(span.end >= since for spans in red.values() for span in spans),
        untold=tuple(untold),
        median_to_first_word=first[(len(first) - 1) // 2] if first else None,
        words_due=len(words),
        words_kept=sum(promise.is_kept is True for promise in words),
        ends_due=len(ends),
        ends_kept=sum(promise.is_kept is True for promise in ends),
    )


def _untold(
    states: Sequence[IncidentState], red: Outages, since: datetime, now: datetime
) -> Iterator[Untold]:
    recent = {name: [span for span in spans if span.end >= since] for name, spans in red.items()}
    for component, spans in recent.items():
        naming = [state for state in states if component in state.components] if spans else []
        for span in spans:
            if not any(tells_of(state, span, now) for state in naming):
                yield Untold(component=component, start=span.start, end=span.end, is_over=span.end < now)


def _longest_silence(state: Lasting, said: Sequence[Update], now: datetime) -> timedelta | None:
    """Words after the end say nothing of how long people waited; a running silence counts."""
    end = state.ends_at or now
    times = sorted([at for at in [update.posted_at or update.at for update in said] if at <= end])
    if state.ends_at is None and times:
        times.append(now)
    return max([after - before for before, after in pairwise(times)], default=None)


def _words(said: Sequence[Update], now: datetime) -> Iterator[Promise]:
    for index, update in enumerate(said):
        if update.next_update_by is not None:
            following = said[index + 1].written_at if index + 1 < len(said) else None
            yield _promise(update.written_at, update.next_update_by, following, now)


def _ends(state: Lasting, said: Sequence[Update], now: datetime) -> Iterator[Promise]:
    """An end that was named anew before it was due replaces the one before."""
    named = [update for update in said if update.eta is not None and update.eta > update.written_at]
    for index, update in enumerate(named):
        assert update.eta is not None  # noqa: S101 (chosen above)
        is_replaced = index + 1 < len(named) and named[index + 1].at < update.eta
        if not is_replaced:
            yield _promise(update.written_at, update.eta, _end_after(state, said, update), now)


def _end_after(state: Lasting, said: Sequence[Update], update: Update) -> datetime | None:
    over = [one.at for one in said if one.status is UpdateStatus.RESOLVED and one.at >= update.at]
    if over and state.ends_at and state.ends_at >= update.at:
        return min(over[0], state.ends_at)
    return over[0] if over else None


def _promise(made_at: datetime, due: datetime, kept_at: datetime | None, now: datetime) -> Promise:
    if kept_at is not None:
        is_kept: bool | None = kept_at <= due
    else:
        is_kept = None if now <= due else False
    return Promise(made_at=made_at, due=due, kept_at=kept_at, is_kept=is_kept)
