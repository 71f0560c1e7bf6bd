"""`incident`: what a person knows becomes a file in `incidents/`, or one more update in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statusgen.commands import editing
from statusgen.commands.choosing import choose, is_open
from statusgen.commands.composing import composed, head, known, refuse_secrets
from statusgen.commands.delivering import Delivery, deliver
from statusgen.commands.editing import AnyEntry
from statusgen.commands.session import Session
from statusgen.commands.sighting import Sighting, sighting
from statusgen.model.errors import UsageError
from statusgen.model.incidents import Announcement, Incident, Maintenance, Update
from statusgen.model.scalars import Text, text_of
from statusgen.model.times import format_moment
from statusgen.model.words import Severity, Status, UpdateStatus
from statusgen.reading.load import Reading
from statusgen.writing.entries import file_name, new_file

NEW = "Incident"
_ENDS: dict[type, UpdateStatus] = {
    Incident: UpdateStatus.RESOLVED,
    Maintenance: UpdateStatus.COMPLETED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is to be said; None and nothing are left out of the file."""

    text: str | None = None
    is_edited: bool = False
    """The text is written in an editor."""
    at: datetime | None = None
    """The present unless given."""
    status: UpdateStatus | None = None
    impact: Mapping[str, Status]
    recovered: float | None = None
    eta: datetime | timedelta | None = None
    """A time, or how long from now."""
    next_update_by: datetime | timedelta | None = None
    """A time, or how long from now."""

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        said = (self.text, self.status, self.recovered, self.eta, self.next_update_by)
        return not (self.is_edited or self.impact) and all(one is None for one in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What only a new incident has."""

    title: str | None
    """None when the probes name it."""
    started_at: datetime | None = None
    severity: Severity | None = None
    cause: str | None = None
    is_draft: bool = False
    from_checks: Sequence[str] = ()
    """Components whose probes tell what happened, and since when."""


def new(session: Session, beginning: Beginning, words: Words, delivery: Delivery) -> int:
    """Write a new incident. Returns the exit code."""
    now = session.now()
    reading = editing.look(session)
    seen = sighting(session, reading, beginning.from_checks) if beginning.from_checks else Sighting()
    title = beginning.title or seen.title
    if not title or not title.strip():
        raise UsageError('an incident needs a title (write: statusgen incident new "Sign-in fails")')
    impact = known(reading.project.settings, {**seen.impact, **words.impact})
    refuse_secrets(title)
    with composed(session, words.text or seen.text, title, is_edited=words.is_edited) as text:
        said = _update(replace(words, impact={}), text, now, words.status or UpdateStatus.INVESTIGATING)
        incident = Incident(
            id="unnamed",
            title=text_of(title.strip()),
            impact=impact,
            severity=beginning.severity,
            scope=seen.scope,
            cause=text_of(beginning.cause) if beginning.cause else None,
            draft=beginning.is_draft,
            started_at=beginning.started_at or seen.started_at,
            updates=(said,),
        )
        _tell_of_others(session, reading, incident, now)
        edit = editing.create(session, reading, *_file(session, incident))
    return _done(session, edit, said, delivery, NEW)


def update(session: Session, ref: str | None, words: Words, delivery: Delivery) -> int:
    """Add an update to an entry. Returns the exit code."""
    if words.is_empty:
        raise UsageError("there is nothing to say (give -m TEXT, --edit, --status, -c or another option)")
    reading = editing.look(session)
    entry = choose(session, reading, ref)
    return _say(session, reading, entry, words, delivery)


def resolve(session: Session, ref: str | None, words: Words, delivery: Delivery) -> int:
    """Say that it is over. Returns the exit code."""
    reading = editing.look(session)
    entry = choose(session, reading, ref)
    if isinstance(entry, Announcement):
        raise UsageError(f"'{entry.id}' is an announcement (write expires_at: into its file)")
    if not entry.draft and not is_open(entry, words.at or session.now()):
        raise UsageError(f"'{entry.id}' is over already (statusgen incident update adds a word to it)")
    return _say(session, reading, entry, replace(words, status=_ENDS[type(entry)]), delivery)


def _say(session: Session, reading: Reading, entry: AnyEntry, words: Words, delivery: Delivery) -> int:
    impact = known(reading.project.settings, words.impact)
    said: list[Update] = []
    with composed(session, words.text, f"{entry.id}: {entry.title}", is_edited=words.is_edited) as text:

        def say(current: AnyEntry) -> Update:
            update = _update(replace(words, impact=impact), text, session.now(), words.status)
            said.append(update if words.at else _apart(update, current))
            return said[-1]

        edit = editing.add_update(session, reading, entry.id, say)
    return _done(session, edit, said[-1], delivery, "Update")


def _file(session: Session, incident: Incident) -> tuple[str, Callable[[str], bytes]]:
    """The name to begin with, and what makes the bytes for the name that is free."""
    name = file_name(
        str(incident.title), incident.updates[0].at.date(), next(iter(incident.impact), "incident")
    )
    return name, lambda free: new_file(replace(incident, id=free), head(session))


def _update(words: Words, text: Text | None, now: datetime, status: UpdateStatus | None) -> Update:
    at = words.at or now
    return Update(
        at=at,
        status=status,
        text=text,
        impact=words.impact,
        recovered=words.recovered,
        eta=_moment(words.eta, at),
        next_update_by=_moment(words.next_update_by, at),
    )


def _moment(told: datetime | timedelta | None, at: datetime) -> datetime | None:
    return at + told if isinstance(told, timedelta) else told


def _apart(update: Update, entry: AnyEntry) -> Update:
    """Two words within one second cannot have the same time."""
    taken = {other.at for other in entry.updates}
    at = update.at
    while at in taken:
        at += timedelta(seconds=1)
    return replace(update, at=at)


def _tell_of_others(session: Session, reading: Reading, incident: Incident, now: datetime) -> None:
    for other in reading.project.incidents:
        both = [name for name in incident.impact if name in other.impact]
        if both and is_open(other, now):
            session.tell(
                f"'{other.id}' is open for {', '.join(both)} too (statusgen incident update adds to it)"
            )
    if not incident.impact:
        session.tell("it names no component, so no row of the page changes (-c web=partial_outage does)")


def _done(session: Session, edit: editing.Edit, said: Update, delivery: Delivery, verb: str) -> int:
    entry = edit.entry
    impact = said.impact or (entry.impact if isinstance(entry, Incident) and verb == NEW else {})
    words = [
        *([said.status] if said.status else []),
        *(f"{name} {status}" for name, status in impact.items()),
    ]
    session.say(f"{session.root / edit.file}: {', '.join(words) or 'updated'} at {format_moment(said.at)}")
    subject = f"{verb}: {entry.title}" + (f" ({said.status})" if said.status else "")
    document = {
        "file": edit.file,
        "id": entry.id,
        "update": said.anchor(entry.id),
        "at": format_moment(said.at),
        "status": said.status,
    }
    return deliver(session, [edit.file], subject, delivery, document)
