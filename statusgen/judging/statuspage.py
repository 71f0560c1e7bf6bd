"""Statuses become Statuspage's headline, by their own rule.

Their headline is milder than ours and stays apart from it: it is what their clients expect.
"""

from collections.abc import Callable, Sequence

from statusgen.model.snapshot import StatuspageHeadline
from statusgen.model.words import Status

_Counts = dict[Status, int]
_Rule = tuple[Callable[[_Counts, int], bool], str, str]


def theirs(status: Status) -> Status:
    """What people declare in their words: not to know is no better than slow."""
    return Status.DEGRADED_PERFORMANCE if status is Status.UNKNOWN else status


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
