"""An incident becomes the newest instant that its file names: from then on no clock changes what it says."""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter

from statusgen.model.incidents import Incident

_Instants = Callable[[object], Sequence[datetime | None]]
_OWN: _Instants = attrgetter("detected_at", "started_at", "announced_at", "mitigated_at", "resolved_at")
_SAID: _Instants = attrgetter("at", "eta", "next_update_by", "posted_at")
_EXCLUDED: _Instants = attrgetter("starts_at", "ends_at")


def newest(incident: Incident) -> datetime | None:
    """The latest instant of all; None where it names none."""
    found = [*_OWN(incident)]
    for update in incident.updates:
        found += _SAID(update)
    for exclusion in incident.exclude:
        found += _EXCLUDED(exclusion)
    return max(filter(None, found), default=None)
