"""`run`: probe, build and publish, once or on a beat."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from statusgen.commands.beats import Beat, Rhythm, repeat, stoppable
from statusgen.commands.carrying import carry
from statusgen.commands.delivering import Delivery
from statusgen.commands.drafting import keep_up
from statusgen.commands.hearing import hearing
from statusgen.commands.heralding import Herald, heralding
from statusgen.commands.lanes import lanes
from statusgen.commands.outcomes import publish_built
from statusgen.commands.pipeline import breaches, build, choose_output
from statusgen.commands.pulse import Pulse
from statusgen.commands.rounds import USUAL, choose_vantage, describe_round, probe
from statusgen.commands.service import Plan, Service
from statusgen.commands.session import Session
from statusgen.commands.signs import Signs
from statusgen.model.errors import StatusgenError, UsageError
from statusgen.model.project import Drafting, Settings
from statusgen.model.times import format_moment
from statusgen.publishing.builds import read_build


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    vantage: str | None
    output: Path | None
    rhythm: Rhythm
    fail_on: str
    build_every: timedelta | None = None
    """At the least from one page to the next; None for a page after each round."""
    listen: tuple[str, int] | None = None
    """Where jobs may say that they did their work, and who watches us may ask; None for nowhere."""
    delivery: Delivery = field(default_factory=Delivery)
    """How far each round should go."""
    is_drafting: bool | None = None
    """Whether incidents are drafted; None leaves it to the settings."""
    is_notifying: bool = True
    """Whether those whom the settings name are told what changed."""
    is_publishing: bool = True
    """Whether the page goes to the targets that the settings name."""


async def run(session: Session, order: Order) -> int:
    """Probe, build and publish, once or at every beat. Returns the exit code."""
    target = choose_output(session.root, order.output)
    is_loop = order.rhythm.every or order.rhythm.lasting
    if not is_loop and (order.listen or order.build_every):
        word = "--listen needs a loop that listens" if order.listen else "--build-every needs a loop"
        raise UsageError(f"{word} (add --every 60s)")
    return await stoppable(_serve(session, order, target) if is_loop else _once(session, order, target))


async def _serve(session: Session, order: Order, target: Path) -> int:
    pulse = Pulse(session.monotonic, session.now)
    plan = Plan(
        vantage=order.vantage,
        page=lambda: _build(session, target, order),
        target=target,
        build_every=order.build_every,
        delivery=order.delivery,
        is_notifying=order.is_notifying,
        is_publishing=order.is_publishing,
    )
    async with (
        hearing(session, order.listen, pulse) as jobs,
        heralding(session) as herald,
        lanes() as beside,
    ):
        service = Service(session, plan, herald, pulse, beside)

        def learn(beat: Beat) -> None:
            if jobs:
                jobs.learn(beat.reading.project.settings)

        async def work(beat: Beat) -> int:
            learn(beat)
            return await service.turn(beat)

        def reloaded(beat: Beat) -> None:
            learn(beat)
            service.reload(beat)

        try:
            code = await repeat(session, order.rhythm, work, reloaded)
            return await service.finish() or code
        finally:
            service.close()


async def _once(session: Session, order: Order, target: Path) -> int:
    async def work(beat: Beat) -> int:
        async with heralding(session) as herald:
            code = await _turn(session, order, beat, target, herald)
            return await herald.finish() or code

    return await repeat(session, order.rhythm, work)


async def _turn(session: Session, order: Order, beat: Beat, target: Path, herald: Herald) -> int:
    settings = beat.reading.project.settings
    wish = replace(USUAL, disk=beat.disk)
    round_ = await probe(session, beat.reading, choose_vantage(settings, order.vantage), wish)
    session.say(describe_round(round_))
    # The page first: a push may take its time. A page that cannot be built holds no evidence back.
    try:
        code, document = _build(session, target, order)
    except StatusgenError:
        try:
            await carry(session, settings, round_, order.delivery, USUAL)
        except StatusgenError as other:
            session.complain(other)
        raise
    failure: StatusgenError | None = None
    if order.is_publishing and settings.publish:
        try:
            document |= await publish_built(session, settings, read_build(target))
        except StatusgenError as error:
            failure = error  # evidence and receivers need no target
    if order.is_notifying:
        herald.go(settings, target)
    document |= await carry(session, settings, round_, order.delivery, USUAL)
    if failure:
        raise failure
    session.data(document)
    try:
        await Signs(session).give(settings)
    except StatusgenError as error:
        return code or error.exit_code  # it was told, and nothing else is the worse for it
    return code


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
