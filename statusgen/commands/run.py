"""`run`: probe and build, once or on a beat."""

from datetime import timedelta
from pathlib import Path

from statusgen.commands.pipeline import (
    SITE,
    beats,
    breaches,
    build,
    choose_vantage,
    describe_round,
    probe,
    stoppable,
)
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, InputError
from statusgen.model.times import format_moment
from statusgen.reading.load import Reading, load


async def run(
    session: Session,
    *,
    vantage: str | None,
    output: Path | None,
    every: timedelta | None,
    lasting: timedelta | None,
    fail_on: str,
) -> int:
    """Probe and build at every beat. Returns the exit code."""
    target = output or session.root / SITE
    return await stoppable(_run(session, vantage, target, (every, lasting), fail_on))


async def _run(
    session: Session,
    vantage: str | None,
    target: Path,
    rhythm: tuple[timedelta | None, timedelta | None],
    fail_on: str,
) -> int:
    every, lasting = rhythm
    reading = load(session.root)
    if lasting is not None and every is None:
        every = reading.project.settings.every
    code = 0
    async for beat in beats(session, every, lasting):
        reading = _reload(session, reading, beat)
        name = choose_vantage(reading.project.settings, vantage)
        session.say(describe_round(await probe(session, reading, name, every=every)))
        code = _build(session, target, fail_on, is_loop=every is not None)
    return code


def _reload(session: Session, last_good: Reading, beat: int) -> Reading:
    """Settings as they are now; a loop outlives bad files and keeps the last good ones."""
    if beat == 0:
        return last_good
    try:
        return load(session.root)
    except InputError as error:
        session.tell(f"{error}\nthe files need mending; probing goes on with the last good settings")
        return last_good


def _build(session: Session, target: Path, fail_on: str, *, is_loop: bool) -> int:
    try:
        built, published = build(session, target, session.now())
    except (InputError, HostError) as error:
        if not is_loop:
            raise
        session.tell(f"{error}\nthe page was not built; the last good one stays")
        return error.exit_code
    headline = built.snapshot.headline
    for problem in built.warnings:
        session.tell(str(problem))
    session.say(f"{headline.text} (as of {format_moment(built.snapshot.taken_at)})")
    session.say(f"{target}: {published.written} written, {published.kept} unchanged")
    session.data(
        {
            "headline": {"status": headline.status, "text": headline.text},
            "taken_at": format_moment(built.snapshot.taken_at),
            "output": str(target),
        }
    )
    return 3 if breaches(built.snapshot, fail_on) else 0
