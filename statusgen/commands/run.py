"""`run`: probe and build, once or on a beat."""

from pathlib import Path

from statusgen.commands.beats import Beat, Rhythm, repeat, stoppable
from statusgen.commands.hearing import hearing
from statusgen.commands.pipeline import breaches, build, choose_output
from statusgen.commands.rounds import Wish, choose_vantage, describe_round, probe
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, UsageError
from statusgen.model.times import format_moment


async def run(
    session: Session,
    *,
    vantage: str | None,
    output: Path | None,
    rhythm: Rhythm,
    fail_on: str,
    listen: tuple[str, int] | None,
) -> int:
    """Probe and build at every beat. Returns the exit code."""
    target = choose_output(session.root, output)
    if listen and not (rhythm.every or rhythm.lasting):
        raise UsageError("--listen needs a loop that listens (add --every 60s)")

    async def loop() -> int:
        async with hearing(session, listen) as jobs:

            async def work(beat: Beat) -> int:
                if jobs:
                    jobs.learn(beat.reading.project.settings)
                name = choose_vantage(beat.reading.project.settings, vantage)
                wish = Wish(every=beat.every, skipped=beat.skipped)
                session.say(describe_round(await probe(session, beat.reading, name, wish)))
                if not beat.is_current:
                    session.tell("the page was not built; the last good one stays")
                    return InputError.exit_code
                return _build(session, target, fail_on)

            return await repeat(session, rhythm, work)

    return await stoppable(loop())


def _build(session: Session, target: Path, fail_on: str) -> int:
    built, published = build(session, target, session.now())
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
