"""A conflict between our word and our probes becomes one calm sentence with both times."""

from dataclasses import dataclass

from statusgen.model.snapshot import Conflict
from statusgen.rendering.clocks import Moment
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import STATES, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """Where our word and our probes disagree, with both times."""

    name: Phrase
    text: Phrase
    declared: State
    declared_at: Moment | None
    observed: State
    observed_at: Moment


def quarrel(conflict: Conflict, scene: Scene) -> Quarrel:
    """One calm sentence, and both times."""
    return Quarrel(
        name=scene.name(conflict.component),
        text=scene.phrase(conflict.text),
        declared=STATES[conflict.declared],
        declared_at=scene.clock.maybe(conflict.declared_at),
        observed=STATES[conflict.observed],
        observed_at=scene.clock.at(conflict.observed_at),
    )
