"""What the places of each country see now becomes its state, beside that of all places together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from statusgen.judging.observed import Observed
from statusgen.judging.regions import inside
from statusgen.judging.verdicts import Case
from statusgen.model.places import CountryState, LocalState
from statusgen.model.project import Settings
from statusgen.model.snapshot import IncidentState, PlaceState
from statusgen.model.words import Outcome, Status


def country_states(
    cases: Sequence[Case], open_incidents: Sequence[IncidentState], settings: Settings, now: datetime
) -> tuple[CountryState, ...]:
    """Each country of the settings by its code; places whose country is not known come last."""
    found: dict[str | None, list[str]] = {}
    for name, vantage in settings.vantages.items():
        found.setdefault(vantage.country, []).append(name)
    is_alone = len(found) == 1
    return tuple(
        CountryState(
            country=country,
            vantages=tuple(found[country]),
            parts=tuple(_parts(cases, country, found[country], now, is_alone=is_alone)),
            conditions=tuple(_conditions(open_incidents, found[country], settings)),
        )
        for country in sorted(found, key=lambda code: (code is None, code or ""))
    )


def _parts(
    cases: Sequence[Case], country: str | None, names: Sequence[str], now: datetime, *, is_alone: bool
) -> Iterator[LocalState]:
    for case in cases:
        if case.observed is not None and (is_alone or country is not None):
            yield _part(case, case.observed, country if not is_alone else None, names, now)


def _part(
    case: Case, observed: Observed, country: str | None, names: Sequence[str], now: datetime
) -> LocalState:
    track = observed.countries.get(country, []) if country else observed.track
    last = track[-1] if track and track[-1].end >= now else None
    looks = [place for one in observed.checks for place in one.state.places if _says(place, names)]
    failed = [place for place in looks if place.outcome is Outcome.FAILED]
    if case.declared.maintenance:
        status, since = Status.UNDER_MAINTENANCE, case.declared.maintenance.since
    elif last:
        status, since = last.value, last.start
    else:
        status, since = Status.UNKNOWN, None
    return LocalState(
        component=case.component.id,
        status=status,
        since=since,
        failing=len({place.vantage for place in failed}),
        looking=len({place.vantage for place in looks}),
        reason=_commonest([place.reason for place in failed if place.reason]),
    )


def _says(place: PlaceState, names: Sequence[str]) -> bool:
    return place.vantage in names and place.is_fresh and place.outcome is not Outcome.UNKNOWN


def _commonest(codes: Sequence[str]) -> str | None:
    counts = Counter(sorted(codes)).most_common(1)
    return counts[0][0] if counts else None


def _conditions(
    open_incidents: Sequence[IncidentState], names: Sequence[str], settings: Settings
) -> Iterator[str]:
    for state in open_incidents:
        if inside(state.incident.scope, settings.vantages).intersection(names):
            yield state.incident.id
