"""The page itself, its ids and times, as Statuspage's clients read them."""

from datetime import UTC, datetime
from typing import Any

from statusgen.model.short_ids import short_id
from statusgen.rendering.scene import Scene

_NO_ID = "a page made by statusgen"
"""Pages whose settings give them no id share one: it changes neither with the name nor with the address."""
_NOT_KNOWN = datetime(1970, 1, 1, tzinfo=UTC)
"""Their clients need some time; this one is nobody's."""


def page(scene: Scene, updated_at: datetime | None = None) -> dict[str, Any]:
    """The page as it stands now; `updated_at` in a file that tells of the past alone."""
    snapshot = scene.snapshot
    return {
        "id": page_id(scene),
        "name": scene.phrase(snapshot.page.name).text,
        "url": (snapshot.page.url or "").rstrip("/"),
        "time_zone": "Etc/UTC",
        "updated_at": milliseconds(updated_at or snapshot.taken_at),
    }


def page_id(scene: Scene) -> str:
    """The same whatever the page is called and wherever it lies."""
    return short_id(scene.snapshot.page.id or _NO_ID)


def beginning(scene: Scene) -> datetime:
    """The oldest thing the page tells of."""
    snapshot = scene.snapshot
    told = [state.starts_at for state in snapshot.incidents]
    told += [state.starts_at for state in snapshot.maintenances]
    told += [one.updates[0].at for one in snapshot.announcements]
    return min((at for at in told if at <= snapshot.taken_at), default=_NOT_KNOWN)


def milliseconds(moment: datetime) -> str:
    """Their form of a time: some clients cannot read one without the fraction."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
