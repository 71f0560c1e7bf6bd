"""`probe`: every check is put once, or on a beat, and recorded."""

from datetime import timedelta

from statusgen.commands.pipeline import (
    beats,
    breaches,
    choose_vantage,
    describe_round,
    probe,
    snapshot_of,
    stoppable,
)
from statusgen.commands.session import Session
from statusgen.model.evidence import Round
from statusgen.model.times import format_moment
from statusgen.reading.load import load


async def run(
    session: Session, *, vantage: str | None, every: timedelta | None, lasting: timedelta | None, fail_on: str
) -> int:
    """Probe once, or at every beat. Returns the exit code: a red probe is no failure of the tool."""
    return await stoppable(_run(session, vantage, every, lasting, fail_on))


async def _run(
    session: Session, vantage: str | None, every: timedelta | None, lasting: timedelta | None, fail_on: str
) -> int:
    if lasting is not None and every is None:
        every = load(session.root).project.settings.every
    async for _ in beats(session, every, lasting):
        reading = load(session.root)
        name = choose_vantage(reading.project.settings, vantage)
        round_ = await probe(session, reading, name, every=every)
        _report(session, round_)
    if fail_on == "never":
        return 0
    snapshot = snapshot_of(session.root, load(session.root).project, session.now())
    return 3 if breaches(snapshot, fail_on) else 0


def _report(session: Session, round_: Round) -> None:
    session.say(describe_round(round_))
    for key, result in round_.results.items():
        parts = [result.outcome, f"{result.latency_ms} ms" if result.latency_ms is not None else ""]
        parts.append(f"{result.failed_at}: {result.reason}" if result.reason else "")
        session.say(f"  {key}: {', '.join(part for part in parts if part)}")
    session.data(
        {
            "at": format_moment(round_.at),
            "vantage": round_.vantage,
            "controls": [round_.controls_passed, round_.controls_all],
            "results": {
                key: {
                    "outcome": result.outcome,
                    "latency_ms": result.latency_ms,
                    "failed_at": result.failed_at,
                    "reason": result.reason,
                }
                for key, result in round_.results.items()
            },
        }
    )
