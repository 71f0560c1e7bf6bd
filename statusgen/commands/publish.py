"""`publish`: the built page goes to where readers find it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from statusgen.commands.outcomes import rows_of, tell
from statusgen.commands.pipeline import build as build_page
from statusgen.commands.pipeline import choose_output
from statusgen.commands.publishing import Run, chosen, publish_all, restore_all
from statusgen.commands.session import Session
from statusgen.model.builds import Build
from statusgen.publishing.builds import read_build
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


async def run(session: Session, wanted: Wanted) -> int:
    """Build, and publish to the targets; or bring the build before back. Returns the exit code."""
    settings = read_settings(session.root)[0]
    run = Run(session=session, targets=chosen(settings, wanted.names), order=wanted.order)
    if wanted.is_rollback:
        done = await restore_all(run)
    else:
        done = await publish_all(run, _build(session, wanted))
    tell(session, done, wanted.order)
    session.data(rows_of(done))
    return 0


def _build(session: Session, wanted: Wanted) -> Build:
    folder = choose_output(session.root, wanted.output)
    if not wanted.is_built:
        built, _ = build_page(session, folder, session.now())
        for problem in built.warnings:
            session.tell(str(problem))
    return read_build(folder)
