"""What probes saw becomes incidents that the monitor writes, by files and history alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from statusgen.commands import editing
from statusgen.commands.composing import head
from statusgen.commands.drafted import Drafted, remember, remembered
from statusgen.commands.outlook import Outlook, look
from statusgen.commands.session import Session
from statusgen.commands.telling import first_word, next_word
from statusgen.model.errors import LockedError, StatusgenError
from statusgen.model.incidents import Incident, Update
from statusgen.model.project import Drafting
from statusgen.model.snapshot import Snapshot
from statusgen.reading.load import Reading
from statusgen.writing import disk
from statusgen.writing.entries import file_name, new_file
from statusgen.writing.seals import HEAD, is_sealed, sealed


def keep_up(session: Session, reading: Reading, snapshot: Snapshot, drafting: Drafting) -> tuple[str, ...]:
    """Write what is due by now. Returns the files that were written.

    What fails at one file hinders no other; the last such failure rises at the end, the others are told.
    """
    data = _open_files(session, reading)
    untouched = frozenset(name for name, text in data.items() if is_sealed(text))
    outlook = _noted(session, look(reading, snapshot, drafting, remembered(session), untouched))
    written: list[str] = []
    failed: list[StatusgenError] = []
    for work in _due(session, reading, outlook, data, is_draft=not drafting.publish):
        try:
            written.append(work())
        except StatusgenError as error:
            failed.append(error)
    for earlier in failed[:-1]:
        session.complain(earlier)
    if failed:
        raise failed[-1]
    return tuple(written)


def _due(
    session: Session, reading: Reading, outlook: Outlook, data: Mapping[str, bytes], *, is_draft: bool
) -> Iterator[Callable[[], str]]:
    for incident in outlook.ours:
        update = next_word(outlook, incident)
        if update is not None:
            yield partial(_added, session, reading, incident, update, data[incident.id])
    begun = first_word(outlook, is_draft=is_draft)
    if begun is not None:
        yield partial(_begun, session, reading, outlook, begun)


def _added(session: Session, reading: Reading, incident: Incident, update: Update, looked_at: bytes) -> str:
    changed = LockedError(f"{reading.files[incident.id]} has changed meanwhile; the next look sees how")

    def say(entry: editing.AnyEntry) -> Update:
        if entry != incident:
            raise changed
        return update

    def finish(old: bytes, new: bytes) -> bytes:
        if old != looked_at:
            raise changed
        return sealed(new) if is_sealed(old) else new

    edit = editing.add_update(session, reading, incident.id, say, finish)
    _tell(session, edit)
    return edit.file


def _open_files(session: Session, reading: Reading) -> dict[str, bytes]:
    """The bytes of each incident that the monitor may add to, by id."""
    entries = (*reading.project.incidents, *reading.drafts)
    ours = [entry for entry in entries if isinstance(entry, Incident) and entry.is_of_monitor]
    return {entry.id: disk.read(session.root / reading.files[entry.id]) for entry in ours}


def _noted(session: Session, outlook: Outlook) -> Outlook:
    """Note what the monitor's files name while they are there: one that is deleted is an answer too."""
    noted = dict(outlook.drafted)
    for incident in outlook.ours:
        known = noted[incident.id].components if incident.id in noted else frozenset()
        if not outlook.named(incident) <= known:
            noted[incident.id] = Drafted(outlook.now, known | outlook.named(incident))
    here = {incident.id for incident in outlook.incidents}
    kept = {
        name: drafted
        for name, drafted in noted.items()
        if name in here or any(outlook.is_same(fact, drafted) for fact in outlook.facts.values())
    }
    if kept != outlook.drafted:
        remember(session, kept)
    return replace(outlook, drafted=kept)


def _begun(session: Session, reading: Reading, outlook: Outlook, incident: Incident) -> str:
    name = file_name(str(incident.title), outlook.now.date(), next(iter(incident.impact)))
    lines = (*head(session), *HEAD)
    edit = editing.create(
        session, reading, name, lambda free: sealed(new_file(replace(incident, id=free), lines))
    )
    _tell(session, edit)
    # Where this is not reached, the next look does it.
    remember(
        session,
        {**outlook.drafted, edit.entry.id: Drafted(outlook.now, frozenset(incident.impact))},
    )
    return edit.file


def _tell(session: Session, edit: editing.Edit) -> None:
    last = edit.entry.updates[-1]
    hint = "; a draft: take out the line `draft: true` to publish it" if edit.entry.draft else ""
    session.say(f"{session.root / edit.file}: {last.status or 'updated'} by the monitor{hint}")
