"""Uptime and incidents become CSV (RFC 4180), for spreadsheets and whoever checks our numbers."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from io import StringIO

from statusgen.model.snapshot import ComponentState, Day, IncidentState
from statusgen.model.times import format_moment
from statusgen.model.uptime import Uptime
from statusgen.model.words import worst
from statusgen.rendering.numbers import ratio
from statusgen.rendering.scene import Blob, Scene

UPTIME, INCIDENTS = "uptime.csv", "incidents.csv"
UPTIME_COLUMNS = (
    *("component", "name", "period", "starts_at", "ends_at", "uptime", "measured"),
    *("up_seconds", "degraded_seconds", "scoped_seconds", "down_seconds"),
    *("maintenance_seconds", "excluded_seconds"),
)
INCIDENT_COLUMNS = (
    *("id", "title", "status", "severity", "impact", "components"),
    *("starts_at", "ends_at", "seconds", "updates", "seconds_to_first_word", "page"),
)
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, in both widths."""
_DAY = timedelta(days=1)


def blobs(scene: Scene) -> Iterator[Blob]:
    """Both files."""
    yield Blob(path=UPTIME, data=_written(UPTIME_COLUMNS, _uptimes(scene)))
    yield Blob(path=INCIDENTS, data=_written(INCIDENT_COLUMNS, _incidents(scene)))


def harmless(text: str) -> str:
    """A person's text as a cell: an apostrophe keeps a spreadsheet from running it as a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULAS) else text


def _written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _uptimes(scene: Scene) -> Iterator[Sequence[str]]:
    for state in scene.snapshot.components:
        if not state.is_measured:
            continue
        whose = state.component.id, harmless(scene.phrase(state.component.name).text)
        for day in state.days:
            yield (*whose, "day", *_of_day(day, scene.snapshot.taken_at))
        for month in _known(state):
            yield (*whose, "month", *_of_month(month))


def _known(state: ComponentState) -> tuple[Uptime, ...]:
    """Months since anything was measured."""
    first = next((n for n, month in enumerate(state.months) if month.measured), len(state.months))
    return state.months[first:]


def _of_day(day: Day, now: datetime) -> Sequence[str]:
    """As in the bars: planned work and exclusions are not taken out, so their cells are empty."""
    is_over = day.date < now.date()
    past = 1.0 if is_over else (now - datetime.combine(day.date, time(), tzinfo=UTC)) / _DAY
    up = day.operational + day.degraded + day.scoped
    counted = up + day.down
    return (
        f"{day.date}T00:00:00Z",
        f"{day.date + _DAY}T00:00:00Z" if is_over else format_moment(now),
        ratio(up / counted) if counted else "",
        ratio(min(1.0, counted / past)) if past else "",
        *(_seconds(share * _DAY) for share in (up, day.degraded, day.scoped, day.down)),
        "",
        "",
    )


def _of_month(month: Uptime) -> Sequence[str]:
    return (
        format_moment(month.starts_at),
        format_moment(month.ends_at),
        "" if month.up is None else ratio(month.up),
        ratio(month.measured),
        *map(_seconds, (month.up_time, month.degraded_time, month.scoped_time, month.down_time)),
        *map(_seconds, (month.maintenance_time, month.excluded_time)),
    )


def _incidents(scene: Scene) -> Iterator[Sequence[str]]:
    """All of the past, the newest first."""
    url = scene.snapshot.page.url or ""
    for state in scene.snapshot.incidents:
        yield (
            state.incident.id,
            harmless(scene.phrase(state.incident.title).text),
            state.status.value,
            state.severity.value,
            worst(*state.impact.values()).value,
            " ".join(state.components),
            format_moment(state.starts_at),
            format_moment(state.ends_at) if state.ends_at else "",
            _seconds(state.ends_at - state.starts_at) if state.ends_at else "",
            str(len(state.updates)),
            _first_word(state),
            f"{url}incidents/{state.incident.id}/",
        )


def _first_word(state: IncidentState) -> str:
    """From the first failed probe; empty where the probes saw none."""
    took = state.clocks.to_first_word if state.clocks else None
    return "" if took is None else _seconds(took)


def _seconds(span: timedelta) -> str:
    return str(round(span.total_seconds()))
