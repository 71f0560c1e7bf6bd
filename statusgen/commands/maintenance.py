"""`maintenance`: planned work becomes a file in `incidents/`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statusgen.commands import editing
from statusgen.commands.composing import compose, head, known
from statusgen.commands.delivering import Delivery, deliver
from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.model.incidents import Maintenance, Update
from statusgen.model.scalars import text_of
from statusgen.model.times import format_moment
from statusgen.model.words import Kind, Status, UpdateStatus
from statusgen.writing.entries import file_name, new_file
from statusgen.writing.yaml_text import InlineList, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Work that will be done."""

    title: str
    starts_at: datetime
    start: str
    """As it was typed: its zone says at which time on the clock a repeated window begins."""
    ends_at: datetime | timedelta
    """A time, or how long it lasts."""
    components: Sequence[str]
    text: str | None = None
    is_edited: bool = False
    repeat: str | None = None
    exceptions: Sequence[str] = ()
    is_draft: bool = False


def new(session: Session, plan: Plan, delivery: Delivery) -> int:
    """Write a new maintenance. Returns the exit code."""
    reading = editing.look(session)
    now = session.now()
    if not plan.title.strip():
        raise UsageError('a maintenance needs a title (write: statusgen maintenance new "Database upgrade")')
    impact = known(reading.project.settings, dict.fromkeys(plan.components, Status.UNDER_MAINTENANCE))
    text = compose(session, plan.text, plan.title, is_edited=plan.is_edited)
    is_told_ahead = text is not None and now < plan.starts_at
    status = UpdateStatus.SCHEDULED if is_told_ahead else None
    end = plan.starts_at + plan.ends_at if isinstance(plan.ends_at, timedelta) else plan.ends_at
    maintenance = Maintenance(
        id="unnamed",
        kind=Kind.MAINTENANCE,
        title=text_of(plan.title.strip()),
        impact=impact,
        draft=plan.is_draft,
        starts_at=plan.starts_at,
        ends_at=end,
        updates=(Update(at=now, status=status, text=text),) if text else (),
    )
    written: dict[str, Value] = {"starts_at": plan.start}
    written |= {"repeat": plan.repeat} if plan.repeat else {}
    written |= {"exceptions": InlineList(plan.exceptions)} if plan.exceptions else {}
    name = file_name(plan.title, plan.starts_at.date(), next(iter(impact), "maintenance"))
    edit = editing.create(
        session, reading, name, lambda free: new_file(replace(maintenance, id=free), head(session), written)
    )
    window = f"{format_moment(plan.starts_at)} to {format_moment(end)}"
    session.say(f"{session.root / edit.file}: {', '.join(impact) or 'no component'}, {window}")
    if end < now and not plan.repeat:
        session.tell("its window is in the past")
    document = {
        "file": edit.file,
        "id": edit.entry.id,
        "starts_at": plan.start,
        "ends_at": format_moment(end),
    }
    return deliver(session, [edit.file], f"Maintenance: {plan.title.strip()}", delivery, document)
