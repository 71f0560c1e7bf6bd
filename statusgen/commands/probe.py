"""`probe`: every check is put once, or on a beat, and recorded."""

from statusgen.commands.beats import Beat, Rhythm, repeat, stoppable
from statusgen.commands.pipeline import breaches, choose_vantage, describe_round, probe, snapshot_of
from statusgen.commands.session import Session
from statusgen.model.evidence import Round
from statusgen.model.times import format_moment


async def run(session: Session, *, vantage: str | None, rhythm: Rhythm, fail_on: str) -> int:
    """Probe once, or at every beat. Returns the exit code: a red probe is no failure of the tool."""

    async def work(beat: Beat) -> int:
        project = beat.reading.project
        name = choose_vantage(project.settings, vantage)
        _report(session, await probe(session, beat.reading, name, every=beat.every))
        if fail_on == "never":
            return 0
        return 3 if breaches(snapshot_of(session.root, project, session.now()), fail_on) else 0

    return await stoppable(repeat(session, rhythm, work))


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
