"""Counts of people's reports become what a reader sees of them: numbers beside the usual ones, and waves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from statusgen.model.figures import Number
from statusgen.model.heard import ReportCount, Wave
from statusgen.model.sentences import Country, Joined, say
from statusgen.model.snapshot import IncidentState
from statusgen.model.words import Trend
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.numbers import rounded, whole_percent
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import all_of, minutes_words

_MOST = 6
"""Countries that have a row; the others are counted."""
_WAVE_COUNTRIES = 4
_TRENDS = {Trend.RISING: say("rising"), Trend.FALLING: say("falling"), Trend.STEADY: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """People's reports in one country."""

    where: Phrase
    cities: Phrase | None
    count: str
    usual: str
    """`not known yet` while there is too little to compare with."""
    trend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """People's reports where they are far above the usual."""

    rows: tuple[Heard, ...]
    more: str
    """How many countries have no row; empty when none."""
    span: str
    """`15 minutes`: what is counted; empty where rows differ."""
    begins: Moment
    """Of the newest bucket."""
    since: Moment | None
    """When the first of the spikes began."""
    problems: Phrase | None
    sources: Phrase | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swell:
    """A wave of reports."""

    number: int
    start: Moment
    end: Moment | None
    """None while it goes on."""
    lasted: str
    peak: str
    peak_at: Moment
    span: str
    usual: str
    countries: Phrase | None


def reported(rows: Sequence[ReportCount], scene: Scene) -> Reported | None:
    """What people report far above the usual; None when they do not."""
    spikes = [row for row in rows if row.is_spike]
    starts = [row.starts_at for row in spikes if row.starts_at]
    if not starts:
        return None
    spans = {row.minutes for row in spikes}
    sources = sorted({row.source for row in spikes if row.source})
    return Reported(
        rows=tuple(_heard(row, scene) for row in spikes[:_MOST]),
        more=_more(len(spikes) - _MOST),
        span=minutes_words(spans.pop()) if len(spans) == 1 else "",
        begins=scene.clock.at(max(starts)),
        since=scene.clock.maybe(min((row.since for row in spikes if row.since), default=None)),
        problems=_problems(spikes, scene),
        sources=scene.phrase(all_of(sources)) if sources else None,
    )


def swells(state: IncidentState, scene: Scene) -> tuple[Swell, ...]:
    """The waves of an incident, in order."""
    return tuple(_swell(number, wave, scene) for number, wave in enumerate(state.waves, start=1))


def _heard(row: ReportCount, scene: Scene) -> Heard:
    return Heard(
        where=scene.phrase(Country(row.country) if row.country else say("All countries together")),
        cities=scene.phrase(all_of(row.cities)) if row.cities else None,
        count=Number(row.count),
        usual=_usual(row.expected),
        trend=_TRENDS[row.trend],
    )


def _usual(expected: float | None) -> str:
    return say("not known yet") if expected is None else rounded(expected)


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return say("and {count} more country", "and {count} more countries", count=count)


def _problems(spikes: Iterable[ReportCount], scene: Scene) -> Phrase | None:
    """The commonest over all of them, by share; nothing where there is no choice to tell of."""
    sums: dict[str, float] = {}
    for row in spikes:
        for problem, share in row.problems:
            sums[problem] = sums.get(problem, 0.0) + share * row.count
    total = sum(sums.values())
    if len(sums) < 2 or not total:
        return None
    most = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:3]
    told = [Joined([problem, whole_percent(count / total)]) for problem, count in most]
    return scene.phrase(Joined(told, between=", "))


def _swell(number: int, wave: Wave, scene: Scene) -> Swell:
    places = [Joined([Country(code), Number(peak)]) for code, peak in wave.countries[:_WAVE_COUNTRIES]]
    return Swell(
        number=number,
        start=scene.clock.at(wave.starts_at),
        end=scene.clock.maybe(wave.ends_at),
        lasted=duration((wave.ends_at or scene.clock.now) - wave.starts_at),
        peak=Number(wave.peak),
        peak_at=scene.clock.at(wave.peak_at),
        span=minutes_words(wave.minutes),
        usual=_usual(wave.expected),
        countries=scene.phrase(Joined(places, between=", ")) if places else None,
    )
