"""A Snapshot becomes `status.json`, the same truth for machines."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from statusgen.model.candour import Candour
from statusgen.model.heard import Finding, ReportCount, Wave
from statusgen.model.incidents import Update
from statusgen.model.places import CountryState
from statusgen.model.scalars import Text
from statusgen.model.snapshot import ComponentState, Conflict, IncidentState, MaintenanceState, Scope
from statusgen.model.times import format_moment
from statusgen.model.uptime import Uptime
from statusgen.rendering.home import RECENT
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.texts import clean_block
from statusgen.rendering.wording import KEPT_BY

SCHEMA = 1
_DIGITS = 6


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file."""
    text = json.dumps(status(scene), ensure_ascii=False, indent=1, allow_nan=False)
    yield Blob(path="status.json", data=text.encode() + b"\n")


def status(scene: Scene) -> dict[str, Any]:
    """The document; keys stand in the order in which DESIGN.md prints them."""
    snapshot = scene.snapshot
    horizon = snapshot.taken_at - RECENT
    return {
        "schema": SCHEMA,
        "page": {"name": scene.phrase(snapshot.page.name).text, "url": snapshot.page.url},
        "taken_at": format_moment(snapshot.taken_at),
        "expires_at": _time(snapshot.expires_at),
        "headline": {
            "status": snapshot.headline.status.value,
            "text": scene.phrase(snapshot.headline.text).text,
            "confidence": snapshot.headline.confidence.value,
        },
        "components": [_component(state, scene) for state in snapshot.components],
        "conflicts": [_conflict(conflict) for conflict in snapshot.conflicts],
        "incidents": [
            _incident(s, scene)
            for s in snapshot.incidents
            if s.is_open or (s.ends_at or s.starts_at) >= horizon
        ],
        "maintenance": [
            _maintenance(s, scene) for s in snapshot.maintenances if s.is_active or s.is_upcoming
        ],
        # Only on a page of a time of which not every look is kept.
        **({"latency_resolution": KEPT_BY[snapshot.resolution]} if snapshot.resolution else {}),
        "reports": [_report(report) for report in snapshot.reports],
        "findings": [_finding(finding, scene) for finding in snapshot.findings],
        "countries": [_country(one) for one in snapshot.countries if one.country],
        "candour": _candour(snapshot.candour) if snapshot.candour else None,
    }


def _candour(candour: Candour) -> dict[str, Any]:
    median = candour.median_to_first_word
    return {
        "since": format_moment(candour.since),
        "outages": candour.outages,
        "untold": [
            {"component": one.component, "start": format_moment(one.start), "end": format_moment(one.end)}
            for one in candour.untold
        ],
        "median_seconds_to_first_word": None if median is None else int(median.total_seconds()),
        "updates": {"promised": candour.words_due, "in_time": candour.words_kept},
        "ends": {"named": candour.ends_due, "held": candour.ends_kept},
    }


def _country(one: CountryState) -> dict[str, Any]:
    """What its places see, with the components that do not work there."""
    return {
        "country": one.country,
        "status": one.status.value,
        "works": one.is_fine,
        "vantages": list(one.vantages),
        "components": [
            {"id": part.component, "status": part.status.value, "since": _time(part.since)}
            for part in one.seen
            if not part.is_fine
        ],
    }


def _component(state: ComponentState, scene: Scene) -> dict[str, Any]:
    return {
        "id": state.component.id,
        "name": scene.phrase(state.component.name).text,
        "group": state.group.id if state.group else None,
        "status": state.status.value,
        "declared": state.declared.value,
        "observed": state.observed.value if state.observed else None,
        "confidence": state.confidence.value,
        "scope": _scope(state.scope),
        "reasons": [{"text": scene.phrase(r.text).text, "source": r.source} for r in state.reasons],
        "note": state.note,
        "since": _time(state.since),
        "as_of": _time(state.as_of),
        "uptime": {window: _uptime(uptime) for window, uptime in sorted(state.uptime.items())},
        "reports": [_report(report) for report in state.reports],
    }


