"""Everything that was ever posted: a page for each month, and one list of all that can be searched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.model.sentences import Joined, say
from statusgen.model.sentences import Month as MonthWords
from statusgen.model.snapshot import IncidentState
from statusgen.rendering.assets import SEARCH
from statusgen.rendering.clocks import Moment
from statusgen.rendering.finds import Find, Month, finds
from statusgen.rendering.incidents import ROOT, Card, card
from statusgen.rendering.maintenances import Work, past_work
from statusgen.rendering.notices import Notice, begins, notice
from statusgen.rendering.related import month_href
from statusgen.rendering.scene import Scene, Sheet

TEMPLATE = "month.html"
_WORTH_SEARCHING = 5
"""Fewer are seen at a glance."""
_MOST = 2_000
"""Entries in one list; a month that would begin beyond has its link alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """One month."""

    name: str
    cards: tuple[Card, ...]
    works: tuple[Work, ...]
    notices: tuple[Notice, ...]
    older: str | None
    """The link to the month before, of those that have something to tell."""
    newer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthList:
    """A month in the list."""

    href: str
    name: str
    finds: tuple[Find, ...]
    """The latest first; none where the list would grow too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year in the list, with its months."""

    name: str
    months: tuple[MonthList, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryList:
    """All that was posted, newest first."""

    years: tuple[Year, ...]
    is_long: bool
    """There is enough to search in."""
    searched_since: str
    """The first month of which each entry is listed; empty where that is all."""
    since: Moment | None
    """When measuring began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that one month has to tell, before it is printed."""

    month: Month
    incidents: tuple[IncidentState, ...]
    works: tuple[Work, ...]
    notices: tuple[Notice, ...]
    older: str | None
    newer: str | None

    @property
    def path(self) -> str:
        """Where its page lies."""
        return _href(self.month)

    @property
    def is_over(self) -> bool:
        """Nothing in it still goes on."""
        return not any(one.is_open for one in self.incidents) and not any(w.is_active for w in self.works)


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The list of all, and a page for each month that has something to tell."""
    months = told(scene)
    yield index(months, scene)
    for month in months:
        yield sheet(month, scene)


def index(months: Sequence[Told], scene: Scene) -> Sheet:
    """The list of all."""
    view = _list(months, scene)
    return Sheet(
        path="history/index.html",
        template="history.html",
        title=say("History"),
        view=view,
        scripts=(SEARCH,) if view.is_long else (),
    )


def sheet(month: Told, scene: Scene) -> Sheet:
    """The page of a month."""
    page = MonthPage(
        name=_name(month.month),
        cards=tuple(card(incident, scene, ROOT) for incident in month.incidents),
        works=month.works,
        notices=month.notices,
        older=month.older,
        newer=month.newer,
    )
    return Sheet(
        path=month.path,
        template=TEMPLATE,
        title=Joined([say("History"), page.name], between=" · "),
        view=page,
        is_settled=month.is_over,
    )


def _list(months: Sequence[Told], scene: Scene) -> HistoryList:
    years: dict[int, list[MonthList]] = {}
    found, count, since = finds(scene), 0, ""
    for one in months:
        is_listed, name = count < _MOST, _name(one.month)
        those = tuple(make() for make in found[one.month]) if is_listed else ()
        listed = MonthList(href=one.path, name=name, finds=those)
        years.setdefault(one.month[0], []).append(listed)
        count, since = count + len(listed.finds), name if is_listed else since
    return HistoryList(
        years=tuple(Year(name=str(year), months=tuple(months)) for year, months in years.items()),
        is_long=count >= _WORTH_SEARCHING,
        searched_since=since if count < sum(map(len, found.values())) else "",
        since=scene.clock.maybe(scene.snapshot.measured_since),
    )


def told(scene: Scene) -> tuple[Told, ...]:
    """By month, newest first."""
    incidents: dict[Month, list[IncidentState]] = {}
    works: dict[Month, list[Work]] = {}
    notices: dict[Month, list[Notice]] = {}
    for incident in scene.snapshot.incidents:
        incidents.setdefault(_month(incident.starts_at), []).append(incident)
    for planned in scene.snapshot.maintenances:
        for start, work in past_work(planned, scene):
            works.setdefault(_month(start), []).append(work)
    for announcement in scene.snapshot.announcements:
        began = begins(announcement)
        if began:
            notices.setdefault(_month(began), []).append(notice(announcement, scene, ROOT))
    months = sorted({*incidents, *works, *notices}, reverse=True)
    return tuple(
        Told(
            month=month,
            incidents=tuple(incidents.get(month, ())),
            works=tuple(works.get(month, ())),
            notices=tuple(notices.get(month, ())),
            older=_href(months[at + 1]) if at + 1 < len(months) else None,
            newer=_href(months[at - 1]) if at else None,
        )
        for at, month in enumerate(months)
    )


def _href(month: Month) -> str:
    return month_href(datetime(*month, 1, tzinfo=UTC))


def _month(moment: datetime) -> Month:
    return moment.year, moment.month


def _name(month: Month) -> str:
    return MonthWords(datetime(*month, 1, tzinfo=UTC))
