"""What became of targets is told, and what a built page needs to go to all of them."""

from collections.abc import Sequence
from typing import Any

from statusgen.commands.publishing import Done, Run, chosen, publish_all
from statusgen.commands.session import Session
from statusgen.model.builds import Build
from statusgen.model.errors import HostError
from statusgen.model.project import Settings
from statusgen.model.times import format_moment
from statusgen.publishing.sending import Order


class UnpublishedError(HostError):
    """Some targets do not have the build; others may."""

    def __init__(self, done: Sequence[Done], rows: Sequence[dict[str, Any]]) -> None:
        failed = [(one.target.id, one.error) for one in done if one.error]
        super().__init__("; ".join(f"target '{name}': {error}" for name, error in failed))
        codes = {error.exit_code for _, error in failed}
        self.exit_code = codes.pop() if len(codes) == 1 else HostError.exit_code
        self.details = {"targets": rows}


async def publish_built(session: Session, settings: Settings, build: Build) -> dict[str, Any]:
    """The build goes to all targets that the settings name. Those that have it already are not told of.

    Returns what a document says of it. UnpublishedError where one does not have it.
    """
    run = Run(session=session, targets=chosen(settings, ()), order=Order())
    done = await publish_all(run, build)
    tell(session, [one for one in done if one.outcome and one.outcome.is_changed], run.order)
    return rows_of(done)


def tell(session: Session, done: Sequence[Done], order: Order) -> None:
    """A line for each that did not fail."""
    for one in done:
        if one.error is None:
            session.say(f"{one.target.id}: {_words(one, order)}")


def rows_of(done: Sequence[Done]) -> dict[str, Any]:
    """A row for each. UnpublishedError where one failed, with the same rows."""
    rows = [_row(one) for one in done]
    if any(one.error for one in done):
        raise UnpublishedError(done, rows)
    return {"targets": rows}


def _words(done: Done, order: Order) -> str:
    if done.restored is not None:
        when = f" of {format_moment(done.restored.taken_at)}" if done.restored.taken_at else ""
        return f"{done.shown} has the build{when} again"
    outcome = done.outcome
    assert outcome is not None  # noqa: S101 (it did not fail)
    if not outcome.is_changed:
        return f"{done.shown} has this build already{_read(done)}"
    sent = outcome.sent
    counts = f": {sent.written} written, {sent.kept} unchanged, {sent.removed} removed" if sent else ""
    return f"{'would be ' if order.is_dry else ''}published to {done.shown}{counts}{_read(done)}"


def _read(done: Done) -> str:
    if done.is_read is None:
        return ""
    return f"; readers get it at {done.target.url}" if done.is_read else f"; not yet at {done.target.url}"


def _row(done: Done) -> dict[str, Any]:
    sent = done.outcome.sent if done.outcome else None
    taken_at = done.restored.taken_at if done.restored else None
    return {
        "id": done.target.id,
        "kind": done.target.kind,
        "target": done.shown,
        "changed": done.outcome.is_changed if done.outcome else done.restored is not None,
        "files": {"written": sent.written, "unchanged": sent.kept, "removed": sent.removed} if sent else None,
        "restored": format_moment(taken_at) if taken_at else None,
        "shown": done.is_read,
        "error": str(done.error) if done.error else None,
    }
