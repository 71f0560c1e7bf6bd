"""What one process judged the last time: of incidents that are settled only evidence has more to say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from statusgen.judging.declared import Ids
from statusgen.judging.similar import Event, event_of, similar
from statusgen.model.incidents import Incident
from statusgen.model.instants import newest
from statusgen.model.snapshot import IncidentState


class Judged(NamedTuple):
    """An incident that was judged."""

    state: IncidentState
    event: Event
    is_settled: bool = False
    """Known of those that were judged twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All incidents at one instant, of a page with these components."""

    order: Sequence[str]
    ids: Ids
    now: datetime
    rows: Mapping[str, Judged]
    """By id."""
    events: Sequence[Event]
    similar: Mapping[str, tuple[str, ...]]

    def settled(self, incident: Incident) -> Judged | None:
        """What is said of an incident that was over, all instants in whose file were past: no clock changes
        that. None of any other.
        """
        row = self.rows.get(incident.id)
        if row is None or row.state.incident is not incident or row.state.is_open:
            return None
        if row.is_settled:
            return row
        latest = newest(incident)
        return row._replace(is_settled=True) if latest and latest < self.now else None

    def alike(self, events: Sequence[Event]) -> Mapping[str, tuple[str, ...]]:
        """Earlier events that resemble each."""
        return self.similar if events == self.events else similar(events)


class JudgedBefore:
    """Who judges again and again hands in the same one. It holds the last judgement, and no other.

    What comes out is the same without it.
    """

    def __init__(self) -> None:
        self._last: Judgement | None = None

    def recall(self, order: Sequence[str], ids: Ids, now: datetime) -> Judgement:
        """What may be said again; nothing, once the page has other components or the clock went back."""
        last = self._last
        if last is None or now < last.now or (last.order, last.ids) != (order, ids):
            return Judgement(order=order, ids=ids, now=now, rows={}, events=(), similar={})
        return last

    @property
    def is_empty(self) -> bool:
        """Nothing was judged yet."""
        return self._last is None

    def supply(self, order: Sequence[str], ids: Ids, now: datetime, states: Iterable[IncidentState]) -> None:
        """What another process judged: each an incident all instants in whose file are before `now`."""
        rows = {one.incident.id: Judged(one, event_of(one), is_settled=True) for one in states}
        self._last = Judgement(order=order, ids=ids, now=now, rows=rows, events=(), similar={})

    def remember(self, judgement: Judgement) -> None:
        """The newest, which may be another thread's."""
        self._last = judgement
