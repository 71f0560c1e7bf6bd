"""`probe`: checks are put once, or on a beat, and recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from statusgen.commands.beats import Beat, Rhythm, repeat, stoppable
from statusgen.commands.carrying import carry
from statusgen.commands.delivering import Delivery
from statusgen.commands.pipeline import breaches, snapshot_of
from statusgen.commands.rounds import Wish, choose_components, choose_vantage, describe_round, probe
from statusgen.commands.session import Session
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Project
from statusgen.model.times import format_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    vantage: str | None
    components: Sequence[str]
    """Ids of components and groups; none for all."""
    rhythm: Rhythm
    fail_on: str
    is_dry: bool
    """Nothing is recorded."""
    delivery: Delivery = field(default_factory=Delivery)
    """How far each round should go."""


async def run(session: Session, order: Order) -> int:
    """Probe once, or at every beat. Returns the exit code: a red probe is no failure of the tool."""

    async def work(beat: Beat) -> int:
        project = beat.reading.project
        name = choose_vantage(project.settings, order.vantage)
        wish = Wish(
            every=beat.every,
            skipped=beat.skipped,
            chosen=choose_components(project.settings, order.components),
            is_kept=not order.is_dry,
            disk=beat.disk,
        )
        round_ = await probe(session, beat.reading, name, wish)
        document = _report(session, round_, is_kept=wish.is_kept)
        session.data(document | await carry(session, project.settings, round_, order.delivery, wish))
        return _code(session, project, order, wish, round_)

    return await stoppable(repeat(session, order.rhythm, work))


def _code(session: Session, project: Project, order: Order, wish: Wish, round_: Round) -> int:
    if order.fail_on == "never":
        return 0
    more = () if wish.is_kept else (round_,)
    snapshot = snapshot_of(session, project, session.now(), more=more)
    return 3 if breaches(snapshot, order.fail_on, wish.chosen) else 0


def _report(session: Session, round_: Round, *, is_kept: bool) -> dict[str, Any]:
    session.say(describe_round(round_) + ("" if is_kept else "; not recorded"))
    for key, result in round_.results.items():
        parts = [result.outcome, f"{result.latency_ms} ms" if result.latency_ms is not None else ""]
        parts.append(f"{result.failed_at}: {result.reason}" if result.reason else "")
        session.say(f"  {key}: {', '.join(part for part in parts if part)}")
    return {
        "at": format_moment(round_.at),
        "vantage": round_.vantage,
        "controls": [round_.controls_passed, round_.controls_all],
        "skipped": round_.skipped,
        "recorded": is_kept,
        "results": {key: _fields(result) for key, result in round_.results.items()},
    }


def _fields(result: ProbeResult) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "latency_ms": result.latency_ms,
        "failed_at": result.failed_at,
        "reason": result.reason,
    }
