"""Verdicts become Statuspage's words and headline, which know no "unknown" (rule 14).

Their headline is milder than ours and stays apart from it: it is what their clients expect.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from statusgen.judging.sentences import clock
from statusgen.model.snapshot import StatuspageHeadline, StatuspageWords
from statusgen.model.words import Status

_Counts = dict[Status, int]
_Rule = tuple[Callable[[_Counts, int], bool], str, str]


def words(
    status: Status, declared: Status, *, as_of: datetime | None, is_measured: bool, now: datetime
) -> StatuspageWords:
    """A component's status in their words, and what to say where theirs lack one."""
    if status is not Status.UNKNOWN:
        return StatuspageWords(status=status)
    if as_of is None and declared is not Status.UNKNOWN:
        note = "not measured yet" if is_measured else None
        return StatuspageWords(status=declared, note=note)
    since = f"not measured since {clock(as_of, now)}" if as_of else None
    return StatuspageWords(status=Status.DEGRADED_PERFORMANCE, note=since)


def statuspage_headline(statuses: Sequence[Status]) -> StatuspageHeadline:
    """Their page status over all components: the first row that fits."""
    counts = {status: list(statuses).count(status) for status in Status}
    indicator, description = next(
        (indicator, description) for fits, indicator, description in RULES if fits(counts, len(statuses))
    )
    return StatuspageHeadline(indicator=indicator, description=description)


def _all(status: Status) -> Callable[[_Counts, int], bool]:
    return lambda counts, total: counts[status] == total > 0


def _any(status: Status) -> Callable[[_Counts, int], bool]:
    return lambda counts, _total: counts[status] > 0


def _otherwise(_counts: _Counts, _total: int) -> bool:
    return True


RULES: Sequence[_Rule] = (
    (_all(Status.MAJOR_OUTAGE), "critical", "Major System Outage"),
    (_any(Status.MAJOR_OUTAGE), "major", "Partial System Outage"),
    (_all(Status.PARTIAL_OUTAGE), "major", "Partial System Outage"),
    (_any(Status.PARTIAL_OUTAGE), "minor", "Minor Service Outage"),
    (_all(Status.DEGRADED_PERFORMANCE), "minor", "Degraded System Service"),
    (_any(Status.DEGRADED_PERFORMANCE), "minor", "Partially Degraded Service"),
    (_any(Status.UNDER_MAINTENANCE), "maintenance", "Service Under Maintenance"),
    (_otherwise, "none", "All Systems Operational"),
)
"""Found by comparison with 13,555 published pages; only leaf components count, and no incident does."""
