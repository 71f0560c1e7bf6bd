"""Counts of people's reports become what a reader sees of them: numbers beside the usual ones, and waves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from statusgen.model.countries import country_name
from statusgen.model.heard import ReportCount, Wave
from statusgen.model.sentences import listed
from statusgen.model.snapshot import IncidentState
from statusgen.model.words import Trend
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.numbers import whole_percent
from statusgen.rendering.scene import Scene
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import counted, usual_count

_MOST = 6
"""Countries that have a row; the others are counted."""
_WAVE_COUNTRIES = 4
_TRENDS = {Trend.RISING: "rising", Trend.FALLING: "falling", Trend.STEADY: ""}


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
        span=counted(spans.pop(), "minute") if len(spans) == 1 else "",
        begins=scene.clock.at(max(starts)),
        since=scene.clock.maybe(min((row.since for row in spikes if row.since), default=None)),
        problems=_problems(spikes, scene),
        sources=scene.phrase(listed(sources)) if sources else None,
    )


def swells(state: IncidentState, scene: Scene) -> tuple[Swell, ...]:
    """The waves of an incident, in order."""
    return tuple(_swell(number, wave, scene) for number, wave in enumerate(state.waves, start=1))


def _heard(row: ReportCount, scene: Scene) -> Heard:
    return Heard(
        where=scene.phrase(country_name(row.country) if row.country else "All countries together"),
        cities=scene.phrase(listed(row.cities)) if row.cities else None,
        count=f"{row.count:,}",
        usual=_usual(row.expected),
        trend=_TRENDS[row.trend],
    )


def _usual(expected: float | None) -> str:
    return "not known yet" if expected is None else usual_count(expected)


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return f"and {count} more {'country' if count == 1 else 'countries'}"


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
    return scene.phrase(", ".join(f"{problem} {whole_percent(count / total)}" for problem, count in most))


def _swell(number: int, wave: Wave, scene: Scene) -> Swell:
    places = [f"{country_name(code)} {peak:,}" for code, peak in wave.countries[:_WAVE_COUNTRIES]]
    return Swell(
        number=number,
        start=scene.clock.at(wave.starts_at),
        end=scene.clock.maybe(wave.ends_at),
        lasted=duration((wave.ends_at or scene.clock.now) - wave.starts_at),
        peak=f"{wave.peak:,}",
        peak_at=scene.clock.at(wave.peak_at),
        span=counted(wave.minutes, "minute"),
        usual=_usual(wave.expected),
        countries=scene.phrase(", ".join(places)) if places else None,
    )
