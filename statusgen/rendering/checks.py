"""Checks become what each place last saw of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.reasons import reason_words
from statusgen.model.sentences import say
from statusgen.model.snapshot import CheckLatency, CheckState, ComponentState, PlaceState
from statusgen.model.words import Outcome
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.measuring import numbered, place_words, target_words
from statusgen.rendering.scene import Scene
from statusgen.rendering.speeds import milliseconds
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import OUTCOMES, STATES, State

_LATE = 1.2
"""Rounds that come so much later than promised are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one place last saw."""

    place: Phrase | None
    """None where there is one place only."""
    words: str
    is_bad: bool
    at: Moment
    usual: str
    """How fast it answered that place today; empty where it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check."""

    what: Phrase
    state: State
    answers: tuple[Answer, ...]
    promised: str
    achieved: str
    """The real interval; empty while the promise is kept."""


def check_rows(state: ComponentState, scene: Scene) -> tuple[CheckRow, ...]:
    """All checks of a component."""
    speeds = {one.key: one for one in state.latencies}
    return tuple(
        _check(number, check, speeds.get(check.key), scene) for number, check in numbered(state.checks)
    )


def _check(number: int | None, state: CheckState, speed: CheckLatency | None, scene: Scene) -> CheckRow:
    promised = state.check.every or scene.snapshot.interval
    achieved = state.achieved_interval
    return CheckRow(
        what=scene.phrase(target_words(state.check, number, scene.snapshot.page)),
        state=STATES[state.status],
        answers=tuple(_answers(state, speed, scene)),
        promised=duration(promised),
        achieved=duration(achieved) if achieved and achieved > promised * _LATE else "",
    )


def _answers(state: CheckState, speed: CheckLatency | None, scene: Scene) -> Iterator[Answer]:
    is_alone = len(scene.snapshot.vantages) < 2
    for seen in state.places:
        yield Answer(
            place=None if is_alone else scene.phrase(place_words(seen.vantage, scene)),
            words=_words(seen),
            is_bad=seen.outcome is not Outcome.OK,
            at=scene.clock.at(seen.as_of),
            usual=_usual(speed, seen.vantage, scene),
        )


def _usual(speed: CheckLatency | None, vantage: str, scene: Scene) -> str:
    """`today half within 180 ms, 95 of 100 within 240 ms`."""
    if speed is None:
        return ""
    series = speed.places.get(vantage) if speed.places else speed.together
    newest = series.days[-1] if series and series.days else None
    if newest is None or newest.starts_at.date() != scene.clock.now.date():
        return ""
    half, most = milliseconds(newest.p50_ms), milliseconds(newest.p95_ms)
    return say("today half within {half}, 95 of 100 within {most}", half=half, most=most)


def _words(seen: PlaceState) -> str:
    """`answers in 212 ms`; `fails: the connection is cut`."""
    has_reason = seen.reason not in (None, "slow")
    # A good answer with bad news in it is not a slow one.
    outcome = Outcome.OK if has_reason and seen.outcome is Outcome.SLOW else seen.outcome
    words = OUTCOMES[outcome]
    if seen.latency_ms is not None:
        words = say("{answers} in {number} ms", answers=words, number=seen.latency_ms)
    if has_reason:
        words = say("{answers}: {reason}", answers=words, reason=reason_words(seen.reason))
    return words if seen.is_fresh else say("{answers}; too long ago to count", answers=words)
