"""What was said of an incident or a maintenance becomes updates, as Statuspage's clients read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from statusgen.model.incidents import Update
from statusgen.model.scalars import Text
from statusgen.model.short_ids import short_id
from statusgen.model.snapshot import StatuspageChange
from statusgen.model.words import Author, UpdateStatus
from statusgen.rendering.scene import Scene
from statusgen.rendering.statuspage.components import Roll
from statusgen.rendering.statuspage.page import milliseconds
from statusgen.rendering.texts import clean_block

_BY_MONITOR = "Written by the monitor, from what probes saw."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that was said of one entry, and where it stands."""

    name: str
    """The entry's id in our words; with its start, where it is one of several times."""
    title: str
    updates: Sequence[Update]
    """The newest first."""
    affected: Sequence[Sequence[StatuspageChange]]
    """What each did."""
    begins_as: UpdateStatus
    """Where it stands before anybody has said."""
    status: UpdateStatus
    """Where it stands now."""
    since: datetime
    """Since when, where no update says so: a window began or ended, or a clock was written down."""

    @property
    def id(self) -> str:
        """For their clients."""
        return short_id(self.name)

    @property
    def written_at(self) -> datetime | None:
        """The newest word; None before the first."""
        return max(map(_written, self.updates), default=None)

    @property
    def created_at(self) -> datetime | None:
        """The first word; None before it."""
        return _written(self.updates[-1]) if self.updates else None


def updates(said: Said, scene: Scene, roll: Roll) -> list[dict[str, Any]]:
    """The newest first, one at least: clients reach for the first. What came about without a word is told by
    one more, with the title."""
    rows, status = [], said.begins_as
    affected = (*said.affected, *[()] * (len(said.updates) - len(said.affected)))
    for update, changes in zip(reversed(said.updates), reversed(affected), strict=True):
        status = update.status or status
        rows.append(_update(update, status, changes, said, scene, roll))
    if not rows or status is not said.status:
        rows.append(_unsaid(said))
    return rows[::-1]


def _update(
    update: Update,
    status: UpdateStatus,
    changes: Sequence[StatuspageChange],
    said: Said,
    scene: Scene,
    roll: Roll,
) -> dict[str, Any]:
    written = milliseconds(_written(update))
    return {
        "id": short_id(update.anchor(said.name), within=said.name),
        "status": status.value,
        "body": _body(update, scene),
        "incident_id": said.id,
        "created_at": written,
        "updated_at": written,
        "display_at": milliseconds(update.at),
        "affected_components": [_change(change, roll) for change in changes] or None,
        **_NOT_SENT,
    }


_NOT_SENT = {"deliver_notifications": False, "custom_tweet": None, "tweet_id": None}


def _unsaid(said: Said) -> dict[str, Any]:
    at = milliseconds(max([said.since, *(update.at for update in said.updates[:1])]))
    return {
        "id": short_id(said.status.value, within=said.name),
        "status": said.status.value,
        "body": said.title,
        "incident_id": said.id,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": None,
        **_NOT_SENT,
    }


def _change(change: StatuspageChange, roll: Roll) -> dict[str, str]:
    return {
        "code": short_id(change.component),
        "name": roll.names[change.component],
        "old_status": change.before.value,
        "new_status": change.after.value,
    }


def _body(update: Update, scene: Scene) -> str:
    parts = [words(update.text, scene) if update.text else ""]
    parts += [_BY_MONITOR] if update.written_by is Author.MONITOR else []
    return "\n\n".join(part for part in parts if part)


def words(text: Text, scene: Scene) -> str:
    """Markdown as it was written, in the page's own language."""
    return clean_block(text.pick(scene.writer.languages[0])[0]).strip()


def _written(update: Update) -> datetime:
    return update.posted_at or update.at
