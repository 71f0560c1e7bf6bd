"""`run`: probe and build, once or on a beat."""

from dataclasses import dataclass
from pathlib import Path

from statusgen.commands.beats import Beat, Rhythm, repeat, stoppable
from statusgen.commands.drafting import keep_up
from statusgen.commands.pipeline import breaches, build, choose_output
from statusgen.commands.rounds import Wish, choose_vantage, describe_round, probe
from statusgen.commands.session import Session
from statusgen.model.errors import InputError
from statusgen.model.project import Drafting, Settings
from statusgen.model.times import format_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    vantage: str | None
    output: Path | None
    rhythm: Rhythm
    fail_on: str
    is_drafting: bool | None = None
    """Whether incidents are drafted; None leaves it to the settings."""


async def run(session: Session, order: Order) -> int:
    """Probe and build at every beat. Returns the exit code."""
    target = choose_output(session.root, order.output)

    async def work(beat: Beat) -> int:
        name = choose_vantage(beat.reading.project.settings, order.vantage)
        wish = Wish(every=beat.every, skipped=beat.skipped)
        session.say(describe_round(await probe(session, beat.reading, name, wish)))
        if not beat.is_current:
            session.tell("the page was not built; the last good one stays")
            return InputError.exit_code
        return _build(session, target, order)

    return await stoppable(repeat(session, order.rhythm, work))


def _build(session: Session, target: Path, order: Order) -> int:
    built, published = build(session, target, session.now())
    drafting = _drafting(built.reading.project.settings, order)
    # The page comes first: what cannot be drafted must not keep it back.
    if drafting and keep_up(session, built.reading, built.snapshot, drafting) and drafting.publish:
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
    return 3 if breaches(built.snapshot, order.fail_on) else 0


def _drafting(settings: Settings, order: Order) -> Drafting | None:
    """How incidents are to be drafted; None for not at all."""
    if order.is_drafting is False:
        return None
    return settings.auto_incidents or (Drafting() if order.is_drafting else None)
