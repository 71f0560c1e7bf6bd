"""What probes see, set against what is written: which outage has its incident, and which has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from statusgen.commands.drafted import Drafted
from statusgen.commands.facts import Fact, episode, facts_of
from statusgen.model.incidents import Incident
from statusgen.model.project import Drafting
from statusgen.model.snapshot import Snapshot
from statusgen.model.words import Author
from statusgen.reading.load import Reading

TOGETHER = timedelta(minutes=30)
"""What begins to fail so soon after another component belongs to the same incident."""
QUIET = timedelta(hours=1)
"""Trouble that comes back sooner is the same trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One look at everything."""

    now: datetime
    after: timedelta
    facts: Mapping[str, Fact]
    """By component id, of all of which something is known."""
    measured: frozenset[str]
    """Ids of the components that are probed at all."""
    down: tuple[Fact, ...]
    """What is surely down, may be written about, and is not being worked on."""
    incidents: tuple[Incident, ...]
    """Drafts too."""
    ids: Mapping[str, tuple[str, ...]]
    drafted: Mapping[str, Drafted]
    """What the monitor has begun, by the incident's id, whether its file is there or not."""
    untouched: frozenset[str]
    """Ids of the monitor's incidents in which nobody else has written."""

    @property
    def ours(self) -> tuple[Incident, ...]:
        """The monitor's, as long as nobody tells it to stop."""
        return tuple(one for one in self.incidents if one.is_of_monitor and one.updates)

    def named(self, incident: Incident) -> frozenset[str]:
        """The components that it names, now or before."""
        names = chain(incident.impact, *(update.impact for update in incident.updates))
        return frozenset(chain.from_iterable(self.ids.get(name, ()) for name in names))

    def lasts(self, since: datetime | None, least: timedelta | None = None) -> bool:
        """It has been so for long enough to be written about."""
        return since is not None and self.now - since >= (least or self.after)

    def unanswered(self) -> list[Fact]:
        """What is down and has no incident."""
        return [fact for fact in self.down if not self._is_answered(fact)]

    def is_same(self, fact: Fact, drafted: Drafted) -> bool:
        """The outage that the monitor wrote about goes on."""
        begun = episode(fact.state.spans, QUIET, self.now)
        return fact.id in drafted.components and begun is not None and begun <= drafted.at

    def host(self, fact: Fact) -> Incident | None:
        """The incident of the monitor in which this belongs: what that tells of began to fail just before."""
        fitting = [incident for incident in self.ours if self._can_join(incident, fact)]
        return max(fitting, key=lambda incident: (incident.begins_at, incident.id), default=None)

    def _can_join(self, incident: Incident, fact: Fact) -> bool:
        if fact.begun is None or incident.ended_at(self.now) is not None:
            return False
        grew, known = [incident.begins_at], set(incident.impact)
        for update in incident.updates:
            if update.written_by is Author.MONITOR and update.impact.keys() - known:
                grew.append(update.at)
            known |= update.impact.keys()
        return fact.begun <= max(grew) + TOGETHER

    def _is_answered(self, fact: Fact) -> bool:
        """Somebody has written about this outage, or had and took it back."""
        if any(
            fact.id in self.named(incident) and self._answers(incident, fact) for incident in self.incidents
        ):
            return True
        over = {one.id for one in self.ours if one.ended_at(self.now) is not None}
        return any(self.is_same(fact, drafted) for name, drafted in self.drafted.items() if name not in over)

    def _answers(self, incident: Incident, fact: Fact) -> bool:
        assert fact.begun is not None  # noqa: S101 (it is down)
        if incident.began_at is not None and incident.began_at > self.now:
            return False
        if incident.withdrawn is not None:
            return bool(incident.updates) and incident.updates[-1].at >= fact.begun
        ended = incident.ended_at(self.now)
        if ended is None or ended > fact.begun:
            return True
        return incident.id in self.untouched and fact.begun < ended + QUIET


def look(
    reading: Reading,
    snapshot: Snapshot,
    drafting: Drafting,
    drafted: Mapping[str, Drafted],
    untouched: frozenset[str],
) -> Outlook:
    """Gather it."""
    settings = reading.project.settings
    ids, facts = settings.canonical_ids(), facts_of(snapshot, settings)
    wanted = set(chain.from_iterable(ids[name] for name in drafting.components or ids))
    busy = {id_ for state in snapshot.maintenances if state.is_active for id_ in state.components}
    entries = (*reading.project.incidents, *reading.drafts)
    return Outlook(
        now=snapshot.taken_at,
        after=drafting.after,
        facts=facts,
        measured=frozenset(state.component.id for state in snapshot.components if state.is_measured),
        down=tuple(fact for fact in facts.values() if fact.is_down and fact.id in wanted - busy),
        incidents=tuple(entry for entry in entries if isinstance(entry, Incident)),
        ids=ids,
        drafted=drafted,
        untouched=untouched,
    )
