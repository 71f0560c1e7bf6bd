"""`incident list`: what is open, or everything, becomes lines."""

from datetime import datetime

from statusgen.commands import editing
from statusgen.commands.choosing import is_open
from statusgen.commands.editing import AnyEntry
from statusgen.commands.session import Session
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.times import format_moment
from statusgen.reading.load import Reading


def run(session: Session, *, is_all: bool) -> int:
    """Print what is open, or everything. Returns the exit code."""
    reading = editing.look(session)
    now = session.now()
    entries = [entry for entry in editing.everything(reading) if is_all or is_open(entry, now) or entry.draft]
    rows = [
        _row(entry, reading, now)
        for entry in sorted(entries, key=lambda entry: _begin(entry, now), reverse=True)
    ]
    widths = [max((len(row[key]) for row in rows), default=0) for key in ("id", "status")]
    for row in rows:
        since = row["since"] or "no time yet"
        session.answer(f"{row['id']:{widths[0]}}  {row['status']:{widths[1]}}  {since}  {row['title']}")
    if not rows:
        session.say("nothing is open" if not is_all else "there is no file in incidents/ yet")
    session.data({"entries": rows})
    return 0


def _row(entry: AnyEntry, reading: Reading, now: datetime) -> dict[str, str]:
    status = "announcement" if isinstance(entry, Announcement) else entry.status_at(now).value
    if entry.withdrawn or entry.draft:
        status = "withdrawn" if entry.withdrawn else "draft"
    begin = _begin(entry, now)
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "status": status,
        "since": begin,
        "title": str(entry.title),
        "file": reading.files[entry.id],
    }


def _begin(entry: AnyEntry, now: datetime) -> str:
    """When it began, empty for a draft without a time."""
    if isinstance(entry, Maintenance):
        return format_moment(entry.current(now).starts_at)
    started = entry.started_at if isinstance(entry, Incident) else None
    times = [update.at for update in entry.updates[:1]]
    return format_moment(started or times[0]) if started or times else ""
