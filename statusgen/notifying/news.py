"""What counts as new, and the id that it has for ever."""

import hashlib
from datetime import timedelta

from statusgen.model.editions import Edition, UpdateFacts
from statusgen.model.words import Severity

_OLD_NEWS = timedelta(days=1)
"""An update that is so much older than the last edition was written afterwards: history, no news."""
_ORDER = list(Severity)


def change_id(*parts: str) -> str:
    """An id that depends on nothing but these."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def fresh(
    updates: tuple[UpdateFacts, ...], seen: tuple[UpdateFacts, ...], base: Edition
) -> tuple[UpdateFacts, ...]:
    """Updates that were not there and are news, the oldest first."""
    ids = {update.id for update in seen}
    horizon = base.taken_at - _OLD_NEWS
    return tuple(one for one in reversed(updates) if one.id not in ids and one.at >= horizon)


def severest(*severities: Severity) -> Severity:
    """The one that is worst."""
    return max(severities, key=_ORDER.index, default=Severity.NONE)


def is_at_least(severity: Severity, least: Severity) -> bool:
    """Whether it is that severe or more."""
    return _ORDER.index(severity) >= _ORDER.index(least)
