"""All checks of a component become what the probes say of it (rule 4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.judging.checks import CheckView, vantages_by_country, view
from statusgen.judging.past import Past
from statusgen.judging.pieces import Piece, overlay
from statusgen.judging.regions import Explained
from statusgen.judging.streaks import Walk
from statusgen.model.project import Component, Settings
from statusgen.model.snapshot import Scope
from statusgen.model.words import Confidence, Status, worst


@dataclass(frozen=True, slots=True)
class Observed:
    """What the probes say of a component."""

    status: Status
    scope: Scope | None
    confidence: Confidence
    checks: tuple[CheckView, ...]
    track: list[Piece[Status]]
    countries: Mapping[str, list[Piece[Status]]]
    """What the vantages of one country saw, by country, where vantages differ in it."""
    rest: list[Piece[Status]]
    """While a regional condition explains some vantages: what the others say."""

    @property
    def is_failing(self) -> bool:
        """A check fails and it is not confirmed yet."""
        return any(one.failing for one in self.checks)

    @property
    def since(self) -> datetime | None:
        """Since when the present status holds without a gap."""
        if self.track and self.track[-1].value is self.status:
            return self.track[-1].start
        return None


def observe(
    component: Component,
    settings: Settings,
    seen: Mapping[str, Past],
    now: datetime,
    explained: Explained = (),
) -> Observed | None:
    """What the probes say; None for a component without checks.

    `explained` does not change it; what the other vantages say is told beside it.
    """
    if not component.all_checks:
        return None
    views = tuple(view(component, check, settings, seen, now, explained) for check in component.all_checks)
    status = _together(tuple(one.verdict.status for one in views))
    deciding = [one.verdict for one in views if one.verdict.status is not Status.OPERATIONAL]
    least_sure = max((one.verdict for one in views), key=lambda v: list(Confidence).index(v.confidence))
    leading = max(deciding, key=lambda v: v.status.badness, default=least_sure)
    return Observed(
        status=status,
        scope=leading.scope if status is not Status.OPERATIONAL else None,
        confidence=leading.confidence,
        checks=views,
        track=_all_checks([_whole(one.track, one.walks.values(), now) for one in views]),
        countries={
            country: _all_checks([_whole(one.countries[country], _those(one, names), now) for one in views])
            for country, names in vantages_by_country(settings).items()
        },
        rest=_all_checks([one.rest for one in views]),
    )


def _those(check: CheckView, names: Collection[str]) -> Sequence[Walk]:
    return [walked for name, walked in check.walks.items() if name in names]


def _whole(track: list[Piece[Status]], walks: Collection[Walk], now: datetime) -> list[Piece[Status]]:
    """A check's track with its gaps as pieces of their own. Before its first look there was no check,
    so one that was added later does not make the time before it unmeasured."""
    if not walks:
        return []
    first = min(walked.looks[0].at for walked in walks)
    gaps = [Piece(first, now, Status.UNKNOWN)]
    return overlay([track, gaps], lambda values: values[0] or Status.UNKNOWN)


def _all_checks(tracks: Sequence[list[Piece[Status]]]) -> list[Piece[Status]]:
    return overlay(tracks, lambda values: _together(_known(values)))


def _known(values: tuple[Status | None, ...]) -> tuple[Status, ...]:
    return tuple(value for value in values if value)


def _together(statuses: tuple[Status, ...]) -> Status:
    """Rule 4: all checks down is that outage, some is partial; else the worst."""
    red = [status for status in statuses if status.is_red]
    if red and len(red) < len(statuses):
        return Status.PARTIAL_OUTAGE
    if red:
        # Every check is down; the component is as far down as the check that is least so.
        return min(red, key=lambda status: status.badness)
    return worst(*statuses)
