"""Rounds become looks: what each check saw from each vantage, as far as it counts (rule 1)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Component, Settings
from statusgen.model.reasons import REASONS
from statusgen.model.words import CheckKind, Layer, Outcome

FRESH_INTERVALS = 3
"""A result counts for this many of its intervals."""
FUTURE_LIMIT = timedelta(minutes=2)
"""Clocks differ; results further ahead than this are not believed."""
_OFFLINE = ProbeResult(Outcome.UNKNOWN, None, Layer.LOCAL, "prober_offline")


class Look(NamedTuple):
    """One result of one check at one vantage. A tuple, since there are millions."""

    at: datetime
    outcome: Outcome
    expires_at: datetime
    """From then on it is no evidence."""
    result: ProbeResult


@dataclass(frozen=True, slots=True)
class Seen:
    """A round with what it proves of its vantage."""

    round: Round
    at: datetime
    """The round's time, at most `now`."""
    expires_at: datetime
    """From then on it is no evidence."""
    is_online: bool
    has_controls: bool

    @property
    def is_silent(self) -> bool:
        """Nothing answered and no control could say why."""
        return not self.is_online and not self.has_controls


def newest_telling(rows: Sequence[Seen]) -> Seen | None:
    """The newest round that says whether its vantage is online. One for which somebody chose the checks
    and that got no answer says nothing of it, unless controls spoke: what was chosen may just be down.
    """
    telling = (row for row in reversed(rows) if row.is_online or row.has_controls or not row.round.is_partial)
    return next(telling, None)


def is_silent(rows: Sequence[Seen]) -> bool:
    """Nothing answered in the newest round that tells, and no control could say why."""
    row = newest_telling(rows)
    return row is not None and row.is_silent


def seen_by_vantage(
    settings: Settings, rounds: Iterable[Round], now: datetime
) -> Mapping[str, Sequence[Seen]]:
    """The rounds that may be believed, oldest first, by vantage."""
    seen: dict[str, list[Seen]] = defaultdict(list)
    local = _local_keys(settings)
    for round_ in rounds:
        if round_.results and round_.at <= now + FUTURE_LIMIT:
            at, interval = min(round_.at, now), round_.every or settings.interval(round_.vantage)
            seen[round_.vantage].append(
                Seen(
                    round=round_,
                    at=at,
                    expires_at=at + FRESH_INTERVALS * interval,
                    is_online=_is_online(round_, local),
                    has_controls=round_.controls_all > 0,
                )
            )
    for rows in seen.values():
        rows.sort(key=lambda row: row.round.at)
    return dict(sorted(seen.items()))


def looks(component: Component, check: Check, seen: Sequence[Seen]) -> list[Look]:
    """All looks of one check, oldest first. From a vantage that was offline a failure says nothing."""
    newest_key, *older_keys = component.history_keys(check)
    reach = FRESH_INTERVALS * (check.every or timedelta(0))
    found = []
    for row in seen:
        results = row.round.results
        result = results.get(newest_key) or next((results[k] for k in older_keys if k in results), None)
        if result is None:
            continue
        if result.outcome is Outcome.FAILED and not row.is_online and asks_network(check):
            result = _OFFLINE
        expires_at = max(row.expires_at, row.at + reach) if reach else row.expires_at
        found.append(Look(row.at, result.outcome, expires_at, result))
    return found


def asks_network(check: Check) -> bool:
    """A job's heartbeat is a file of the vantage: it neither proves it online nor needs it to be."""
    return check.kind is not CheckKind.HEARTBEAT


def _local_keys(settings: Settings) -> frozenset[str]:
    return frozenset(
        key
        for _, component in settings.all_components()
        for check in component.all_checks
        if not asks_network(check)
        for key in component.history_keys(check)
    )


def _is_online(round_: Round, local: frozenset[str]) -> bool:
    if round_.controls_all:
        return round_.controls_passed * 2 > round_.controls_all
    if not local:
        return any(_is_answer(result) for result in round_.results.values())
    asked = [result for key, result in round_.results.items() if key not in local]
    # A round that asked no network leaves nothing to doubt.
    return not asked or any(map(_is_answer, asked))


def _is_answer(result: ProbeResult) -> bool:
    if result.outcome in (Outcome.OK, Outcome.SLOW):
        return True
    reason = REASONS.get(result.reason or "")
    if reason is not None:
        return reason.is_answer
    return result.failed_at in (Layer.HTTP, Layer.CONTENT)
