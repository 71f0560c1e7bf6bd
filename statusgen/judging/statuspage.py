"""Statuses become Statuspage's headline, by their own rule.

Their headline is milder than ours and stays apart from it: it is what their clients expect.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache

from statusgen.model.snapshot import StatuspageHeadline
from statusgen.model.words import Status

_Rule = tuple[Callable[[Set[Status]], bool], str, str]


def theirs(status: Status) -> Status:
    """What people declare in their words: not to know is no better than slow."""
    return Status.DEGRADED_PERFORMANCE if status is Status.UNKNOWN else status


def statuspage_headline(statuses: Iterable[Status]) -> StatuspageHeadline:
    """Their page status over all components: the first row that fits."""
    return _headline(frozenset(statuses))


@cache  # of six statuses there are few sets
def _headline(found: Set[Status]) -> StatuspageHeadline:
    indicator, description = next(
        (indicator, description) for fits, indicator, description in RULES if fits(found)
    )
    return StatuspageHeadline(indicator=indicator, description=description)


def _all(status: Status) -> Callable[[Set[Status]], bool]:
    return lambda found: found == {status}


def _any(status: Status) -> Callable[[Set[Status]], bool]:
    return lambda found: status in found


def _otherwise(_found: Set[Status]) -> bool:
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
