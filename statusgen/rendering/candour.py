"""How people kept the reader informed becomes sentences, and earlier events like one become links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from statusgen.model.candour import Candour, IncidentClocks, Promise
from statusgen.model.sentences import Capital, Joined, say
from statusgen.rendering.clocks import Moment, duration, full_day
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase

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
            day=full_day(day.date()),
        )


def told(clocks: IncidentClocks) -> str:
    """One line: the first word, the longest silence, and promises."""
    parts: list[str] = []
    if clocks.to_first_word is not None:
        soon = duration(clocks.to_first_word)
        parts.append(
            say("first word {span} after the first failed probe", span=soon)
            if clocks.to_first_word
            else say("people were first")
        )
    if clocks.longest_silence is not None:
        parts.append(say("longest silence {span}", span=duration(clocks.longest_silence)))
    if due := [promise for promise in clocks.words if promise.is_kept is not None]:
        parts.append(
            say(
                "{kept} of {count} promised update came in time",
                "{kept} of {count} promised updates came in time",
                kept=_kept(due),
                count=len(due),
            )
        )
    if due := [promise for promise in clocks.ends if promise.is_kept is not None]:
        parts.append(_end(due[-1]))
    return Capital(Joined(parts, between="; "))


def _kept(promises: Sequence[Promise]) -> int:
    return sum(promise.is_kept is True for promise in promises)


def _end(promise: Promise) -> str:
    if promise.kept_at is None:
        return say("the end that was named has passed")
    if abs(promise.kept_at - promise.due) < _MINUTE:
        return say("it ended at the time that was named")
    gap = duration(abs(promise.kept_at - promise.due))
    if promise.is_kept:
        return say("it ended {span} before the time that was named", span=gap)
    return say("it ended {span} after the time that was named", span=gap)


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
        yield say("Probes confirmed no outage.")
    elif not candour.untold:
        yield say(
            "Probes confirmed {count} outage; people told of all of them.",
            "Probes confirmed {count} outages; people told of all of them.",
            count=candour.outages,
        )
    else:
        yield say(
            "Probes confirmed {count} outage; nobody told of {untold} of them.",
            "Probes confirmed {count} outages; nobody told of {untold} of them.",
            count=candour.outages,
            untold=len(candour.untold),
        )
    if candour.median_to_first_word is not None:
        span = duration(candour.median_to_first_word)
        yield say("The first word came {span} after the first failed probe, in the median.", span=span)
    if candour.words_due:
        yield say(
            "{kept} of {count} promised update came in time.",
            "{kept} of {count} promised updates came in time.",
            kept=candour.words_kept,
            count=candour.words_due,
        )
    if candour.ends_due:
        yield say(
            "{kept} of {count} expected end held.",
            "{kept} of {count} expected ends held.",
            kept=candour.ends_kept,
            count=candour.ends_due,
        )
