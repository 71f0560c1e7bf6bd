"""Changes become what each receiver hears of, and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from statusgen.model.changes import Change
from statusgen.model.receivers import QuietHours, Receiver, Topic
from statusgen.model.words import Severity
from statusgen.notifying.news import is_at_least

Ids: TypeAlias = Mapping[str, tuple[str, ...]]
"""Every name that settings may use, to the components that it stands for."""
_TOGETHER = (Topic.COMPONENTS, Topic.EVIDENCE)
"""What happens to many components at once is one message for people."""


def heard_by(receiver: Receiver, changes: Sequence[Change], ids: Ids) -> tuple[Change, ...]:
    """The changes that pass the receiver's filters."""
    wanted = {component for name in receiver.components for component in ids.get(name, (name,))}
    return tuple(
        change
        for change in changes
        if change.topic in receiver.tell
        and is_at_least(change.severity, receiver.severity)
        and (not receiver.components or not wanted.isdisjoint(change.components))
    )


def gathered(changes: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    """One message for all components that changed, and one for each other change, in order of time."""
    rows = tuple(change for change in changes if change.topic in _TOGETHER)
    for change in changes:
        if change.topic not in _TOGETHER:
            yield (change,)
        elif change is rows[0]:
            yield rows


def is_quiet(hours: QuietHours | None, severity: Severity, now: datetime) -> bool:
    """Whether the receiver is left in peace with it."""
    if hours is None or is_at_least(severity, hours.unless):
        return False
    clock = now.astimezone(ZoneInfo(hours.zone)).time()
    if hours.start < hours.end:
        return hours.start <= clock < hours.end
    return clock >= hours.start or clock < hours.end
