"""A few letters become the entry that a person means."""

import difflib
from collections.abc import Sequence
from datetime import datetime

from statusgen.commands.editing import AnyEntry, everything, faults_of
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, UsageError
from statusgen.model.incidents import Incident, Maintenance
from statusgen.model.words import UpdateStatus
from statusgen.reading.load import Reading

_SHOWN = 5
"""Proposals that a person can take in at a glance."""


def is_open(entry: AnyEntry, now: datetime) -> bool:
    """An incident that is not over, or a maintenance that is not."""
    if entry.withdrawn or entry.draft:
        return False
    if isinstance(entry, Incident):
        return entry.ended_at(now) is None
    return isinstance(entry, Maintenance) and entry.status_at(now) is not UpdateStatus.COMPLETED


def choose(session: Session, reading: Reading, ref: str | None) -> AnyEntry:
    """The entry meant by an id, a part of it, or words of its title; without any, the one open incident.

    Where several fit, the open ones come first, and a person at a terminal is asked.
    """
    now = session.now()
    entries = everything(reading)
    found: list[AnyEntry]
    if ref is None:
        found = [entry for entry in entries if isinstance(entry, Incident) and is_open(entry, now)]
        if not found:
            raise UsageError(f"no incident is open (name the file to edit{_proposed(_newest(entries))})")
    else:
        found = _matching(entries, ref)
        if not found:
            if faults := faults_of(session, _bare(ref)):
                raise InputError(faults)
            raise UsageError(f"nothing is called '{ref}'{_nearest(entries, ref)}")
        found = [entry for entry in found if is_open(entry, now)] or found
    return found[0] if len(found) == 1 else _asked(session, found, ref)


def _matching(entries: Sequence[AnyEntry], ref: str) -> list[AnyEntry]:
    """Those that fit best: the id, its beginning, then all words in id or title."""
    wanted = _bare(ref)
    for fits in (
        lambda entry: entry.id == wanted,
        lambda entry: entry.id.startswith(wanted),
        lambda entry: all(word in _words(entry) for word in wanted.split()),
    ):
        found = [entry for entry in entries if fits(entry)]
        if found:
            return found
    return []


def _bare(ref: str) -> str:
    """Without what a shell completes."""
    return ref.removeprefix("incidents/").removesuffix(".yaml").removesuffix(".yml").casefold()


def _words(entry: AnyEntry) -> str:
    titles = " ".join(text for _, text in entry.title.versions)
    return f"{entry.id} {titles}".casefold()


def _asked(session: Session, found: Sequence[AnyEntry], ref: str | None) -> AnyEntry:
    found = _newest(found)
    said = f"'{ref}' fits several" if ref else "several incidents are open"
    answer = session.choose(f"{said}; which one?", [f"{entry.id}  {entry.title}" for entry in found])
    if answer is None:
        raise UsageError(f"{said} (name one{_proposed(found)})")
    return found[answer]


def _newest(entries: Sequence[AnyEntry]) -> list[AnyEntry]:
    return sorted(entries, key=lambda entry: [update.at for update in entry.updates[-1:]], reverse=True)


def _proposed(entries: Sequence[AnyEntry]) -> str:
    return ": " + ", ".join(entry.id for entry in entries[:_SHOWN]) if entries else ""


def _nearest(entries: Sequence[AnyEntry], ref: str) -> str:
    close = difflib.get_close_matches(ref.casefold(), [entry.id for entry in entries], n=1, cutoff=0.4)
    if close:
        return f" (did you mean {close[0]}?)"
    newest = _proposed(_newest(entries))
    return f" (the newest are{newest})" if newest else " (there is no file in incidents/ yet)"
