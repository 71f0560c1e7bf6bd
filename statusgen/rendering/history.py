"""Everything that was ever posted: a page for each month, and one list of all that can be searched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.model.sentences import Joined, say
from statusgen.model.sentences import Month as MonthWords
from statusgen.rendering.assets import SEARCH
from statusgen.rendering.clocks import Moment
from statusgen.rendering.finds import Find, Month, finds
from statusgen.rendering.incidents import ROOT, Card, card
from statusgen.rendering.maintenances import Work, past_work
from statusgen.rendering.notices import Notice, begins, notice
from statusgen.rendering.related import month_href
from statusgen.rendering.scene import Scene, Sheet

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


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The list of all, and a page for each month that has something to tell."""
    pages = _pages(scene)
    view = _list(pages, scene)
    yield Sheet(
        path="history/index.html",
        template="history.html",
        title=say("History"),
        view=view,
        scripts=(SEARCH,) if view.is_long else (),
    )
    for month, page in pages.items():
        yield Sheet(
            path=_href(month),
            template="month.html",
            title=Joined([say("History"), page.name], between=" · "),
            view=page,
            is_settled=not any(c.is_open for c in page.cards) and not any(w.is_active for w in page.works),
        )


def _list(pages: Mapping[Month, MonthPage], scene: Scene) -> HistoryList:
    years: dict[int, list[MonthList]] = {}
    found, count, since = finds(scene), 0, ""
    for month, page in pages.items():
        is_listed = count < _MOST
        told = MonthList(href=_href(month), name=page.name, finds=found[month] if is_listed else ())
        years.setdefault(month[0], []).append(told)
        count, since = count + len(told.finds), page.name if is_listed else since
    return HistoryList(
        years=tuple(Year(name=str(year), months=tuple(months)) for year, months in years.items()),
        is_long=count >= _WORTH_SEARCHING,
        searched_since=since if count < sum(map(len, found.values())) else "",
        since=scene.clock.maybe(scene.snapshot.measured_since),
    )


def _pages(scene: Scene) -> dict[Month, MonthPage]:
    """By month, newest first."""
    cards: dict[Month, list[Card]] = {}
    works: dict[Month, list[Work]] = {}
    notices: dict[Month, list[Notice]] = {}
    for incident in scene.snapshot.incidents:
        cards.setdefault(_month(incident.starts_at), []).append(card(incident, scene, ROOT))
    for planned in scene.snapshot.maintenances:
        for start, told in past_work(planned, scene):
            works.setdefault(_month(start), []).append(told)
    for announcement in scene.snapshot.announcements:
        began = begins(announcement)
        if began:
            notices.setdefault(_month(began), []).append(notice(announcement, scene, ROOT))
    months = sorted({*cards, *works, *notices}, reverse=True)
    return {
        month: MonthPage(
            name=_name(month),
            cards=tuple(cards.get(month, ())),
            works=tuple(works.get(month, ())),
            notices=tuple(notices.get(month, ())),
            older=_href(months[at + 1]) if at + 1 < len(months) else None,
            newer=_href(months[at - 1]) if at else None,
        )
        for at, month in enumerate(months)
    }


def _href(month: Month) -> str:
    return month_href(datetime(*month, 1, tzinfo=UTC))


def _month(moment: datetime) -> Month:
    return moment.year, moment.month


def _name(month: Month) -> str:
    return MonthWords(datetime(*month, 1, tzinfo=UTC))
