"""Settled incidents are judged once: by this process or by an earlier one, which left it in the cache."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zlib import crc32

from statusgen.judging.before import JudgedBefore
from statusgen.model.digests import digest
from statusgen.model.incidents import Incident, Update
from statusgen.model.project import Settings
from statusgen.model.snapshot import IncidentState
from statusgen.model.store import Store
from statusgen.packing import packed, unpacked
from statusgen.reading.load import Reading

_TOGETHER = 64
"""States in a piece, about. One alone takes three times as long to find and to unpack. After an edit those of
its piece are judged anew.
"""


class _Piece(NamedTuple):
    """Incidents whose states are kept together."""

    key: bytes
    """Of all that their states depend on."""
    incidents: Sequence[Incident]

    def beside(self, said: Iterable[tuple[Update, ...]]) -> dict[str, object]:
        """What is read before the states, and need not stand in them. `said`: of each its updates."""
        found: dict[str, object] = {}
        for number, (incident, updates) in enumerate(zip(self.incidents, said, strict=True)):
            found[f"incident {number}"] = incident
            # There is but one empty tuple, which may stand anywhere.
            if updates:
                found[f"said {number}"] = updates
        return found


def recall(before: JudgedBefore, store: Store, reading: Reading, now: datetime) -> None:
    """To be done before judging. What this process has judged itself, it has nearer."""
    settings = reading.project.settings
    if before.is_empty:
        before.supply(_order(settings), settings.canonical_ids(), now, _states(store, reading, now))


def keep(before: JudgedBefore, store: Store, reading: Reading, now: datetime) -> None:
    """To be done after judging: what is settled and was not kept yet."""
    settings = reading.project.settings
    judged = before.recall(_order(settings), settings.canonical_ids(), now)
    for piece in _pieces(reading, now):
        if not store.has(piece.key) and store.is_open:
            rows = [judged.rows.get(incident.id) for incident in piece.incidents]
            states = [row.state if row and not row.state.is_open else None for row in rows]
            said = [state.updates if state else () for state in states]
            store.put(piece.key, packed(states, piece.beside(said)))


def _states(store: Store, reading: Reading, now: datetime) -> Iterator[IncidentState]:
    for piece in _pieces(reading, now):
        data = store.get(piece.key)
        # All that is said in a settled one is past.
        said = [incident.updates[::-1] for incident in piece.incidents]
        states = unpacked(data, piece.beside(said)) if data else None
        for state in states if isinstance(states, list) else ():
            if isinstance(state, IncidentState):
                yield state


def _pieces(reading: Reading, now: datetime) -> Iterator[_Piece]:
    """Of incidents all instants in whose files are past. Where a piece ends follows from one id, so that one
    more incident makes one piece another.
    """
    settings = reading.project.settings
    around = digest("states", _order(settings), list(settings.canonical_ids().items()))
    keys, incidents = [around], list[Incident]()
    for incident in reading.project.incidents:
        origin = reading.origins.get(incident.id)
        if origin is not None and origin.newest < now:
            keys.append(origin.digest)
            incidents.append(incident)
            if crc32(incident.id.encode()) % _TOGETHER == 0:
                yield _Piece(digest(*keys), incidents)
                keys, incidents = [around], []
    if incidents:
        yield _Piece(digest(*keys), incidents)


def _order(settings: Settings) -> list[str]:
    return [component.id for _, component in settings.all_components()]
