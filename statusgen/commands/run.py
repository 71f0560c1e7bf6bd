"""`run`: probe and build, once or on a beat."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statusgen.commands.beats import Beat, Rhythm, repeat, stoppable
from statusgen.commands.carrying import carry
from statusgen.commands.delivering import Delivery
from statusgen.commands.drafting import keep_up
from statusgen.commands.hearing import hearing
from statusgen.commands.heralding import Herald, heralding
from statusgen.commands.pipeline import breaches, build, choose_output
from statusgen.commands.rounds import Wish, choose_vantage, describe_round, probe
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, StatusgenError, UsageError
from statusgen.model.project import Drafting, Settings
from statusgen.model.times import format_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    vantage: str | None
    output: Path | None
    rhythm: Rhythm
    fail_on: str
    listen: tuple[str, int] | None = None
    """Where jobs may say that they did their work; None for nowhere."""
    delivery: Delivery = field(default_factory=Delivery)
    """How far each round should go."""
    is_drafting: bool | None = None
    """Whether incidents are drafted; None leaves it to the settings."""
    is_notifying: bool = True
    """Whether those whom the settings name are told what changed."""


async def run(session: Session, order: Order) -> int:
    """Probe and build at every beat. Returns the exit code."""
    target = choose_output(session.root, order.output)
    if order.listen and not (order.rhythm.every or order.rhythm.lasting):
        raise UsageError("--listen needs a loop that listens (add --every 60s)")

    async def loop() -> int:
        async with hearing(session, order.listen) as jobs, heralding(session) as herald:

            async def work(beat: Beat) -> int:
                if jobs:
                    jobs.learn(beat.reading.project.settings)
                return await _turn(session, order, beat, target, herald)

            code = await repeat(session, order.rhythm, work)
            return await herald.finish() or code

    return await stoppable(loop())


async def _turn(session: Session, order: Order, beat: Beat, target: Path, herald: Herald) -> int:
    settings = beat.reading.project.settings
    name = choose_vantage(settings, order.vantage)
    wish = Wish(every=beat.every, skipped=beat.skipped)
    round_ = await probe(session, beat.reading, name, wish)
    session.say(describe_round(round_))
    # The page first: a push may take its time. A page that cannot be built holds no evidence back.
    try:
        code, document = _page(session, beat, target, order)
    except StatusgenError:
        try:
            await carry(session, settings, round_, order.delivery, wish)
        except StatusgenError as other:
            session.complain(other)
        raise
    if beat.is_current and order.is_notifying:
        herald.go(settings, target)
    document |= await carry(session, settings, round_, order.delivery, wish)
    if document:
        session.data(document)
    return code


def _page(session: Session, beat: Beat, target: Path, order: Order) -> tuple[int, dict[str, Any]]:
    if not beat.is_current:
        session.tell("the page was not built; the last good one stays")
        return InputError.exit_code, {}
    return _build(session, target, order)


def _build(session: Session, target: Path, order: Order) -> tuple[int, dict[str, Any]]:
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
    document = {
        "headline": {"status": headline.status, "text": headline.text},
        "taken_at": format_moment(built.snapshot.taken_at),
        "output": str(target),
    }
    return 3 if breaches(built.snapshot, order.fail_on) else 0, document


def _drafting(settings: Settings, order: Order) -> Drafting | None:
    """How incidents are to be drafted; None for not at all."""
    if order.is_drafting is False:
        return None
    return settings.auto_incidents or (Drafting() if order.is_drafting else None)
