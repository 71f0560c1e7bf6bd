"""Maintenances, announcements and the dates of files become complaints."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from pathlib import PurePosixPath

from statusgen.linting.findings import Level
from statusgen.linting.material import AnyEntry, Complaint, Material, Rule
from statusgen.linting.windows import Window, windows
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.times import format_moment, parse_date
from statusgen.model.words import Status, UpdateStatus

FAR_DATE = timedelta(days=2)
"""A file is named in local time, and often on the day after."""
HORIZON = timedelta(days=400)
"""Work that is planned further ahead will be planned again."""
FORGIVEN_AFTER = timedelta(days=90)
"""Of work that was only planned nobody asks after that; work that was begun the page calls overrun."""
_NAMED_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")


def _overlaps(material: Material) -> Iterator[Complaint]:
    ids = material.project.settings.canonical_ids()
    until = material.now + HORIZON
    found = chain.from_iterable(windows(m, material.now, until) for m in material.maintenances())
    running: list[Window] = []
    told: set[tuple[str, str]] = set()
    for window in sorted(found, key=lambda w: (w.start, w.maintenance.id)):
        running = [other for other in running if other.end > window.start]
        for other in running:
            pair = (other.maintenance.id, window.maintenance.id)
            both = _covered(other.maintenance, ids) & _covered(window.maintenance, ids)
            if both and pair not in told and pair[0] != pair[1]:
                told.add(pair)
                what = (
                    f"'{min(both)}' is in maintenance '{pair[0]}' too, until {format_moment(other.end)}"
                    f"{_more(both)}"
                )
                yield Complaint(
                    entry=pair[1], path=("starts_at",), what=what, hint="join them, or move one of them"
                )
        running.append(window)


def _covered(maintenance: Maintenance, ids: Mapping[str, tuple[str, ...]]) -> set[str]:
    named = [name for name, status in maintenance.impact.items() if status is not Status.OPERATIONAL]
    return {component for name in named for component in ids.get(name, ())}


def _more(names: set[str]) -> str:
    return f"; so are {len(names) - 1} more" if len(names) > 1 else ""


def _unfinished(material: Material) -> Iterator[Complaint]:
    for maintenance in material.maintenances():
        latest = maintenance.latest(material.now)
        if latest is None or latest.ends_at > material.now:
            continue
        words = [u.status for u in latest.updates_until(material.now) if u.status]
        if UpdateStatus.COMPLETED in words:
            continue
        was_begun = bool(words) and words[-1] is not UpdateStatus.SCHEDULED
        # Of routine nobody says each time that it took place.
        is_asked = maintenance.repeat is None and material.now - latest.ends_at < FORGIVEN_AFTER
        if was_begun or is_asked:
            asked = "that the work is completed" if was_begun else "whether it took place"
            what = f"the window ended at {format_moment(latest.ends_at)} and nobody said {asked}"
            hint = "add an update with status: completed, or what became of it"
            yield Complaint(entry=maintenance.id, path=("ends_at",), what=what, hint=hint)


def _spent_pins(material: Material) -> Iterator[Complaint]:
    for entry in material.entries():
        if not isinstance(entry, Announcement) or not entry.pin:
            continue
        if entry.expires_at is None:
            hint = "write expires_at: and a time"
            what = "it is pinned to the home page for ever"
            yield Complaint(entry=entry.id, path=("pin",), what=what, hint=hint)
        elif entry.expires_at <= material.now:
            what = f"it expired at {format_moment(entry.expires_at)}, so 'pin' does nothing any more"
            yield Complaint(entry=entry.id, path=("pin",), what=what, hint="remove the key")


def _far_dates(material: Material) -> Iterator[Complaint]:
    for entry in material.entries():
        file = material.sheets[entry.id].file
        day = _day(PurePosixPath(file).stem)
        days = _days(entry)
        if day is None or not days or any(abs(day - other) <= FAR_DATE for other in days):
            continue
        what = f"the file's name says {day} and its first time is {min(days)}"
        hint = "check the times, or rename the file and keep id: as it was"
        yield Complaint(entry=entry.id, path=("updates", 0, "at"), what=what, hint=hint)


def _day(stem: str) -> date | None:
    match = _NAMED_DAY.match(stem)
    try:
        return parse_date(match[1]) if match else None
    except ValueError:
        return None


def _days(entry: AnyEntry) -> list[date]:
    """Days that a file may well be named after."""
    moments = [update.at for update in entry.updates[:1]]
    if isinstance(entry, Incident):
        moments += [at for at in (entry.started_at, entry.detected_at) if at]
    if isinstance(entry, Maintenance):
        moments.append(entry.starts_at)
    return [moment.date() for moment in moments]


RULES = (
    Rule(
        "SG007",
        "overlapping-maintenance",
        Level.WARNING,
        "Two maintenances cover one component at the same time",
        _overlaps,
    ),
    Rule(
        "SG008",
        "unfinished-maintenance",
        Level.WARNING,
        "A maintenance is past and nobody said that it was completed",
        _unfinished,
    ),
    Rule("SG015", "spent-pin", Level.NOTE, "A pin that does nothing, or never ends", _spent_pins),
    Rule("SG025", "far-date", Level.WARNING, "A file's name and its times are days apart", _far_dates),
)
