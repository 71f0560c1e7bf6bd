"""Planned work of two editions becomes what changed of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from statusgen.model.changes import Change, Step
from statusgen.model.editions import Edition, MaintenanceFacts
from statusgen.model.receivers import Topic
from statusgen.model.times import format_moment
from statusgen.model.words import Severity, UpdateStatus
from statusgen.notifying.news import change_id, fresh

_BEGINS = (UpdateStatus.IN_PROGRESS, UpdateStatus.VERIFYING)


def work_changes(base: Edition, new: Edition) -> Iterator[Change]:
    """What was planned, moved, begun, over, called off or said."""
    before = {work.id: work for work in base.maintenance}
    for now in new.maintenance:
        yield from _changes(before.get(now.id), now, base, new.taken_at)
    still = {work.id for work in new.maintenance}
    for was in base.maintenance:
        if was.id not in still:
            yield _vanished(was, new.taken_at)


def _changes(
    was: MaintenanceFacts | None, now: MaintenanceFacts, base: Edition, taken_at: datetime
) -> Iterator[Change]:
    is_same = was is not None and (was.starts_at == now.starts_at or now.repeat is None)
    news = fresh(now.updates, was.updates if was else (), base)
    for update in news:
        change = _work(now, Step.SAID, update.at, update.id)
        yield replace(change, update=update, is_first=update is now.updates[-1])
    if was is not None and not is_same and was.is_active:
        yield _over(was, taken_at)
    if was is None and not news and not now.is_active:
        yield replace(_work(now, Step.PLANNED, taken_at, _window(now)), is_first=True)
    if was is not None and now.repeat is None and _window(was) != _window(now):
        yield _work(now, Step.MOVED, taken_at, _window(now))
    has_begun = now.is_active and not (is_same and was is not None and was.is_active)
    if has_begun and not any(update.status in _BEGINS for update in news):
        yield _work(now, Step.BEGUN, now.starts_at, format_moment(now.starts_at))


def _vanished(was: MaintenanceFacts, taken_at: datetime) -> Change:
    """What the page lists no more: it is over, or will not be."""
    if was.is_active or taken_at >= was.starts_at:
        return _over(was, taken_at)
    return _work(was, Step.CANCELLED, taken_at, _window(was))


def _over(was: MaintenanceFacts, taken_at: datetime) -> Change:
    return _work(was, Step.OVER, min(was.ends_at, taken_at), format_moment(was.starts_at))


def _window(work: MaintenanceFacts) -> str:
    return f"{format_moment(work.starts_at)} {format_moment(work.ends_at)}"


def _work(work: MaintenanceFacts, step: Step, at: datetime, mark: str) -> Change:
    return Change(
        id=change_id("maintenance", step, work.id, mark),
        topic=Topic.MAINTENANCE,
        step=step,
        subject=work.id,
        title=work.title,
        at=at,
        severity=Severity.NONE,
        components=work.components,
        starts_at=work.starts_at,
        ends_at=work.ends_at,
        path=f"maintenance/{work.id}/",
    )
