"""How people kept the reader informed becomes sentences, and earlier events like one become links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.candour import Candour, IncidentClocks, Promise
from statusgen.rendering.clocks import MONTHS, Moment, duration
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import counted

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier incident that is like this one."""

    href: str
    title: Phrase
    day: str
    """`17 December 2023`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """An outage that nobody told of."""

    name: Phrase
    href: str
    start: Moment
    lasted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All incidents of the window together."""

    lines: tuple[str, ...]
    untold: tuple[Silence, ...]


def earlier(ids: Sequence[str], scene: Scene) -> Iterator[Earlier]:
    """Links to the incidents with these ids."""
    for name in ids:
        state = scene.incidents[name]
        day = state.starts_at
        yield Earlier(
            href=f"incidents/{name}/index.html",
            title=scene.phrase(state.incident.title),
            day=f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        )


def told(clocks: IncidentClocks) -> str:
    """One line: the first word, the longest silence, and promises."""
    parts = []
    if clocks.to_first_word is not None:
        soon = duration(clocks.to_first_word)
        parts.append(
            f"first word {soon} after the first failed probe" if clocks.to_first_word else "people were first"
        )
    if clocks.longest_silence is not None:
        parts.append(f"longest silence {duration(clocks.longest_silence)}")
    if due := [promise for promise in clocks.words if promise.is_kept is not None]:
        parts.append(f"{_kept(due)} of {counted(len(due), 'promised update')} came in time")
    if due := [promise for promise in clocks.ends if promise.is_kept is not None]:
        parts.append(_end(due[-1]))
    line = "; ".join(parts)
    return line[:1].upper() + line[1:]


def _kept(promises: Sequence[Promise]) -> int:
    return sum(promise.is_kept is True for promise in promises)


def _end(promise: Promise) -> str:
    if promise.kept_at is None:
        return "the end that was named has passed"
    if abs(promise.kept_at - promise.due) < _MINUTE:
        return "it ended at the time that was named"
    gap = duration(abs(promise.kept_at - promise.due))
    return f"it ended {gap} {'before' if promise.is_kept else 'after'} the time that was named"


def record(candour: Candour, scene: Scene) -> Record:
    """What "How we measure" says of all of them."""
    return Record(
        lines=tuple(_lines(candour)),
        untold=tuple(
            Silence(
                name=scene.target(one.component),
                href=f"components/{one.component}/index.html",
                start=scene.clock.at(one.start),
                lasted=duration(one.end - one.start),
            )
            for one in reversed(candour.untold)
        ),
    )


def _lines(candour: Candour) -> Iterator[str]:
    """Sentences, each only where there is something to count."""
    if not candour.outages:
        yield "Probes confirmed no outage."
    else:
        left = len(candour.untold)
        tail = "; people told of all of them." if not left else f"; nobody told of {left} of them."
        yield f"Probes confirmed {counted(candour.outages, 'outage')}{tail}"
    if candour.median_to_first_word is not None:
        span = duration(candour.median_to_first_word)
        yield f"The first word came {span} after the first failed probe, in the median."
    if candour.words_due:
        yield f"{candour.words_kept} of {counted(candour.words_due, 'promised update')} came in time."
    if candour.ends_due:
        yield f"{candour.ends_kept} of {counted(candour.ends_due, 'expected end')} held."
