"""A verdict becomes Statuspage's words, which know no "unknown" (rule 14)."""

from datetime import datetime

from statusgen.model.sentences import Instant
from statusgen.model.snapshot import StatuspageWords
from statusgen.model.words import Status


def words(
    status: Status, declared: Status, *, as_of: datetime | None, is_measured: bool, now: datetime
) -> StatuspageWords:
    """A component's status in their words, and what to say where theirs lack one."""
    if status is not Status.UNKNOWN:
        return StatuspageWords(status=status)
    if as_of is None and declared is not Status.UNKNOWN:
        note = "not measured yet" if is_measured else None
        return StatuspageWords(status=declared, note=note)
    since = f"not measured since {Instant(as_of, now)}" if as_of else None
    return StatuspageWords(status=Status.DEGRADED_PERFORMANCE, note=since)
