"""A Project and its Snapshot become complaints: the table RULES."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.errors import Place, Problem
from statusgen.model.project import Project
from statusgen.model.snapshot import IncidentState, Snapshot
from statusgen.model.times import format_duration, format_moment
from statusgen.model.words import UpdateStatus

Path = tuple[str | int, ...]
Places = Mapping[str, Callable[[Path], Place]]
"""For each entry's id, where a key path such as ("updates", 2, "at") stands."""

SILENT_AFTER = timedelta(hours=24)
"""An open incident without a word for so long looks forgotten."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a rule found: an entry, the key it concerns, and what to do."""

    entry: str
    path: Path
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    code: str
    why: str
    """Why it matters to readers, in a sentence."""
    find: Callable[[Project, Snapshot], Iterable[Complaint]]


def lint(project: Project, snapshot: Snapshot, places: Places) -> tuple[Problem, ...]:
    """Every complaint, all of them warnings: errors are found on reading."""
    return tuple(
        Problem(places[c.entry](c.path), c.what, c.hint, rule.code, is_error=False)
        for rule in RULES
        for c in rule.find(project, snapshot)
    )


def _overdue_promises(_project: Project, snapshot: Snapshot) -> Iterator[Complaint]:
    for state in _open(snapshot):
        if state.is_overdue and state.next_update_by:
            late = format_duration(_minutes(snapshot.taken_at - state.next_update_by))
            yield _about(state, "next_update_by", f"the next update is overdue by {late}", "add an update")


def _silence(_project: Project, snapshot: Snapshot) -> Iterator[Complaint]:
    for state in _open(snapshot):
        if not state.updates or state.is_standing:
            continue
        silent = snapshot.taken_at - state.updates[0].at
        if silent > SILENT_AFTER:
            what = f"open without a word for {format_duration(_minutes(silent))}"
            yield _about(state, "at", what, "add an update, or resolve it")


def _forgotten(_project: Project, snapshot: Snapshot) -> Iterator[Complaint]:
    for conflict in snapshot.conflicts:
        if conflict.kind == "forgotten" and conflict.entry:
            yield Complaint(conflict.entry, (), conflict.text, "add an update, or resolve it")


def _no_impact(project: Project, _snapshot: Snapshot) -> Iterator[Complaint]:
    for incident in project.incidents:
        if not incident.impact and not any(update.impact for update in incident.updates):
            yield Complaint(
                incident.id,
                (),
                "names no component, so no row of the page changes",
                "write impact: {component: partial_outage}",
            )


def _no_words(project: Project, _snapshot: Snapshot) -> Iterator[Complaint]:
    for incident in project.incidents:
        for index, update in enumerate(incident.updates):
            if update.text is None and update.status is not UpdateStatus.RESOLVED:
                at = format_moment(update.at)
                yield Complaint(
                    incident.id,
                    ("updates", index),
                    f"the update of {at} has no text",
                    "write what readers should know",
                )


def _unknown_relations(project: Project, _snapshot: Snapshot) -> Iterator[Complaint]:
    entries = (*project.incidents, *project.maintenances, *project.announcements)
    known = {entry.id for entry in entries}
    for entry in entries:
        for index, name in enumerate(entry.related):
            if name not in known:
                yield Complaint(
                    entry.id, ("related", index), f"related '{name}' does not exist", "mend or remove the id"
                )


def _open(snapshot: Snapshot) -> Iterator[IncidentState]:
    return (state for state in snapshot.incidents if state.is_open)


def _about(state: IncidentState, key: str, what: str, hint: str) -> Complaint:
    """A complaint that points at the newest update."""
    return Complaint(state.incident.id, ("updates", len(state.updates) - 1, key), what, hint)


def _minutes(duration: timedelta) -> timedelta:
    """Whole minutes, at least one."""
    return max(timedelta(minutes=duration // timedelta(minutes=1)), timedelta(minutes=1))


RULES = (
    Rule("SG001", "Readers were promised a next word and did not get it.", _overdue_promises),
    Rule("SG002", "An open incident without news for a day looks forgotten.", _silence),
    Rule("SG003", "Probes see nothing wrong any more while the incident is open.", _forgotten),
    Rule("SG004", "An incident without impact changes nothing on the page.", _no_impact),
    Rule("SG005", "An update without words tells readers nothing.", _no_words),
    Rule("SG006", "A link to a file that does not exist leads nowhere.", _unknown_relations),
)
