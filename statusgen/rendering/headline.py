"""The snapshot's answer becomes the block on top of the page."""

from dataclasses import dataclass

from statusgen.model.words import Confidence
from statusgen.rendering.clocks import Moment
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import CONFIDENCE, STATES, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The answer: what is broken, since when, how sure, until when it may be believed."""

    state: State
    text: Phrase
    detail: Phrase | None
    since: Moment | None
    lasted: str
    confidence: str
    seen: Moment | None
    """The newest evidence behind the page."""
    next_word: Moment | None
    """The next promised update of an open incident."""
    is_overdue: bool
    intro: Phrase | None
    """What this service is; only when all is clear."""
    as_of: Moment
    valid_until: Moment | None
    """None when people, not probes, say it all."""


def top(scene: Scene) -> Top:
    """The headline of the home page."""
    said, clock = scene.snapshot.headline, scene.clock
    promised = [i for i in scene.snapshot.incidents if i.is_open and i.next_update_by and not i.is_standing]
    promise = min((i.next_update_by for i in promised if i.next_update_by), default=None)
    return Top(
        state=STATES[said.status],
        text=scene.phrase(said.text),
        detail=scene.phrase(said.detail) if said.detail else None,
        since=clock.maybe(said.since) if not said.is_all_clear else None,
        lasted=clock.since(said.since) if said.since and not said.is_all_clear else "",
        confidence="" if said.is_all_clear else _confidence(scene),
        seen=_seen(scene),
        next_word=clock.maybe(promise),
        is_overdue=any(i.is_overdue for i in promised),
        intro=scene.maybe(scene.snapshot.page.description) if said.is_all_clear else None,
        as_of=clock.dated(scene.snapshot.taken_at),
        valid_until=clock.at(scene.snapshot.expires_at) if scene.snapshot.expires_at else None,
    )


def _confidence(scene: Scene) -> str:
    """Nothing measured has no confidence but people's word."""
    if scene.snapshot.expires_at is None and scene.snapshot.headline.confidence is Confidence.UNCONFIRMED:
        return "reported by people, not measured"
    return CONFIDENCE[scene.snapshot.headline.confidence]


def _seen(scene: Scene) -> Moment | None:
    times = (state.as_of for state in scene.snapshot.components if state.as_of)
    return scene.clock.maybe(max(times, default=None))
