"""`build`: files and history become the page."""

from datetime import datetime
from pathlib import Path

from statusgen.commands.pipeline import build, choose_output
from statusgen.commands.session import Session
from statusgen.model.times import format_moment


def run(session: Session, *, output: Path | None, now: datetime | None) -> int:
    """Build the page for an instant, the present unless told. Returns the exit code."""
    target = choose_output(session.root, output)
    built, published = build(session, target, now or session.now())
    for problem in built.warnings:
        session.tell(str(problem))
    headline = built.snapshot.headline
    session.say(f"{headline.text} (as of {format_moment(built.snapshot.taken_at)})")
    session.say(
        f"{target}: {published.written} written, {published.kept} unchanged, {published.removed} removed"
    )
    session.data(
        {
            "headline": {"status": headline.status, "text": headline.text},
            "taken_at": format_moment(built.snapshot.taken_at),
            "output": str(target),
            "files": {
                "written": published.written,
                "unchanged": published.kept,
                "removed": published.removed,
            },
            "warnings": [str(problem) for problem in built.warnings],
        }
    )
    return 0
