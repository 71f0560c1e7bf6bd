"""A change becomes what Statuspage's webhooks would send, from the files of the built page."""

import json
from datetime import UTC, datetime
from typing import Any

from statusgen.model.changes import Change, Step
from statusgen.model.receivers import Receiver, Topic
from statusgen.model.short_ids import short_id
from statusgen.model.times import format_moment
from statusgen.model.words import Status
from statusgen.notifying.sites import Site

_NOT_THERE = (Step.GONE, Step.CANCELLED)
"""What was taken off the page has no form in their webhooks, and ending it there would claim too much."""


def payload(change: Change, site: Site, receiver: Receiver) -> str | None:
    """The body of the message; None where their form has none for it."""
    if change.step in _NOT_THERE:
        return None
    head = _head(site, receiver)
    body = (
        _component(change, site)
        if change.topic in (Topic.COMPONENTS, Topic.EVIDENCE)
        else _entry(change, site)
    )
    return None if body is None else json.dumps(head | body, separators=(",", ":"))


def sample(site: Site, receiver: Receiver) -> str:
    """A message that tells of nothing, to try the way."""
    return json.dumps(_head(site, receiver), separators=(",", ":"))


def _head(site: Site, receiver: Receiver) -> dict[str, Any]:
    url = site.edition.page.url
    meta = {"unsubscribe": receiver.unsubscribe or url, "documentation": url}
    page = {
        "id": site.page_id,
        "status_indicator": site.indicator,
        "status_description": site.description,
    }
    return {"meta": meta, "page": page}


def _component(change: Change, site: Site) -> dict[str, Any] | None:
    name = short_id(change.subject)
    row = site.rows.get(name)
    if row is None:
        return None
    told = {
        "id": short_id(change.id),
        "component_id": name,
        "created_at": _milliseconds(change.at),
        "old_status": _theirs(change.before or Status.OPERATIONAL),
        "new_status": row["status"],
    }
    component = {key: row[key] for key in ("id", "name", "status", "created_at")}
    return {"component_update": told, "component": component}


def _entry(change: Change, site: Site) -> dict[str, Any] | None:
    names = [change.subject]
    if change.topic is Topic.MAINTENANCE and change.starts_at:
        # Each time of work that repeats is an entry of its own.
        names.append(f"{change.subject} {format_moment(change.starts_at)}")
    found = (site.entry(short_id(name)) for name in names)
    entry = next((one for one in found if one is not None), None)
    return None if entry is None else {"incident": entry}


def _theirs(status: Status) -> str:
    """Their words have no unknown: rule 14 of the API."""
    return (Status.DEGRADED_PERFORMANCE if status is Status.UNKNOWN else status).value


def _milliseconds(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
