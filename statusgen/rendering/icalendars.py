"""Events become iCalendar (RFC 5545), written by icalendar."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, vRecur
from icalendar import Event as Component

from statusgen.model.incidents import Maintenance
from statusgen.model.schedules import Schedule
from statusgen.model.times import parse_date, zone_of
from statusgen.rendering.events import Event, Told
from statusgen.rendering.icalendar_zones import changes, definition, zone_id
from statusgen.rendering.posts import stable_id

_ASK_EVERY = timedelta(hours=1)
_DAY = timedelta(days=1)
_YEARS_AHEAD = 2
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Where nobody has said a word: with the time of the build, every build would have other bytes."""


def write(name: str, events: Iterable[Event]) -> bytes:
    """The calendar's bytes."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//statusgen//statusgen//EN")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _ASK_EVERY, {"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    events = tuple(events)
    for zone, year in sorted(_zones(events).items(), key=lambda item: zone_id(item[0])):
        made.add_component(definition(zone, year))
    for event in events:
        for component in _components(event):
            made.add_component(component)
    return bytes(made.to_ical(sorted=False))


def _zones(events: tuple[Event, ...]) -> dict[str | None, int]:
    """Zones that events name, each with the year from which it must be told."""
    zones: dict[str | None, int] = {}
    for event in events:
        repeat = event.work.repeat
        if repeat and repeat.zone:
            year = event.work.starts_at.year - 1
            zones[repeat.zone] = min(year, zones.get(repeat.zone, year))
    # A calendar must hold something (RFC 5545, 3.6), also where nothing is planned.
    return zones if zones or events else {None: _LONG_AGO.year}


def _components(event: Event) -> Iterator[Component]:
    """The work, and each of its times that went otherwise than the rule says."""
    work = event.work
    if work.repeat is None:
        yield _component(event, work.starts_at, event.end, event.text)
        return
    made = _component(event, work.starts_at, work.ends_at, event.text)
    made.add("rrule", _recurrence(work))
    for left_out in _exceptions(work, Schedule(starts_at=work.starts_at, repeat=work.repeat)):
        _add(made, "exdate", work, left_out)
    yield made
    others = {told.planned: told for told in (*_doubtful(event), *event.told)}
    for planned, told in sorted(others.items()):
        other = _component(event, planned, told.end, told.text, is_exact=True)
        _add(other, "recurrence-id", work, planned)
        yield other


def _doubtful(event: Event) -> Iterator[Told]:
    """Times of the next years that its clocks skip or show twice. RFC 5545 says which instants are meant, but
    calendars differ; so they are told in UTC."""
    work = event.work
    if work.repeat is None or work.repeat.zone is None or event.is_withdrawn:
        return
    for change in changes(work.repeat.zone, work.starts_at.year - 1)[1:]:
        if event.year - 1 <= change.instant.year <= event.year + _YEARS_AHEAD:
            for start in work.schedule.between(change.instant - _DAY, change.instant + _DAY):
                local = _on_the_rules_clocks(work, start)
                if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
                    yield Told(planned=start, end=start + (work.ends_at - work.starts_at), text="")


def _component(
    event: Event, start: datetime, end: datetime, text: str, *, is_exact: bool = False
) -> Component:
    made = Component()
    made.add("uid", str(stable_id(event.work.id)))
    made.add("dtstamp", event.updated or _LONG_AGO)
    made.add("sequence", event.sequence)
    if event.updated:
        made.add("last-modified", event.updated)
    _add(made, "dtstart", event.work, start, is_exact=is_exact)
    if end > start:
        _add(made, "dtend", event.work, end, is_exact=is_exact)
    made.add("summary", event.title)
    if event.text or text:
        made.add("description", text or event.text)
    if event.link:
        made.add("url", event.link)
    made.add("status", "CANCELLED" if event.is_withdrawn else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    return made


def _add(made: Component, name: str, work: Maintenance, at: datetime, *, is_exact: bool = False) -> None:
    """A time on the rule's clocks; in UTC where there is no rule, or it follows UTC, or that is asked for."""
    zone = work.repeat.zone if work.repeat else None
    if zone is None or is_exact:
        made.add(name, at.astimezone(UTC))
        return
    local = at.astimezone(zone_of(zone)) if name == "dtend" else _on_the_rules_clocks(work, at)
    made.add(name, local.replace(tzinfo=None, fold=0), {"TZID": zone_id(zone)})


def _on_the_rules_clocks(work: Maintenance, start: datetime) -> datetime:
    """As the rule counts it: a time that clocks leave out is later on the clocks, not in the rule."""
    zone = zone_of(work.repeat.zone if work.repeat else None)
    local, first = start.astimezone(zone), work.starts_at.astimezone(zone)
    if work.repeat and "BYHOUR" in work.repeat.parts:
        return local
    return local.replace(hour=first.hour, minute=first.minute, second=first.second)


def _recurrence(work: Maintenance) -> Any:
    """The rule as written; its end in UTC, as RFC 5545 wants it beside a zone."""
    parts = dict(work.repeat.parts) if work.repeat else {}
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{_until(work, parts['UNTIL']):%Y%m%dT%H%M%SZ}"
    return vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items()))


def _until(work: Maintenance, text: str) -> datetime:
    day = parse_date(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
    zone = UTC if text.endswith("Z") else zone_of(work.repeat.zone if work.repeat else None)
    hour, minute, second = (int(text[n : n + 2]) for n in (9, 11, 13)) if "T" in text else (23, 59, 59)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).astimezone(UTC)


def _exceptions(work: Maintenance, rule: Schedule) -> tuple[datetime, ...]:
    """Starts of the rule that do not happen: exact ones, and all of a day on the rule's clocks."""
    zone, found = zone_of(work.repeat.zone if work.repeat else None), set[datetime]()
    for left_out in work.exceptions:
        if isinstance(left_out, datetime):
            found.update(rule.between(left_out, left_out + timedelta(microseconds=1)))
            continue
        noon = datetime(left_out.year, left_out.month, left_out.day, 12, tzinfo=zone).astimezone(UTC)
        near = rule.between(noon - _DAY, noon + _DAY)
        found.update(start for start in near if start.astimezone(zone).date() == left_out)
    return tuple(sorted(found))
