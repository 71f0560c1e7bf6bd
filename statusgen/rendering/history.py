"""Everything that was ever posted, by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.rendering.clocks import MONTHS, Moment
from statusgen.rendering.incidents import ROOT, Card, card
from statusgen.rendering.maintenances import Work, past_work
from statusgen.rendering.notices import Notice, begins, notice
from statusgen.rendering.related import month_href
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.wording import counted

Month = tuple[int, int]
"""Year and month."""


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
class MonthLink:
    """A month in the list."""

    href: str
    name: str
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryList:
    """All months, newest first."""

    months: tuple[MonthLink, ...]
    since: Moment | None
    """When measuring began."""


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The list of months, and a page for each that has something to tell."""
    pages = _pages(scene)
    links = tuple(MonthLink(href=_href(m), name=page.name, holds=_holds(page)) for m, page in pages.items())
    view = HistoryList(months=links, since=scene.clock.maybe(scene.snapshot.measured_since))
    yield Sheet(path="history/index.html", template="history.html", title="History", view=view)
    for month, page in pages.items():
        yield Sheet(
            path=_href(month),
            template="month.html",
            title=f"History · {page.name}",
            view=page,
            is_settled=not any(c.is_open for c in page.cards) and not any(w.is_active for w in page.works),
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
    return f"{MONTHS[month[1] - 1]} {month[0]}"


def _holds(page: MonthPage) -> str:
    counts = (
        (len(page.cards), "incident"),
        (len(page.works), "planned work"),
        (len(page.notices), "announcement"),
    )
    return ", ".join(
        counted(n, noun) if noun != "planned work" else f"{n} planned" for n, noun in counts if n
    )
