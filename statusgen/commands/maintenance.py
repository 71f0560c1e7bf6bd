"""`maintenance`: planned work becomes a file in `incidents/`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statusgen.commands import editing
from statusgen.commands.composing import composed, head, known, refuse_secrets
from statusgen.commands.delivering import Delivery, deliver
from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.model.incidents import Maintenance, Update
from statusgen.model.scalars import Text, text_of
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
    if not plan.title.strip():
        raise UsageError('a maintenance needs a title (write: statusgen maintenance new "Database upgrade")')
    refuse_secrets(plan.title)
    impact = known(reading.project.settings, dict.fromkeys(plan.components, Status.UNDER_MAINTENANCE))
    with composed(session, plan.text, plan.title, is_edited=plan.is_edited) as text:
        maintenance = _maintenance(plan, impact, text, session.now())
        name = file_name(plan.title, plan.starts_at.date(), next(iter(impact), "maintenance"))
        edit = editing.create(
            session,
            reading,
            name,
            lambda free: new_file(replace(maintenance, id=free), head(session), _as_typed(plan)),
        )
    start, end = format_moment(plan.starts_at), format_moment(maintenance.ends_at)
    session.say(f"{session.root / edit.file}: {', '.join(impact) or 'no component'}, {start} to {end}")
    if maintenance.ends_at < session.now() and not plan.repeat:
        session.tell("its window is in the past")
    document = {"file": edit.file, "id": edit.entry.id, "starts_at": start, "ends_at": end}
    return deliver(session, [edit.file], f"Maintenance: {plan.title.strip()}", delivery, document)


def _maintenance(plan: Plan, impact: Mapping[str, Status], text: Text | None, now: datetime) -> Maintenance:
    is_ahead = now < plan.starts_at
    said = Update(at=now, status=UpdateStatus.SCHEDULED if is_ahead else None, text=text)
    end = plan.starts_at + plan.ends_at if isinstance(plan.ends_at, timedelta) else plan.ends_at
    return Maintenance(
        id="unnamed",
        kind=Kind.MAINTENANCE,
        title=text_of(plan.title.strip()),
        impact=impact,
        draft=plan.is_draft,
        starts_at=plan.starts_at,
        ends_at=end,
        updates=(said,) if text else (),
    )


def _as_typed(plan: Plan) -> dict[str, Value]:
    written: dict[str, Value] = {"starts_at": plan.start}
    written |= {"repeat": plan.repeat} if plan.repeat else {}
    return written | ({"exceptions": InlineList(plan.exceptions)} if plan.exceptions else {})
