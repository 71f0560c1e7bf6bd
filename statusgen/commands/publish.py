"""`publish`: the built page goes to where readers find it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statusgen.commands.pipeline import build as build_page
from statusgen.commands.pipeline import choose_output
from statusgen.commands.publishing import Done, Run, chosen, publish_all, restore_all
from statusgen.commands.session import Session
from statusgen.model.builds import Build
from statusgen.model.errors import HostError
from statusgen.model.times import format_moment
from statusgen.publishing.builds import build_of, read_build
from statusgen.publishing.sending import Order
from statusgen.reading.settings import read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed."""

    output: Path | None = None
    names: Sequence[str] = ()
    """Targets; all unless given."""
    is_built: bool = False
    """Take the folder as it is."""
    is_rollback: bool = False
    order: Order = field(default_factory=Order)


class UnpublishedError(HostError):
    """Some targets do not have the build; others may."""

    def __init__(self, done: Sequence[Done], rows: Sequence[dict[str, Any]]) -> None:
        failed = [(one.target.id, one.error) for one in done if one.error]
        super().__init__("; ".join(f"target '{name}': {error}" for name, error in failed))
        codes = {error.exit_code for _, error in failed}
        self.exit_code = codes.pop() if len(codes) == 1 else HostError.exit_code
        self.details = {"targets": rows}


async def run(session: Session, wanted: Wanted) -> int:
    """Build, and publish to the targets; or bring the build before back. Returns the exit code."""
    settings = read_settings(session.root)[0]
    run = Run(session=session, targets=chosen(settings, wanted.names), order=wanted.order)
    if wanted.is_rollback:
        done = await restore_all(run)
    else:
        done = await publish_all(run, _build(session, wanted))
    for one in done:
        if one.error is None:
            session.say(f"{one.target.id}: {_words(one, wanted.order)}")
    rows = [_row(one) for one in done]
    if any(one.error for one in done):
        raise UnpublishedError(done, rows)
    session.data({"targets": rows})
    return 0


def _build(session: Session, wanted: Wanted) -> Build:
    folder = choose_output(session.root, wanted.output)
    if wanted.is_built:
        return read_build(folder)
    built, _ = build_page(session, folder, session.now())
    for problem in built.warnings:
        session.tell(str(problem))
    return build_of(built.files)


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
