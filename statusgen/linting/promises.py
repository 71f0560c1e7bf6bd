"""What was promised and when it was said become complaints: readers wait for a word that does not come."""

from collections.abc import Iterator
from datetime import timedelta

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.model.incidents import Incident
from statusgen.model.snapshot import IncidentState
from statusgen.model.times import format_duration, format_moment
from statusgen.model.words import Severity, UpdateStatus

GRAVE = (Severity.MAJOR, Severity.CRITICAL)
LATE_BY = timedelta(days=90)
"""Nobody waits for a last word or a postmortem after that, and nagging would not help."""
AHEAD = timedelta(minutes=5)
"""Clocks differ."""


def _overdue_promises(material: Material) -> Iterator[Complaint]:
    for state in material.open():
        if state.is_overdue and state.next_update_by:
            late = _told(material.now - state.next_update_by)
            yield _newest(state, "next_update_by", f"the next update is overdue by {late}", "add an update")


def _silence(material: Material) -> Iterator[Complaint]:
    for state in material.open():
        if _is_silent(state, material) and not state.is_standing:
            silent = material.now - state.updates[0].at
            yield _newest(
                state, "at", f"open without a word for {_told(silent)}", "add an update, or resolve it"
            )


def _is_silent(state: IncidentState, material: Material) -> bool:
    return bool(state.updates) and material.now - state.updates[0].at > material.limits.silent_after


def _green_probes(material: Material) -> Iterator[Complaint]:
    for conflict in material.snapshot.conflicts:
        if conflict.kind == "forgotten" and conflict.entry:
            hint = "add an update, or resolve it"
            yield Complaint(entry=conflict.entry, path=(), what=_lower(conflict.text), hint=hint)


def _no_promise(material: Material) -> Iterator[Complaint]:
    for state in material.open():
        is_working = state.status in (UpdateStatus.INVESTIGATING, UpdateStatus.IDENTIFIED)
        is_owed = state.severity in GRAVE and is_working and not _is_silent(state, material)
        if is_owed and state.updates and not state.is_standing and state.next_update_by is None:
            what = "the newest update does not say when the next one comes"
            yield _newest(state, "at", what, "write next_update_by:")


def _no_last_word(material: Material) -> Iterator[Complaint]:
    for incident in material.incidents():
        end = incident.ended_at(material.now)
        if end is None or material.now - end > LATE_BY:
            continue
        ends = [n for n, u in enumerate(incident.updates) if u.status is UpdateStatus.RESOLVED]
        if not ends:
            what = "it has an end and no update that says so"
            hint = "add an update with status: resolved and a text"
            yield Complaint(entry=incident.id, path=("resolved_at",), what=what, hint=hint)
        elif ends and incident.updates[ends[-1]].text is None:
            hint = "write what works again, and since when"
            what = "the incident ends without a word"
            yield Complaint(entry=incident.id, path=("updates", ends[-1]), what=what, hint=hint)


def _no_postmortem(material: Material) -> Iterator[Complaint]:
    for state in material.snapshot.incidents:
        if state.ends_at is None or state.severity not in GRAVE or _has_lessons(state.incident):
            continue
        since = material.now - state.ends_at
        if material.limits.postmortem_after < since < LATE_BY:
            what = f"{state.severity}, over for {_told(since)}, and without postmortem"
            yield Complaint(
                entry=state.incident.id, path=(), what=what, hint="write postmortem: what was learned"
            )


def _has_lessons(incident: Incident) -> bool:
    # What others filter on the way to us teaches nothing about our systems.
    is_of_others = incident.scope is not None and incident.scope.filtering in ("suspected", "confirmed")
    said = any(update.status is UpdateStatus.POSTMORTEM for update in incident.updates)
    return bool(incident.postmortem) or said or is_of_others


def _future_updates(material: Material) -> Iterator[Complaint]:
    for incident in material.incidents():
        for index, update in enumerate(incident.updates):
            if update.at > material.now + AHEAD:
                what = (
                    f"the update of {format_moment(update.at)} lies in the future and appears by itself then"
                )
                yield Complaint(
                    entry=incident.id,
                    path=("updates", index, "at"),
                    what=what,
                    hint="check the time and zone",
                )


def _posted_later(material: Material) -> Iterator[Complaint]:
    for entry in material.entries():
        for index, update in enumerate(entry.updates):
            if update.posted_at is None:
                continue
            path = ("updates", index, "posted_at")
            if update.posted_at > material.now + AHEAD:
                what = f"'posted_at' {format_moment(update.posted_at)} lies in the future"
                hint = "write when it was really posted"
                yield Complaint(entry=entry.id, path=path, what=what, hint=hint)
            elif update.posted_at == update.at:
                what = "'posted_at' is the update's own time, so the page calls it backdated for nothing"
                yield Complaint(entry=entry.id, path=path, what=what, hint="remove it")


def _newest(state: IncidentState, key: str, what: str, hint: str) -> Complaint:
    """A complaint that points at the newest update."""
    path = ("updates", len(state.updates) - 1, key)
    return Complaint(entry=state.incident.id, path=path, what=what, hint=hint)


def _told(duration: timedelta) -> str:
    """Whole minutes, at least one; whole hours once it is days."""
    unit = timedelta(hours=1) if duration >= timedelta(days=1) else timedelta(minutes=1)
    return format_duration(max(duration // unit * unit, unit))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


RULES = (
    Rule("SG001", "overdue-promise", Level.WARNING, "A promised update did not come", _overdue_promises),
    Rule("SG002", "silent-incident", Level.WARNING, "An open incident without news for long", _silence),
    Rule(
        "SG003",
        "green-probes",
        Level.WARNING,
        "An incident is open while its probes see nothing wrong",
        _green_probes,
    ),
    Rule("SG009", "no-last-word", Level.WARNING, "An incident ends without a last word", _no_last_word),
    Rule("SG010", "no-postmortem", Level.NOTE, "A grave incident without postmortem", _no_postmortem),
    Rule(
        "SG011",
        "posting-time",
        Level.WARNING,
        "A posting time that lies in the future or says nothing",
        _posted_later,
    ),
    Rule(
        "SG012",
        "future-update",
        Level.WARNING,
        "An update of an incident lies in the future",
        _future_updates,
    ),
    Rule(
        "SG027",
        "no-promise",
        Level.NOTE,
        "A grave incident does not say when the next update comes",
        _no_promise,
    ),
)
