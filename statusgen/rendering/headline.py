"""The snapshot's answer becomes the block on top of the page."""

from dataclasses import dataclass

from statusgen.model.sentences import say
from statusgen.model.words import Confidence, Outcome, Status
from statusgen.rendering.clocks import Moment
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import CONFIDENCE, DOUBT, SAID, STATES, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The answer: what is broken, since when, how sure, until when it may be believed."""

    state: State
    text: Phrase
    detail: Phrase | None
    since: Moment | None
    lasted: str
    confidence: str
    places: str
    """`from all 5 places`; empty where one place looks, or people alone say it."""
    seen: Moment | None
    """The newest evidence behind the page."""
    next_word: Moment | None
    """The next promised update of an open incident."""
    is_overdue: bool
    intro: Phrase | None
    """What this service is; only when all is clear."""
    as_of: Moment
    valid_until: Moment | None
    """None when no evidence stands behind the page."""
    is_awaited: bool
    """There are checks, and nothing came of them yet."""


def top(scene: Scene) -> Top:
    """The headline of the home page."""
    said, clock = scene.snapshot.headline, scene.clock
    promised = [i for i in scene.open if i.next_update_by and not i.is_standing]
    promise = min((i.next_update_by for i in promised if i.next_update_by), default=None)
    return Top(
        state=_state(scene),
        text=scene.phrase(said.text),
        detail=scene.phrase(said.detail) if said.detail else None,
        since=clock.maybe(said.since) if not said.is_all_clear else None,
        lasted=clock.since(said.since) if said.since and not said.is_all_clear else "",
        confidence="" if said.is_all_clear else _confidence(scene),
        places="" if said.is_all_clear else _places(scene),
        seen=_seen(scene),
        next_word=clock.maybe(promise),
        is_overdue=any(i.is_overdue for i in promised),
        intro=scene.maybe(scene.snapshot.page.description) if said.is_all_clear else None,
        as_of=clock.dated(scene.snapshot.taken_at),
        valid_until=clock.at(scene.snapshot.expires_at) if scene.snapshot.expires_at else None,
        is_awaited=any(state.is_measured for state in scene.snapshot.components),
    )


def validity(view: Top) -> str:
    """Of when it is, and until when it may be believed."""
    as_of = view.as_of.text
    if view.valid_until:
        until = view.valid_until.text
        return say("As of {as_of}, valid until {until}; later, treat as unknown", as_of=as_of, until=until)
    if view.is_awaited:
        return say("As of {as_of}; no evidence yet, so nothing is claimed", as_of=as_of)
    return say("As of {as_of}, written by people; nothing here is measured", as_of=as_of)


def _state(scene: Scene) -> State:
    """An outline where all is said and nothing measured; doubt where a failure is being confirmed."""
    said = scene.snapshot.headline
    if said.status is not Status.OPERATIONAL:
        return STATES[said.status]
    if scene.snapshot.expires_at is None:
        return SAID
    is_doubted = said.confidence is Confidence.UNCONFIRMED and not said.is_all_clear
    return DOUBT if is_doubted else STATES[said.status]


def _confidence(scene: Scene) -> str:
    """Nothing measured has no confidence but people's word; a headline that says so needs no second line."""
    if _state(scene) in (SAID, DOUBT):
        return ""
    if scene.snapshot.expires_at is None and scene.snapshot.headline.confidence is Confidence.UNCONFIRMED:
        return say("reported by people, not measured")
    if scene.snapshot.headline.confidence is Confidence.LIKELY and _places(scene):
        return say("likely, seen")  # from how many places stands behind it
    return CONFIDENCE[scene.snapshot.headline.confidence]


def _places(scene: Scene) -> str:
    """How many of the places that have a say see the headline's trouble."""
    status = scene.snapshot.headline.status
    bad = (Outcome.FAILED,) if status.is_red else (Outcome.FAILED, Outcome.SLOW)
    those = [s for s in scene.snapshot.components if s.status is status and s.observed is status]
    looks = [place for s in those for check in s.checks for place in check.places if place.is_fresh]
    everywhere = {look.vantage for look in looks if look.outcome is not Outcome.UNKNOWN}
    failing = {look.vantage for look in looks if look.outcome in bad}
    if not failing or len(everywhere) < 2:
        return ""
    if failing == everywhere:
        return say("from the {count} place", "from all {count} places", count=len(everywhere))
    return say(
        "from {failing} of {count} place",
        "from {failing} of {count} places",
        failing=len(failing),
        count=len(everywhere),
    )


def _seen(scene: Scene) -> Moment | None:
    times = (state.as_of for state in scene.snapshot.components if state.as_of)
    return scene.clock.maybe(max(times, default=None))
