"""Updates become entries of a timeline."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from statusgen.model.course import Course
from statusgen.model.incidents import Update
from statusgen.model.sentences import say
from statusgen.model.words import Author
from statusgen.rendering.clocks import Moment
from statusgen.rendering.courses import seen_at
from statusgen.rendering.numbers import whole_percent
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase, Prose
from statusgen.rendering.wording import STATES, State

_LATE = timedelta(minutes=5)
"""An update posted so much later than it is dated is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an update says of one component."""

    name: Phrase
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update in a timeline."""

    anchor: str
    number: int
    """From 1, oldest first: the number of its mark in the chart."""
    word: str
    at: Moment
    text: Prose | None
    changes: tuple[Change, ...]
    recovered: str
    eta: Moment | None
    next_word: Moment | None
    backdated: Moment | None
    """When it was really written."""
    is_of_monitor: bool
    """No person wrote it."""
    seen: tuple[str, ...] = ()
    """What probes saw and people reported when it was said; empty where that is not known."""


def entry(
    update: Update, owner: str, number: int, scene: Scene, root: str, *, is_over: bool = False
) -> Entry:
    """One update. What is over is not expected to be over any more."""
    clock = scene.clock
    is_late = update.posted_at is not None and update.posted_at - update.at > _LATE
    return Entry(
        anchor=update.anchor(owner),
        number=number,
        word=update.status.formal if update.status else say("Update"),
        at=clock.at(update.at),
        text=scene.writer.prose(update.text, root) if update.text else None,
        changes=tuple(
            Change(name=scene.target(name), state=STATES[status]) for name, status in update.impact.items()
        ),
        recovered=_recovered(update.recovered),
        eta=None if is_over else clock.maybe(update.eta),
        next_word=clock.maybe(update.next_update_by),
        backdated=clock.maybe(update.posted_at) if is_late else None,
        is_of_monitor=update.written_by is Author.MONITOR,
    )


def _recovered(share: float | None) -> str:
    """`60 % works again`."""
    if share is None:
        return ""
    if share >= 1:
        return say("All of it works again")
    return say("{share} works again", share=whole_percent(share))


def entries(
    updates: tuple[Update, ...],
    owner: str,
    scene: Scene,
    root: str,
    *,
    is_over: Callable[[Update], bool] = lambda _update: False,
    course: Course | None = None,
) -> tuple[Entry, ...]:
    """All updates, newest first, numbered from the oldest. `is_over`: that of which an update tells."""
    count = len(updates)
    made = (
        entry(update, owner, count - at, scene, root, is_over=is_over(update))
        for at, update in enumerate(updates)
    )
    if course is None:
        return tuple(made)
    return tuple(
        replace(one, seen=tuple(seen_at(course, update.at)))
        for one, update in zip(made, updates, strict=True)
    )
