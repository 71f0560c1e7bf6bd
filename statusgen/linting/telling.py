"""What incidents declare becomes complaints where it contradicts itself or says too little."""

from collections.abc import Iterator
from itertools import chain

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.linting.promises import GRAVE
from statusgen.model.incidents import Incident
from statusgen.model.times import format_moment
from statusgen.model.words import INCIDENT_STATUSES, Severity, Status, UpdateStatus, worst

FITTING = {
    Status.MAJOR_OUTAGE: (Severity.MAJOR, Severity.CRITICAL),
    Status.PARTIAL_OUTAGE: (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL),
    Status.DEGRADED_PERFORMANCE: (Severity.NONE, Severity.MINOR, Severity.MAJOR),
}
"""The worst impact of an incident, to severities that a reader believes."""
_STEPS = {status: step for step, status in enumerate(INCIDENT_STATUSES[:4])}


def _no_impact(material: Material) -> Iterator[Complaint]:
    for incident in material.incidents():
        if not incident.impact and not any(update.impact for update in incident.updates):
            what = "names no component, so no row of the page changes"
            hint = "write impact: {component: partial_outage}"
            yield Complaint(entry=incident.id, path=(), what=what, hint=hint)


def _no_words(material: Material) -> Iterator[Complaint]:
    for incident in material.incidents():
        back = {index for index, _, _ in _steps_back(incident)}
        for index, update in enumerate(incident.updates):
            # An end or a step back without words has a rule of its own.
            if update.text is None and update.status is not UpdateStatus.RESOLVED and index not in back:
                what = f"the update of {format_moment(update.at)} has no text"
                hint = "write what readers should know"
                yield Complaint(entry=incident.id, path=("updates", index), what=what, hint=hint)


def _steps_back_in_silence(material: Material) -> Iterator[Complaint]:
    for incident in material.incidents():
        for index, before, after in _steps_back(incident):
            if incident.updates[index].text is None:
                what = f"the status goes back from {before} to {after} without a word"
                hint = "write what came back, and since when"
                yield Complaint(entry=incident.id, path=("updates", index), what=what, hint=hint)


def _steps_back(incident: Incident) -> Iterator[tuple[int, UpdateStatus, UpdateStatus]]:
    """Each update that goes back, with the status before and its own."""
    current: UpdateStatus | None = None
    for index, update in enumerate(incident.updates):
        if update.status not in _STEPS:
            continue
        if current is not None and _STEPS[update.status] < _STEPS[current]:
            yield index, current, update.status
        current = update.status


def _unlike_severity(material: Material) -> Iterator[Complaint]:
    for incident in material.incidents():
        declared = chain(incident.impact.values(), *(u.impact.values() for u in incident.updates))
        status = worst(*declared)
        fitting = FITTING.get(status)
        if incident.severity and fitting and incident.severity not in fitting:
            what = f"severity '{incident.severity}' does not go with an impact of '{status}'"
            hint = f"write {' or '.join(fitting)}, or mend the impact"
            yield Complaint(entry=incident.id, path=("severity",), what=what, hint=hint)


def _all_green(material: Material) -> Iterator[Complaint]:
    for state in material.open():
        is_working = state.status in (UpdateStatus.INVESTIGATING, UpdateStatus.IDENTIFIED)
        is_green = state.impact and worst(*state.impact.values()) is Status.OPERATIONAL
        if state.severity in GRAVE and is_working and is_green and state.updates:
            what = f"every component it names works again, and it is still '{state.status}'"
            hint = "write status: monitoring, or what is still wrong in impact:"
            path = ("updates", len(state.updates) - 1)
            yield Complaint(entry=state.incident.id, path=path, what=what, hint=hint)


def _same_titles(material: Material) -> Iterator[Complaint]:
    first: dict[tuple[str, str], str] = {}
    begun = [incident for incident in material.incidents() if incident.updates or incident.started_at]
    for incident in sorted(begun, key=lambda i: (i.begins_at, i.id)):
        day = f"{incident.begins_at:%Y-%m-%d}"
        title = " ".join(str(incident.title).casefold().split())
        other = first.setdefault((day, title), incident.id)
        if other != incident.id:
            what = f"'{other}' has the same title on the same day"
            hint = "say what is different, or write one incident with another update"
            yield Complaint(entry=incident.id, path=("title",), what=what, hint=hint)


RULES = (
    Rule("SG004", "no-impact", Level.WARNING, "An incident names no component", _no_impact),
    Rule("SG005", "no-words", Level.WARNING, "An update without words", _no_words),
    Rule("SG020", "same-title", Level.WARNING, "Two incidents of one day have the same title", _same_titles),
    Rule(
        "SG021",
        "silent-step-back",
        Level.WARNING,
        "The status goes back without a word",
        _steps_back_in_silence,
    ),
    Rule(
        "SG022",
        "unlike-severity",
        Level.WARNING,
        "Severity and impact contradict each other",
        _unlike_severity,
    ),
    Rule(
        "SG023",
        "green-incident",
        Level.WARNING,
        "A grave incident is open while all that it names is operational",
        _all_green,
    ),
)
