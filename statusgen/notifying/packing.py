"""Changes become parcels: for each recipient those that it wants and was not told of."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from statusgen.model.changes import Change
from statusgen.model.editions import Edition
from statusgen.model.receivers import Receiver, Topic
from statusgen.notifying.news import change_id, severest
from statusgen.notifying.parcels import Parcel, mark_of, parcel_id
from statusgen.notifying.payloads import payload, sample
from statusgen.notifying.routing import Ids, gathered, heard_by
from statusgen.notifying.sites import Site

MOST = 500
"""Messages that wait for one recipient; the oldest beyond them are given up."""


class Words(Protocol):
    """What a person reads."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """All that parcels are made of."""

    site: Site
    write: Callable[[Sequence[Change], Edition], Words]
    now: datetime
    ids: Ids = field(default_factory=dict)
    told: AbstractSet[tuple[str, str, str]] = frozenset()
    """Receiver, recipient and change of what was told or is on its way."""

    def parcels(self, receiver: Receiver, changes: Sequence[Change]) -> Iterator[Parcel]:
        """What this receiver is to be sent, the oldest first."""
        wanted = heard_by(receiver, changes, self.ids)
        for recipient in _recipients(receiver):
            news = [c for c in wanted if (receiver.id, recipient, c.id) not in self.told]
            together = ((change,) for change in news) if receiver.webhook else gathered(news)
            for group in together:
                parcel = self._parcel(receiver, recipient, group)
                if parcel is not None:
                    yield parcel

    def samples(self, receiver: Receiver) -> Iterator[Parcel]:
        """A message that tells of nothing, for each recipient."""
        words = self.write((), self.site.edition)
        for recipient in _recipients(receiver):
            mark = change_id("test", receiver.id, recipient, self.now.isoformat())
            yield Parcel(
                id=mark,
                receiver=receiver.id,
                recipient=recipient,
                changes=(),
                severity=severest(),
                subject=words.subject,
                text=words.text,
                payload=sample(self.site, receiver) if receiver.webhook else None,
                made_at=self.now,
            )

    def _parcel(self, receiver: Receiver, recipient: str, group: Sequence[Change]) -> Parcel | None:
        body = payload(group[0], self.site, receiver) if receiver.webhook else None
        if receiver.webhook and body is None:
            return None
        words = self.write(group, self.site.edition)
        changes = tuple(change.id for change in group)
        return Parcel(
            id=parcel_id(receiver.id, recipient, changes),
            receiver=receiver.id,
            recipient=recipient,
            changes=changes,
            severity=severest(*(change.severity for change in group)),
            subject=words.subject,
            text=words.text,
            payload=body,
            thread=_thread(group[0]),
            is_first=group[0].is_first,
            made_at=self.now,
        )


def fitting(waiting: Sequence[Parcel]) -> tuple[tuple[Parcel, ...], Mapping[str, int]]:
    """Those that may wait, and how many of each receiver are too many."""
    room = Counter[tuple[str, str]]()
    kept, dropped = list[Parcel](), Counter[str]()
    for parcel in reversed(waiting):
        room[parcel.receiver, parcel.recipient] += 1
        if room[parcel.receiver, parcel.recipient] <= MOST:
            kept.append(parcel)
        else:
            dropped[parcel.receiver] += 1
    return tuple(reversed(kept)), dropped


def _recipients(receiver: Receiver) -> tuple[str, ...]:
    """Marks of addresses; one that is empty for a receiver that is one address."""
    return tuple(dict.fromkeys(mark_of(str(address)) for address in receiver.email)) or ("",)


def _thread(change: Change) -> str | None:
    """What messages of one incident or piece of work share; those of components are single."""
    if change.topic in (Topic.COMPONENTS, Topic.EVIDENCE):
        return None
    return change_id("thread", change.topic, change.subject)
