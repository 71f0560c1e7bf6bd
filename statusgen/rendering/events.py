"""Maintenances become events: what a calendar tells of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.incidents import Maintenance, Occurrence, Update
from statusgen.rendering.posts import written_at
from statusgen.rendering.scene import Scene

MOST_PAST = 50
"""Works that are over, and times of a repeating one that were spoken of. All that is to come is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One time of a repeating work that went otherwise than its rule says."""

    planned: datetime
    end: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One work before it is written."""

    work: Maintenance
    title: str
    text: str
    """Plain, in lines."""
    link: str | None
    end: datetime
    """Of the only or the first time."""
    sequence: int
    """Grows with each word that is added."""
    updated: datetime | None
    """When something was last said of it."""
    is_withdrawn: bool
    told: tuple[Told, ...]
    """Times of a repeating one of which something was said, in order."""
    year: int
    """In which it is told."""


def works(scene: Scene) -> list[Maintenance]:
    """Withdrawn ones too: what is not over, and the latest of what is, in the order of their starts."""
    works = [state.maintenance for state in scene.snapshot.maintenances]
    works += [gone for gone in scene.snapshot.withdrawn if isinstance(gone, Maintenance)]
    ahead = [w for w in works if w.repeat or w.ends_at > scene.clock.now]
    over = [w for w in works if not (w.repeat or w.ends_at > scene.clock.now)]
    over.sort(key=lambda w: (w.starts_at, w.id))
    return sorted([*over[-MOST_PAST:], *ahead], key=lambda w: (w.starts_at, w.id))


def event(work: Maintenance, scene: Scene) -> Event:
    """All that a calendar tells of it."""
    now, url = scene.clock.now, scene.snapshot.page.url
    updates = work.updates_until(now)
    times = [each for each in work.spoken_of() if each.updates_until(now)]
    title, end = scene.phrase(work.title).text or work.id, work.ends_at
    if not work.repeat and times and not work.withdrawn:
        end = times[0].window(now)[1]
    if work.withdrawn:
        text = scene.phrase(work.withdrawn).text
    else:
        text = _text(updates[:1] if work.repeat else updates[-1:], work, scene)
    return Event(
        work=work,
        title=f"Withdrawn: {title}" if work.withdrawn else title,
        text=text,
        link=f"{url}maintenance/{work.id}/" if url else None,
        end=end,
        sequence=len(updates) + bool(work.withdrawn),
        updated=max(map(written_at, updates), default=None),
        is_withdrawn=work.withdrawn is not None,
        year=now.year,
        told=tuple(_told(times[-MOST_PAST:], work, scene)) if work.repeat and not work.withdrawn else (),
    )


def _told(times: list[Occurrence], work: Maintenance, scene: Scene) -> Iterator[Told]:
    """Times of which something was said: they may have ended early, and have words of their own."""
    for each in times:
        start, end = each.window(scene.clock.now)
        yield Told(planned=start, end=end, text=_text(each.updates_until(scene.clock.now)[-1:], work, scene))


def _text(updates: tuple[Update, ...], work: Maintenance, scene: Scene) -> str:
    """Whom it concerns, and the word that was said."""
    names = ", ".join(scene.target(name).text for name in work.impact)
    words = [scene.writer.plain(update.text) for update in updates if update.text]
    return "\n\n".join([f"Concerns: {names}"] * bool(names) + words)