def _scope(scope: Scope | None) -> dict[str, Any] | None:
    if scope is None:
        return None
    return {"kind": scope.kind.value, "countries": list(scope.countries), "networks": list(scope.networks)}


def _uptime(uptime: Uptime) -> dict[str, Any]:
    up = None if uptime.up is None else round(uptime.up, _DIGITS)
    return {"up": up, "measured": round(uptime.measured, _DIGITS)}


def _report(report: ReportCount) -> dict[str, Any]:
    expected = None if report.expected is None else round(report.expected, _DIGITS)
    return {
        "country": report.country,
        "count": report.count,
        "expected": expected,
        "is_spike": report.is_spike,
        "at": _time(report.starts_at),
        "minutes": report.minutes,
        "since": _time(report.since),
        "trend": report.trend.value,
        "cities": list(report.cities),
        "problems": [
            {"problem": problem, "share": round(share, _DIGITS)} for problem, share in report.problems
        ],
        "source": report.source,
    }


def _wave(wave: Wave) -> dict[str, Any]:
    return {
        "starts_at": format_moment(wave.starts_at),
        "ends_at": _time(wave.ends_at),
        "peak": wave.peak,
        "peak_at": format_moment(wave.peak_at),
        "minutes": wave.minutes,
        "expected": None if wave.expected is None else round(wave.expected, _DIGITS),
        "countries": [{"country": country, "peak": peak} for country, peak in wave.countries],
    }


def _finding(finding: Finding, scene: Scene) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "country": finding.country,
        "vantages": list(finding.vantages),
        "components": list(finding.components),
        "text": scene.phrase(finding.text).text,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "component": conflict.component,
        "declared": conflict.declared.value,
        "observed": conflict.observed.value,
        "since": format_moment(conflict.since),
        "kind": conflict.kind,
        "declared_at": _time(conflict.declared_at),
        "observed_at": format_moment(conflict.observed_at),
    }


def _incident(state: IncidentState, scene: Scene) -> dict[str, Any]:
    return {
        "id": state.incident.id,
        "title": scene.phrase(state.incident.title).text,
        "status": state.status.value,
        "severity": state.severity.value,
        "starts_at": format_moment(state.starts_at),
        "ends_at": _time(state.ends_at),
        "impact": {name: status.value for name, status in sorted(state.impact.items())},
        "components": list(state.components),
        "next_update_by": _time(state.next_update_by) if state.is_open else None,
        "waves": [_wave(wave) for wave in state.waves],
        "path": f"incidents/{state.incident.id}/index.html",
        "updates": [_update(update, state.incident.id, scene) for update in state.updates],
    }


def _update(update: Update, owner: str, scene: Scene) -> dict[str, Any]:
    return {
        "id": update.anchor(owner),
        "at": format_moment(update.at),
        "status": update.status.value if update.status else None,
        "text": _words(update.text, scene),
        **({"written_by": update.written_by.value} if update.written_by else {}),
    }


def _words(text: Text | None, scene: Scene) -> str | None:
    """Markdown as it was written, in the page's language."""
    return clean_block(text.pick(scene.writer.languages[0])[0]).strip() if text else None


def _maintenance(state: MaintenanceState, scene: Scene) -> dict[str, Any]:
    return {
        "id": state.maintenance.id,
        "title": scene.phrase(state.maintenance.title).text,
        "status": state.status.value,
        "is_active": state.is_active,
        "starts_at": format_moment(state.starts_at),
        "ends_at": format_moment(state.ends_at),
        "repeat": state.maintenance.repeat.rule if state.maintenance.repeat else None,
        "next": _next(state),
        "components": list(state.components),
        "path": f"maintenance/{state.maintenance.id}/index.html",
        "updates": [_update(update, state.maintenance.id, scene) for update in state.updates],
    }


def _next(state: MaintenanceState) -> dict[str, Any] | None:
    """The time after this one, of a maintenance that repeats."""
    if not state.upcoming:
        return None
    after = state.upcoming[0]
    return {"starts_at": format_moment(after.starts_at), "ends_at": format_moment(after.ends_at)}


def _time(moment: datetime | None) -> str | None:
    return format_moment(moment) if moment else None
