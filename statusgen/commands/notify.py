"""`notify`: tell people what changed on the page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from statusgen.commands.hubs import tell_hub
from statusgen.commands.notifying import Order, Told, report, tell, try_out
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, UsageError
from statusgen.model.project import Settings
from statusgen.notifying.delivery import Outcome
from statusgen.notifying.parcels import Parcel
from statusgen.notifying.sites import read_site
from statusgen.reading.settings import read_settings


async def run(session: Session, order: Order) -> int:
    """Send what is to be told. Returns the exit code."""
    told = await tell(session, _settings(session.root, order.only), order)
    if order.is_dry:
        _show(session, told.waiting)
        return 0
    return _ended(session, told)


async def test(session: Session, order: Order) -> int:
    """Send one message to each receiver that says nothing. Returns the exit code."""
    outcomes = await try_out(session, _settings(session.root, order.only), order)
    return _ended(session, Told(waiting=(), outcomes=outcomes))


async def hub(session: Session, order: Order) -> int:
    """Tell the hub which feeds are new. Returns the exit code."""
    settings, _source, _warnings = read_settings(session.root)
    if settings.page.hub is None or settings.page.url is None:
        raise UsageError("there is no hub to tell (write hub: and url: below page:; see docs/feeds.md)")
    read_site(order.folder)
    count = await tell_hub(session, settings, order.folder, order.state)
    feeds = "1 feed" if count == 1 else f"{count:,} feeds"
    session.say(f"the hub was told of {feeds if count else 'nothing'}")
    session.data({"feeds": count})
    return 0


def _settings(root: Path, only: str | None) -> Settings:
    settings, _source, _warnings = read_settings(root)
    if not settings.notify:
        raise UsageError("nobody is to be told (write notify: into statusgen.yaml; see docs/notifying.md)")
    if only is not None and only not in [receiver.id for receiver in settings.notify]:
        names = ", ".join(receiver.id for receiver in settings.notify)
        raise UsageError(f"unknown receiver '{only}' (known: {names})")
    return settings


def _show(session: Session, waiting: Sequence[Parcel]) -> None:
    """What would be sent, as each receiver would see it."""
    for parcel in waiting:
        session.answer(f"to {parcel.receiver}: {parcel.subject}")
        for line in (parcel.payload or parcel.text).splitlines():
            session.answer(f"    {line}".rstrip())
    if not waiting:
        session.answer("nothing would be sent")
    session.data({"messages": [_row(parcel) for parcel in waiting]})


def _ended(session: Session, told: Told) -> int:
    faults = report(session, told.outcomes)
    if faults:
        raise HostError("; ".join(faults))
    if not any(outcome.sent for outcome in told.outcomes):
        session.say(f"nothing to tell now; {len(told.waiting)} wait" if told.waiting else "nothing to tell")
    session.data(
        {"receivers": [_outcome(outcome) for outcome in told.outcomes], "waiting": len(told.waiting)}
    )
    return 0


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.receiver,
        "sent": [_row(parcel) for parcel in outcome.sent],
    }


def _row(parcel: Parcel) -> dict[str, Any]:
    return {
        "id": parcel.id,
        "receiver": parcel.receiver,
        "changes": list(parcel.changes),
        "subject": parcel.subject,
    }
