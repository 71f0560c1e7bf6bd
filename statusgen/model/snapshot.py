"""What is true at one instant, with its reasons: all that a page may say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from statusgen.model.candour import Candour, IncidentClocks
from statusgen.model.checks import Check
from statusgen.model.course import Course
from statusgen.model.heard import Finding, ReportCount, Wave
from statusgen.model.incidents import Announcement, Incident, Maintenance, Occurrence, Update
from statusgen.model.latencies import LatencySeries
from statusgen.model.pickled import pickled
from statusgen.model.places import CountryState
from statusgen.model.project import Component, Group, Page, Vantage
from statusgen.model.uptime import Numbers, Uptime
from statusgen.model.words import (
    Confidence,
    Outcome,
    ScopeKind,
    Severity,
    Status,
    UpdateStatus,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence of why."""

    text: str
    """A whole sentence without full stop, safe to publish."""
    source: str
    """`probes`, `people`, `reports`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a condition holds."""

    kind: ScopeKind
    countries: tuple[str, ...] = ()
    networks: tuple[int, ...] = ()
    silent: tuple[str, ...] = ()
    """Vantages that have no say now, where those that have cannot speak for the world."""


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time in one observed status; half-open."""

    start: datetime
    end: datetime
    status: Status
    """`unknown` is time for which there is no evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One UTC day of a component: shares of the day, which add up to its past part."""

    date: date
    operational: float
    degraded: float
    """Degraded and partial time."""
    down: float
    unmeasured: float
    scoped: float = 0.0
    """Time whose only trouble lies where a long regional condition explains it."""
    blips: int = 0
    """Failed rounds that did not make an outage."""

    @property
    def is_bad(self) -> bool:
        """Something was wrong on this day."""
        return self.down > 0 or self.degraded > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """What one vantage last saw of a check."""

    vantage: str
    outcome: Outcome
    latency_ms: int | None
    reason: str | None
    as_of: datetime
    is_fresh: bool
    """It still counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """One check as it was last seen."""

    key: str
    check: Check
    status: Status
    confidence: Confidence
    as_of: datetime | None
    """Its newest result that says something; None when there is none."""
    outcome: Outcome | None
    latency_ms: int | None
    reason: str | None
    failing_rounds: int = 0
    """Failed rounds in a row up to now."""
    failing_since: datetime | None = None
    achieved_interval: timedelta | None = None
    """The median time between its rounds in the last day; None with fewer than two."""
    places: tuple[PlaceState, ...] = ()
    """Each present vantage that ever asked, in the order of the settings."""
    affected: tuple[str, ...] = ()
    """Ids of the vantages for which its status holds, where something is wrong."""
    voters: int = 0
    """How many vantages have a say in it."""
    is_answered: bool = False
    """Where something is wrong, something answers: with an error, or with what was not expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLatency:
    """How fast one check was answered."""

    key: str
    together: LatencySeries
    """Looks from all vantages as one."""
    places: Mapping[str, LatencySeries]
    """By vantage; empty where no two have any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuspageWords:
    """A component's status for Statuspage's clients, who know no `unknown` (rule 14)."""

    status: Status
    note: str | None = None
    """What its description must add, such as "not measured since 10:02 UTC"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuspageHeadline:
    """The page's status by Statuspage's own rule; milder than ours, and kept apart from it."""

    indicator: str
    """`none`, `minor`, `major`, `critical` or `maintenance`."""
    description: str
    """One of their seven sentences."""


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class StatuspageChange:
    """What one update did to a component, in Statuspage's words."""

    component: str
    before: Status
    after: Status


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class StatuspageIncident:
    """An incident for Statuspage's clients."""

    impact: str
    """`none`, `maintenance`, `minor`, `major` or `critical`: by their rule, unless people gave a severity."""
    affected: tuple[tuple[StatuspageChange, ...], ...]
    """What each update did, in the order of the state's updates, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuspageWork:
    """One time that a maintenance takes place, for Statuspage's clients."""

    occurrence: Occurrence
    status: UpdateStatus
    ends_at: datetime
    """Its promised end, or when it was completed before."""
    components: tuple[str, ...]
    """All that it has named so far."""
    updates: tuple[Update, ...]
    """Those of the past, newest first."""
    affected: tuple[tuple[StatuspageChange, ...], ...]
    """What each of them did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentState:
    """A component's verdict."""

    component: Component
    group: Group | None
    status: Status
    """What is published: the worst of declared and observed (rule 8)."""
    declared: Status
    observed: Status | None
    """None for a component without checks."""
    confidence: Confidence
    scope: Scope | None
    """None when nothing is wrong."""
    reasons: tuple[Reason, ...]
    note: str | None
    """A state of its own beside the status: "failing, being confirmed"; None when there is none."""
    since: datetime | None
    """Since when the published status holds; None when not known."""
    as_of: datetime | None
    """Its newest evidence."""
    checks: tuple[CheckState, ...]
    spans: tuple[Span, ...]
    """Observed, in order, as far back as anything was read."""
    days: tuple[Day, ...]
    """The last 90 UTC days, oldest first; today's shares add up to the part that is past."""
    uptime: Mapping[str, Uptime]
    """By window."""
    year: tuple[Day, ...] = ()
    """Those and the days before them in the last 52 weeks, from the first that was measured."""
    months: tuple[Uptime, ...] = ()
    """The last twelve calendar months in UTC, oldest first; the last one is running."""
    countries: Mapping[str, Numbers] = field(default_factory=dict)
    """What the places of one country saw, by country; empty unless places differ in it."""
    latencies: tuple[CheckLatency, ...] = ()
    """Of each check, in the order of the component's."""
    warnings: tuple[str, ...] = ()
    """Such as a certificate that expires soon; never an outage."""
    reports: tuple[ReportCount, ...] = ()
    """Where people report of it now: spikes first, then by count."""
    elsewhere: Status | None = None
    """What it would be without the standing conditions that explain its status; None when none does."""
    statuspage: StatuspageWords | None = None
    """For Statuspage's clients; None in a state that was not judged."""

    @property
    def is_measured(self) -> bool:
        """It has checks."""
        return bool(self.component.all_checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Where declared and observed disagree."""

    component: str
    declared: Status
    observed: Status
    since: datetime
    """Since when they disagree."""
    declared_at: datetime | None
    """When people last said something of it; None when never."""
    observed_at: datetime
    """Since when the probes say what they say."""
    kind: str
    """`undeclared`, `forgotten`, `overrun`."""
    entry: str | None = None
    """The incident or maintenance concerned."""
    text: str = ""
    """One calm sentence."""


@pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentState:
    """An incident as it stands."""

    incident: Incident
    status: UpdateStatus
    severity: Severity
    is_open: bool
    impact: Mapping[str, Status]
    """By component id, as declared now; the worst of each component once it is over."""
    components: tuple[str, ...]
    """All component ids it ever named, in the order of the page."""
    starts_at: datetime
    ends_at: datetime | None
    updates: tuple[Update, ...]
    """Those of the past, newest first."""
    lanes: Mapping[str, tuple[Span, ...]]
    """Declared impact over time by component id."""
    next_update_by: datetime | None
    is_overdue: bool
    """The promised next update did not come."""
    is_standing: bool = False
    """A scoped condition older than a week that it explains (rule 11)."""
    clocks: IncidentClocks | None = None
    """How soon and how well people told of it; None in a state that was not judged."""
    similar: tuple[str, ...] = ()
    """Ids of earlier incidents like it, the likest first."""
    waves: tuple[Wave, ...] = ()
    """Of people's reports while it lasted, in order."""
    course: Course | None = None
    """How its evidence went; None for what lasted longer than can be drawn."""
    statuspage: StatuspageIncident | None = None
    """For Statuspage's clients; None in a state that was not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceState:
    """A maintenance as it stands; one that repeats, as the time stands that is on, overdue or next."""

    maintenance: Maintenance
    status: UpdateStatus
    is_active: bool
    is_upcoming: bool
    starts_at: datetime
    ends_at: datetime
    """Its promised end, or when it was completed before."""
    promised_end: datetime
    components: tuple[str, ...]
    updates: tuple[Update, ...]
    """Those of the past, newest first; of one that repeats, of all its times."""
    upcoming: tuple[Occurrence, ...] = ()
    """Of one that repeats: the next times after this one, the soonest first."""
    past: tuple[Occurrence, ...] = ()
    """Of one that repeats: the times before this one, the latest first; routine ones of long ago left out."""
    statuspage: tuple[StatuspageWork, ...] = ()
    """For Statuspage's clients: every time that is told of, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The answer on top."""

    status: Status
    text: str
    confidence: Confidence
    is_all_clear: bool
    """It says that all systems are operational."""
    detail: str = ""
    """What works too, or why; may be empty."""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VantageState:
    """A vantage as it was last seen."""

    id: str
    vantage: Vantage
    as_of: datetime | None
    """Its newest round."""
    is_online: bool | None
    """None without a fresh round."""
    interval: timedelta
    """Promised."""
    controls: tuple[int, int] = (0, 0)
    """Passed and all, in its newest round."""
    sources: tuple[str, ...] = ()
    """Other tools whose results stand for this place, by their words in history."""
    skipped: int = 0
    """Beats of the last day that its loop skipped, since a round took longer than its interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is true at one instant."""

    taken_at: datetime
    expires_at: datetime | None
    """From then on nothing here may be believed; None when people, not probes, say it all."""
    page: Page
    headline: Headline
    groups: tuple[Group, ...]
    components: tuple[ComponentState, ...]
    """In the order of the page, retired ones left out."""
    conflicts: tuple[Conflict, ...]
    incidents: tuple[IncidentState, ...]
    """All of the past, newest first; open and resolved."""
    maintenances: tuple[MaintenanceState, ...]
    """By start, newest first."""
    announcements: tuple[Announcement, ...]
    """Those of the past, newest first."""
    vantages: tuple[VantageState, ...]
    interval: timedelta
    """The page's promised interval."""
    has_controls: bool
    damaged_lines: int
    evidence_bytes: int | None = None
    """What evidence takes in the project's folder; None within the budget of the settings."""
    statuspage: StatuspageHeadline | None = None
    """For Statuspage's clients; None in a snapshot that was not judged."""
    withdrawn: tuple[Incident | Maintenance | Announcement, ...] = ()
    """Taken back; each keeps a page that says so."""
    measured_since: datetime | None = None
    """The oldest round there is."""
    resolution: timedelta | None = None
    """How finely latencies of its last day are kept where that is told by tallies: by the hour or the day.
    None where every round is there. All else is exact."""
    retired: tuple[ComponentState, ...] = ()
    """Shown in history only."""
    numbers: Numbers | None = None
    """Uptime of all components that are measured and not retired, together; None when none is."""
    group_numbers: Mapping[str, Numbers] = field(default_factory=dict)
    """The same of each group of which anything is measured, by its id."""
    candour: Candour | None = None
    """How people kept the reader informed; None in a snapshot that was not judged."""
    reports: tuple[ReportCount, ...] = ()
    """People's reports of all components together, those that name none among them."""
    countries: tuple[CountryState, ...] = ()
    """What the places of each country see, by its code; those without one come last."""
    findings: tuple[Finding, ...] = ()
    """What failures of one country say of the way there."""
